"""The form that has a report e-mailed, with the filters of the page."""

import pytest
from streamlit.testing.v1 import AppTest

from ingest.accounts import Account
from reporting.language import speaking
from reporting.schedules import schedules
from sync.access import Role
from sync.home import Home
from tests.dashboard.conftest import RunPage, press, texts
from tests.dashboard.test_access import enter

KEREMA = "Kerema Clinic (S0002)"


@pytest.fixture
def with_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCLINE_SMTP_HOST", "127.0.0.1")


def asked(page: AppTest, **values: str) -> AppTest:
    """The page after somebody has filled the form in and sent it."""
    page.text_area(key="mail_to").set_value(values.get("to", "ann@example.org"))
    page.text_input(key="mail_by").set_value(values.get("by", "Rosa"))
    return press(page, "E-mail it")


def test_without_a_mail_server_there_is_no_form(reported: Home, run_page: RunPage) -> None:
    assert "E-mail it" not in [button.label for button in run_page(reported, "stock_value").button]


@pytest.mark.usefixtures("with_mail")
def test_a_report_is_arranged_with_the_filters_of_the_page(small: Home, run_page: RunPage) -> None:
    page = run_page(small, "stock_value", region="North", data="Up to date")
    page = asked(page, to="ann@example.org, bob@example.org")
    assert "Monthly, to ann@example.org, bob@example.org, until" in page.success[0].value
    (made,) = schedules(small)
    assert made.report == "stock_value"
    assert made.parameters == {"region": ["North"], "data": ["fresh"]}
    assert (made.format, made.made_by, made.language) == ("excel", "Rosa", "en")


@pytest.mark.usefixtures("with_mail")
def test_a_mail_is_in_the_language_of_the_page_unless_another_is_chosen(
    small: Home, run_page: RunPage
) -> None:
    page = run_page(small, "stock_value", lang="fr")
    assert "Valeur du stock" in texts(page)
    with speaking("fr"):
        page.text_area(key="mail_to").set_value("ann@example.org")
        page.text_input(key="mail_by").set_value("Rosa")
        press(page, "Programmer l'envoi")
        page.selectbox(key="mail_language").set_value("ar")
        press(page, "Programmer l'envoi")
    assert [one.language for one in schedules(small)] == ["fr", "ar"]


@pytest.mark.usefixtures("with_mail")
def test_each_page_has_its_own_report_sent(small: Home, run_page: RunPage) -> None:
    asked(run_page(small, "stock_on_hand"))
    asked(run_page(small, "stock_on_hand", show="One store, every item", at=KEREMA))
    asked(run_page(small, "stock_on_hand", show="With what is on the way"))
    asked(run_page(small, "monthly_use"))
    asked(run_page(small, "sync_status", stale="true"))
    made = schedules(small)
    assert [one.report for one in made] == [
        "stock_on_hand", "stock_on_hand", "network_stock", "monthly_usage", "sync",
    ]  # fmt: skip
    assert [set(one.parameters) for one in made[:3]] == [{"item"}, {"store"}, set()]
    assert made[1].parameters == {"store": [KEREMA]}
    assert made[4].parameters == {"is_stale": ["true"]}


@pytest.mark.usefixtures("with_mail")
@pytest.mark.parametrize(("role", "may"), [(Role.STORE, False), (Role.DISTRICT, True)])
def test_who_may_not_have_reports_mailed_has_no_form_and_who_may_is_not_asked_who_it_is(
    small: Home, run_page: RunPage, request: pytest.FixtureRequest, role: Role, may: bool
) -> None:
    token = enter(small, Account("eva", role, stores=frozenset({"store-2"})), request)
    page = run_page(small, "stock_value", token=token)
    assert ("E-mail it" in [button.label for button in page.button]) is may
    if may:
        page.text_area(key="mail_to").set_value("ann@example.org")
        press(page, "E-mail it")
        (made,) = schedules(small)
        assert (made.made_by, made.account) == ("eva", "eva")


@pytest.mark.usefixtures("with_mail")
def test_what_cannot_be_arranged_is_said_on_the_page(small: Home, run_page: RunPage) -> None:
    page = asked(run_page(small, "stock_value"), to="nobody")
    assert page.error[0].value == "Nothing is arranged: 'nobody' is no e-mail address."
    assert schedules(small) == []
    assert "Traceback" not in texts(page)


@pytest.mark.usefixtures("with_mail")
@pytest.mark.parametrize(
    ("name", "link", "report", "filters"),
    [
        ("network", {"region": "North"}, "stock_value", {"region": ["North"]}),
        ("district", {"in": "North"}, "stock_status", {"region": ["North"]}),
        ("store", {"at": KEREMA}, "stock_status", {"store": [KEREMA]}),
        ("data_quality", {"show": "How late data arrives"}, "arrival_lag", {}),
        ("as_known", {"show": "Edits"}, "edit_audit", {}),
        (
            "transfers",
            {"show": "Differences", "from": KEREMA},
            "transfer_reconciliation",
            {"from_store_id": ["store-2"], "has_difference": ["true"]},
        ),
    ],
)
def test_every_page_of_a_report_can_be_had_by_mail(
    small: Home,
    run_page: RunPage,
    name: str,
    link: dict[str, str],
    report: str,
    filters: dict[str, list[str]],
) -> None:
    page = asked(run_page(small, name, **link))
    assert not page.error
    (made,) = schedules(small)
    assert (made.report, made.parameters) == (report, filters)
