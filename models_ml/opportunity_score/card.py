"""The model card: what the score is, what it was learned from and how good it was, from measured numbers only."""

from __future__ import annotations

from models_ml.backtest import RESAMPLES
from models_ml.opportunity_score import card_texts as texts
from models_ml.opportunity_score.evaluate import FEWEST, FULL, Trial
from models_ml.opportunity_score.words import label
from models_ml.said import Said, joined

_TRIED = ("logistic", "boosting", "health")


def write(trial: Trial, confidence: str, as_of: str, weights: list[tuple[str, float]]) -> Said:
    """The card as Markdown; ``weights`` are features and their share in what the model says, greatest first."""
    auc = next(each for each in trial.measured if (each.split, each.metric) == ("test", "auc"))
    return texts.CARD.filled(
        kind=texts.KINDS[trial.kind], as_of=as_of[:10], confidence=texts.CONFIDENCE[confidence],
        fewest=FEWEST, full=FULL,
        comparison=joined([texts.COMPARED.filled(name=name, **{kind: trial.value(metric, kind) for kind in _TRIED})
                           for metric, name in texts.MEASURES.items()]),
        auc=auc.value, resamples=RESAMPLES,
        span=texts.UNKNOWN if auc.ci_lo is None else texts.INTERVAL.filled(low=auc.ci_lo, high=auc.ci_hi),
        train=_size(trial, "train"), test=_size(trial, "test"), both=trial.value("deals_on_both_sides"),
        won_share=trial.value("won_share"), gain=trial.value("brier_gain_over_won_share"),
        reliability=joined([texts.BIN.filled(said=said, was=was, rows=rows) for said, was, rows in trial.reliability]),
        weights=joined([texts.WEIGHED.filled(name=Said(*label(feature)), share=share) for feature, share in weights]),
    )  # fmt: skip


def _size(trial: Trial, split: str) -> Said:
    return texts.SIZE.filled(snapshots=trial.value("snapshots", split), deals=trial.value("deals", split))
