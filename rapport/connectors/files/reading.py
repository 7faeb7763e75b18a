"""One file as SQL rows of text, whatever its format, and the rows that are broken as CSV.

DuckDB reads and judges the CSV. Where a quote is never closed it would swallow good rows up to the end of the file, so
such a file is first rewritten with the broken line taken out; mixed line ends are evened out on the same way.
"""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from rapport.connectors.base import ConnectorError
from rapport.connectors.files.folder import TableFile
from rapport.stores.duck import sql_text

_LONGEST_RECORD = 2_000_000  # bytes; as DuckDB's own limit for a line
_BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160)"


def text_rows(file: TableFile, path: Path | None = None) -> str:
    """SQL for the rows as text: the file's columns in order, named ``c0`` .. ``cN``; empty values are null."""
    if file.format == "parquet":
        values = ", ".join(
            f'{_clean(_as_text(name, kind))} as c{i}' for i, (name, kind) in enumerate(zip(file.names, file.types,
                                                                                           strict=True)))
        return f"select {values} from read_parquet({sql_text(file.path)})"
    if not file.names:
        return "select null::varchar as c0 limit 0"
    named = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(file.names)))
    values = ", ".join(f"{_clean(f'c{i}')} as c{i}" for i in range(len(file.names)))
    return (
        f"select {values} from read_csv({sql_text(path or file.path)}, columns = {{{named}}}, header = true, "
        f"auto_detect = false, delim = {sql_text(file.delimiter)}, quote = '\"', escape = '\"', nullstr = '', "
        f"store_rejects = true, rejects_limit = 0)"
    )


def copy_rows(connection: duckdb.DuckDBPyConnection, file: TableFile, query: str, target: Path) -> list[tuple]:
    """Run ``query`` (which reads ``{rows}``) into a Parquet file.

    Returns
    -------
    list of (line, reason, text)
        Rows that are broken as CSV; text is empty when the file holds message bodies.
    """
    path, broken = file.path, []
    try:
        rejects = _copy(connection, query.replace("{rows}", text_rows(file)), target)
        again = any(kind == "UNQUOTED VALUE" or "\n" in text.strip() for _, kind, _, text in rejects)
    except duckdb.InvalidInputException:
        again = True
    except duckdb.Error as error:
        raise ConnectorError(f"{file.path.name} cannot be read: {str(error).splitlines()[0]}") from error
    if again and file.format == "csv":
        path = target.with_suffix(".repaired")
        broken = _repair(file, path)
        try:
            rejects = _copy(connection, query.replace("{rows}", text_rows(file, path)), target)
        except duckdb.Error as error:
            raise ConnectorError(f"{file.path.name} cannot be read as CSV: {str(error).splitlines()[0]}") from error
        path.unlink()
    broken += [(line, _reason(kind, message), text.strip()) for line, kind, message, text in rejects]
    return [(line, reason, "" if file.dropped else text[:10_000]) for line, reason, text in sorted(broken)]


def _copy(connection: duckdb.DuckDBPyConnection, query: str, target: Path) -> list[tuple]:
    connection.execute("drop table if exists reject_errors; drop table if exists reject_scans")
    connection.execute(f"copy ({query}) to {sql_text(target)} (format parquet)")
    tables = {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
    if "reject_errors" not in tables:
        return []
    return connection.execute(
        "select line, any_value(error_type::varchar), any_value(error_message), coalesce(any_value(csv_line), '') "
        "from reject_errors group by line"
    ).fetchall()


def _reason(kind: str, message: str) -> str:
    words = {
        "INVALID ENCODING": "not valid UTF-8",
        "UNQUOTED VALUE": "a quote is not closed, or text follows it",
        "LINE SIZE OVER MAXIMUM": "longer than 2 MB",
    }
    return f"broken_row: {words.get(kind) or message[:1].lower() + message[1:].rstrip('.')}"


def _clean(column: str) -> str:
    """Trimmed, empty as null; trimming everything would take longer than reading the file."""
    ends = [f"ascii({column})", f"ascii(right({column}, 1))"]
    blank = " or ".join(f"{end} <= 32 or {end} = 160" for end in ends)
    return f"case when {blank} then nullif(trim({column}, {_BLANKS}), '') else {column} end"


def _as_text(name: str, kind: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    if kind in ("DOUBLE", "FLOAT"):  # ids of a frame with gaps arrive as 17.0
        return f"case when {column} = trunc({column}) and abs({column}) < 1e15 then {column}::bigint::varchar " \
               f"else {column}::varchar end"
    if kind.endswith("[]"):
        return f"array_to_string({column}, ';')"
    return f"{column}::varchar"


def _repair(file: TableFile, target: Path) -> list[tuple]:
    """Copy a CSV without the lines whose quote is never closed; line ends become a line feed, stray returns a blank."""
    mark, broken = file.delimiter, []
    with file.path.open("rb") as source, target.open("wb") as repaired:
        lines, number = _Lines(source), 0
        for line in lines:
            number += 1
            if line.count(b'"') % 2 == 0:
                repaired.write(line + b"\n")
                continue
            record, size = [line], len(line)
            while size < _LONGEST_RECORD and (more := next(lines, None)) is not None:
                record.append(more)
                size += len(more)
                if more.count(b'"') % 2:
                    break
            if _is_record(b"\n".join(record), mark, len(file.names)):
                repaired.write(b"\n".join(record) + b"\n")
                number += len(record) - 1
            else:
                broken.append((number, "broken_row: a quote is not closed", line.decode("utf-8", errors="replace")))
                lines.push_back(record[1:])
    return broken


def _is_record(record: bytes, delimiter: str, width: int) -> bool:
    try:
        rows = list(csv.reader(record.decode("utf-8", errors="replace").split("\n"), delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return len(rows) == 1 and len(rows[0]) == width


class _Lines:
    """The lines of a file without their ends, with the possibility to put some back."""

    def __init__(self, file):
        self.file, self.waiting = file, []

    def __iter__(self):
        return self

    def __next__(self) -> bytes:
        if self.waiting:
            return self.waiting.pop()
        line = self.file.readline()
        if not line:
            raise StopIteration
        return line.rstrip(b"\r\n").replace(b"\r", b" ")

    def push_back(self, lines: list[bytes]) -> None:
        self.waiting += reversed(lines)
