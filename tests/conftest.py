"""Fixtures for every room: an empty home made once, and centres copied from it."""

import os
from pathlib import Path

import pytest

from sync.home import Home
from sync.schema import init_home
from tests.centre import Centre, copy_home

os.environ.setdefault("SYNCLINE_THREADS", "1")
"""The workers of a test run share the cores already; small queries gain nothing from more."""


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home right after `syncline init`; copy it, never write to it."""
    root = tmp_path_factory.mktemp("template") / "home"
    init_home(Home(root))
    return root


@pytest.fixture
def centre(empty_home: Path, tmp_path: Path) -> Centre:
    """A centre of its own, without settings."""
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    return Centre(copy_home(empty_home, tmp_path / "home"), outbox)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs a whole file, so that what its tests share is made once.

    The tests of the dbt project share the lake that dbt has built.
    """
    for item in items:
        room, file = item.path.parts[-2:]
        group = room if room == "dbt_project" else f"{room}-{file}"
        item.add_marker(pytest.mark.xdist_group(group))
