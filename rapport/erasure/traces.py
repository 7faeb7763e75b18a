"""What names a person in the lake, as hashes to know it by again, and how many rows of each table that touches.

Searched for everywhere: addresses, wherever they stand in a text; names, as words that follow one another in either
order. In what the person took part in, single words of the name too, unless they are words of a company's name: "Lunch
with Ana" is about her there, and about nobody in particular elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rapport.erasure.people import Found, Record, of_others
from rapport.settings import Settings
from rapport.stores.erased import MARK, UNTYPED, Erased, Person, normal, words_in
from rapport.stores.veil import veiled, veiled_aside
from rapport.stores.veiling import parts

_SHORTEST = 3
_PARTIES = {
    "activity_parties": ("activity_id", "party_type", "party_id", "address"),
    "activityparties": ("_activityid_value", "_partyid_value_type", "_partyid_value", "addressused"),
}
_COMPANIES = {"accounts": "name"}
_KEYS = ("activity_id", "activityid")
_REGARDING = ("regarding_id", "_regardingobjectid_value")


def person(settings: Settings, erased: Erased, run_id: str, found: Found, domain: str) -> Person:
    """The person as hashes.

    Parameters
    ----------
    found : Found
        Records, names and addresses; addresses that others have too are taken out of it, for they stay theirs.
    domain : str
        Domain of the person's addresses if they are one of us, else empty.
    """
    one = Person(run_id, _pseudonym(erased, "person", run_id) + (f"@{domain}" if domain else ""))
    for record in found.records:
        place = _pseudonym(erased, *_parts(record))
        one.records[erased.record_hash(record.source, record.kind, record.record_id)] = place
    found.addresses |= _on_own_parties(settings, found)
    found.addresses -= of_others(settings, found)
    one.addresses = [erased.hash("address", address) for address in sorted(found.addresses)]
    for run in [] if found.namesakes else _runs(found.names):
        one.names[erased.hash("name", *run)] = len(run)
    one.words = [[erased.hash("word", word) for word in words_in(name)] for name in sorted(found.names)]
    one.texts = sorted({erased.hash("text", normal(text)) for text in _texts(settings, found)})
    return one


def rows_touched(settings: Settings, erased: Erased) -> Counter:
    """How many rows of each table of the lake and of quarantine say anything about erased people."""
    touched: Counter = Counter()
    for path, source, table, aside in parts(settings):
        rows = pq.read_table(path, partitioning=None)
        place = f"{'quarantine ' if aside else ''}{source}.{table}"
        if aside:
            touched[place] += rows.num_rows - veiled_aside(rows, erased, source, table).num_rows
        elif (kept := veiled(rows, erased, source, table)) is not rows:
            touched[place] += sum(_differ(rows, kept))
    return +touched


def _texts(settings: Settings, found: Found) -> set[str]:
    """Texts that name the person in a way that a later text could not be told by."""
    runs, own = _runs(found.names), _own_activities(settings, found)
    companies = {word for text in _values(settings, _COMPANIES) for word in words_in(text)}
    single = {word for name in found.names for word in words_in(name)} - companies
    single = {word for word in single if len(word) >= _SHORTEST and word.isalpha()}
    texts = set()
    for path, source, table, aside in parts(settings):
        if aside:
            continue
        rows = pq.read_table(path, partitioning=None)
        mine = _rows_of(rows, source, own)
        for name in _text_columns(rows):
            for text in pc.unique(rows[name]).to_pylist():
                if text and any(address in text.lower() for address in found.addresses):
                    texts.add(text)
            if mine is not None and table not in _PARTIES:
                about = pc.unique(rows[name].filter(mine)).to_pylist()
                told_by = [{word} for word in single] + [set(run) for run in runs if found.namesakes]
                texts |= {text for text in about if text and _holds(set(words_in(text)), told_by)}
    return {text for text in texts if text.lower() not in found.addresses and not text.startswith(MARK)}


def _holds(words: set[str], told_by: Iterable[set[str]]) -> bool:
    return any(one <= words for one in told_by)


def _runs(names: Iterable[str]) -> set[tuple[str, ...]]:
    """Words by which a text names somebody: all of the name, first and last, and the last name first."""
    found = set()
    for name in names:
        words = tuple(words_in(name))
        if len(words) > 1:
            first, last = words[0], words[-1]
            found |= {words, (first, last), (last, first), (last, *words[:-1])}
    return {run for run in found if all(map(str.isalpha, run))}


def _own_activities(settings: Settings, found: Found) -> set[tuple[str, str]]:
    """Source and id of every activity in which the person took part, or which is about them."""
    own = set()
    for source, activity, kind, party, address in _parties_of(settings):
        if (address or "").strip().lower() in found.addresses or _is(found, source, kind, party):
            own.add((source, activity))
    ids = {(record.source, record.record_id) for record in found.records}
    for path, source, _, aside in parts(settings):
        names = pq.read_schema(path).names
        key, about = (next((name for name in those if name in names), None) for those in (_KEYS, _REGARDING))
        if key and about and not aside:
            rows = pq.read_table(path, columns=[key, about], partitioning=None)
            own |= {(source, activity) for activity, one in zip(*(rows[name].to_pylist() for name in (key, about)),
                                                                strict=True) if (source, one) in ids}  # fmt: skip
    return own


def _on_own_parties(settings: Settings, found: Found) -> set[str]:
    """Addresses by which the person took part beside those that the records have."""
    return {address.strip().lower() for source, _, kind, party, address in _parties_of(settings)
            if address and address.strip() and _is(found, source, kind, party)}  # fmt: skip


def _is(found: Found, source: str, kind: str | None, party: str | None) -> bool:
    if not party:
        return False
    wanted = Record(source, {"systemuser": "user"}.get(kind or "", kind or ""), party)
    return wanted in found.records


def _parties_of(settings: Settings) -> Iterator[tuple]:
    for path, source, table, aside in parts(settings):
        if table in _PARTIES and not aside:
            rows = pq.read_table(path, columns=list(_PARTIES[table]), partitioning=None)
            yield from ((source, *row) for row in zip(*(column.to_pylist() for column in rows.columns), strict=True))


def _values(settings: Settings, columns: dict[str, str]) -> Iterator[str]:
    for path, _, table, aside in parts(settings):
        if table in columns and not aside:
            rows = pq.read_table(path, columns=[columns[table]], partitioning=None)
            yield from (text for text in pc.unique(rows.column(0)).to_pylist() if text)


def _rows_of(rows: pa.Table, source: str, own: set[tuple[str, str]]) -> pa.Array | None:
    """Which rows are activities among ``own``; None in a table of something else."""
    key = next((name for name in _KEYS if name in rows.column_names), None)
    return key and pa.array([(source, one) in own for one in rows[key].to_pylist()], pa.bool_())


def _text_columns(rows: pa.Table) -> list[str]:
    return [one.name for one in rows.schema if pa.types.is_string(one.type)]


def _differ(before: pa.Table, after: pa.Table) -> list[bool]:
    changed = [False] * before.num_rows
    for name in before.column_names:
        if before[name] is not after[name] and not before[name].equals(after[name]):
            pairs = zip(before[name].to_pylist(), after[name].to_pylist(), strict=True)
            changed = [was or one != other for was, (one, other) in zip(changed, pairs, strict=True)]
    return changed


def _parts(record: Record) -> tuple[str, str, str]:
    same = record.record_id.lower() if record.source in UNTYPED else record.record_id
    return record.source, record.kind, same


def _pseudonym(erased: Erased, *parts_: str) -> str:
    return f"{MARK}{erased.hash('pseudonym', *parts_)[:12]}"
