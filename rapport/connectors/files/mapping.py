"""The mapping: a YAML file that renames foreign files, columns and values to those of the raw contract.

See ``docs/sources/files.md`` for every key. Anything the mapping names that does not exist is an error, because a
misspelt mapping would otherwise load a table without the column it meant to fill.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from rapport.connectors.base import ConnectorError
from rapport.stores.raw_contract import LOAD_COLUMNS, MERGED_COLUMNS, RAW_TABLES

FEATURE_TYPES = {"text": "VARCHAR", "number": "DOUBLE", "date": "DATE", "boolean": "BOOLEAN"}
_RESERVED = {"load", "_reason", "_original", *LOAD_COLUMNS, *MERGED_COLUMNS}


@dataclass(frozen=True)
class TableMapping:
    """How one table is found in foreign files: their name -> ours."""

    file: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapping:
    """The whole mapping; empty when there is no file."""

    tables: dict[str, TableMapping] = field(default_factory=dict)
    deal_features: dict[str, str] = field(default_factory=dict)
    delimiter: str | None = None
    instant_format: str | None = None
    date_format: str | None = None
    text: str = ""

    def table(self, name: str) -> TableMapping:
        """The mapping of one table, empty when none is given."""
        return self.tables.get(name, TableMapping())


def load_mapping(path: Path | None) -> Mapping:
    """Read and check a mapping.

    Raises
    ------
    ConnectorError
        When the file is missing, is no YAML or names a key, table, column or type that does not exist.
    """
    if path is None:
        return Mapping()
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = yaml.safe_load(text) or {}
    except FileNotFoundError:
        raise ConnectorError(f"The mapping {path} does not exist. Check RAPPORT_FILES__MAPPING.") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConnectorError(f"The mapping {path} cannot be read: {' '.join(str(error).split())}") from error
    where = f"mapping {path.name}"
    known = ("tables", "deal_features", "delimiter", "instant_format", "date_format")
    _only(content, known, where, "key")
    tables = {}
    for name, part in _dict(content.get("tables"), f"{where}: tables").items():
        if name not in RAW_TABLES:
            raise ConnectorError(f"{where}: unknown table {name!r}. Known tables: {', '.join(RAW_TABLES)}.")
        tables[name] = _table(name, part, f"{where}: {name}")
    options = {key: content.get(key) for key in known[2:]}
    for key, value in options.items():
        if value is not None and (not isinstance(value, str) or not value):
            raise ConnectorError(f"{where}: {key} must be a text, such as {_EXAMPLES[key]!r}.")
    if options["delimiter"] and len(options["delimiter"]) != 1:
        raise ConnectorError(f"{where}: delimiter must be one character, not {options['delimiter']!r}.")
    return Mapping(tables=tables, deal_features=_features(content.get("deal_features"), where), text=text, **options)


_EXAMPLES = {"delimiter": ";", "instant_format": "%d/%m/%Y %H:%M", "date_format": "%d/%m/%Y"}


def _table(name: str, part: object, where: str) -> TableMapping:
    part = _dict(part, where)
    _only(part, ("file", "columns", "values", "defaults"), where, "key")
    columns = {str(theirs): str(ours) for theirs, ours in _dict(part.get("columns"), f"{where}.columns").items()}
    defaults = {str(ours): _scalar(value) for ours, value in _dict(part.get("defaults"), f"{where}.defaults").items()}
    values = {
        str(ours): {str(theirs).strip().lower(): _scalar(value) for theirs, value in _dict(pairs, where).items()}
        for ours, pairs in _dict(part.get("values"), f"{where}.values").items()
    }
    for ours in [*defaults, *values]:
        if ours not in RAW_TABLES[name].columns:
            raise ConnectorError(f"{where}: {ours!r} is no column of {name}. "
                                 f"Its columns: {', '.join(RAW_TABLES[name].columns)}.")
    for ours in columns.values():
        if ours in _RESERVED:
            raise ConnectorError(f"{where}: the name {ours!r} is reserved; choose another.")
    if len(set(columns.values())) < len(columns):
        raise ConnectorError(f"{where}: two columns are renamed to the same name.")
    return TableMapping(part.get("file"), columns, values, defaults)


def _features(part: object, where: str) -> dict[str, str]:
    if isinstance(part, list):
        part = dict.fromkeys(part, "text")
    features = {str(name): kind for name, kind in _dict(part, f"{where}: deal_features").items()}
    for name, kind in features.items():
        if kind not in FEATURE_TYPES:
            raise ConnectorError(f"{where}: deal feature {name!r} has the unknown type {kind!r}. "
                                 f"Known types: {', '.join(FEATURE_TYPES)}.")
        if name in RAW_TABLES["opportunities"].columns or name in _RESERVED:
            raise ConnectorError(f"{where}: deal feature {name!r} bears the name of a contract column; choose another.")
    return features


def _scalar(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _dict(value: object, where: str) -> dict:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ConnectorError(f"{where}: expected 'name: value' pairs, found {value!r}.")
    return value


def _only(content: object, known: tuple[str, ...], where: str, what: str) -> None:
    for key in _dict(content, where):
        if key not in known:
            raise ConnectorError(f"{where}: unknown {what} {key!r}. Known: {', '.join(known)}.")
