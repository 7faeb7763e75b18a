"""Similar won deals: trains the metric on a build, puts it before the gate, and lets it score a build.

How much there is to learn from decides what is tried: fewer than 20 usable won deals nothing, fewer than 60 the prior
weights, from 60 on learned weights, which have to beat plain Gower, the mean of the industry and the champion. Where
they do not, and no learned version is in use, the prior weights serve, and say that there is no signal.
"""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from rapport import __version__
from rapport.learning import deals as reading
from rapport.learning import similar_deals_on_spark, similar_deals_scoring
from rapport.settings import Settings
from rapport.stores import models
from rapport.stores.builds import Build
from rapport.stores.model_records import Metric, Version, Weight

if TYPE_CHECKING:
    from models_ml.said import Said

__all__ = ["decide", "fit", "score"]

MODEL = "similar_deals"
LEAST_WON, SEED = 20, 20260101
DYNAMICS_LEAST = 30
"""Deals won, and deals lost, below which Dynamics 365 names no similar deals; said, and no reason to be silent."""


def fit(settings: Settings, build: Build, progress) -> Version | None:
    """Train on the won deals of a build and keep the version as a challenger; None when there is nothing to learn."""
    from models_ml.similar_deals.model import NothingToCompare

    deals, totals = reading.won_deals(settings, build)
    if len(totals) < LEAST_WON:
        progress(f"{MODEL}: not enough won deals ({len(totals)} of {LEAST_WON}); nothing to learn from")
        return None
    try:
        return _fitted(settings, build, deals, totals, progress)
    except NothingToCompare as error:
        progress(f"{MODEL}: {error}; there are no similar won deals until the source brings features of deals")
        return None


def _fitted(settings: Settings, build: Build, deals, totals, progress) -> Version:
    from models_ml.similar_deals import artifact, card
    from models_ml.similar_deals.evaluate import evaluate, stability, verdict
    from models_ml.similar_deals.model import LEARNS_FROM, DealMetric

    factors, as_of = reading.feature_settings(settings, build).multipliers, build.read().as_of
    kind = "learned" if len(totals) >= LEARNS_FROM else "prior"
    metrics = {"learned": DealMetric(SEED, multipliers=factors)} if kind == "learned" else {}
    metrics["prior"] = DealMetric(SEED, prior_share=1.0, multipliers=factors)
    champion = _before(settings, as_of)
    rival = {"champion": _weights(champion)} if champion and champion.kind == "learned" else {}
    measured = evaluate(deals, totals, metrics, rival, SEED)
    judged = verdict(measured, kind, next(iter(rival), None))
    stable = stability(deals, totals, metrics[kind], SEED)
    fitted = {name: metric.fit(deals, totals) for name, metric in metrics.items()}
    period = tuple(f"{totals['closed_at'].iloc[place]}" for place in (0, -1))
    thin = min(len(totals), reading.lost_deals(settings, build, as_of)) < DYNAMICS_LEAST
    gate = {"thin": thin, "passed": judged.passed, "has_signal": judged.has_signal,
            "reason": judged.reason.en, "reason_pt": judged.reason.pt,
            "champion": champion.version if champion else None}  # fmt: skip
    said = card.write(fitted[kind], kind, len(totals), period, as_of, measured, stable)
    version = Version(
        model=MODEL, version="", kind=kind, as_of=as_of, data_from=period[0], data_to=period[1],
        rows=len(totals), seed=SEED, code=__version__, libraries=_libraries(), metrics=_metrics(measured, stable),
        weights=_shares(fitted[kind]), card=said.en, card_pt=said.pt,
    )  # fmt: skip
    files = {"training.parquet": _parquet(totals), "gate.json": json.dumps(gate, indent=1, sort_keys=True).encode(),
             "model.json": artifact.dump(fitted[kind]), "prior.json": artifact.dump(fitted["prior"])}  # fmt: skip
    kept = models.save(settings, version, files)
    progress(f"{MODEL}: {kept.version}, {kind} from {len(totals):,} won deals: {judged.reason.en}")
    return kept


