"""A small organisation behind a server of our own, an extractor of it, and what its lake says."""

import os

import pytest
from crm import Crm
from desk import Desk
from organisation import Organisation

from rapport.connectors.dataverse import client


@pytest.fixture
def crm():
    with Crm(Organisation()).running() as server:
        yield server


@pytest.fixture
def desk(crm, tmp_path, monkeypatch):
    """Settings that read ``crm`` in pages of 20 rows, in a home of their own, and never wait for long."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setattr(client, "FIRST_PAUSE_SECONDS", 0.001)
    return Desk(crm, tmp_path / "home")
