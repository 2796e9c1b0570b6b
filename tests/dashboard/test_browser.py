"""The dashboard as a person meets it: a real server, a real headless Chromium."""

import csv
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from ingest.accounts import Account, Accounts
from sync.access import Role
from sync.home import Home
from tests.dashboard.conftest import ask
from tests.dashboard.test_banner import NAMES

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ROOT = Path(__file__).parents[2]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ITEM = "Metformin 25 mg (000222)"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


def serve(home: Home, folder: Path) -> Iterator[str]:
    """The address of a dashboard of its own, ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
    options = ["--server.address", "127.0.0.1", "--server.port", str(port)]
    with (folder / "dashboard.log").open("w") as log:
        server = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env={**os.environ, "SYNCLINE_HOME": str(home.root)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def address(reported: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve(reported, tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def chromium() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


WIDTHS = {"desktop": 1280, "phone": 390}
EVERY_PAGE = [
    pytest.param(width, name, id=f"{device}-{name}")
    for number, name in enumerate(NAMES)
    for place, (device, width) in enumerate(WIDTHS.items())
    if number % 2 == place or name in ("network", "stock_status", "sync_status")
]
"""Each page at one of the widths, the widest ones at both."""
WITHOUT_TABLE = {
    "explain": "Give a table and a record id",
    "data_docs": "It is made with a whole build",
}
"""What such a page says where nothing is asked or made yet."""


@pytest.fixture(params=WIDTHS.values(), ids=WIDTHS)
def page(
    request: pytest.FixtureRequest, chromium: "playwright.Browser"
) -> Iterator["playwright.Page"]:
    context = chromium.new_context(
        viewport={"width": request.param, "height": 900}, accept_downloads=True
    )
    yield context.new_page()
    context.close()


def visit(page: "playwright.Page", url: str, until: str = "Download CSV") -> None:
    """Open the address, as often as it takes until the server answers, and wait for the end."""
    for _ in range(50):
        try:
            page.goto(url)
            break
        except playwright.Error:
            page.wait_for_timeout(200)
    settle(page, until)


def settle(page: "playwright.Page", until: str = "Download CSV") -> None:
    playwright.expect(page.get_by_text(until).first).to_be_visible(timeout=60_000)
    playwright.expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=60_000
    )


def assert_sound(page: "playwright.Page") -> None:
    """No exception, and nothing wider than the screen."""
    assert page.get_by_test_id("stException").count() == 0
    assert "Traceback" not in page.inner_text("body")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def choose(page: "playwright.Page", label: str, option: str, link: str) -> None:
    """Pick an option of a list until the link says so.

    The list shuts when it is opened while the page still moves, and a run of the page that began
    before the click can draw the list anew without it.
    """
    playwright.expect(page.get_by_test_id("stExpanderDetails")).not_to_have_attribute("inert", "")
    for _ in range(10):
        page.get_by_role("combobox", name=label).click()
        try:
            page.get_by_role("option", name=option).click(timeout=2_000)
            page.wait_for_url(link, timeout=8_000)
            break
        except playwright.TimeoutError:
            page.keyboard.press("Escape")
    page.wait_for_url(link)
    page.keyboard.press("Escape")


def downloaded(page: "playwright.Page", button: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize(("page", "name"), EVERY_PAGE, indirect=["page"])
def test_every_page_opens(page: "playwright.Page", address: str, name: str, tmp_path: Path) -> None:
    visit(page, f"{address}/{name}", WITHOUT_TABLE.get(name, "Download CSV"))
    page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
    assert_sound(page)
    assert "Data as of" in page.inner_text("body")
    assert (tmp_path / f"{name}.png").stat().st_size > 10_000


def test_a_filter_goes_into_the_link_and_a_reload_keeps_it(
    page: "playwright.Page", address: str
) -> None:
    visit(page, f"{address}/stock_on_hand")
    page.get_by_text("Filter stores").click()
    choose(page, "Region", "North", "**region=North*")
    for _ in range(2):
        playwright.expect(page.get_by_text("Region: North")).to_be_visible()
        settle(page)
        rows = csv.DictReader(StringIO(downloaded(page, "Download CSV").decode("utf-8-sig")))
        assert {row["Region"] for row in rows} == {"North", ""}
        page.reload()
    assert_sound(page)


def test_a_link_between_pages_opens_where_the_reader_is(
    page: "playwright.Page", address: str
) -> None:
    visit(page, f"{address}/network?region=North")
    page.get_by_test_id("stMain").get_by_role("link", name="Stock-outs").first.click()
    page.wait_for_url("**/stock_outs?*region=North*")
    settle(page)
    assert len(page.context.pages) == 1


def test_the_bare_address_leads_to_the_network(page: "playwright.Page", address: str) -> None:
    visit(page, f"{address}?region=North")
    page.wait_for_url("**/network?region=North")


def test_a_link_names_its_item(page: "playwright.Page", address: str) -> None:
    visit(page, f"{address}/stock_on_hand")
    page.wait_for_url("**/stock_on_hand?item=*")
    named = page.url
    page.reload()
    settle(page)
    assert page.url == named


def test_a_record_is_explained_by_a_link_that_lasts(page: "playwright.Page", address: str) -> None:
    visit(page, f"{address}/explain?table=store_sync_setting&id=store-6&site=2", "Who owns it")
    page.wait_for_url("**site=2*Kerema*")
    for _ in range(2):
        settle(page, "On site 2")
        assert "changed at the centre alone (R18)" in page.inner_text("body")
        assert_sound(page)
        page.reload()


def test_a_row_that_is_selected_opens_its_transfer_and_the_link_names_it(
    page: "playwright.Page", address: str
) -> None:
    visit(page, f"{address}/transfers?show=Differences")
    rows = csv.DictReader(StringIO(downloaded(page, "Download CSV").decode("utf-8-sig")))
    first = next(rows)
    page.get_by_test_id("stDataFrame").click(position={"x": 18, "y": 53})
    page.wait_for_url("**transfer=FIRST-*")
    for _ in range(2):
        settle(page)
        body = page.inner_text("body")
        assert f"{first['Kind']} {first['Number']}: {first['From']} → {first['To']}" in body
        assert "Received with a difference" in body
        assert_sound(page)
        page.reload()


def test_files_hold_what_the_link_shows(
    page: "playwright.Page", address: str, reported: Home
) -> None:
    visit(page, f"{address}/stock_on_hand?item={quote(ITEM)}")
    held = ask(
        reported,
        "SELECT store, units FROM reports.stock_on_hand WHERE item_code = '000222' AND units > 0",
    )
    expected = dict(zip(held["store"], held["units"], strict=True))
    rows = list(csv.DictReader(StringIO(downloaded(page, "Download CSV").decode("utf-8-sig"))))
    from_csv = {row["Store"]: float(row["Units"]) for row in rows[:-1] if float(row["Units"] or 0)}
    book = load_workbook(BytesIO(downloaded(page, "Download Excel")))
    cells = [[cell.value for cell in row] for row in book["Report"].iter_rows(min_row=2)]
    from_excel = {row[0]: row[1] for row in cells[:-1] if row[1]}
    assert from_csv == from_excel == expected
    assert cells[-1][:2] == ["Total", held["units"].sum()]
    assert ["Filter: Item", ITEM] in [[c.value for c in row] for row in book["About"].iter_rows()]


def test_the_language_that_is_chosen_stays_in_the_link_from_page_to_page(
    page: "playwright.Page", address: str
) -> None:
    visit(page, f"{address}/stock_value")
    page.get_by_role("button", name="English").click()
    page.get_by_text("Français").click()
    page.wait_for_url("**lang=fr*")
    settle(page, "Télécharger en CSV")
    if page.viewport_size["width"] > 1000:
        page.get_by_text("Consommation et approvisionnement").click()
        page.get_by_text("Transferts", exact=True).click()
        page.wait_for_url("**/transfers?*lang=fr*")
        settle(page, "Reste à recevoir")
    page.reload()
    settle(page, "Télécharger en CSV")
    assert_sound(page)


@pytest.mark.parametrize("name", ["stock_on_hand", "sync_status"])
def test_arabic_is_written_from_the_right(page: "playwright.Page", address: str, name: str) -> None:
    visit(page, f"{address}/{name}?lang=ar", "تنزيل CSV")
    assert_sound(page)
    title = page.get_by_test_id("stHeading").first
    assert title.evaluate("title => getComputedStyle(title).direction") == "rtl"
    box = title.locator("h1 span").first.bounding_box()
    width = page.viewport_size["width"]
    assert box and box["x"] + box["width"] > 0.9 * width


@pytest.fixture(scope="module")
def guarded(reported: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard with one user, who is limited to one store."""
    folder = tmp_path_factory.mktemp("guarded")
    home = Home(folder / "home")
    shutil.copytree(reported.root, home.root)
    account = Account("rosa", Role.DISTRICT, stores=frozenset({"store-2"}))
    Accounts(home).add(account, by="a tester", password="a-long-enough-password")
    yield from serve(home, folder)


