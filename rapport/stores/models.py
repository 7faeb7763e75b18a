"""The model store: ``<home>/models/<model>/<version>/`` is what a training made, ``registry.json`` what became of it.

A version is written aside and renamed, and never changes again; its manifest has the sha256 of each file. What becomes
of versions (champion, challenger, rejected, archived) stands in one file that is replaced atomically, so a promotion
happens whole or not at all. Nothing that could run code when it is read is kept: JSON, Parquet, Markdown, skops.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from rapport.settings import Settings
from rapport.stores.builds import sync, write_atomically
from rapport.stores.model_records import NOT_WRITTEN, Metric, Version, Weight

__all__ = [
    "Metric", "ModelError", "Version", "Weight", "every_version", "promote", "read", "reject", "rollback", "save",
    "usable", "versions",
]  # fmt: skip

STATUSES = ("champion", "challenger", "rejected", "archived")
"""The one in use; one that waits for a decision; one that must not be used; one that was used before."""

SUFFIXES = (".json", ".parquet", ".md", ".skops")


class ModelError(RuntimeError):
    """A version is missing, spoiled, or cannot take a status; the message names it."""

    next_step = "Run `rapport train` to make a new version; `rapport score` uses the champion."


def save(settings: Settings, version: Version, files: Mapping[str, bytes]) -> Version:
    """Keep a trained version with the status challenger; the same content again is the same version.

    Parameters
    ----------
    version : Version
        Its ``version`` is empty: the name is the as-of and the hash of all content, so that equal trainings are one.
    files : mapping
        File name to content; names end in one of ``SUFFIXES``.

    Returns
    -------
    Version
        With its name and, when it was known already, its status.
    """
    if bad := [name for name in files if Path(name).suffix not in SUFFIXES or Path(name).name != name]:
        raise ModelError(f"{bad[0]!r} is no file the model store keeps. Kinds: {', '.join(SUFFIXES)}.")
    about = {name: value for name, value in asdict(version).items() if name not in NOT_WRITTEN}
    content = {**files, "about.json": _json(about), "card.md": version.card.encode()}
    prints = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(content.items())}
    digest = hashlib.sha256(_json(prints)).hexdigest()
    stamp = version.as_of[:19].replace("-", "").replace(":", "").replace(" ", "T")
    named = replace(version, version=f"{stamp}-{digest[:12]}")
    folder = _folder(settings, version.model)
    target, aside = folder / named.version, folder / f".{named.version}.new"
    known = {each.version: each for each in versions(settings, version.model)}
    if named.version in known and target.is_dir():
        return known[named.version]
    for leftover in (aside, target):
        shutil.rmtree(leftover, ignore_errors=True)
    aside.mkdir(parents=True)
    for name, data in {**content, "manifest.json": _json(prints)}.items():
        (aside / name).write_bytes(data)
        sync(aside / name)
    os.replace(aside, target)
    sync(folder)
    _decide(settings, version.model, {named.version: ("challenger",)})
    return named


def versions(settings: Settings, model: str) -> list[Version]:
    """Every version of a model, in the order of as-of and name."""
    decided = _registry(settings, model)
    return [_about(settings, model, name, *decided[name]) for name in sorted(decided)]


def every_version(settings: Settings) -> list[Version]:
    """The versions of all models."""
    folder = settings.home / "models"
    models = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    return [version for model in models for version in versions(settings, model)]


def usable(settings: Settings, model: str, as_of: str) -> Version | None:
    """The version that counts as of an instant: the newest trained by then that is or was champion.

    So a rebuilt past day is never scored by a model that has seen what came after it.
    """
    good = [each for each in versions(settings, model) if each.status in ("champion", "archived")]
    known = [each for each in good if each.as_of <= as_of]
    champion = [each for each in known if each.status == "champion"]
    return (champion or known or [None])[-1]


def read(settings: Settings, version: Version) -> dict[str, bytes]:
    """The files of a version, each checked against its sha256.

    Raises
    ------
    ModelError
        When a file is missing or is not what was written.
    """
    folder = _folder(settings, version.model) / version.version
    try:
        prints = json.loads((folder / "manifest.json").read_bytes())
        content = {name: (folder / name).read_bytes() for name in prints}
    except (OSError, ValueError) as error:
        raise ModelError(f"{version.model} {version.version} cannot be read: {error}.") from error
    for name, data in content.items():
        if hashlib.sha256(data).hexdigest() != prints[name]:
            raise ModelError(f"{folder / name} is not what was written (its sha256 differs).")
    return content


def promote(settings: Settings, version: Version, reason: tuple[str, str]) -> None:
    """Make a version the champion; the champion before is archived. One trained as of earlier is only archived: it
    counts for days before the champion's. ``reason`` is in English and in Portuguese."""
    champion = next((each for each in versions(settings, version.model) if each.status == "champion"), None)
    if champion is None or champion.as_of <= version.as_of:
        changes = {champion.version: ("archived", champion.reason, champion.reason_pt)} if champion else {}
        _decide(settings, version.model, {**changes, version.version: ("champion", *reason)})
    else:
        _decide(settings, version.model, {version.version: ("archived", *reason)})


