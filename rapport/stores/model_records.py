"""What the model store knows of a version without opening it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Metric:
    """One number about a version; ``split`` says on which data. Bounds, where there are any, are a 95 % interval."""

    split: str
    metric: str
    value: float
    ci_lo: float | None = None
    ci_hi: float | None = None


@dataclass(frozen=True)
class Weight:
    """The share of a feature, or of one of its encodings (``part``), in a model; shares of a version sum to 1."""

    feature: str
    part: str
    weight: float


@dataclass(frozen=True)
class Version:
    """What is known of a version without opening it. Instants are texts in UTC, as in the records of builds.

    ``card_pt`` and ``reason_pt`` are ``card`` and ``reason`` in Portuguese; empty where an older release wrote them.
    """

    model: str
    version: str
    kind: str
    as_of: str
    data_from: str | None
    data_to: str | None
    rows: int
    seed: int
    code: str
    libraries: dict[str, str] = field(hash=False)
    metrics: tuple[Metric, ...] = ()
    weights: tuple[Weight, ...] = ()
    card: str = ""
    card_pt: str = ""
    status: str = field(default="challenger", compare=False)
    reason: str = field(default="", compare=False)
    reason_pt: str = field(default="", compare=False)


NOT_WRITTEN = ("version", "status", "reason", "reason_pt")
"""Of a version, what is not part of it: its name, and what became of it later."""
