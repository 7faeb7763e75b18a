"""`rapport erase`: after it nothing below the home names the person, and no later extract brings them back.

The list of who was erased is written first (``stores.erased``); then the lake is written anew without the person, the
warehouse is built from nothing, published, and every older build and copy removed. Each step may be killed: the same
command, or the next refresh, goes on from the list. What is served is the build of before, whole, until the new one is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rapport import pipeline
from rapport.connectors.registry import CONTRACTS
from rapport.erasure import leftovers, people, traces
from rapport.erasure.people import Found, sources
from rapport.settings import Settings, SettingsError
from rapport.stores import builds, lake, locks, veiling
from rapport.stores import erased as lists
from rapport.stores.erased import Erased, Person
from rapport.stores.loads import new_run_id

__all__ = ["Asked", "EraseError", "erase", "preview", "sources"]

Progress = Callable[[str], None]


class EraseError(RuntimeError):
    """Something below the home may still name the person."""

    next_step = "Do what the message says, then run the same command again."


@dataclass(frozen=True)
class Asked:
    """Who is to be erased.

    Parameters
    ----------
    person : str
        An e-mail address, or a source's own id.
    source, kind : str, optional
        Narrow it down: a source of the lake; user, contact or lead.
    everyone, only : bool
        Where several records answer or share an address: all of them; or only what was asked for, so that shared
        addresses stay with the others.
    """

    person: str
    source: str | None = None
    kind: str | None = None
    everyone: bool = False
    only: bool = False


def preview(settings: Settings, asked: Asked, progress: Progress = print) -> None:
    """Say what `erase` would change, in counts; writes nothing.

    Raises
    ------
    SettingsError
        When nobody is known by that, or several are.
    """
    erased = lists.read(settings)
    if _known(settings, erased, asked):
        return progress("This person is on the list of the erased already. Without --dry-run the list is carried out.")
    one, found = _judge(settings, erased, asked)
    progress(f"would erase: {people.names(found.records) or 'an address without a record'}; addresses: "
             f"{len(one.addresses)}, names: {len(found.names)}")  # fmt: skip
    _tell_rows(settings, Erased(erased.secret, [*erased.people, one]), progress, "would change")
    progress(f"would be removed: every kept build but one built anew ({len(builds.every(settings))} now), "
             "answers kept by Superset")  # fmt: skip


def erase(settings: Settings, asked: Asked, progress: Progress = print) -> None:
    """Erase one person from everything below the home, or finish what was begun. See the module.

    Raises
    ------
    SettingsError
        When nobody is known by that, or several are; nothing has changed.
    StepError
        When a step fails; what is served still is, and the same command goes on.
    """
    with locks.writing(settings, "erase"):
        erased, needles = lists.read(settings), []
        known = _known(settings, erased, asked)
        if known and known.is_gone:
            return progress(f"This person was erased on {_day(known)}. Nothing is left to do.")
        if known:
            progress("going on with an erasure that was cut off")
            needles = [asked.person.strip()] if "@" in asked.person else []
        else:
            one, found = _judge(settings, erased, asked)
            needles = [*found.addresses, *(name for name in found.names if len(name.split()) > 1 and one.names)]
            erased = Erased(erased.secret, [*erased.people, one])
            _tell_rows(settings, erased, progress, "erasing from")
            lists.write(settings, erased)
        _carry_out(settings, erased, needles, progress)


def _carry_out(settings: Settings, erased: Erased, needles: list[str], progress: Progress) -> None:
    progress(f"lake: {veiling.veil_lake(settings)} files written anew")
    if gone := leftovers.forget_models(settings, erased):
        progress(f"models: {gone} versions removed that had learned words of the name")
    served = builds.pointed_at(settings, "current")
    if served and served.read().erased < len(erased.people):
        record = served.read()
        anew = settings.model_copy(update={"sources": record.sources})
        pipeline.refresh(anew, datetime.fromisoformat(record.as_of), True, progress, full=True, extracts=False)
    builds.remove_leftovers(settings)
    left = leftovers.remove(settings, erased)
    if left:
        raise EraseError(f"What people wrote or log in with names the person: {'; '.join(left)}. Change it there.")
    if found := leftovers.search(settings, needles):
        raise EraseError(f"Still named in {', '.join(found)}. Remove these files, or what they say.")
    for one in erased.under_way:
        one.is_gone, one.words = True, []
    lists.write(settings, erased)
    progress("erased: nothing below the home names the person. Backups and what others copied from here still do.")


def _judge(settings: Settings, erased: Erased, asked: Asked) -> tuple[Person, Found]:
    """The one person meant, or an error that lists the candidates by their ids."""
    lake.ensure_contract(settings, {name: CONTRACTS[name] for name in CONTRACTS if (settings.raw / name).is_dir()})
    records = people.find(settings, asked.person, asked.source, asked.kind)
    address = asked.person.strip().lower() if "@" in asked.person else ""
    if len(records) > 1 and not asked.everyone:
        raise SettingsError(f"{len(records)} records answer to that: {people.names(records)}. Name one by its id with "
                            "--source and --type, or give --all if they are one person.")  # fmt: skip
    found = people.describe(settings, records)
    while asked.everyone and found.others:
        found = people.describe(settings, [*found.records, *found.others])
    if found.others and not asked.only:
        raise SettingsError(f"Others have an address of that record too: {people.names(found.others)}. Give --all if "
                            "they are one person, or --only to leave the shared addresses to them.")  # fmt: skip
    if not records:
        found.addresses = {address} if address and not asked.kind else set()
    one = traces.person(settings, erased, new_run_id(), found, people.own_domain(settings, found))
    if not records and not traces.rows_touched(settings, Erased(erased.secret, [one])):
        raise SettingsError("Nobody is known by that. Give an e-mail address, or the source's own id of a user, "
                            "contact or lead with --source and --type.")  # fmt: skip
    return one, found


def _known(settings: Settings, erased: Erased, asked: Asked) -> Person | None:
    """The person of the list who is meant."""
    person = asked.person.strip()
    hashes = {erased.hash("address", person.lower())}
    kinds = (asked.kind,) if asked.kind else ("user", "contact", "lead")
    for source in (asked.source,) if asked.source else people.sources(settings):
        hashes |= {erased.record_hash(source, kind, person) for kind in kinds}
    return next((one for one in erased.people if hashes & {*one.records, *one.addresses}), None)


def _tell_rows(settings: Settings, erased: Erased, progress: Progress, what: str) -> None:
    for table, rows in sorted(traces.rows_touched(settings, erased).items()):
        progress(f"{what} {table}: {rows:,} rows")


def _day(person: Person) -> str:
    return f"{person.run_id[:4]}-{person.run_id[4:6]}-{person.run_id[6:8]}"
