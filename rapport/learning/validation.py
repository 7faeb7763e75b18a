"""What a training found out about health and outcomes, kept for the builds after it.

A validation looks at all past days of all deals, so it is made when the models learn, once a week, and not in every
refresh. ``<home>/models/health_validation/`` has one JSON file per as-of.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from rapport.settings import Settings
from rapport.stores.builds import write_atomically

if TYPE_CHECKING:
    import pandas as pd

_ENOUGH = "ok"
"""Status of ``deals_won`` and ``deals_lost`` where a model may be trusted fully."""


def validate(settings: Settings, snapshots: pd.DataFrame, as_of: str) -> int:
    """Validate health on snapshots, rows of ``fct_opportunity_snapshots``, and keep it; returns how many numbers."""
    from models_ml.health_validation.validate import validate
    from models_ml.opportunity_score import evaluate

    found = [asdict(each) for each in (*validate(snapshots), *evaluate.data_at_hand(snapshots))]
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"as_of": as_of, "findings": found}, indent=1, default=float)
    write_atomically(folder / f"{as_of[:19].replace('-', '').replace(':', '').replace(' ', 'T')}.json", content + "\n")
    return len(found)


def known(settings: Settings, as_of: str) -> list[dict]:
    """The rows of ``ml.health_validation`` that are known as of an instant: those of the newest training by then."""
    kept = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(_folder(settings).glob("*.json"))]
    by_then = [each for each in kept if each["as_of"] <= as_of]
    newest = max(by_then, key=lambda each: each["as_of"], default=None)
    return [{**row, "validated_as_of": newest["as_of"]} for row in newest["findings"]] if newest else []


def confidence(findings: list[dict]) -> str:
    """How far what a model says may be trusted, by the deals there were to learn from: full or low."""
    enough = {row["metric"] for row in findings if row["split"] == "score" and row["status"] == _ENOUGH}
    return "full" if {"deals_won", "deals_lost"} <= enough else "low"


def _folder(settings: Settings):
    return settings.home / "models" / "health_validation"
