"""Writes a fitted metric down as JSON and reads it back: equal metrics are equal text, and nothing in it can run."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np

from models_ml.similar_deals.features import DealEncoder, Levels, Numbers
from models_ml.similar_deals.model import DealMetric
from models_ml.similar_deals.texts import Texts

FORMAT = 1


def dump(metric: DealMetric) -> bytes:
    """The metric as JSON."""
    encoder = metric.encoder_
    content = {
        "format": FORMAT, "seed": metric.seed, "prior_share": metric.prior_share,
        "multipliers": dict(metric.multipliers),
        "numbers": {feature: asdict(numbers) for feature, numbers in encoder.numbers_.items()},
        "levels": {feature: asdict(levels) for feature, levels in encoder.levels_.items()},
        "texts": {feature: asdict(texts) for feature, texts in encoder.texts_.items()},
        "groups": encoder.groups_, "starts": encoder.starts_, "weights": metric.weights_.tolist(),
        "mean_distances": metric.mean_distances_.tolist(),
        "similarity_quantiles": metric.similarity_quantiles_.tolist(),
    }  # fmt: skip
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def load(data: bytes) -> DealMetric:
    """The metric that ``dump`` wrote.

    Raises
    ------
    ValueError
        When it is of another format.
    """
    content = json.loads(data)
    if content.get("format") != FORMAT:
        raise ValueError(f"the model has the format {content.get('format')}, this version reads {FORMAT}; train anew")
    encoder = DealEncoder(
        {feature: Numbers(**numbers) for feature, numbers in content["numbers"].items()},
        {feature: Levels(**levels) for feature, levels in content["levels"].items()},
        {feature: Texts(**texts) for feature, texts in content.get("texts", {}).items()},
        [tuple(group) for group in content["groups"]], content["starts"],
    )  # fmt: skip
    metric = DealMetric(content["seed"], content["prior_share"], content["multipliers"], encoder)
    metric.weights_ = np.array(content["weights"])
    metric.mean_distances_ = np.array(content["mean_distances"])
    metric.similarity_quantiles_ = np.array(content["similarity_quantiles"])
    return metric
