"""SQL that turns text into the types of the raw contract and says, row by row, why one cannot be used.

The result has the contract's columns, the unknown columns as text, ``_reason`` (null for a good row) and ``_original``
(the values as they stood in the file, for quarantine only).
"""

from __future__ import annotations

from rapport.connectors.files.folder import TableFile
from rapport.connectors.files.mapping import FEATURE_TYPES, Mapping
from rapport.stores.duck import sql_text
from rapport.stores.raw_contract import RAW_TABLES, RawTable

_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"\d{2}:\d{2}(:\d{2}([.,]\d+)?)?"
_OFFSET = r"\s*([Zz]|[+-]\d{2}(:?\d{2})?)"
MACROS = rf"""
create or replace macro clock_of(x) as
    regexp_replace(
        regexp_replace(replace(upper(x), ',', '.'), '^(.{{10}})[T ](\d\d:\d\d)([^:\d].*)?$', '\1 \2:00\3'),
        '\s+([Z+-])', '\1');
create or replace macro instant_of(x) as
    case
        when length(x) = 20 and x like '____-__-__T__:__:__Z' then try_cast(left(x, 19) as timestamp)
        when length(x) = 19 and x like '____-__-__ __:__:__' then try_cast(x as timestamp)
        when regexp_full_match(x, '{_DAY}') then try_cast(x as timestamp)
        when regexp_full_match(x, '{_DAY}[Tt ]{_CLOCK}') then try_cast(clock_of(x) as timestamp)
        when regexp_full_match(x, '{_DAY}[Tt ]{_CLOCK}{_OFFSET}')
            then make_timestamp(epoch_us(try_cast(clock_of(x) as timestamptz)))
    end;
create or replace macro date_of(x) as
    case when regexp_full_match(x, '{_DAY}([Tt ].*)?') then try_cast(left(x, 10) as date) end;
create or replace macro number_of(x) as
    case when regexp_full_match(x, '[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?') then try_cast(x as double) end;
create or replace macro whole_of(x) as
    case when number_of(x) = trunc(number_of(x)) then try_cast(number_of(x) as bigint) end;
create or replace macro truth_of(x) as
    case when lower(x) in ('true', 't', '1', 'yes', 'y') then true
         when lower(x) in ('false', 'f', '0', 'no', 'n') then false end;
"""
_TYPED = {
    "TIMESTAMP": ("instant_of", "bad_instant"),
    "DATE": ("date_of", "bad_date"),
    "DOUBLE": ("number_of", "bad_number"),
    "BIGINT": ("whole_of", "bad_number"),
    "BOOLEAN": ("truth_of", "bad_boolean"),
}
_NO_INSTANT = """
case when t_status = 'completed' and case t_activity_type
        when 'email' then t_sent_at
        when 'task' then t_ended_at
        when 'other' then coalesce(t_ended_at, t_started_at)
        else t_started_at end is null
    and {unblamed}
    then 'no_instant: ' || case t_activity_type when 'email' then 'sent_at' when 'task' then 'ended_at'
        when 'other' then 'ended_at or started_at' else 'started_at' end || ' of a completed ' || t_activity_type end
"""


def typed_rows(file: TableFile, mapping: Mapping) -> str:
    """SQL over ``{rows}`` (see ``reading.text_rows``) for the typed rows of a file, good and bad."""
    table = RAW_TABLES[file.table]
    kinds = dict(table.columns)
    kinds |= {column: feature_type(file.table, column, mapping) for column in file.columns if column not in kinds}
    texts, types, reasons, original = [], [], [], []
    for number, (column, kind) in enumerate(kinds.items()):
        text = _text_of(file, mapping, column)
        x = f"x{number}"
        texts.append(f"{text} as {x}")
        types.append(f"{_type_of(table, mapping, column, kind, x)} as {_t(column)}")
        reasons += _reasons(table, column, kind, x)
        if column in file.columns:
            original.append(f'{_name(column)} := c{file.columns[column]}')
    if file.table == "activities":
        blamed = [f"{_t(c)} is null and {x} is not null" for c, x in _instants(kinds)]
        reasons.append(_NO_INSTANT.format(unblamed=f"not ({' or '.join(blamed)})"))
    columns = ", ".join(f"{_t(column)} as {_name(column)}" for column in kinds)
    return (
        f"with texts as (select *, {', '.join(texts)} from ({{rows}})), "
        f"typed as (select *, {', '.join(types)} from texts), "
        f"judged as (select *, nullif(concat_ws('; ', {', '.join(reasons)}), '') as _reason from typed) "
        f"select {columns}, _reason, case when _reason is not null then struct_pack({', '.join(original)}) end "
        f"as _original from judged"
    )


def feature_type(table: str, column: str, mapping: Mapping) -> str:
    """DuckDB type of a column that the contract does not know: text unless declared as a deal feature."""
    declared = mapping.deal_features.get(column) if table == "opportunities" else None
    return FEATURE_TYPES[declared] if declared else "VARCHAR"


def _text_of(file: TableFile, mapping: Mapping, column: str) -> str:
    mapped = mapping.table(file.table)
    text = f"c{file.columns[column]}" if column in file.columns else "null::varchar"
    if pairs := mapped.values.get(column):
        cases = " ".join(f"when {sql_text(theirs)} then {sql_text(ours)}" for theirs, ours in pairs.items())
        text = f"case lower({text}) {cases} else {text} end"
    if column in mapped.defaults:
        text = f"coalesce({text}, {sql_text(mapped.defaults[column])})"
    return text


def _type_of(table: RawTable, mapping: Mapping, column: str, kind: str, x: str) -> str:
    if column in table.values:
        allowed = ", ".join(sql_text(value) for value in table.values[column])
        return f"case when lower({x}) in ({allowed}) then lower({x}) end"
    if kind not in _TYPED:
        return x
    typed = f"{_TYPED[kind][0]}({x})"
    if kind == "TIMESTAMP" and mapping.instant_format:
        typed = f"coalesce(try_strptime({x}, {sql_text(mapping.instant_format)})::timestamp, {typed})"
    if kind == "DATE" and mapping.date_format:
        typed = f"coalesce(try_strptime({x}, {sql_text(mapping.date_format)})::date, {typed})"
    return typed


def _reasons(table: RawTable, column: str, kind: str, x: str) -> list[str]:
    shown = f"{sql_text(column + '=')} || chr(39) || left({x}, 80) || chr(39)"
    reasons = []
    if column in table.required:
        reasons.append(f"case when {x} is null then {sql_text('missing: ' + column)} end")
    if column in table.values or kind in _TYPED:
        what = "unknown_value" if column in table.values else _TYPED[kind][1]
        reasons.append(f"case when {x} is not null and {_t(column)} is null then '{what}: ' || {shown} end")
    return reasons


def _instants(kinds: dict[str, str]) -> list[tuple[str, str]]:
    wanted = ("sent_at", "started_at", "ended_at")
    return [(column, f"x{number}") for number, column in enumerate(kinds) if column in wanted]


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _t(column: str) -> str:
    return _name(f"t_{column}")
