"""Who sees what: logging in, roles, limits that no query escapes, patients hidden."""

import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from dashboard import access, data
from dashboard.access import LogInNeeded, NoAccess, Reader, Right
from ingest.accounts import Account, Accounts
from ingest.orders import waiting_orders
from sync import lake, limits
from sync.access import Role
from sync.home import Home
from tests.dashboard.conftest import RunPage, ask, press, shown, texts

ROOT = Path(__file__).parents[2]
PASSWORD = "a-long-enough-password"
MINE, OTHERS = "Kerema Clinic", "Daru Health Centre"
LIMITED = Account("rosa", Role.DISTRICT, stores=frozenset({"store-2"}))


@pytest.fixture
def token(reported: Home, request: pytest.FixtureRequest) -> str:
    """Of a session of an account that is there for one test."""
    return enter(reported, getattr(request, "param", LIMITED), request)


def enter(home: Home, account: Account, request: pytest.FixtureRequest) -> str:
    accounts = Accounts(home)
    accounts.add(account, by="a tester", password=PASSWORD)
    request.addfinalizer(lambda: accounts.remove(account.name))
    return accounts.log_in(account.name, PASSWORD)


def reading(home: Home, account: Account | None, patch: pytest.MonkeyPatch) -> data.Reading:
    patch.setenv("SYNCLINE_HOME", str(home.root))
    patch.setattr(access, "reader", lambda _home: Reader(account))
    return data.open_lake()


def test_without_a_user_the_dashboard_is_open_and_says_so(
    reported: Home, run_page: RunPage
) -> None:
    assert "Open without log-in" in texts(run_page(reported, "stock_value"))


def test_without_a_user_nobody_gets_in_from_elsewhere(
    reported: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "is_at_this_machine", lambda: False)
    with pytest.raises(LogInNeeded) as needed:
        access.reader(reported)
    assert needed.value.is_closed


@pytest.mark.parametrize(
    ("address", "headers", "is_here"),
    [
        (None, {}, True),
        ("127.0.0.2", {}, True),
        ("10.1.2.3", {}, False),
        (None, {"X-Forwarded-For": "10.1.2.3"}, False),
    ],
)
def test_a_proxy_on_this_machine_makes_nobody_local(
    monkeypatch: pytest.MonkeyPatch, address: str | None, headers: dict[str, str], is_here: bool
) -> None:
    context = SimpleNamespace(ip_address=address, headers=headers)
    monkeypatch.setattr(access, "st", SimpleNamespace(context=context))
    assert access.is_at_this_machine() is is_here


@pytest.mark.usefixtures("token")
def test_with_a_user_a_page_shows_nothing_until_somebody_logs_in(
    reported: Home, run_page: RunPage
) -> None:
    page = run_page(reported, "stock_value")
    assert not page.dataframe and not page.metric
    page.text_input(key="user").input("rosa")
    page.text_input(key="password").input("wrong")
    page.button[0].click().run()
    assert [error.value for error in page.error] == [
        "The name or the password is wrong, or the account is locked for a while."
    ]
    page.text_input(key="password").input(PASSWORD)
    page.button[0].click().run()
    assert "rosa" in [menu.label for menu in page.menu_button]
    assert page.dataframe


@pytest.mark.parametrize(
    ("name", "link", "columns"),
    [
        ("stock_value", {}, ["Store"]),
        ("stock_on_hand", {}, ["Store"]),
        ("monthly_use", {}, ["Store"]),
        ("sync_status", {}, ["Stores"]),
        ("district", {}, ["Store"]),
        ("stock_outs", {"show": "Calendar", "since": "2020-01-01"}, ["Store"]),
        ("transfers", {"show": "Every transfer"}, ["From", "To"]),
        ("transfers", {}, ["From", "To"]),
        ("transfers", {"show": "Differences"}, ["From", "To"]),
    ],
)
def test_a_limited_user_sees_the_rows_of_its_stores_alone(
    reported: Home,
    run_page: RunPage,
    token: str,
    name: str,
    link: dict[str, str],
    columns: list[str],
) -> None:
    rows = shown(run_page(reported, name, token=token, **link))
    rows = rows[rows.iloc[:, 0] != "Total"]
    assert len(rows)
    assert (rows[columns] == MINE).any(axis=1).all()


