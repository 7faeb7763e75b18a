"""The steps of a run: plan, each table, finish. A command takes them one after the other, a DAG as tasks of their own.

Each table has its own state and its own lock and is committed apart, so a step may be repeated, and one that fails
leaves the others done.
"""

from __future__ import annotations

from contextlib import ExitStack, nullcontext

from rapport.connectors.base import ConnectorError, Progress, TableReport
from rapport.connectors.dataverse.answers import Rejected
from rapport.connectors.dataverse.client import Client
from rapport.connectors.dataverse.labels import extract_labels
from rapport.connectors.dataverse.parties import extract_parties
from rapport.connectors.dataverse.plan import Plan, deal_features, make_plan
from rapport.connectors.dataverse.rows import extract_rows
from rapport.connectors.dataverse.run import Job, Loaded, now
from rapport.connectors.dataverse.tables import CONTRACT, TABLES
from rapport.settings import Settings
from rapport.stores import lake
from rapport.stores.duck import workbench

SOURCE = "dataverse"
_WAYS = {"rows": extract_rows, "parties": extract_parties, "labels": extract_labels}


def plan(settings: Settings, progress: Progress = print, client: Client | None = None) -> Plan:
    """Log in, ask what the organisation has, and remember it for the other steps.

    Raises
    ------
    ConnectorError
        When settings are missing, the log-in fails, or the organisation lacks a table that is needed.
    """
    lake.ensure_contract(settings, {SOURCE: CONTRACT})
    with nullcontext(client) if client else connect(settings, progress) as client:
        made = make_plan(client, settings.dataverse)
    if made.missing:
        raise ConnectorError(f"The organisation has no table {', '.join(made.missing)}, or the application user may "
                             "not see it. Run `rapport doctor --source dataverse`.")
    lake.write_state(settings, SOURCE, {**lake.read_state(settings, SOURCE), "plan": made.to_json()})
    return made


def first_tables(made: Plan) -> list[str]:
    """Tables that may be read at the same time, the largest first."""
    large = ("emails", "appointments", "contacts", "phonecalls", "tasks", "accounts", "leads", "opportunities")
    names = [name for name in made.tables if TABLES[name].kind != "parties"]
    return sorted(names, key=lambda name: large.index(name) if name in large else len(large))


def last_tables(made: Plan) -> list[str]:
    """Tables that are read after all the others."""
    return [name for name in made.tables if TABLES[name].kind == "parties"]


def extract_table(settings: Settings, name: str, full: bool = False, progress: Progress = print,
                  client: Client | None = None) -> Loaded:
    """Bring one table of the lake up to date; an optional one that may not be read is a warning.

    Parameters
    ----------
    settings : Settings
    name : str
        A table of the plan that ``plan`` remembered.
    full : bool
        Read everything anew and delete what the server no longer has.
    progress : callable
        Takes a line of text.
    client : Client, optional
        To share a connection; otherwise one is made.

    Raises
    ------
    ConnectorError
        When the table cannot be read; the lake is as it was.
    LakeError
        When another process is reading the same table.
    """
    remembered = lake.read_state(settings, SOURCE).get("plan")
    if not remembered or name not in remembered["tables"]:
        raise ConnectorError(f"{name} is not in the plan of the last run. Run `rapport extract --source dataverse`.")
    with ExitStack() as stack:
        client = client or stack.enter_context(connect(settings, progress))
        job = Job(settings, client, Plan.from_json(remembered), name, progress, full)
        load = stack.enter_context(lake.LoadWriter(settings, SOURCE, name))
        try:
            loaded = _WAYS[job.table.kind](job, load)
        except Rejected as rejected:
            if not (rejected.is_forbidden and job.table.optional):
                raise
            loaded = Loaded(name, None, TableReport(), (f"dataverse.{name} stays as it was. {rejected}",))
    report = loaded.report
    counts = {"new or changed": report.loaded, "deleted": report.deleted, "quarantined": report.bad}
    if any(counts.values()):
        job.tell(", ".join(f"{count:,} {what}" for what, count in counts.items() if count))
    return loaded


def finish(settings: Settings) -> dict[str, str]:
    """Remember what the run offers: declared columns of opportunities as deal features, and when it ended.

    Returns
    -------
    dict
        Deal feature to its type: text, number, date or boolean.
    """
    state = lake.read_state(settings, SOURCE)
    made = Plan.from_json(state["plan"])
    with workbench(settings) as connection:
        labelled = {name for (name,) in connection.execute(
            f"select distinct attributename from {lake.table_glob(settings, SOURCE, 'stringmaps')} "
            "where objecttypecode = 'opportunity'").fetchall()}
    features = deal_features(made, labelled)
    lake.write_state(settings, SOURCE, {**state, "deal_features": features, "loaded_at": now().isoformat()})
    return features


def connect(settings: Settings, progress: Progress) -> Client:
    """A client of the organisation.

    Raises
    ------
    ConnectorError
        When a setting is missing; the message names it.
    """
    source = settings.dataverse
    needed = {"url": source.url, "client_id": source.client_id}
    if not source.token_url:
        needed |= {"tenant_id": source.tenant_id,
                   "client_secret (or __CERTIFICATE_PATH)": source.client_secret or source.certificate_path}
    missing = [f"RAPPORT_DATAVERSE__{name.upper()}" for name, value in needed.items() if not value]
    if missing:
        raise ConnectorError(f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set. See "
                             "docs/sources/dataverse.md for the app registration.")
    return Client(source, progress)
