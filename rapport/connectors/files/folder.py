"""What lies in the folder: one file per table, its columns under our names, and a fingerprint of the content.

Everything that makes a folder unusable (a missing required file or column, the same table twice) is found here,
before anything is written.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from rapport.connectors.base import ConnectorError
from rapport.connectors.files.mapping import Mapping, TableMapping
from rapport.stores.duck import sql_text
from rapport.stores.raw_contract import LOAD_COLUMNS, MERGED_COLUMNS, RAW_TABLES, REQUIRED_FILES

NEVER_READ = {"body", "description", "html", "html_body", "text_body", "safe_description", "safedescription"}
_FORMATS = ("csv", "parquet")


@dataclass(frozen=True)
class TableFile:
    """The file of one table.

    Parameters
    ----------
    table : str
    path : Path
    format : {"csv", "parquet"}
    columns : dict
        Our column name (or the foreign one, where the contract has none) to the position in the file.
    types : tuple of str
        DuckDB types by position; all VARCHAR for CSV.
    unknown, dropped : tuple of str
        Columns that the contract does not know, and message bodies, which are never read.
    delimiter : str
    """

    table: str
    path: Path
    format: str
    columns: dict[str, int]
    types: tuple[str, ...]
    names: tuple[str, ...]
    unknown: tuple[str, ...]
    dropped: tuple[str, ...]
    delimiter: str = ","


def find_files(folder: Path | None, mapping: Mapping) -> dict[str, TableFile]:
    """The file of each table that has one.

    Raises
    ------
    ConnectorError
        When the folder, a required file or a required column is missing, or a table stands there twice.
    """
    if folder is None:
        raise ConnectorError("The files source has no folder. Give --path DIR or set RAPPORT_FILES__PATH.")
    if not folder.is_dir():
        raise ConnectorError(f"The folder {folder} does not exist. Check --path or RAPPORT_FILES__PATH.")
    present = {path.name.lower(): path for path in sorted(folder.iterdir()) if path.is_file()}
    found = {}
    for table in RAW_TABLES:
        path = _path(folder, present, table, mapping.table(table))
        if path is not None:
            found[table] = _open(table, path, mapping)
    return found


def fingerprint(files: dict[str, TableFile], mapping: Mapping) -> dict[str, str]:
    """A hash of the content of each file, together with the mapping it is read by."""
    prints = {}
    for table, file in files.items():
        digest = hashlib.blake2b(f"{file.path.name}\0{mapping.text}".encode(), digest_size=16)
        with file.path.open("rb") as content:
            while block := content.read(1 << 20):
                digest.update(block)
        prints[table] = digest.hexdigest()
    return prints


def _path(folder: Path, present: dict[str, Path], table: str, mapped: TableMapping) -> Path | None:
    if mapped.file:
        path = folder / mapped.file
        if not path.is_file():
            raise ConnectorError(f"The mapping reads {table} from {mapped.file}, which is not in {folder}.")
        return path
    candidates = [present[f"{table}.{kind}"] for kind in _FORMATS if f"{table}.{kind}" in present]
    if len(candidates) > 1:
        names = " and ".join(path.name for path in candidates)
        raise ConnectorError(f"{folder} holds both {names}. Keep one of them, or name it in a mapping.")
    if not candidates and table in REQUIRED_FILES:
        there = ", ".join(sorted(path.name for path in present.values())) or "nothing"
        raise ConnectorError(
            f"{folder} has no {table}.csv or {table}.parquet (found: {there}). Export {table} into the folder, "
            f"or name its file in a mapping (RAPPORT_FILES__MAPPING); docs/sources/files.md lists the columns."
        )
    return candidates[0] if candidates else None


def _open(table: str, path: Path, mapping: Mapping) -> TableFile:
    kind = path.suffix.lower().lstrip(".")
    if kind == "parquet":
        header, types, delimiter = *_parquet_header(path), ","
    else:
        header, delimiter = _csv_header(path, mapping.delimiter)
        types = ("VARCHAR",) * len(header)
        kind = "csv"
    contract, mapped = RAW_TABLES[table], mapping.table(table)
    renames = {theirs.strip().lower(): ours for theirs, ours in mapped.columns.items()}
    for theirs in mapped.columns:
        if theirs.strip().lower() not in [name.strip().lower() for name in header]:
            raise ConnectorError(f"The mapping renames column {theirs!r}, which {path.name} does not have. "
                                 f"Its columns: {', '.join(header)}.")
    columns, unknown, dropped = {}, [], []
    lowered = {column.lower(): column for column in contract.columns}
    for position, name in enumerate(header):
        theirs = name.strip()
        ours = renames.get(theirs.lower()) or lowered.get(theirs.lower(), theirs)
        if ours not in contract.columns and theirs.lower() in NEVER_READ and table == "activities":
            dropped.append(theirs)
            continue
        if ours not in contract.columns:
            ours = _free_name(theirs or f"unnamed_{position + 1}") if ours == theirs else ours
            if ours not in mapping.deal_features or table != "opportunities":
                unknown.append(ours)
        if ours.lower() in {column.lower() for column in columns}:
            raise ConnectorError(f"{path.name} has the column {ours!r} twice. Remove one, or rename it in a mapping.")
        columns[ours] = position
    missing = [c for c in contract.required if c not in columns and c not in mapped.defaults]
    if missing:
        raise ConnectorError(
            f"{path.name} lacks the required column{'s' * (len(missing) > 1)} {', '.join(missing)} "
            f"(it has: {', '.join(header) or 'none'}). Add {'them' if len(missing) > 1 else 'it'}, or rename a column "
            "in a mapping (RAPPORT_FILES__MAPPING)."
        )
    return TableFile(table, path, kind, columns, types, tuple(header), tuple(unknown), tuple(dropped), delimiter)


def _free_name(name: str) -> str:
    return f"{name}_" if name.lower() in {"load", "_reason", "_original", *LOAD_COLUMNS, *MERGED_COLUMNS} else name


def _csv_header(path: Path, delimiter: str | None) -> tuple[list[str], str]:
    with path.open("rb") as file:
        head = file.read(1 << 20)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ConnectorError(f"{path.name} is UTF-16. Save it as UTF-8.")
    text = head.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="replace")
    first = text.splitlines()[0] if text.strip() else ""
    if delimiter is None:
        delimiter = max(",;\t|", key=lambda mark: (first.count(mark), -",;\t|".index(mark)))
    return (next(csv.reader([first], delimiter=delimiter)) if first else []), delimiter


def _parquet_header(path: Path) -> tuple[list[str], tuple[str, ...]]:
    try:
        with duckdb.connect() as connection:
            rows = connection.execute(f"describe select * from read_parquet({sql_text(path)})").fetchall()
    except duckdb.Error as error:
        raise ConnectorError(f"{path.name} cannot be read as Parquet: {str(error).splitlines()[0]}") from error
    return [row[0] for row in rows], tuple(row[1] for row in rows)