def decide(settings: Settings, version: Version, progress) -> Version:
    """The gate: promote a challenger, or reject it; returns what now counts of the two."""
    from models_ml.said import Said
    from models_ml.similar_deals import artifact, gate_texts

    files = models.read(settings, version)
    gate = json.loads(files["gate.json"])
    found = Said(gate["reason"], gate.get("reason_pt") or gate["reason"])
    champion = _before(settings, version.as_of)
    few = gate_texts.THIN.filled(least=DYNAMICS_LEAST) if gate.get("thin") else Said("", "")
    if version.kind == "prior":
        return _promoted(settings, version, gate_texts.RULE_BASED.then(few), progress)
    if gate["passed"]:
        if (champion.version if champion else None) != gate["champion"]:
            return _rejected(settings, version, gate_texts.OVERTAKEN, progress)
        return _promoted(settings, version, found.then(few), progress)
    rejected = _rejected(settings, version, found, progress)
    if champion and champion.kind == "learned":
        return rejected
    prior = artifact.load(files["prior.json"])
    fallback = replace(version, version="", kind="prior", status="challenger", reason="", reason_pt="",
                       weights=_shares(prior))  # fmt: skip
    kept = models.save(settings, fallback, {**_own(files), "model.json": files["prior.json"]})
    return _promoted(settings, kept, gate_texts.REFUSED.filled(reason=found).then(few), progress)


def score(settings: Settings, build: Build, version: Version | None, progress) -> None:
    """Say which won deals are similar to the open ones, where the build lies: here, or in Spark's workers."""
    on_spark = settings.engine == "spark" and version is not None
    (similar_deals_on_spark if on_spark else similar_deals_scoring).score(settings, build, version, progress)


def _before(settings: Settings, as_of: str) -> Version | None:
    """The version in use before an instant: what a training as of then is held against, also when it is repeated."""
    good = [each for each in models.versions(settings, MODEL) if each.status in ("champion", "archived")]
    return next((each for each in reversed(good) if each.as_of < as_of), None)


def _promoted(settings: Settings, version: Version, reason: Said, progress) -> Version:
    models.promote(settings, version, reason)
    progress(f"{MODEL}: {version.version} is used: {reason.en}")
    return replace(version, status="champion", reason=reason.en, reason_pt=reason.pt)


def _rejected(settings: Settings, version: Version, reason: Said, progress) -> Version:
    models.reject(settings, version, reason)
    progress(f"{MODEL}: {version.version} is refused: {reason.en}")
    return replace(version, status="rejected", reason=reason.en, reason_pt=reason.pt)


def _own(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name not in ("about.json", "card.md", "manifest.json")}


def _weights(version: Version) -> dict[tuple[str, str], float]:
    return {(weight.feature, weight.part): weight.weight for weight in version.weights}


def _shares(metric) -> tuple[Weight, ...]:
    pairs = zip(metric.encoder_.groups_, metric.weights_, strict=True)
    return tuple(Weight(feature, part, round(float(weight), 12)) for (feature, part), weight in pairs)


def _metrics(measured, stable: float) -> tuple[Metric, ...]:
    """R2 of every method, by target and on average, gains over the baselines, and how stable and fair the search is."""
    found = []
    for method in measured.errors:
        mean = measured.r2(method)
        found.append(Metric(measured.split, f"r2.{method}", mean.value, mean.low, mean.high))
        found += [Metric(measured.split, f"r2.{method}.{target}", float(value))
                  for target, value in measured.r2_by_target(method).items()]
    own = next(iter(measured.errors.keys() & {"learned"}), "prior")
    for rival in measured.errors.keys() - {own, "ridge"}:
        gain = measured.gain(own, rival)
        found.append(Metric(measured.split, f"gain_over.{rival}", gain.value, gain.low, gain.high))
    found += [Metric(measured.split, f"same_share.{name}", share) for name, share in measured.same_share.items()]
    found += [Metric(measured.split, "largest_hub_share", float(measured.largest_hub)),
              Metric("refit on 80 %", "jaccard", stable)]  # fmt: skip
    return tuple(sorted(found, key=lambda metric: (metric.split, metric.metric)))


def _parquet(totals) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(totals.reset_index(), preserve_index=False), target, compression="zstd")
    return target.getvalue()


def _libraries() -> dict[str, str]:
    import pandas
    import scipy
    import sklearn

    modules = {"numpy": np, "pandas": pandas, "scipy": scipy, "scikit-learn": sklearn}
    return {name: module.__version__ for name, module in modules.items()}
