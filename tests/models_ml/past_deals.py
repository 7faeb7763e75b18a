"""Invented snapshots of deals with a known truth, in the shape of ``fct_opportunity_snapshots``."""

from __future__ import annotations

import numpy as np
import pandas as pd

FACTORS = (
    "recency_customer", "recency_team", "volume", "customer", "response_customer", "response_team", "next_step",
    "breadth", "seniority",
)  # fmt: skip
AS_OF = pd.Timestamp("2026-11-01 23:59:59.999999")
POINTS = dict(zip(FACTORS, (15, 5, 15, 25, 10, 5, 10, 10, 5), strict=True))


def snapshots(deals: int = 600, seed: int = 1, signal: float = 3.0, months: int = 24) -> pd.DataFrame:
    """Snapshots of deals whose chance to be won depends on customer, response_customer and industry alone.

    ``signal`` 0 makes winning pure luck.
    """
    random = np.random.default_rng(seed)
    created = random.uniform(30, months * 30, deals)
    length = np.exp(random.normal(4.9, 0.4, deals)).clip(28, 400)
    quality = random.normal(0, 1, deals)
    industry = random.choice(["Retail", "Energy", "Food"], deals)
    won = random.random(deals) < 1 / (1 + np.exp(-signal * (0.6 * quality + 0.4 * (industry == "Retail"))))
    rows = []
    for number in range(deals):
        for days_ago in range(0, months * 30, 28):
            age, closed = created[number] - days_ago, created[number] - length[number]
            if age < 14 or days_ago <= closed:
                continue
            factors = {name: random.random() for name in FACTORS}
            for name in ("customer", "response_customer"):
                factors[name] = 1 / (1 + np.exp(-(quality[number] + random.normal(0, 0.5))))
            score = sum(POINTS[name] * value for name, value in factors.items())
            ended = days_ago - closed <= 90
            outcome = ("won" if won[number] else "lost") if ended else "open"
            rows.append({
                "record_key": f"d{number:05d}", "days_ago": days_ago, "age_days": int(age), "stage": "develop",
                "snapshot_at": AS_OF - pd.Timedelta(days=days_ago), "health_at": AS_OF - pd.Timedelta(days=days_ago),
                "days_in_stage": int(age), "estimated_revenue": float(np.exp(random.normal(10, 1))),
                "days_to_close": int(random.normal(60, 40)), "close_date_pushes": int(random.poisson(0.5)),
                **{f"factor_{name}": value for name, value in factors.items()},
                "health_score": round(score, 1), "segment": industry[number], "industry": industry[number],
                "health_state": "Good" if score >= 60 else "Fair" if score >= 40 else "Poor",
                "is_matured": days_ago >= 90, "outcome_within_90_days": outcome if days_ago >= 90 else None,
            })  # fmt: skip
    return pd.DataFrame(rows)


KINDS = {"industry": "text"}
