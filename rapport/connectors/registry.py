"""The sources by name."""

from __future__ import annotations

from importlib import import_module

from rapport.connectors.base import Connector
from rapport.settings import SettingsError

_CONNECTORS = {
    "demo": "rapport.connectors.demo.connector:DemoConnector",
    "files": "rapport.connectors.files.connector:FilesConnector",
}


def connector(name: str) -> Connector:
    """The connector of a source.

    Raises
    ------
    SettingsError
        When no source has that name; the message lists the known ones.
    """
    if name not in _CONNECTORS:
        raise SettingsError(f"Unknown source {name!r}. Known sources: {', '.join(sorted(_CONNECTORS))}.")
    module, _, attribute = _CONNECTORS[name].partition(":")
    return getattr(import_module(module), attribute)()
