"""What a win model is worth on deals and days it has not seen, and whether it may speak.

The trial trains on snapshots whose outcome was known before the first day of the test; the version that is kept is then
trained on all of them by the same recipe.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from models_ml import metrics, platt
from models_ml.backtest import Resampler, deals_with, split
from models_ml.health_validation.slices import Finding
from models_ml.opportunity_score.model import KINDS, SEED, WinModel
from models_ml.said import Said

FEWEST, FULL = 40, 200
"""Deals won, and as many lost: below the first a model says nothing, below the second its confidence is low."""
LARGEST_CALIBRATION_ERROR = 0.05
"""On average; where there are so few deals that chance alone may make it larger, what chance may make."""
WORST_LOSS_OF_AUC = 0.02
"""A new version may rank so much worse than the champion did at its training: chance alone moves it that far."""


_NO_SIGNAL = Said("no signal: it predicts no better than the share of deals won (gain {gain:.4f})",
                  "sem sinal: não prevê melhor que a parcela de oportunidades ganhas (ganho {gain:.4f})")
_OFF = Said("its chances are off by {error:.3f} on average; at most {accepted:.3f} is accepted",
            "suas chances erram {error:.3f} em média; aceita-se no máximo {accepted:.3f}")  # fmt: skip
_WORSE = Said("it ranks worse than the champion did: AUC {new:.3f} after {before:.3f}",
              "ordena pior que a versão em uso: AUC {new:.3f} depois de {before:.3f}")  # fmt: skip
_SPEAKS = Said("AUC {auc:.3f}, calibration error {error:.3f} on what came after the training",
               "AUC {auc:.3f}, erro de calibração {error:.3f} no que veio depois do treino")  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """One number of a trial; ``split`` is test, or the kind it compares."""

    split: str
    metric: str
    value: float
    ci_lo: float | None = None
    ci_hi: float | None = None


@dataclass(frozen=True)
class Trial:
    """The kind that did best and all that was measured; ``reliability`` holds (said, happened, rows) per bin."""

    kind: str
    measured: tuple[Measured, ...]
    reliability: tuple[tuple[float, float, int], ...] = field(default=())

    def value(self, metric: str, split: str = "test") -> float:
        """One of the numbers; NaN when it was not measured."""
        found = [each.value for each in self.measured if (each.split, each.metric) == (split, metric)]
        return found[0] if found else float("nan")

    def low(self, metric: str, split: str = "test") -> float:
        """The lower end of its interval; NaN when there is none."""
        found = [each.ci_lo for each in self.measured if (each.split, each.metric) == (split, metric)]
        return found[0] if found and found[0] is not None else float("nan")


def too_few(snapshots: pd.DataFrame) -> str | None:
    """Why there is too little to learn from, or None."""
    matured = snapshots[snapshots["is_matured"].astype(bool)]
    won, lost = deals_with(matured, "won"), deals_with(matured, "lost")
    if min(won, lost) < FEWEST:
        return f"{won} deals won and {lost} lost with a known past; {FEWEST} of each are needed"
    parts = split(snapshots)
    for rows in (snapshots[parts.train], snapshots[parts.test]):
        if not min(deals_with(rows, "won"), rows["record_key"].nunique() - deals_with(rows, "won")):
            return "the past is too short: nothing remains to test on what was learned before"
    return None


def data_at_hand(snapshots: pd.DataFrame) -> list[Finding]:
    """How many deals won and lost there are to learn from, and whether that is enough to speak."""
    matured = snapshots[snapshots["is_matured"].astype(bool)]
    found = []
    for outcome in ("won", "lost"):
        deals = deals_with(matured, outcome)
        status = "ok" if deals >= FULL else "low_confidence" if deals >= FEWEST else "not_enough_data"
        found.append(Finding("score", "all", "all", f"deals_{outcome}", float(deals), None, None, len(matured),
                             matured["record_key"].nunique(), status))  # fmt: skip
    return found


def trial(snapshots: pd.DataFrame, kinds: dict[str, str]) -> Trial:
    """Train both kinds on the past and test them on what came after.

    The trees have to be better than the curve with 95 % certainty (paired resampling of deals), else the curve is it:
    it can be read.
    """
    parts = split(snapshots)
    train, test = snapshots[parts.train], snapshots[parts.test]
    happened = (test["outcome_within_90_days"] == "won").to_numpy(float)
    said = {kind: WinModel(kind).fit(train, kinds).chance(test) for kind in KINDS}
    said["health"] = _health_alone(train, test)
    share = float((train["outcome_within_90_days"] == "won").mean())
    resampler, even = Resampler(test["record_key"], SEED), np.ones(len(test))
    found: list[Measured] = []
    for name, chance in said.items():
        ranking = metrics.Ranking(happened, chance)
        found += [Measured(name, "auc", ranking.auc(even), *resampler.interval(ranking.auc)),
                  Measured(name, "brier", metrics.brier(happened, chance, even)),
                  Measured(name, "calibration_error", metrics.calibration_error(happened, chance))]  # fmt: skip

    def better(one: np.ndarray, other: np.ndarray):
        return lambda weight: metrics.brier(happened, other, weight) - metrics.brier(happened, one, weight)

    gain = better(said["boosting"], said["logistic"])
    found.append(Measured("boosting", "brier_gain_over_logistic", gain(even), *resampler.interval(gain)))
    kind = "boosting" if (found[-1].ci_lo or 0) > 0 else "logistic"
    best = said[kind]
    gain = better(best, np.full(len(test), share))
    curve = metrics.reliability(happened, best)
    found += [
        *(Measured("test", each.metric, each.value, each.ci_lo, each.ci_hi) for each in found if each.split == kind
          and each.metric in ("auc", "brier", "calibration_error")),
        Measured("test", "calibration_error_by_chance",
                 metrics.calibration_error_by_chance(best, test["record_key"].nunique(), SEED)),
        Measured("test", "brier_gain_over_won_share", gain(even), *resampler.interval(gain)),
        Measured("test", "won_share", float(happened.mean())),
        *_counts("train", train), *_counts("test", test),
        Measured("test", "deals_on_both_sides", float(len(set(train["record_key"]) & set(test["record_key"])))),
    ]  # fmt: skip
    for place, (predicted, was, _) in enumerate(curve, start=1):
        found += [Measured(f"test bin {place:02d}", "predicted_share", predicted),
                  Measured(f"test bin {place:02d}", "won_share", was)]  # fmt: skip
    return Trial(kind, tuple(found), tuple(curve))


def verdict(new: Trial, champion: Trial | None) -> tuple[bool, Said]:
    """The gate: whether a version may speak, and why or why not."""
    gain, low = new.value("brier_gain_over_won_share"), new.low("brier_gain_over_won_share")
    if not low > 0:
        return False, _NO_SIGNAL.filled(gain=gain)
    error, chance = new.value("calibration_error"), new.value("calibration_error_by_chance")
    accepted = max(LARGEST_CALIBRATION_ERROR, chance)
    if not error <= accepted:
        return False, _OFF.filled(error=error, accepted=accepted)
    if champion is not None and new.value("auc") < champion.value("auc") - WORST_LOSS_OF_AUC:
        return False, _WORSE.filled(new=new.value("auc"), before=champion.value("auc"))
    return True, _SPEAKS.filled(auc=new.value("auc"), error=error)


def _health_alone(train: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Chances by the health score and nothing else, as a yardstick; without a score the share of such deals."""
    won = (train["outcome_within_90_days"] == "won").to_numpy()
    known, asked = train["health_score"].notna().to_numpy(), test["health_score"].notna().to_numpy()
    said = np.full(len(test), won[~known].mean() if (~known).any() else won.mean())
    if known.any():
        curve = platt.fit(train.loc[known, "health_score"].to_numpy(float), won[known])
        said[asked] = curve.chance(test.loc[asked, "health_score"].to_numpy(float))
    return said


def _counts(name: str, rows: pd.DataFrame) -> list[Measured]:
    counts = {"snapshots": len(rows), "deals": rows["record_key"].nunique(),
              "deals_won": deals_with(rows, "won"), "deals_lost": deals_with(rows, "lost")}  # fmt: skip
    return [Measured(name, metric, float(count)) for metric, count in counts.items()]
