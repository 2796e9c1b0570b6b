"""Refused and waiting rows from the command line: list, show, retry, accept, dismiss."""

import csv
import json
from io import StringIO

import pytest

from ingest.orders import waiting_orders
from tests.centre import Centre, upsert
from tests.cli.test_first_steps import syncline
from tests.scenarios.six_stores import begin, stock_line


@pytest.fixture
def letters(centre: Centre) -> Centre:
    """Two refused rows and one that waits; their numbers are the last three."""
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"))
    centre.push(2, stock_line("C", packs=9), stock_line("D"))
    centre.push(3, upsert("trans_line", "TL", transaction_ID="INV_9"))
    centre.cycle()
    return centre


def numbers(centre: Centre) -> list[str]:
    return [
        str(row[0])
        for row in centre.sql("SELECT change_no FROM sync.change ORDER BY 1 DESC LIMIT 3")
    ][::-1]


def test_the_list_is_for_people_and_for_programs(letters: Centre) -> None:
    home = letters.home.root
    shown = syncline(home, "letters", "list").stdout
    assert "not_active_site" in shown and "waits for transact INV_9" in shown
    assert "2 refused rows, 1 waiting" in shown
    text = syncline(home, "letters", "list", "--site", "3", "--format", "json").stdout
    objects = json.loads(text)
    assert [(o["record_id"], o["reason"], o["ordered"]) for o in objects] == [
        ("TL", "missing_parent", None)
    ]
    assert objects[0]["meaning"].endswith(".")
    text = syncline(home, "letters", "list", "--decision", "rejected", "--format", "csv").stdout
    assert [row["record_id"] for row in csv.DictReader(StringIO(text))] == ["LINE_C_1", "LINE_D_1"]
    assert "no row" in syncline(home, "letters", "list", "--older-than", "30").stdout


def test_one_row_is_shown_beside_the_centre_with_the_reason_in_words(letters: Centre) -> None:
    home, number = letters.home.root, numbers(letters)[0]
    shown = syncline(home, "letters", "show", number).stdout
    assert "Only the site where the store is active may change its data" in shown
    assert next(line for line in shown.splitlines() if line.startswith("quantity")).split() == [
        "quantity", "9", "5", "≠",
    ]  # fmt: skip
    fields = json.loads(syncline(home, "letters", "show", number, "--format", "json").stdout)
    assert {"column": "quantity", "sent": "9", "held": "5", "difference": "differs"} in (
        fields["cells"]
    )
    assert "there is no change 999" in syncline(home, "letters", "show", "999", code=1).stderr


def test_a_row_is_accepted_with_a_name_and_a_reason(letters: Centre) -> None:
    home, number = letters.home.root, numbers(letters)[0]
    assert "say why" in syncline(home, "letters", "accept", number, code=1).stderr
    said = syncline(home, "letters", "accept", number, "--why", "agreed", "--by", "Rosa").stdout
    assert f"change {number} is accepted by the next cycle" in said
    assert "accept by Rosa" in syncline(home, "letters", "list").stdout
    assert "ordered: accept, by Rosa" in syncline(home, "letters", "show", number).stdout
    letters.cycle()
    (row,) = letters.sql(f"SELECT reason, detail FROM sync.change WHERE change_no = {number}")
    assert row == ("accepted_by_person", "accepted by Rosa: agreed")


def test_many_rows_are_worked_on_by_filter_after_a_question(letters: Centre) -> None:
    home = letters.home.root
    arguments = ("letters", "dismiss", "--reason", "not_active_site", "--why", "test data")
    asked = syncline(home, *arguments, code=1)
    assert "dismiss 2 rows?" in asked.stderr
    assert waiting_orders(letters.home) == ()
    assert "2 changes are dismissed" in syncline(home, *arguments, "--yes").stdout
    letters.cycle()
    assert [reason for _, reason in letters.decisions()[-3:]] == [
        "dismissed_by_person", "dismissed_by_person", "missing_parent",
    ]  # fmt: skip


def test_what_cannot_be_done_is_refused_in_a_sentence(letters: Centre) -> None:
    home, waiting = letters.home.root, numbers(letters)[2]
    refused = syncline(home, "letters", "accept", waiting, "--why", "x", code=1).stderr
    assert "taken up by itself" in refused
    assert "is applied" in syncline(home, "letters", "retry", "1", code=1).stderr
    syncline(home, "letters", "retry", code=2)
    syncline(home, "letters", "retry", "1", "--site", "2", code=2)
    assert "nothing is ordered" in syncline(home, "letters", "retry", "--site", "1").stderr
