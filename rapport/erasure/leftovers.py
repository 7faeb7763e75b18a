"""What else below a home may name an erased person: Superset's answers and tables, logs, models; and a last look.

What is only a copy is removed. A line of a log goes. Rows of Superset's own history go; what people wrote there, and
the log-ins, are for a person to change, so they are named. The last look reads every byte of every other file.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from rapport import preview
from rapport.settings import Settings
from rapport.stores import models, warehouse
from rapport.stores.erased import Erased, words_in

COPIES = ("superset/cache", "superset/uploads", "dbt/target", "tmp", "preview")
"""Folders that are made anew when they are needed."""
_TEXTS = frozenset({".log", ".jsonl", ".out", ".err", ".txt", ""})
_HISTORY = frozenset({"query", "key_value", "cache_keys", "logs", "report_execution_log", "tab_state", "table_schema"})
"""Tables of Superset that only remember what somebody looked at."""
_SQLITE = b"SQLite format 3\x00"
_GONE = "(a line about a person who was erased)"


def remove(settings: Settings, erased: Erased) -> list[str]:
    """Remove what names erased people; what a person has to change is returned, in words without names."""
    for name in COPIES:
        shutil.rmtree(settings.home / name, ignore_errors=True)
    preview.remove_leftovers(settings)
    left = []
    for path in _others(settings):
        with path.open("rb") as file:
            is_database = file.read(len(_SQLITE)) == _SQLITE
        if is_database:
            left += _clean_database(path, erased)
        elif path.suffix in _TEXTS and path.parent.name != "raw":
            _clean_lines(path, erased)
    return left


def forget_models(settings: Settings, erased: Erased) -> int:
    """Remove the versions of models that have a name, address or all words of a name in a file; how many."""
    gone = 0
    for version in models.every_version(settings):
        texts = [path.read_text("utf-8", errors="replace") for path in models.files_of(settings, version)
                 if path.suffix in (".json", ".md")]  # fmt: skip
        words = {erased.hash("word", word) for text in texts for word in set(words_in(text))}
        is_known = any(words.issuperset(name) for person in erased.under_way for name in person.words if name)
        if is_known or any(erased.names(line) for text in texts for line in text.splitlines()):
            models.forget(settings, version)
            gone += 1
    return gone


def search(settings: Settings, needles: Iterable[str]) -> list[str]:
    """Where below the home one of these texts stands as words, whatever its letters; the source's own files are not
    looked at. Of warehouses the values of all columns are read, of other files the bytes."""
    needles = [needle for needle in needles if needle]
    wanted = re.compile(b"|".join(rb"(?<!\w)" + re.escape(one.lower().encode()) + rb"(?!\w)" for one in needles))
    found = []
    for path in sorted(settings.home.rglob("*")) if needles else ():
        if path.is_symlink() or not path.is_file() or _is_source(settings, path):
            continue
        place = str(path.relative_to(settings.home))
        if path.suffix == ".duckdb":
            found += [f"{place} ({column})" for column in _columns_with(settings, path, needles)]
        elif wanted.search(path.read_bytes().lower()):
            found.append(place)
    return found


def _columns_with(settings: Settings, path: Path, needles: list[str]) -> Iterator[str]:
    with warehouse.reading(settings, path) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() join duckdb_tables() "
            "using (database_name, schema_name, table_name) where data_type like '%VARCHAR%'").fetchall()  # fmt: skip
        pattern = "|".join(rf"(^|[^\pL\pN]){re.escape(needle.lower())}($|[^\pL\pN])" for needle in needles)
        for schema, table, column in columns:
            query = f'select 1 from "{schema}"."{table}" where regexp_matches(lower("{column}"::varchar), ?) limit 1'
            if connection.execute(query, [pattern]).fetchone():
                yield f"{schema}.{table}.{column}"


def _others(settings: Settings) -> Iterator[Path]:
    """Every file that is neither lake, build, model nor state, and no file of the source."""
    apart = (settings.raw, settings.quarantine, settings.serving, settings.home / "models", settings.state)
    for path in sorted(settings.home.rglob("*")):
        is_apart = path.is_symlink() or any(path.is_relative_to(folder) for folder in apart)
        if path.is_file() and not is_apart and not _is_source(settings, path):
            yield path


def _is_source(settings: Settings, path: Path) -> bool:
    folder = settings.files.path
    return folder is not None and path.is_relative_to(folder.resolve())


def _clean_lines(path: Path, erased: Erased) -> None:
    """In place, for a server may be writing on."""
    text = path.read_text("utf-8", errors="surrogateescape")
    lines = text.split("\n")
    clean = _without_message if path.suffix == ".jsonl" else lambda line: _GONE
    kept = [clean(line) if erased.names(line) else line for line in lines]
    if kept != lines:
        path.write_text("\n".join(kept), "utf-8", errors="surrogateescape")


def _without_message(line: str) -> str:
    """A line of the journal that still says which step it was."""
    return json.dumps({**json.loads(line), "message": _GONE}, ensure_ascii=False)


def _clean_database(path: Path, erased: Erased) -> list[str]:
    left = []
    with closing(sqlite3.connect(path, timeout=30)) as database:
        database.text_factory = lambda raw: raw.decode("utf-8", "replace")
        database.execute("pragma secure_delete = on")
        for (table,) in database.execute("select name from sqlite_master where type = 'table'").fetchall():
            rows = database.execute(f'select rowid, * from "{table}"').fetchall()
            named = [row[0] for row in rows if any(_tells(value, erased) for value in row[1:])]
            if named and table in _HISTORY:
                database.executemany(f'delete from "{table}" where rowid = ?', [(number,) for number in named])
            elif named:
                left.append(f"{path.name}, table {table}: {len(named)} rows")
        database.commit()
        database.execute("pragma wal_checkpoint(truncate)")
        if not left:
            database.execute("vacuum")
    return left


def _tells(value: object, erased: Erased) -> bool:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return isinstance(text, str) and erased.names(text)