@pytest.mark.parametrize(
    ("name", "link"),
    [("stock_outs", {"show": "Rate by item"}), ("reporting_rate", {"show": "Complete months"})],
)
def test_figures_of_a_region_are_no_access_to_who_has_some_stores_and_not_no_data(
    reported: Home,
    run_page: RunPage,
    request: pytest.FixtureRequest,
    name: str,
    link: dict[str, str],
) -> None:
    of_store = enter(reported, LIMITED, request)
    page = run_page(reported, name, token=of_store, **link)
    assert "**No access.**" in texts(page) and not page.dataframe
    of_region = Account("eva", Role.DISTRICT, regions=frozenset({"North"}))
    rows = shown(run_page(reported, name, token=enter(reported, of_region, request), **link))
    assert set(rows["Region"]) == {"North"}


def test_what_one_user_sees_is_not_kept_for_another(
    reported: Home, run_page: RunPage, token: str, request: pytest.FixtureRequest
) -> None:
    everything = enter(reported, Account("boss", Role.ADMINISTRATOR), request)
    counts = [
        len(shown(run_page(reported, "stock_value", token=who)))
        for who in (everything, token, everything)
    ]
    assert counts == [31, 2, 31]


def test_a_link_to_another_store_leads_to_none_of_its_figures(
    reported: Home, run_page: RunPage, token: str
) -> None:
    label = f"{OTHERS} (S0005)"
    page = run_page(reported, "stock_on_hand", token=token, show="One store, every item", at=label)
    assert f"Store “{label}” from the link is not in these reports." in texts(page)
    assert page.selectbox(key="at").options == [f"{MINE} (S0002)"]


