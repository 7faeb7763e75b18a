"""The model card: what the score is, what it was learned from and how good it was, from measured numbers only."""

from __future__ import annotations

from models_ml.backtest import RESAMPLES
from models_ml.opportunity_score.evaluate import FEWEST, FULL, Trial

_NAMES = {
    "logistic": "logistic curve (ridge)",
    "boosting": "boosted trees, in which no health factor lowers the chance",
}
_CARD = """# Opportunity score

The chance that an open opportunity is **won within 90 days**, 0 to 1. It is no forecast of whether the deal is ever
won, and no judgement of a person: who owns a deal is not looked at.

- Kind: {kind}; chances by a Platt curve over deals that the model had not seen.
- Learned as of {as_of} from days, 28 apart, on which a deal was open and at least 14 days old.
- Confidence: {confidence}. Below {fewest} deals won and {fewest} lost it says nothing, below {full} each its confidence
  is low.
- Grades: A to D are the quarters of the chances of the deals learned from.

## How good it was on days after those it had learned from

| | logistic | boosting | health alone |
| --- | ---: | ---: | ---: |
{comparison}

AUC of the kind in use: {auc}. Trained on {train}, tested on {test}. {both:.0f} deals are on both sides, with no day of
an outcome in common. Won share in the test {won_share:.3f}; better than saying the won share of the training to every
deal by {gain:.4f} of the Brier score.

| said | won | snapshots |
| ---: | ---: | ---: |
{reliability}

## What it looks at

| feature | share |
| --- | ---: |
{weights}

Share: the mean size of what the feature adds to the log odds, over the deals learned from.

## Limits

What a CRM overwrites without a history (a stage, a value) is taken as it is now, also on past days, and may then look
wiser than it was. Features of creation are those of the first version known.
"""


def write(trial: Trial, confidence: str, as_of: str, weights: list[tuple[str, float]]) -> str:
    """The card as Markdown; ``weights`` are features and their share in what the model says, greatest first."""
    auc = next(each for each in trial.measured if (each.split, each.metric) == ("test", "auc"))
    span = "not known" if auc.ci_lo is None else f"{auc.ci_lo:.3f} to {auc.ci_hi:.3f}"
    names = {"AUC": "auc", "Brier score": "brier", "calibration error": "calibration_error"}
    return _CARD.format(
        kind=_NAMES[trial.kind], as_of=as_of[:10], confidence=confidence, fewest=FEWEST, full=FULL,
        comparison="\n".join(_row(name, *(trial.value(metric, kind) for kind in ("logistic", "boosting", "health")))
                             for name, metric in names.items()),
        auc=f"{auc.value:.3f} (95 % interval {span}, {RESAMPLES} resamples of deals)",
        train=_size(trial, "train"), test=_size(trial, "test"), both=trial.value("deals_on_both_sides"),
        won_share=trial.value("won_share"), gain=trial.value("brier_gain_over_won_share"),
        reliability="\n".join(f"| {said:.3f} | {was:.3f} | {rows} |" for said, was, rows in trial.reliability),
        weights="\n".join(_row(feature, share) for feature, share in weights),
    )  # fmt: skip


def _row(name: str, *numbers: float) -> str:
    return f"| {name} | " + " | ".join(f"{number:.3f}" for number in numbers) + " |"


def _size(trial: Trial, split: str) -> str:
    return f"{trial.value('snapshots', split):.0f} snapshots of {trial.value('deals', split):.0f} deals"
