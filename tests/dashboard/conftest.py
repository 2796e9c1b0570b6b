"""A lake with made-up reports, and a way to run one page on it."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access
from sync import lake
from sync.home import Home
from tests.dashboard.made_up import made_up_lake

PAGES = Path(__file__).parents[2] / "dashboard" / "app_pages"
RunPage = Callable[..., AppTest]


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """30 stores × 50 items × 13 months; nobody writes to it."""
    home = Home(tmp_path_factory.mktemp("dashboard") / "home")
    made_up_lake(home)
    return home


@pytest.fixture
def small(tmp_path: Path) -> Home:
    """6 stores × 3 items × 2 months, to be written to."""
    home = Home(tmp_path / "home")
    made_up_lake(home, stores=6, items=3, months=2)
    return home


@pytest.fixture
def run_page(monkeypatch: pytest.MonkeyPatch) -> RunPage:
    """`run_page(home, "stock_value", region="North")`: the page as that link shows it.

    `token` is that of a session of somebody who is logged in.
    """

    def run(home: Home, name: str, token: str | None = None, **link: str | list[str]) -> AppTest:
        monkeypatch.setenv("SYNCLINE_HOME", str(home.root))
        monkeypatch.setattr(access, "is_at_this_machine", lambda: True)
        page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60)
        page.query_params.update(link)
        if token is not None:
            page.session_state[access.TOKEN] = token
        page.run()
        assert not page.exception
        return page

    return run


def ask(home: Home, sql: str) -> pd.DataFrame:
    """What SQL says, by a connection of its own."""
    with lake.connect(home) as connection:
        return connection.execute(sql).df()


def press(page: AppTest, label: str) -> AppTest:
    """The page after its button with that label was pressed."""
    return next(button for button in page.button if button.label == label).click().run()


def metrics(page: AppTest) -> dict[str, str]:
    """Value by label, without the link to the list behind it."""
    return {
        re.sub(r"\[(.+) ↗\]\(.*\)", r"\1", metric.label): metric.value for metric in page.metric
    }


def texts(page: AppTest) -> str:
    """Every sentence on the page."""
    kinds = (page.title, page.subheader, page.markdown, page.caption, page.info, page.warning)
    return unescape("\n".join(element.value for kind in kinds for element in kind))


def shown(page: AppTest) -> pd.DataFrame:
    """The table on the page."""
    return page.dataframe[0].value
