"""Brings the dashboards of the files into Superset: checked, bundled, taken in by one process of Superset's own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from rapport.bi import access, bundle, check, mail, manifest, server
from rapport.bi import assets as short
from rapport.settings import Settings

_LOGINS = ("admin", "manager", "seller", "analyst")


class CheckError(ValueError):
    """A dashboard refers to something that does not exist; the message lists every place."""

    is_expected = True
    next_step = "Correct the files below superset_dashboards/, then run `rapport bi check`."


def checked(settings: Settings, root: Path = short.ROOT) -> tuple[short.Assets, dict[str, manifest.Table]]:
    """The short files and the report tables, after every reference was followed.

    Raises
    ------
    CheckError
        With every reference that leads nowhere.
    """
    assets, tables = short.load(root), manifest.read(manifest.path_of(settings))
    found = [*check.findings(assets, tables), *mail.findings(mail.load(root), assets, tables)]
    if found:
        raise CheckError("\n  ".join([f"{len(found)} references lead nowhere:", *found]))
    return assets, tables


def people(emails: dict[str, str]) -> list[dict[str, str]]:
    """The log-ins: admin and analyst always; seller and manager when it is known which user of the CRM they are.

    Parameters
    ----------
    emails : dict
        Username to the e-mail address that ``reports.rpt_access`` knows the person by.
    """
    names = [name for name in _LOGINS if name in emails or name in ("admin", "analyst")]
    return [
        {"username": name, "role": name, "first_name": name.capitalize(), "last_name": "",
         "email": emails.get(name, f"{name}@rapport.invalid").lower()}
        for name in names
    ]  # fmt: skip


def deploy(
    settings: Settings, emails: dict[str, str], progress: Callable[[str], None] = print, root: Path = short.ROOT
) -> Path:
    """Check, bundle and import everything; safe to run at any time, also while Superset serves.

    Returns
    -------
    Path
        The bundle that was imported.

    Raises
    ------
    CheckError, server.SupersetError
    """
    assets, tables = checked(settings, root)
    folder = settings.home / "superset" / "bundle"
    files = bundle.build(assets, tables, settings)
    bundle.write(files, people(emails), access.kinds(assets, tables), folder)
    mails = mail.schedules(mail.load(root), assets, settings)
    (folder / "mail.json").write_text(json.dumps(mails, ensure_ascii=False, indent=1) + "\n", "utf-8")
    _run("bootstrap.py", settings, progress)
    return folder


def warm(settings: Settings, progress: Callable[[str], None] = print) -> bool:
    """Have the answers of every chart computed for those who looked last, as after `deploy`.

    Returns whether the dashboards were brought in here before; without them there is nothing to warm.

    Raises
    ------
    server.SupersetError
    """
    if not (settings.home / "superset" / "imported.json").is_file():
        return False
    _run("warming.py", settings, progress)
    return True


def _run(script: str, settings: Settings, progress: Callable[[str], None]) -> None:
    """A script of Superset's environment; its lines are told as they come."""
    child = subprocess.Popen(
        [str(server.program("python")), str(short.ROOT / script)], env=server.environment(settings),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=settings.home,
    )  # fmt: skip
    with child:
        for line in child.stdout:
            progress(f"superset {line.rstrip()}")
        complaints = child.stderr.read().strip().splitlines()
    if child.returncode:
        said = "\n  ".join(complaints[-5:] or ["it said nothing"])
        raise server.SupersetError(f"Superset refused the dashboards: {said}", "Run `rapport bi check`.")
