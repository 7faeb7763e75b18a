"""What the DAGs share: assets, defaults, the instant of a run, and settings with secrets from Airflow connections.

The only module of the package that knows Airflow. Each asset is made here once: two definitions of one asset would
make Airflow switch one of them off.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from airflow.sdk import Asset, AssetAny, BaseHook, ExceptionRetryPolicy, Param, RetryAction, RetryRule
from airflow.sdk import get_current_context as current
from airflow.sdk.exceptions import AirflowNotFoundException
from pendulum import duration

from rapport import asof
from rapport.connectors.base import Steps
from rapport.connectors.registry import connector
from rapport.settings import Settings, SettingsError, load

WRITER_POOL = "warehouse_writer"
"""One slot: DuckDB has one writer at a time. `rapport up` and the team stack create it."""

ALERTS = "rapport_alerts"
"""An SMTP connection of this name (with `from_email` and `to` in its extra) makes failures send an e-mail."""

SERVING = Asset("rapport://serving")

AS_OF = Param(
    None,
    type=["null", "string"],
    title="As of",
    description="Look at the data as of this instant (ISO 8601, or a date for its end). Empty: the run's own date.",
)

FULL = Param(
    False,
    type="boolean",
    title="Full re-sync",
    description="Read every table anew, and delete what the source no longer has. Costs as much as the first load.",
)

_WAIT_SECONDS = 1800
"""A task waits so long for a step that writes, be it another task or a command; then it is retried."""

log = logging.getLogger(__name__)


def raw_asset(source: str) -> Asset:
    """The asset that says: the lake holds something newer of this source."""
    return Asset(f"rapport://raw/{source}")


def any_raw_asset() -> AssetAny:
    """True once any configured source has landed."""
    return AssetAny(*(raw_asset(source) for source in settings_here().sources))


def steps_of(source: str) -> Steps | None:
    """The steps of a source that is read table by table; None when one task reads it."""
    return connector(source).steps


def source_pool(source: str) -> str:
    """The pool that says how many tables of a source are read at once. `rapport up` and the team stack create it."""
    return f"source_{source}"


def settings_here(source: str | None = None) -> Settings:
    """Settings of the environment that Airflow runs in.

    Parameters
    ----------
    source : str, optional
        Only inside a task: the JSON extra of the Airflow connection ``rapport_<source>``, if there is one, wins over
        the environment's settings of that source. Secrets are kept there.
    """
    overlay = {source: extra} if source and (extra := _connection_extra(f"rapport_{source}")) else {}
    if unknown := sorted(extra.keys() - Settings.model_fields[source].annotation.model_fields) if overlay else []:
        raise SettingsError(f"The connection rapport_{source} has {unknown[0]!r} in its extra, which is no setting of "
                            f"{source}. Correct the name; the others were not used either.")
    return load(wait_seconds=_WAIT_SECONDS, **overlay)


def as_of_run() -> datetime:
    """The instant that the running task looks from, the same in every retry; UTC without a zone.

    The parameter ``as_of`` wins; then the newest as-of that a triggering asset event carries; then the run's logical
    date, so that a back-fill rebuilds the past; else the moment from which the run was allowed to start.
    """
    context = current()
    if given := context["params"].get("as_of"):
        return asof.parse(given, settings_here().reporting_time_zone)
    events = [event for group in context.get("triggering_asset_events", {}).values() for event in group]
    if carried := [event.extra["as_of"] for event in events if "as_of" in (event.extra or {})]:
        return asof.parse(max(carried))
    instant = context.get("logical_date") or context["dag_run"].run_after
    return instant.astimezone(UTC).replace(tzinfo=None)


def is_full_run() -> bool:
    """Whether the run is asked to read everything anew."""
    return bool(current()["params"].get("full"))


def announce(asset: Asset, as_of: datetime) -> None:
    """Let what waits for an asset know the as-of it now stands at."""
    current()["outlet_events"][asset].extra = {"as_of": asof.to_text(as_of)}


def tell_of_failure(context: dict) -> None:
    """Write one clear line about a task that failed for good, and mail it when the connection for alerts exists."""
    task, why = context["task_instance"], str(context.get("exception")).rstrip(".")
    line = (
        f"Rapport: {task.dag_id}.{task.task_id} failed for good in run {task.run_id}: {why}. "
        "What was served before still is. After the cause is gone, clear the task to run it again."
    )
    log.error(line)
    if mail := _connection_extra(ALERTS):
        from airflow.providers.smtp.hooks.smtp import SmtpHook

        with SmtpHook(smtp_conn_id=ALERTS) as smtp:
            smtp.send_email_smtp(to=mail["to"], subject=line.split(" in run ")[0], html_content=line)


TASK_DEFAULTS = {
    "owner": "rapport",
    "pool": WRITER_POOL,
    "retries": 3,
    "retry_delay": duration(seconds=30),
    "retry_exponential_backoff": True,
    "max_retry_delay": duration(minutes=10),
    "retry_policy": ExceptionRetryPolicy([
        RetryRule("rapport.settings.SettingsError", RetryAction.FAIL, reason="wrong settings do not heal with time"),
        RetryRule("rapport.errors.FinalStepError", RetryAction.FAIL, reason="a person has to change something first"),
        RetryRule("rapport.errors.LaterStepError", RetryAction.RETRY, duration(minutes=30), "a long pause is wished"),
    ]),
    "execution_timeout": duration(hours=1),
    "on_failure_callback": tell_of_failure,
}  # fmt: skip
"""For every task: one at a time in the writer's pool, retried with growing pauses, never hanging, never silent."""


def table_defaults(source: str) -> dict:
    """For the tasks of a source that is read table by table: side by side in its own pool, patient with a busy server.

    A task that runs out of time goes on in its next try where it was.
    """
    return TASK_DEFAULTS | {"pool": source_pool(source), "retries": 5, "execution_timeout": duration(hours=2)}


def _connection_extra(name: str) -> dict:
    try:
        return BaseHook.get_connection(name).extra_dejson
    except AirflowNotFoundException:
        return {}