def reject(settings: Settings, version: Version, reason: tuple[str, str]) -> None:
    """Never use a version; one that is champion cannot be rejected, only rolled back."""
    if any(each.status == "champion" and each.version == version.version
           for each in versions(settings, version.model)):  # fmt: skip
        raise ModelError(f"{version.model} {version.version} is the champion. Roll it back instead.")
    _decide(settings, version.model, {version.version: ("rejected", *reason)})


def rollback(settings: Settings, model: str) -> Version:
    """Reject the champion; the newest archived version is champion again.

    Raises
    ------
    ModelError
        When there is no champion or no version to go back to.
    """
    known = versions(settings, model)
    champion = [each for each in known if each.status == "champion"]
    archived = [each for each in known if each.status == "archived"]
    if not champion or not archived:
        raise ModelError(f"There is no earlier version of {model} to go back to.")
    back = archived[-1]
    _decide(settings, model, {champion[0].version: ("rejected", "rolled back", "revertida"),
                              back.version: ("champion", back.reason, back.reason_pt)})  # fmt: skip
    return replace(back, status="champion")


def files_of(settings: Settings, version: Version) -> list[Path]:
    """Where the files of a version lie."""
    return sorted(path for path in (_folder(settings, version.model) / version.version).iterdir() if path.is_file())


def forget(settings: Settings, version: Version) -> None:
    """Remove a version and all that is known of it, the champion too; the next training makes another."""
    rest = {name: told for name, told in _registry(settings, version.model).items() if name != version.version}
    _write_registry(settings, version.model, rest)
    shutil.rmtree(_folder(settings, version.model) / version.version, ignore_errors=True)


def _decide(settings: Settings, model: str, changes: Mapping[str, Sequence[str]]) -> None:
    decided = {**_registry(settings, model), **{name: list(change) for name, change in changes.items()}}
    _write_registry(settings, model, decided)


def _write_registry(settings: Settings, model: str, decided: Mapping[str, Sequence[str]]) -> None:
    write_atomically(_folder(settings, model) / "registry.json", json.dumps(decided, indent=1, sort_keys=True) + "\n")


def _registry(settings: Settings, model: str) -> dict[str, list[str]]:
    path = _folder(settings, model) / "registry.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _about(settings: Settings, model: str, name: str, status: str, reason: str = "", reason_pt: str = "") -> Version:
    about = json.loads((_folder(settings, model) / name / "about.json").read_bytes())
    about["metrics"] = tuple(Metric(**metric) for metric in about["metrics"])
    about["weights"] = tuple(Weight(**weight) for weight in about["weights"])
    return Version(version=name, status=status, reason=reason, reason_pt=reason_pt, **about)


def _folder(settings: Settings, model: str) -> Path:
    return settings.home / "models" / model


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=1, sort_keys=True) + "\n").encode()