def test_a_region_is_every_store_in_it(reported: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account("eva", Role.DISTRICT, regions=frozenset({"North"}))
    found = reading(reported, account, monkeypatch).frame(
        "SELECT store_id FROM reports.stock_value"
    )
    expected = ask(reported, "SELECT store_id FROM marts.dim_store WHERE region = 'North'")
    assert set(found["store_id"]) == set(expected["store_id"])


def test_every_table_for_a_limited_user_holds_its_stores_alone(
    reported: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = reading(reported, LIMITED, monkeypatch)
    tables = mine.frame(
        "SELECT schema_name || '.' || view_name AS name FROM duckdb_views() "
        f"WHERE database_name = '{mine.catalog}' AND NOT internal"
    )["name"]
    assert {"reports.stock_on_hand", "marts.fct_transfer_line", "sync.site"} <= set(tables)
    for table in set(tables) - limits.OPEN:
        rows = mine.frame(f"FROM {table}")
        stores = rows[[column for column in rows if column.endswith("store_id")]]
        assert stores.empty or (stores == "store-2").any(axis=1).all(), table
    assert mine.frame("SELECT site_id FROM sync.site")["site_id"].tolist() == [2]


@pytest.mark.parametrize(
    "table", ["reports.network_stock", "sync.change", "replica.item_line", "sync.store_setting"]
)
def test_what_does_not_say_whose_it_is_is_closed_to_a_limited_user(
    reported: Home, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    with pytest.raises(NoAccess):
        reading(reported, LIMITED, monkeypatch).frame(f"FROM {table}")
    everything = Account("boss", Role.ADMINISTRATOR)
    assert len(reading(reported, everything, monkeypatch).frame(f"FROM {table}"))


def test_no_query_goes_round_the_limits() -> None:
    """Only `data` and `limits` may name the lake itself, or touch its connection."""
    for path in (ROOT / "dashboard").rglob("*.py"):
        if path.name not in ("data.py", "limits.py"):
            source = path.read_text("utf-8")
            assert not re.search(
                r"\bcentral\.\w|_connection\b|duckdb\.connect|lake\.connect", source
            ), path


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (Role.STORE, set()),
        (Role.DISTRICT, {"sync_status"}),
        (Role.ANALYST, {"sync_status", "settings", "cycles"}),
        (Role.SUPERVISOR, set(access.NEEDED)),
        (Role.ADMINISTRATOR, set(access.NEEDED)),
    ],
)
def test_a_role_opens_its_pages(role: Role, pages: set[str]) -> None:
    reader = Reader(Account("eva", role))
    assert {page for page in access.NEEDED if reader.may_open(page)} == pages
    assert reader.may_open("stock_value")


def test_who_is_limited_does_not_open_pages_of_the_whole_network() -> None:
    reader = Reader(Account("eva", Role.SUPERVISOR, regions=frozenset({"North"})))
    assert not reader.may_open("explain") and not reader.may_open("settings")
    assert reader.may_open("sync_status") and reader.may(Right.ORDER)


def test_who_may_not_order_has_no_button(reported: Home, run_page: RunPage, token: str) -> None:
    page = run_page(reported, "sync_status", token=token)
    assert "Your account may look here, and gives no orders." in texts(page)
    assert "sync_by" not in [text.key for text in page.text_input]


@pytest.mark.parametrize("token", [Account("eva", Role.SUPERVISOR)], indirect=True)
def test_an_order_is_given_in_the_name_of_the_account(
    reported: Home, run_page: RunPage, token: str, tmp_path: Path
) -> None:
    home = Home(tmp_path / "copy")
    shutil.copytree(reported.root, home.root)
    page = run_page(home, "refused_and_waiting", token=token)
    assert page.text_input(key="order_by").disabled
    page.text_input(key="order_why_4001").input("agreed")
    press(page, "Retry")
    with lake.connect(home) as connection:
        assert [order.ordered_by for order in waiting_orders(home, connection)] == ["eva"]


@pytest.mark.parametrize(
    ("role", "is_hidden"), [(Role.SUPERVISOR, True), (Role.ADMINISTRATOR, False)]
)
def test_who_need_not_know_sees_no_patient(
    small: Home, run_page: RunPage, request: pytest.FixtureRequest, role: Role, is_hidden: bool
) -> None:
    row = {"type": "patient", "last": "Kila", "first": "Maria"}
    with lake.writer(small) as connection:
        connection.execute(
            "INSERT INTO sync.change (change_no, cycle_no, site_id, received_at, changed_at, "
            "table_name, record_id, action, decision, reason, data) SELECT 9000, 12, 3, now(), "
            "now(), 'name', 'P-1', 'upsert', 'rejected', 'not_home_site', ?",
            [json.dumps(row)],
        )
    token = enter(small, Account("eva", role), request)
    page = run_page(small, "refused_and_waiting", token=token, change="9000: name P-1")
    beside = page.dataframe[1].value.set_index("Column")["In the row"]
    assert (beside["last"], beside["type"]) == ("•••" if is_hidden else "Kila", "patient")
    assert ("Kila" in page.dataframe[1].value.to_string()) is not is_hidden


def provider(monkeypatch: pytest.MonkeyPatch, **claims: object) -> None:
    user = SimpleNamespace(is_logged_in=True, get=claims.get)
    context = SimpleNamespace(cookies={})
    monkeypatch.setattr(
        access,
        "st",
        SimpleNamespace(user=user, context=context, session_state={}, secrets={"auth": {}}),
    )


def test_an_identity_of_the_provider_is_the_account_with_its_email(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, now = Home(tmp_path), pd.Timestamp.now().timestamp()
    Accounts(home).add(Account("eva", Role.ANALYST, "eva@example.org"), by="a tester")
    provider(monkeypatch, email="Eva@example.org", iat=now)
    assert access.reader(home).name == "eva"
    for claims in ({"email": "eve@example.org"}, {"email_verified": False}, {"iat": None}):
        provider(monkeypatch, **{"email": "eva@example.org", "iat": now, **claims})
        with pytest.raises(LogInNeeded) as needed:
            access.reader(home)
        assert needed.value.stranger == claims.get("email", "eva@example.org")
