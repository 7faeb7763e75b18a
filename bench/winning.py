"""What health and the opportunity score say about winning, in a build that has the stage health.

Beside it stands what no model can know: the AUC with the need for contact that the demo made the deals from.

The bars: health with the expected level of similar won deals ranks better than with the same level for all by .01
(AUC), deals in state Good are won 1.35 times as often as those in Poor, chances of the score are off by at most .03.
Use a demo of a seed that nothing was tuned on: ``RAPPORT_DEMO__SEED=2101 rapport refresh --deals 12000 ...``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from models_ml.backtest import Resampler, split
from models_ml.health_validation.validate import FACTORS, validate
from models_ml.metrics import Ranking
from models_ml.opportunity_score import evaluate
from rapport import health_settings
from rapport import settings as settings_module
from rapport.learning import snapshots
from rapport.stores import builds, warehouse

_LEVELS = """
select
    settings.record_key,
    opportunities.opportunity_id,
    settings.expected_level as used,
    coalesce(levels.expected_level, 1e0) as similar_won
from relationships.health_settings_by_record as settings
inner join core.dim_opportunities as opportunities on settings.record_key = opportunities.opportunity_key
left join ml.expected_levels as levels on settings.record_key = levels.record_key
where settings.record_type = 'opportunity'
"""


def judge(home: Path | None) -> None:
    """Print what was measured beside each bar; nothing is written."""
    settings = settings_module.load(**({"home": home} if home else {}))
    build = builds.pointed_at(settings, "building") or builds.pointed_at(settings, "current")
    if build is None:
        raise SystemExit("No build. Make one with `rapport refresh --source demo --deals 12000`.")
    found = snapshots.past(settings, build)
    with warehouse.reading(settings, build.warehouse) as connection:
        levels = connection.execute(_LEVELS).df().set_index("record_key")
    levels["known_need"] = _known_need(settings.home / "demo" / "ground_truth.parquet", levels["opportunity_id"])
    told = {(each.split, each.segment_type, each.metric): each for each in validate(found.rows)}
    good_to_poor = told["all", "all", "good_to_poor_won_ratio"]
    print(f"{len(found.rows):,} snapshots of {found.rows['record_key'].nunique():,} deals, {build.run_id}")
    _tell("Good to Poor won ratio", good_to_poor.value, (good_to_poor.ci_lo, good_to_poor.ci_hi), "at least 1.35")
    _judge_levels(found.rows, levels)
    trial = evaluate.trial(found.rows, found.kinds)
    _tell("score: calibration error", trial.value("calibration_error"), (None, None), "at most .03")
    _tell(f"score: AUC ({trial.kind})", trial.value("auc"), (trial.low("auc"), None), "no bar")
    print("score:", evaluate.verdict(trial, None)[1].en)


def _known_need(truth: Path, deals: pd.Series) -> pd.Series:
    """The effort that the demo made each deal with, about 1 on average; nothing for another source."""
    if not truth.is_file():
        return pd.Series(np.nan, index=deals.index)
    effort = pd.read_parquet(truth).set_index("opportunity_id")["effort"]
    return (deals.map(effort) / effort.mean()).clip(0.5, 3)


def _judge_levels(rows: pd.DataFrame, levels: pd.DataFrame) -> None:
    """Volume and customer side are 1 - 0.2^(x/m): another level m is another power of what is missing to 1."""
    scored = rows[rows["is_matured"].astype(bool) & rows["health_score"].notna()].reset_index(drop=True)
    if not (levels["similar_won"] != 1).any():
        print("expected level: no similar won deals in this build, nothing to compare")
        return
    points = next(row for row in health_settings.read(health_settings.SEED)
                  if health_settings.scope(row) == "opportunity, *, *")  # fmt: skip
    used, similar, known = (scored["record_key"].map(levels[name]).to_numpy(float)
                            for name in ("used", "similar_won", "known_need"))  # fmt: skip
    powers = {"fixed": used, "similar_won": used / similar}
    powers |= {} if np.isnan(known).any() else {"known need": used / known}
    won = (scored["outcome_within_90_days"] == "won").to_numpy()
    for name, chosen in {"all days": np.ones(len(scored), bool), "newest days": split(scored).test}.items():
        rankings = {}
        for level, power in powers.items():
            score = np.zeros(len(scored))
            for factor in FACTORS:
                value = scored[f"factor_{factor}"].to_numpy(float)
                if factor in ("volume", "customer"):
                    value = 1 - (1 - value) ** power
                score += points[f"points_{factor}"] * value
            rankings[level] = Ranking(won[chosen], score[chosen])
        resampler, even = Resampler(scored.loc[chosen, "record_key"], seed=1), np.ones(chosen.sum())
        for level, ranking in rankings.items():
            _tell(f"health AUC, {level}, {name}", ranking.auc(even), resampler.interval(ranking.auc), "")
        gain = _gain(rankings)
        _tell(f"similar_won over fixed, {name}", gain(even), resampler.interval(gain), "at least +.01")


def _gain(rankings: dict[str, Ranking]):
    return lambda weight: rankings["similar_won"].auc(weight) - rankings["fixed"].auc(weight)


def _tell(name: str, value: float, interval: tuple[float | None, float | None], bar: str) -> None:
    low, high = (f"{end:.3f}" if end is not None else "" for end in interval)
    print(f"{name:<42}{value:8.3f}   [{low}..{high}]   {bar}")
