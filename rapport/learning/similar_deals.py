"""Similar won deals: placeholder of the first merge."""

from __future__ import annotations

from rapport.settings import Settings
from rapport.stores.builds import Build
from rapport.stores.model_records import Version


def fit(settings: Settings, build: Build, progress) -> Version | None:
    """Nothing is learned yet."""
    progress("similar_deals: not trained")
    return None


def decide(settings: Settings, version: Version, progress) -> Version:
    """Nothing to decide yet."""
    return version


def score(settings: Settings, build: Build, version: Version | None, progress) -> None:
    """Nothing to say yet."""
    progress("similar_deals: no model")
