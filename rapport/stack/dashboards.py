"""Brings the dashboards into Superset, for whoever the served sources say the log-ins are."""

from __future__ import annotations

from collections.abc import Callable

from rapport.settings import Settings


def emails(settings: Settings) -> dict[str, str]:
    """Log-in name to the e-mail address of a user of the CRM; only the demo CRM knows."""
    if "demo" not in settings.sources:
        return {}
    from rapport.connectors.demo.people import DEMO_LOGINS

    return dict(DEMO_LOGINS)


def deploy(settings: Settings, progress: Callable[[str], None] = print) -> None:
    """Check, bundle and import every dashboard, with roles, log-ins and row-level security. Safe to repeat.

    Raises
    ------
    rapport.bi.deploy.CheckError
        When a dashboard refers to something that does not exist.
    rapport.bi.server.SupersetError
        When Superset is not installed or refuses what it is given.
    """
    from rapport.bi import deploy as bi

    bi.deploy(settings, emails(settings), progress)


def warm(settings: Settings, progress: Callable[[str], None] = print) -> None:
    """After a publish: the answers of every chart for those who looked last, where Superset was set up in this home.

    What goes wrong is told and ends nothing: the build is served already, and answers are computed when asked for.
    """
    from rapport.bi import deploy as bi
    from rapport.bi.server import SupersetError

    try:
        bi.warm(settings, progress)
    except SupersetError as error:
        progress(f"The first look at each dashboard will take longer: {error}")
