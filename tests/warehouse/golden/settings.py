"""Linking settings, as the seed names them, for the recomputation."""

from __future__ import annotations

from tests.oracle.knobs import Knobs

NAMES = {"leads_need_owner": "lead_needs_owner"}
"""Settings that the recomputation calls otherwise."""


def knobs_of(settings: dict[str, str]) -> Knobs:
    """The knobs of a recomputation under settings of the seed, which are text."""
    values = {NAMES.get(name, name): value for name, value in settings.items()}
    return Knobs(**{name: value == "true" if value in ("true", "false") else value for name, value in values.items()})
