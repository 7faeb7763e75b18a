"""What similar won deals cost: one training on 10,000 won deals, and 2,000 deals asked about among 100,000."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bench.measure import measure, report

ROOT = Path(__file__).resolve().parent.parent
WON, ASKED, AMONG = 10_000, 2_000, 100_000
BARS = "Bars: the fit at most 10 CPU s, the search at most 3 CPU s. The rows below include making the deals."


def compare() -> None:
    """Each step in a process of its own, whose memory is measured; the step's own CPU time stands below."""
    costs, own = [], []
    for step in STEPS:
        path = ROOT / "var" / f"bench-similar-{step}.txt"
        path.parent.mkdir(exist_ok=True)
        costs.append(measure(f"similar, {step}", [sys.executable, "-m", "bench.similar", step, str(path)], ROOT, None))
        own.append(f"{step}: {path.read_text()} CPU s of its own")
        path.unlink()
    report(f"similar won deals: {WON:,} to learn from, {ASKED:,} asked about among {AMONG:,}", costs,
           f"{'; '.join(own)}. {BARS}")  # fmt: skip


def _fit() -> float:
    from bench.deals import won_deals
    from models_ml.similar_deals.model import DealMetric

    deals, outcomes = won_deals(WON, seed=1)
    began = time.process_time()
    DealMetric().fit(deals, outcomes)
    return time.process_time() - began


def _search() -> float:
    from bench.deals import won_deals
    from models_ml.similar_deals.model import DealMetric
    from models_ml.similar_deals.search import find

    deals, outcomes = won_deals(AMONG, seed=1)
    small = deals.iloc[:WON]
    small.attrs["kinds"] = deals.attrs["kinds"]
    metric = DealMetric().fit(small, outcomes.iloc[:WON])
    keys, encoded = deals.index.to_numpy(object), metric.encoder_.transform(deals)
    began = time.process_time()
    find(metric, encoded[:ASKED], keys[:ASKED], encoded, keys, least=metric.least_similarity)
    return time.process_time() - began


STEPS = {"fit": _fit, "search": _search}

if __name__ == "__main__":
    Path(sys.argv[2]).write_text(f"{STEPS[sys.argv[1]]():.2f}", encoding="utf-8")
