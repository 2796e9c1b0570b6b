"""A home without a lake, and a site that writes its stream to files."""

from pathlib import Path

import pytest

from sync.home import Home
from tests.ingest.site import Site


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.make()
    return home


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(2, tmp_path / "stick")
