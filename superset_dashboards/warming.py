"""Asks every chart once for the people who looked last, so that the first look after a publish is as quick as the next.

    RAPPORT_HOME=<home> .venv-superset/bin/python superset_dashboards/warming.py

Nothing has to be cleared before: answers hold for one build (`build_cache`). They are kept per person, because
row-level security gives everybody other rows. Record pages are left out: what they show depends on the record.
"""

import contextlib
import logging
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
RECORD_PAGES = ("account", "contact", "lead", "opportunity")
MOST_PEOPLE = int(os.environ.get("RAPPORT_WARM_PEOPLE", "10"))


def warm() -> tuple[int, int]:
    """Fill the cache; returns how many answers were computed, and how many could not be. Needs Superset's app."""
    from flask import current_app
    from superset import db, security_manager
    from superset.commands.chart.warm_up_cache import ChartWarmUpCacheCommand
    from superset.models.dashboard import Dashboard
    from superset.utils.core import override_user

    users = [user for user in security_manager.get_all_users() if user.is_active and user.last_login]
    users = sorted(users, key=lambda user: user.last_login, reverse=True)[:MOST_PEOPLE]
    done = failed = 0
    for user in users:
        with override_user(user), current_app.test_request_context():
            for dashboard in db.session.query(Dashboard).filter_by(published=True):
                if dashboard.slug in RECORD_PAGES or not security_manager.can_access_dashboard(dashboard):
                    continue
                for chart in dashboard.slices:
                    result = ChartWarmUpCacheCommand(chart.id, dashboard.id, None).run()
                    done, failed = done + 1, failed + bool(result["viz_error"])
                    if result["viz_error"]:
                        logging.getLogger(__name__).warning("%s: %s", chart.slice_name, result["viz_error"])
    return done, failed


def said(answers: int, refused: int) -> str:
    """The line for whoever waits."""
    return f"warm answers: {answers}" + (f", {refused} could not be had" if refused else "")


def main() -> int:
    """Warm as a program of its own; 1, with the reason on stderr, when that fails."""
    sys.path.insert(0, str(HERE))
    os.environ.setdefault("SUPERSET_CONFIG_PATH", str(HERE / "superset_config.py"))
    logging.disable(logging.WARNING)
    try:
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
            from superset.app import create_app

            app = create_app()
            with app.app_context():
                counted = warm()
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print(said(*counted), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