def test_a_log_in_lasts_over_a_reload_and_ends_with_log_out(
    page: "playwright.Page", guarded: str
) -> None:
    visit(page, f"{guarded}/stock_value?region=North", "Log in")
    assert "Value of stock" not in page.inner_text("body")
    page.get_by_label("User").fill("rosa")
    page.get_by_label("Password", exact=True).fill("a-long-enough-password")
    page.get_by_role("button", name="Log in").click()
    for _ in range(2):
        settle(page)
        rows = csv.DictReader(StringIO(downloaded(page, "Download CSV").decode("utf-8-sig")))
        assert {row["Store"] for row in rows} <= {"Kerema Clinic", "Total"}
        assert_sound(page)
        page.reload()
    for closed in ("settings", f"stock_on_hand?show={quote('With what is on the way')}"):
        visit(page, f"{guarded}/{closed}", "No access.")
        assert_sound(page)
    page.get_by_test_id("stMenuButton").first.click()
    page.get_by_text("Log out").click()
    settle(page, "Password")
    visit(page, f"{guarded}/stock_value", "Password")


def test_without_a_lake_there_is_a_sentence_and_a_command(
    page: "playwright.Page", tmp_path: Path
) -> None:
    for address in serve(Home(tmp_path / "nowhere"), tmp_path):
        for _ in range(50):
            try:
                page.goto(address)
                break
            except playwright.Error:
                page.wait_for_timeout(200)
        playwright.expect(page.get_by_text("There is no lake here yet.")).to_be_visible(
            timeout=60_000
        )
        assert "syncline init" in page.inner_text("body")
        assert_sound(page)
