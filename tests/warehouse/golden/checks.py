"""Compares values from either computation with what a golden case says."""

from __future__ import annotations

import math
from datetime import date, datetime

import pandas as pd

from . import as_of, health, linking, noise, pipeline, published, time_and_direction, turns

MODULES = (time_and_direction, noise, linking, published, turns, as_of, health, pipeline)
CASES = [case for module in MODULES for case in module.CASES]

TOLERANCE = 1e-6


def is_missing(value: object) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def plain(value: object) -> object:
    """Numbers as float, instants and dates as ISO text without trailing zeros, missing values as None."""
    if is_missing(value):
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, (datetime, pd.Timestamp)):
        return pd.Timestamp(value).to_pydatetime().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    return float(value)


def same(got: object, expected: object) -> bool:
    """Equal, numbers up to rounding noise; a date equals its midnight."""
    got, expected = plain(got), plain(expected)
    if isinstance(got, float) and isinstance(expected, (float, bool)):
        return abs(got - expected) <= TOLERANCE * max(1.0, abs(expected))
    if isinstance(got, str) and isinstance(expected, str):
        return got.removesuffix("T00:00:00") == expected.removesuffix("T00:00:00")
    return got == expected
