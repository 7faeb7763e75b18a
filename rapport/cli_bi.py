"""``rapport bi``: check the dashboards' files, bring them into Superset, take edits of the user interface back."""

from __future__ import annotations

from typing import Annotated

import typer

from rapport.cli_options import Home, settings_from, tell
from rapport.settings import Settings

commands = typer.Typer(no_args_is_help=True, help="Dashboards as files: check, import, export.")

Url = Annotated[str | None, typer.Option("--url", help="A running Superset; default: the one of this installation.")]
Username = Annotated[str, typer.Option("--username", help="Log-in for --url; its password is asked for.")]


@commands.command("check")
def check(home: Home = None) -> None:
    """Follow every reference from the dashboards to the columns of the report tables."""
    from rapport.bi import deploy

    assets, _ = deploy.checked(settings_from(home))
    counts = f"{len(assets.dashboards)} dashboards, {len(assets.charts)} charts, {len(assets.datasets)} data sets"
    tell(f"{counts}: every reference leads somewhere")


@commands.command("import")
def import_(home: Home = None, url: Url = None, username: Username = "admin") -> None:
    """Bring the dashboards, roles, log-ins and row-level security into Superset. Safe to repeat."""
    from rapport.bi import bundle, client, deploy
    from rapport.stack import dashboards

    settings = settings_from(home)
    if url:
        files = bundle.build(*deploy.checked(settings), settings)
        client.Superset(url, username, _password(settings, username)).import_assets(files)
        tell(f"{len(files)} files are in {url}")
        return
    dashboards.deploy(settings, tell)
    tell(f"Log-ins and passwords: {settings.home / 'superset' / 'logins.json'}")


@commands.command("export")
def export(
    dashboard: Annotated[str, typer.Argument(help="Folder of the dashboard, e.g. deal_tracker.")],
    home: Home = None, url: Url = None, username: Username = "admin",
) -> None:  # fmt: skip
    """Write what was edited in the user interface back into the short files; look at it with git diff."""
    from rapport.bi import assets, client, deploy, normalize

    settings = settings_from(home)
    place = url or f"http://{settings.host}:{settings.superset_port}"
    server = client.Superset(place, username, _password(settings, username))
    current, tables = deploy.checked(settings)
    if dashboard not in current.dashboards:
        raise assets.AssetError(f"there is no folder {dashboard}; known: {', '.join(current.dashboards)}")
    exported = server.export_dashboard(current.dashboards[dashboard].data["slug"])
    changed = normalize.write_back(exported, current, tables, dashboard, settings)
    tell("\n".join(f"changed: {path}" for path in changed) or "nothing was changed in the user interface")


def _password(settings: Settings, username: str) -> str:
    import json

    kept = settings.home / "superset" / "logins.json"
    known = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    return known.get(username) or typer.prompt(f"Password of {username}", hide_input=True)
