"""The sources by name."""

from __future__ import annotations

from importlib import import_module

from rapport.connectors.base import Connector
from rapport.connectors.dataverse.tables import CONTRACT as DATAVERSE
from rapport.settings import SettingsError
from rapport.stores.raw_contract import CONTRACTS as NEUTRAL
from rapport.stores.raw_contract import RawTable

CONTRACTS: dict[str, dict[str, RawTable]] = {**NEUTRAL, "dataverse": DATAVERSE}
"""Every source with its raw tables, whether it is configured or not: SQL reads them all."""

_CONNECTORS = {
    "dataverse": "rapport.connectors.dataverse.connector:DataverseConnector",
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
