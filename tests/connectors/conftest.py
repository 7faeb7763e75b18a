"""A folder in the files format and a small demo CRM, each with a home of its own."""

import pytest
from folders import Folder

from rapport.settings import DemoSource, Settings


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


@pytest.fixture
def demo(tmp_path):
    """Settings of a small demo CRM."""
    return Settings(home=tmp_path / "home", demo=DemoSource(deals=40), memory_limit="1GB")
