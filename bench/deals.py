"""Won deals with features and totals that follow from some of them, for benchmarks and tests of similar won deals."""

from __future__ import annotations

import numpy as np
import pandas as pd

FAMILIES, INDUSTRIES, COUNTRIES = 6, 10, 12


def won_deals(count: int, seed: int, noise: float = 0.35) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Features as ``features.wide`` makes them, and totals, both in the order of the close.

    What a deal takes follows its size, its product family, and how the family fits the industry; country, need and
    source mean nothing.
    """
    random = np.random.default_rng(seed)
    worth, size = random.normal(10.3, 0.9, count), random.normal(5.4, 1.2, count)
    family, industry = random.integers(0, FAMILIES, count), random.integers(0, INDUSTRIES, count)
    world = np.random.default_rng(1)  # the same meaning of levels for every seed
    of_family, of_both = world.normal(0, 0.35, FAMILIES), world.normal(0, 0.2, (FAMILIES, INDUSTRIES))
    effort = 3.2 + 0.3 * (worth - 10.3) + 0.12 * (size - 5.4) + of_family[family] + of_both[family, industry]

    def total(scale: float) -> np.ndarray:
        return np.maximum(np.round(np.exp(effort + random.normal(0, noise, count)) * scale), 1)

    def level(name: str, codes: np.ndarray) -> np.ndarray:
        return np.array([f"{name} {code}" for code in codes], dtype=object)

    keys = pd.Index([f"demo:opportunity:{number:07d}" for number in range(count)], name="record_key")
    deals = pd.DataFrame({
        "country": level("Country", random.integers(0, COUNTRIES, count)),
        "employees": np.round(np.exp(size)), "estimated_revenue": np.round(np.exp(worth), -2),
        "industry": level("Industry", industry), "lead_source": level("Source", random.integers(0, 5, count)),
        "need": level("Need", random.integers(0, 4, count)), "product_family": level("Family", family),
    }, index=keys)  # fmt: skip
    deals.attrs["kinds"] = {name: "number" if name in ("employees", "estimated_revenue") else "text" for name in deals}
    days = random.uniform(30, 300, count)
    closed = pd.Timestamp("2024-12-01") + pd.to_timedelta(np.sort(random.uniform(0, 700, count)), unit="D")
    outcomes = pd.DataFrame({
        "created_at": closed - pd.to_timedelta(days, unit="D"), "closed_at": closed, "interactions": total(1.0),
        "team_hours": total(0.5), "customer_hours": total(0.4), "emails_sent": total(0.4),
        "emails_received": total(0.3),
    }, index=keys)  # fmt: skip
    return deals, outcomes
