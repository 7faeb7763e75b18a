"""Reads health settings from a CSV file of the seed's shape: what comes back keeps every score within 0 to 100.

A row holds for a record type, a segment and a stage; the star matches all. Everything that is wrong is told at once,
each with its row (the header is row 1) and its column.
"""

from __future__ import annotations

import csv
import difflib
import math
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rapport.settings import PROJECT_ROOT, SettingsError

SEED = PROJECT_ROOT / "dbt_project" / "seeds" / "health_settings.csv"
"""The settings that a refresh uses; its header is the shape."""
RECORD_TYPES = ("account", "contact", "lead", "opportunity")
SCOPE = ("record_type", "segment", "stage")
SHORTEST_INTERVAL, LONGEST_INTERVAL = 1, 180
"""Days; the formula counts whole days and looks at no older activities."""
_TOLD = 10
"""So many mistakes are told; the rest is counted."""

Row = dict[str, str | float]


def read(path: Path) -> list[Row]:
    """The rows of a file of health settings.

    Parameters
    ----------
    path : Path
        CSV in UTF-8, between commas, with every column of the seed in any order.

    Returns
    -------
    list of dict
        Per row the three columns of SCOPE as text and the others as float: days, weights, points, bands.

    Raises
    ------
    SettingsError
        When the file cannot be read or a row cannot be used.
    """
    columns = _lines(SEED)[0][1]
    (_, header), *lines = _lines(path)
    wrong = _wrong_columns(header, columns)
    rows: dict[int, Row] = {}
    for number, cells in lines if not wrong else []:
        if len(cells) != len(header):
            wrong.append(f"row {number}: {len(cells)} cells under {len(header)} columns")
            continue
        row, unreadable = _typed(dict(zip(header, cells, strict=True)))
        found = unreadable or _wrong_numbers(row)
        wrong += [f"row {number}, {text}" for text in _wrong_scope(row) + found]
        rows[number] = row
    if not wrong:
        wrong = _wrong_together(rows)
    if wrong:
        more = [f"and {len(wrong) - _TOLD} more"] if len(wrong) > _TOLD else []
        raise SettingsError(f"The health settings in {path} cannot be used:\n  " + "\n  ".join(wrong[:_TOLD] + more))
    return list(rows.values())


def scope(row: Row) -> str:
    """For whom a row holds, in words."""
    return ", ".join(str(row[name]) for name in SCOPE)


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """Line number and cells of every row, the header first."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            lines = [(reader.line_num, cells) for cells in reader]
    except OSError as error:
        raise SettingsError(f"The health settings {path} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(f"The health settings {path} are no CSV file in UTF-8: {error}.") from None
    if not lines:
        raise SettingsError(f"The health settings {path} are empty. Copy {SEED} and change the copy.")
    return lines


def _wrong_columns(header: list[str], columns: list[str]) -> list[str]:
    wrong = [f"row 1: no column {name}" for name in columns if name not in header]
    wrong += [f"row 1: column {name} twice" for name, times in Counter(header).items() if times > 1]
    for name in header:
        if name not in columns:
            near = difflib.get_close_matches(name, columns, n=1)
            wrong.append(f"row 1: unknown column {name!r}" + (f"; did you mean {near[0]}?" if near else ""))
    return wrong


def _typed(cells: dict[str, str]) -> tuple[Row, list[str]]:
    """The row with its numbers as numbers, and what is none."""
    row: Row = {}
    wrong = []
    for name, cell in cells.items():
        if name in SCOPE:
            row[name] = cell
            continue
        try:
            row[name] = float(cell)
        except ValueError:
            row[name] = math.nan
        if not math.isfinite(row[name]):
            wrong.append(f"{name}: {cell!r} is no number")
    return row, wrong


def _wrong_scope(row: Row) -> list[str]:
    wrong = []
    if row["record_type"] not in RECORD_TYPES:
        wrong.append(f"record_type: {row['record_type']!r} is none of {', '.join(RECORD_TYPES)}")
    for name in ("segment", "stage"):
        if row[name] != row[name].strip() or not row[name]:
            wrong.append(f"{name}: {row[name]!r} is empty or has blanks around it; write * for all")
    return wrong


def _wrong_numbers(row: Row) -> list[str]:
    wrong = []
    if not SHORTEST_INTERVAL <= row["interval_days"] <= LONGEST_INTERVAL:
        wrong.append(
            f"interval_days: {row['interval_days']:g} is not between {SHORTEST_INTERVAL} and {LONGEST_INTERVAL} days"
        )
    points = {name: value for name, value in row.items() if name.startswith("points_")}
    for name, value in row.items():
        if name.startswith("weight_") and value != 0 and not 3 <= value <= 9:
            wrong.append(f"{name}: {value:g} is neither 0 (ignored) nor between 3 and 9")
    for name, value in points.items():
        if not 0 <= value <= 100 or not _has_one_decimal(value):
            wrong.append(f"{name}: {value:g} is not between 0 and 100 with at most one decimal")
    total = sum(points.values())
    if abs(total - 100) > 1e-6:
        wrong.append(f"points_*: they sum to {total:g}, not to 100, and the score would too")
    if row["older_than_two_years"] not in (0, 1):
        wrong.append(f"older_than_two_years: {row['older_than_two_years']:g} is neither 1 (shown) nor 0 (not)")
    if not 0 <= row["fair_from"] < row["good_from"] <= 100:
        wrong.append(
            f"good_from, fair_from: {row['good_from']:g} and {row['fair_from']:g} are out of order; "
            "write 0 <= fair_from < good_from <= 100"
        )
    return wrong


def _has_one_decimal(value: float) -> bool:
    """Points are rounded to tenths one by one; settings between tenths could add up to more than 100."""
    try:
        return Decimal(repr(value)) % Decimal("0.1") == 0
    except InvalidOperation:
        return False


def _wrong_together(rows: dict[int, Row]) -> list[str]:
    first: dict[str, int] = {}
    wrong = []
    for number, row in rows.items():
        if scope(row) in first:
            wrong.append(f"row {number}, {', '.join(SCOPE)}: {scope(row)} stands in row {first[scope(row)]} too")
        first.setdefault(scope(row), number)
    for record_type in RECORD_TYPES:
        if f"{record_type}, *, *" not in first:
            wrong.append(f"no row {record_type}, *, *: the default for every {record_type} that no other row matches")
    return wrong
