"""The opportunity score: trained on past days of deals, gated by what came after them, said of the deals open now.

Where it learns, it also validates health against outcomes, with or without a model, for ``rpt_health_validation``.
"""

from __future__ import annotations

from importlib.metadata import version as installed
from typing import TYPE_CHECKING

from rapport import __version__
from rapport.learning import rescoring, snapshots, validation
from rapport.settings import Settings
from rapport.stores import ml_tables, models, warehouse
from rapport.stores.builds import Build
from rapport.stores.model_records import Metric, Version, Weight

if TYPE_CHECKING:
    from models_ml.opportunity_score.evaluate import Trial

MODEL = "opportunity_score"


def fit(settings: Settings, build: Build, progress) -> Version | None:
    """Try both kinds on what came after their training, then train the better one on all outcomes that are known."""
    from models_ml.opportunity_score import artifact, card, evaluate, explain, model

    found, as_of = snapshots.past(settings, build), build.read().as_of
    numbers = validation.validate(settings, found.rows, as_of)
    progress(f"{MODEL}: health validated by {numbers} numbers")
    if reason := evaluate.too_few(found.rows):
        progress(f"{MODEL}: not trained, {reason}")
        return None
    trial = evaluate.trial(found.rows, found.kinds)
    matured = found.rows[found.rows["is_matured"].astype(bool)]
    trained = model.WinModel(trial.kind).fit(matured, found.kinds)
    weights = explain.shares(trained, matured)
    confidence = validation.confidence(validation.known(settings, as_of))
    said = card.write(trial, confidence, as_of, weights)
    kept = models.save(settings, Version(
        model=MODEL, version="", kind=trial.kind, as_of=as_of, data_from=str(matured["snapshot_at"].min()),
        data_to=str(matured["snapshot_at"].max()), rows=len(matured), seed=model.SEED, code=__version__,
        libraries={name: installed(name) for name in ("numpy", "pandas", "scikit-learn", "scipy", "skops")},
        metrics=tuple(Metric(each.split, each.metric, each.value, each.ci_lo, each.ci_hi) for each in trial.measured),
        weights=tuple(Weight(feature, "effect", share) for feature, share in weights),
        card=said.en, card_pt=said.pt,
    ), artifact.dump(trained))  # fmt: skip
    progress(
        f"{MODEL}: trained {kept.version} ({kept.kind}) on {len(matured):,} snapshots of "
        f"{matured['record_key'].nunique():,} deals"
    )
    return kept


def decide(settings: Settings, version: Version, progress) -> Version:
    """The gate: better than saying the won share to all, chances that hold, not ranking worse than the champion."""
    from models_ml.opportunity_score import evaluate

    champion = models.usable(settings, MODEL, version.as_of)
    if champion is not None and champion.version == version.version:
        return champion
    speaks, reason = evaluate.verdict(_trial(version), _trial(champion) if champion else None)
    (models.promote if speaks else models.reject)(settings, version, reason)
    progress(f"{MODEL}: {version.version} {'may speak' if speaks else 'is rejected'}: {reason.en}")
    return next(each for each in models.versions(settings, MODEL) if each.version == version.version)


def score(settings: Settings, build: Build, version: Version | None, progress) -> None:
    """Say the chance of every open deal that is at least 14 days old, with reasons, and what is known about health."""
    findings = validation.known(settings, build.read().as_of)
    found, confidence = snapshots.now(settings, build), validation.confidence(findings)
    scores, states, reused = rescoring.score(settings, version, found, confidence)
    tables = {"health_validation": findings, "opportunity_scores": scores, "opportunity_score_state": states}
    with warehouse.writing(settings, build.warehouse) as connection:
        for name, rows in tables.items():
            ml_tables.replace(connection, name, _table(name, rows))
        if version is not None:
            ml_tables.write_versions(connection, settings, build.read().as_of, {MODEL: version.version})
    said = f"{len(scores):,} open deals by {version.version}, {reused:,} unchanged" if version else "no model"
    validated = f"as of {findings[0]['validated_as_of'][:10]}" if findings else "when models are trained"
    progress(f"{MODEL}: {said}; health validated {validated}")


def _table(name: str, rows: list[dict]):
    import pyarrow as pa

    columns = ml_tables.TABLES[name]
    kinds = {"varchar": pa.string(), "double": pa.float64(), "bigint": pa.int64(), "timestamp": pa.string()}
    return pa.table({column: pa.array([row[column] for row in rows], kinds[kind]) for column, kind in columns.items()})


def _trial(version: Version) -> Trial:
    from models_ml.opportunity_score.evaluate import Measured, Trial

    return Trial(
        version.kind,
        tuple(Measured(each.split, each.metric, each.value, each.ci_lo, each.ci_hi) for each in version.metrics),
    )
