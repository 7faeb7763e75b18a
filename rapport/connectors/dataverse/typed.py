"""Rows as they came over the wire become an Arrow table with the types of the raw contract.

Whole columns are converted at once; only a column that holds something odd is gone through value by value. A row that
cannot be typed is handed back with the reason, and the others go on.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from rapport.connectors.dataverse.plan import TablePlan
from rapport.connectors.dataverse.quick import QuickReader
from rapport.connectors.dataverse.tables import Table
from rapport.stores.raw_contract import LOAD_COLUMNS

ARROW = {"VARCHAR": pa.string(), "BIGINT": pa.int64(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(),
         "TIMESTAMP": pa.timestamp("us"), "DATE": pa.date32()}
_INSTANT = pa.timestamp("us", tz="UTC")
_LOOKUP = "@Microsoft.Dynamics.CRM.lookuplogicalname"
_REASONS = {"VARCHAR": "bad_text", "BIGINT": "bad_number", "DOUBLE": "bad_number", "BOOLEAN": "bad_boolean",
            "TIMESTAMP": "bad_instant", "DATE": "bad_date"}
_NUMBERS = {"BIGINT": {int, type(None)}, "DOUBLE": {int, float, type(None)}}

Bad = tuple[object, str]
"""A row as it came, and why it cannot be used."""


class Shape:
    """The columns of one table: where each stands in a row, and its type."""

    def __init__(self, table: Table, plan: TablePlan, zone: str = "UTC"):
        self.key = table.key
        self.columns = {**table.columns, **plan.custom}
        self.schema = pa.schema([(name, ARROW[kind]) for name, kind in {**self.columns, **LOAD_COLUMNS}.items()])
        asked = set(plan.select)
        self._fields = {name: name for name in self.columns if name in asked}
        self._fields |= {f"{name}_type": f"{name}{_LOOKUP}" for name in table.lookups if name in asked}
        self._local = frozenset(plan.local_dates)
        self._zone = ZoneInfo(zone)

    @property
    def reader(self) -> QuickReader | None:
        """What takes usual pages at once; None where each value needs a look."""
        if self._local:
            return None
        return QuickReader(self._fields, {name: ARROW[kind] for name, kind in self.columns.items()}, self.key)

    def typed(self, rows: list[dict] | pa.Table, loaded_at: datetime) -> tuple[pa.Table, list[Bad]]:
        """The rows that can be used, and the others."""
        if isinstance(rows, pa.Table):
            arrays = [rows[name] if name in self._fields else pa.nulls(len(rows), ARROW[kind])
                      for name, kind in self.columns.items()]
            return self._with_load_columns(arrays, len(rows), loaded_at, False), []
        arrays, wrong = self._arrays(rows)
        bad = [(rows[number], reason) for number, reason in sorted(wrong.items())]
        if wrong:
            rows = [row for number, row in enumerate(rows) if number not in wrong]
            arrays, _ = self._arrays(rows)
        return self._with_load_columns(arrays, len(rows), loaded_at, False), bad

    def tombstones(self, ids: list[str], loaded_at: datetime) -> pa.Table:
        """One deleted row per id; all columns but the key are empty."""
        count = len(ids)
        arrays = [pa.array(ids, pa.string()) if name in self.key else pa.nulls(count, ARROW[kind])
                  for name, kind in self.columns.items()]
        return self._with_load_columns(arrays, count, loaded_at, True)

    def _with_load_columns(self, arrays: list, count: int, loaded_at: datetime, deleted: bool) -> pa.Table:
        more = [pa.repeat(pa.scalar(loaded_at, ARROW["TIMESTAMP"]), count), pa.repeat(deleted, count)]
        return pa.Table.from_arrays([*arrays, *more], schema=self.schema)

    def _arrays(self, rows: list[dict]) -> tuple[list[pa.Array], dict[int, str]]:
        """One array per column, and the numbers of the rows that have something wrong."""
        wrong = {number: "bad_row: no object" for number, row in enumerate(rows) if type(row) is not dict}
        if wrong:
            rows = [row if number not in wrong else {} for number, row in enumerate(rows)]
        arrays = []
        for name, kind in self.columns.items():
            field = self._fields.get(name)
            if field is None:
                arrays.append(pa.nulls(len(rows), ARROW[kind]))
                continue
            values = [row.get(field) for row in rows]
            if name in self.key:
                for number, value in enumerate(values):
                    if value is None or value == "":
                        wrong.setdefault(number, f"missing: {name}")
            local = name in self._local
            array = None if local else _quickly(values, kind)
            arrays.append(array if array is not None
                          else _one_by_one(values, kind, name, wrong, self._zone if local else None))
        return arrays, wrong


def _quickly(values: list, kind: str) -> pa.Array | None:
    """All values at once; None when one of them is odd."""
    try:
        if kind == "TIMESTAMP":
            return pa.array(values, pa.string()).cast(_INSTANT).cast(ARROW[kind])
        if kind == "DATE":
            return pa.array(values, pa.string()).cast(ARROW[kind])
        if kind in _NUMBERS and not _NUMBERS[kind].issuperset(map(type, values)):
            return None  # Arrow would cut 1.5 to 1 and take true for 1
        array = pa.array(values, ARROW[kind])
        return None if kind == "DOUBLE" and pc.any(pc.is_nan(array)).as_py() else array
    except (pa.ArrowException, OverflowError, UnicodeError):
        return None


def _one_by_one(values: list, kind: str, name: str, wrong: dict[int, str], zone: ZoneInfo | None) -> pa.Array:
    convert: Callable = (lambda value: _local_date(value, zone)) if zone else _CONVERT[kind]
    done = []
    for number, value in enumerate(values):
        try:
            done.append(None if value is None else convert(value))
        except (ValueError, TypeError, OverflowError):
            wrong.setdefault(number, f"{_REASONS[kind]}: {name}={str(value)[:80]!r}")
            done.append(None)
    return pa.array(done, ARROW[kind])


def _text(value: object) -> str:
    if isinstance(value, str):
        value.encode("utf-8")  # half of a surrogate pair cannot be stored
        return value
    if isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    raise TypeError


def _whole(value: object) -> int:
    if isinstance(value, bool):
        raise TypeError
    number = int(value) if isinstance(value, int | str) else float(value)
    if number != int(number) or not -(2**63) <= number < 2**63:
        raise ValueError
    return int(number)


def _number(value: object) -> float:
    if isinstance(value, bool) or not math.isfinite(number := float(value)):
        raise ValueError
    return number


def _truth(value: object) -> bool:
    if value is True or value is False:
        return value
    raise TypeError


def _instant(value: object) -> datetime:
    if not isinstance(value, str):
        raise TypeError
    parsed = datetime.fromisoformat(value)
    parsed = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed
    return parsed.astimezone(UTC).replace(tzinfo=None)


def _date(value: object) -> date:
    if not isinstance(value, str):
        raise TypeError
    if len(value) > 10:
        datetime.fromisoformat(value)
    return date.fromisoformat(value[:10])


def _local_date(value: object, zone: ZoneInfo) -> date:
    """The day of somebody's midnight, seen from the reporting time zone."""
    return _instant(value).replace(tzinfo=UTC).astimezone(zone).date()


_CONVERT = {"VARCHAR": _text, "BIGINT": _whole, "DOUBLE": _number, "BOOLEAN": _truth, "TIMESTAMP": _instant,
            "DATE": _date}
