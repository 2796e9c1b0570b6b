"""A lake with made-up reports, a mail server, and settings that point at both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.home import Home
from tests.centre import copy_home
from tests.dashboard.made_up import made_up_lake
from tests.reporting import shelves
from tests.reporting.post_office import PostOffice, opened


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """6 stores × 3 items × 4 months; copy it, never write to it."""
    home = Home(tmp_path_factory.mktemp("reporting") / "home")
    made_up_lake(home, stores=6, items=3, months=4)
    return home


@pytest.fixture
def home(made_up: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("SYNCLINE_HOME", str(tmp_path / "home"))
    return copy_home(made_up.root, tmp_path / "home")


@pytest.fixture(scope="session")
def two_shelves(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = copy_home(empty_home, tmp_path_factory.mktemp("shelves") / "home")
    with shelves.filling(home) as connection:
        connection.execute(shelves.BEFORE)
    return home


@pytest.fixture
def shelf_home(two_shelves: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A lake with two stores, in which nothing is worth an alert yet."""
    monkeypatch.setenv("SYNCLINE_HOME", str(tmp_path / "home"))
    return copy_home(two_shelves.root, tmp_path / "home")


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    """An open post office, and the settings that name it."""
    with opened(PostOffice()) as office:
        point_at(office, monkeypatch)
        yield office


def point_at(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCLINE_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SYNCLINE_SMTP_PORT", str(office.port))
    monkeypatch.setenv("SYNCLINE_SMTP_TLS", "none")
    monkeypatch.setenv("SYNCLINE_SMTP_FROM", "centre@example.org")
