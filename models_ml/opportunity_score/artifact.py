"""A win model as files that run no code when they are read: JSON for the logistic curve, skops for the trees.

Same model, same bytes: skops names its parts by memory addresses and writes the time of day, both of which go.
"""

from __future__ import annotations

import io
import json
import re
import zipfile

import numpy as np
from sklearn.linear_model import LogisticRegression

from models_ml.opportunity_score import features
from models_ml.opportunity_score.model import WinModel
from models_ml.platt import Platt

TRUSTED = ["sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"]
"""All that may be in a file of trees beyond what skops itself trusts. Never what a file says of itself."""
_SCHEMA = "schema.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def dump(model: WinModel) -> dict[str, bytes]:
    """The files of a fitted model: ``model.json``, and ``trees.skops`` for boosted trees."""
    content = {
        "kind": model.kind,
        "space": model.space_.to_json(),
        "platt": {"slope": model.platt_.slope, "offset": model.platt_.offset},
        "grades": list(model.grades_),
    }
    if model.kind == "logistic":
        content["coefficients"] = model.estimator_.coef_[0].tolist()
        content["intercept"] = float(model.estimator_.intercept_[0])
        return {"model.json": _json(content)}
    import skops.io

    return {"model.json": _json(content), "trees.skops": _canonical(skops.io.dumps(model.estimator_))}


def load(files: dict[str, bytes]) -> WinModel:
    """The model that ``dump`` wrote.

    Raises
    ------
    ValueError
        When the files hold something that is not on the list of trusted types, or are no model.
    """
    content = json.loads(files["model.json"])
    model = WinModel(content["kind"])
    model.space_ = features.from_json(content["space"])
    model.platt_, model.grades_ = Platt(**content["platt"]), tuple(content["grades"])
    model.estimator_ = _curve(content) if model.kind == "logistic" else _trees(files["trees.skops"])
    return model


def _curve(content: dict) -> LogisticRegression:
    curve = LogisticRegression()
    curve.classes_ = np.array([False, True])
    curve.coef_, curve.intercept_ = np.array([content["coefficients"]]), np.array([content["intercept"]])
    curve.n_features_in_ = curve.coef_.shape[1]
    return curve


def _trees(data: bytes):
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        return skops.io.loads(data, trusted=TRUSTED)
    except UntrustedTypesFoundException as error:
        raise ValueError(f"the trees hold what is not on the list of trusted types: {error}") from error


def _canonical(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    schema = parts.pop(_SCHEMA).decode()
    numbers: dict[str, str] = {}
    for found in re.finditer(r'"__id__": (\d+)|"(\d+)\.npy"', schema):
        numbers.setdefault(found[1] or found[2], str(len(numbers)))
    schema = re.sub(r'("__id__": )(\d+)', lambda found: found[1] + numbers[found[2]], schema)
    schema = re.sub(r'"(\d+)\.npy"', lambda found: f'"{numbers[found[1]]}.npy"', schema)
    renamed = {f"{numbers[name.removesuffix('.npy')]}.npy": part for name, part in parts.items()}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, part in sorted({**renamed, _SCHEMA: schema.encode()}.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), part)
    return written.getvalue()


def _json(content: dict) -> bytes:
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n").encode()
