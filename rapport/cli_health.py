"""``rapport health``: points learned from outcomes, and what other settings would change, before they are applied."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rapport import __version__
from rapport.cli_options import Home, settings_from, tell
from rapport.settings import SettingsError

if TYPE_CHECKING:
    from rapport.preview import Preview

commands = typer.Typer(no_args_is_help=True, help="The health score: preview of other settings.")


@commands.command("preview")
def preview(
    proposal: Annotated[
        Path, typer.Option("--settings", metavar="FILE", help="CSV with the columns of seeds/health_settings.csv.")
    ],
    home: Home = None,
    record_type: Annotated[
        str | None, typer.Option("--record-type", metavar="TYPE", help="account, contact, lead or opportunity.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=0, metavar="N", help="Records to list.")] = 50,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="CSV file for all records that would change.")
    ] = None,
) -> None:
    """Show the share of records per health state now and with other settings, and the records that would change."""
    settings = settings_from(home)
    if out and (out.is_dir() or not out.absolute().parent.is_dir() or out.resolve() == proposal.resolve()):
        raise SettingsError(f"--out {out} cannot be written. Name a new file in a folder that exists.")
    from rapport import pipeline
    from rapport import preview as previews

    found = pipeline.preview_health(settings, proposal, record_type, tell)
    tell("\n".join(lines(found, limit)))
    if out:
        previews.write(found.changes, out)
        tell(f"{out}: all {len(found.changes):,} records that would change state")


@commands.command("learn")
def learn(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="CSV file for the proposal.")],
    home: Home = None,
) -> None:
    """Learn from deals won and lost what each factor should be worth, and write a proposal. Nothing is applied."""
    settings = settings_from(home)
    if out.is_dir() or not out.absolute().parent.is_dir():
        raise SettingsError(f"--out {out} cannot be written. Name a new file in a folder that exists.")
    from rapport import pipeline

    learned, rows = pipeline.learn_health_weights(settings, out)
    scope = ("opportunity", "*", "*")
    proposed = next(row for row in rows if (row["record_type"], row["segment"], row["stage"]) == scope)
    tell(f"\nLearned from {learned.snapshots:,} past days of {learned.deals:,} opportunities.\n")
    tell(f"{'points of opportunities':<24}{'learned':>10}{'proposed':>10}")
    for name, points in learned.points.items():
        tell(f"  {name:<22}{points:>10.1f}{proposed['points_' + name]:>10.1f}")
    tell("\nChance that a deal won within 90 days had the better score (AUC), on later days than those learned from:")
    tell("  " + ", ".join(f"{name} {auc:.3f}" for name, auc in learned.aucs.items()))
    gain, low, high = learned.gain
    span = "" if low is None else f" (95 % interval {low:+.3f} to {high:+.3f})"
    tell(f"  proposed over now: {gain:+.3f}{span}")
    tell(f"\n{out}: see what it would change with\n  rapport health preview --settings {out} --record-type opportunity")


def lines(found: Preview, limit: int) -> list[str]:
    """The preview as a person reads it, with at most ``limit`` records."""
    told = ["", f"Open records as of {found.as_of[:19]} UTC. Nothing is applied."]
    if found.version != __version__:
        told.append(f"Served by Rapport {found.version}, this is {__version__}: refresh first to see settings alone.")
    told += ["", "Settings that differ from the served ones:"]
    told += [f"  {edit}" for edit in found.edits] or ["  none"]
    told += [f"  {scope}: matches no record" for scope in found.unmatched]
    for record_type, shares in groupby(found.shares, key=lambda share: share.record_type):
        told += ["", f"{record_type:<24}{'now':>18}{'proposed':>18}"]
        for share in shares:
            cells = "".join(f"{_share(count, share.records):>18}" for count in (share.now, share.proposed))
            told.append(f"  {share.health_state:<22}{cells}")
    return [*told, "", *_changes(found, limit)]


def _changes(found: Preview, limit: int) -> list[str]:
    total, listed = len(found.changes), found.changes[:limit]
    told = [f"{total:,} open records would change state" + (", the biggest change of the score first:" * bool(listed))]
    for change in listed:
        states, scores = f"{change.state_now} -> {change.state_proposed}", (change.score_now, change.score_proposed)
        told.append(
            f"  {change.record_type:<12} {_short(change.record_name or change.record_key):<40} {states:<14} "
            f"{' -> '.join(_score(score) for score in scores):>14} {_score(change.score_change, '+'):>7}"
        )
    if total > limit:
        told.append(f"  and {total - len(listed):,} more: --limit {total} lists them, --out FILE.csv writes them")
    if found.closed_changes:
        told.append(
            f"Closed records keep the health of their close; by the proposal {found.closed_changes:,} of them "
            "would show another state there."
        )
    return told


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:39]}…"


def _share(count: int, records: int) -> str:
    return f"{count:,} {100 * count / records:6.1f} %"


def _score(score: float | None, sign: str = "") -> str:
    return "none" if score is None else f"{score:{sign}.1f}"
