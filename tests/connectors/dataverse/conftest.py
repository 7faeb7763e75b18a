"""A small organisation behind a server of our own, an extractor of it, and what its lake says."""

import os
import shutil

import pytest
from crm import Crm
from desk import Desk
from organisation import Organisation

from rapport.connectors.dataverse import client


@pytest.fixture(scope="session")
def one_server():
    """The server that all tests share."""
    with Crm(Organisation()).running() as server:
        yield server


@pytest.fixture(scope="session")
def _organisation():
    return Organisation()


@pytest.fixture
def crm(one_server, _organisation):
    """It stands for an organisation that nobody has changed yet."""
    one_server.serve(_organisation.copy())
    return one_server


@pytest.fixture
def desk(crm, tmp_path, monkeypatch):
    """Settings that read ``crm`` in pages of 20 rows, in a home of their own, and never wait for long."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setattr(client, "FIRST_PAUSE_SECONDS", 0.001)
    return Desk(crm, tmp_path / "home")


@pytest.fixture(scope="session")
def _first_load(one_server, _organisation, tmp_path_factory):
    one_server.serve(_organisation.copy())
    made = Desk(one_server, tmp_path_factory.mktemp("first") / "home")
    made.extract()
    assert made.differences() == []
    return made.settings.home


@pytest.fixture
def loaded(_first_load, desk):
    """The same after a first load, which is made once and copied."""
    shutil.copytree(_first_load, desk.settings.home)
    return desk
