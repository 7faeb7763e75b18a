"""What similar won deals are worth in a build that has the stage features.

The bars: the metric tells what later won deals took better than plain Gower by .08 (mean R2) and has three quarters of
what ridge on the same encodings has; a fit on 80 % of the deals finds at least .6 of the same neighbours; no deal is a
neighbour of more than 5 % of all; with outcomes shuffled the gate refuses; of deals that were won, 40 to 60 % were
below the median of their similar ones at the same age. Use a demo of a seed that nothing was tuned on.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from models_ml.similar_deals import search
from models_ml.similar_deals.evaluate import TEST_SHARE, evaluate, stability, verdict
from models_ml.similar_deals.model import TARGETS, DealMetric
from rapport import settings as settings_module
from rapport.learning import deals as reading
from rapport.stores import builds, warehouse

AGES = (30, 60, 90)

_UP_TO = """
select record_key, sum(interactions) as had from deals.fct_deal_events where age_days <= {age} group by record_key
"""


def judge(home: Path | None) -> None:
    """Print what was measured beside each bar; nothing is written."""
    settings = settings_module.load(**({"home": home} if home else {}))
    build = builds.pointed_at(settings, "building") or builds.pointed_at(settings, "current")
    if build is None:
        raise SystemExit("No build. Make one with `rapport refresh --source demo --deals 12000`.")
    deals, totals = reading.won_deals(settings, build)
    factors = reading.feature_settings(settings, build).multipliers
    metric = DealMetric(multipliers=factors)
    measured = evaluate(deals, totals, {"learned": metric})
    gain, own = measured.gain("learned", "gower"), measured.r2("learned")
    print(f"{len(totals):,} usable won deals, {build.run_id}")
    print(f"mean R2                       {own.value:.3f}   [{own.low:.3f}..{own.high:.3f}]")
    print(f"over plain Gower              {gain.value:+.3f}  [{gain.low:+.3f}..{gain.high:+.3f}]   at least +.08")
    same = stability(deals, totals, DealMetric(multipliers=factors), 0)
    print(f"share of ridge                {own.value / measured.r2('ridge').value:.3f}   at least .75")
    print(f"same neighbours by a refit    {same:.3f}   at least .6")
    print(f"most popular deal             {measured.largest_hub:.3f}   at most .05")
    for age, (share, asked) in _below_the_median(settings, build, deals, totals, factors).items():
        print(f"winners below, {age} days old   {share:.3f}   .4 to .6   ({asked:,} deals)")
    shuffled, order = totals.copy(), np.random.default_rng(5).permutation(len(totals))
    shuffled[list(TARGETS)] = totals[list(TARGETS)].to_numpy()[order]
    judged = verdict(evaluate(deals, shuffled, {"learned": DealMetric(multipliers=factors)}), "learned")
    print(f"outcomes shuffled: {'PASSED' if judged.passed else 'refused'}, {judged.reason.en}")


def _below_the_median(settings, build, deals, totals, factors) -> dict[int, tuple[float, int]]:
    """Of the later won deals, the share that had less at an age than the median of their similar ones had."""
    cut = int(len(totals) * (1 - TEST_SHARE))
    before, after = deals.iloc[:cut], deals.iloc[cut:]
    before.attrs = after.attrs = deals.attrs
    metric = DealMetric(multipliers=factors).fit(before, totals.iloc[:cut])
    keys, known = after.index.to_numpy(object), before.index.to_numpy(object)
    found = search.find(metric, metric.encoder_.transform(after), keys, metric.encoder_.transform(before), known,
                        least=metric.least_similarity)  # fmt: skip
    told = {}
    for age in AGES:
        with warehouse.reading(settings, build.warehouse) as connection:
            had = connection.execute(_UP_TO.format(age=age)).df().set_index("record_key")["had"]
        median = pd.Series(had.reindex(known[found["won"]]).fillna(0).to_numpy()).groupby(keys[found["asked"]]).median()
        lived = [key for key in median.index if totals.loc[key, "days_to_win"] > age]
        below = had.reindex(lived).fillna(0).to_numpy() < median[lived].to_numpy()
        told[age] = float(below.mean()), len(lived)
    return told
