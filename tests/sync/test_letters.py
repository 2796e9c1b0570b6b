"""Refused and waiting changes are found, counted in days, and set beside the centre's record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sync.letters import Letter, Wanted, find_letters, load_letter
from sync.side_by_side import Difference, SideBySide, compare
from tests.centre import Centre, delete, merge, upsert
from tests.scenarios.six_stores import begin, stock_line


@pytest.fixture
def letters(centre: Centre) -> Centre:
    """Site 2 touches site 3's stock; site 3 sends a line without header and a spoilt number."""
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"))
    centre.push(
        2,
        upsert(
            "item_line", "LINE_C_1", quantity="9", pack_size="10", cost_price="", note="found",
            batch="", colour="blue",
        ),
        delete("item_line", "LINE_C_1"),
    )  # fmt: skip
    centre.push(
        3,
        upsert("trans_line", "TL", transaction_ID="INV_9"),
        upsert("item_line", "LINE_C_1", quantity="many"),
        upsert("no_such_table", "X", a={"b": 1}),
        merge("item", "ITEM_1", "ITEM_2"),
    )
    centre.cycle()
    return centre


def found(centre: Centre, **wanted: object) -> list[tuple[str, str]]:
    letters = find_letters(centre.reader(), Wanted(**wanted))  # type: ignore[arg-type]
    return [(letter.table_name, letter.reason) for letter in letters]


def letter_of(centre: Centre, reason: str, action: str = "upsert") -> Letter:
    every = find_letters(centre.reader(), Wanted(reasons=(reason,)))
    return next(letter for letter in every if letter.action == action)


def beside(centre: Centre, reason: str, action: str = "upsert") -> SideBySide:
    return compare(centre.reader(), letter_of(centre, reason, action))


def test_all_that_is_refused_or_waits_is_listed_oldest_first(letters: Centre) -> None:
    assert found(letters) == [
        ("item_line", "not_active_site"),
        ("item_line", "not_active_site"),
        ("trans_line", "missing_parent"),
        ("item_line", "unreadable_data"),
        ("no_such_table", "unknown_table"),
        ("item", "not_primary"),
    ]


def test_filters_narrow_the_list(letters: Centre) -> None:
    assert len(found(letters, sites=(2,))) == 2
    assert found(letters, decisions=("waiting",)) == [("trans_line", "missing_parent")]
    assert found(letters, tables=("item",)) == [("item", "not_primary")]
    assert found(letters, reasons=("unknown_table",), sites=(2,)) == []
    assert found(letters, older_than_days=1) == []


def test_age_counts_from_the_receipt_and_30_days_of_waiting_are_overdue(letters: Centre) -> None:
    received_at = letter_of(letters, "missing_parent").received_at
    for days, is_overdue in ((30, False), (31, True)):
        now = received_at + timedelta(days=days, hours=1)
        every = find_letters(letters.reader(), Wanted(older_than_days=29), now)
        assert {letter.age_days for letter in every} == {days}
        assert [letter.is_overdue for letter in every if letter.decision == "waiting"] == [
            is_overdue
        ]
        assert not any(letter.is_overdue for letter in every if letter.decision == "rejected")


def test_any_change_can_be_looked_at(letters: Centre) -> None:
    letter = load_letter(letters.reader(), 1)
    assert (letter.decision, letter.is_open) == ("applied", False)
    with pytest.raises(ValueError, match="there is no change 999"):
        load_letter(letters.reader(), 999)


def test_values_are_compared_as_the_cycle_compares_them(letters: Centre) -> None:
    shown = beside(letters, "not_active_site")
    cells = {cell.column: (cell.sent, cell.held, cell.difference) for cell in shown.cells}
    assert shown.is_held
    assert cells["quantity"] == ("9", "5", Difference.DIFFERS)
    assert cells["pack_size"] == ("10", "10", Difference.SAME)
    assert cells["cost_price"] == (None, "2.5", Difference.DIFFERS)
    assert cells["batch"] == (None, None, Difference.SAME)
    assert cells["note"] == ("found", None, Difference.DIFFERS)
    assert cells["colour"] == ("blue", None, Difference.DIFFERS)
    assert cells["available"] == (None, "5", Difference.NOT_SENT)
    assert shown.differing == 4
    assert [cell.column for cell in shown.cells][:2] == ["quantity", "pack_size"]


def test_a_deletion_stands_beside_what_would_go(letters: Centre) -> None:
    shown = beside(letters, "not_active_site", "delete")
    assert shown.note == "the site deletes it"
    assert {cell.difference for cell in shown.cells} == {Difference.NOT_SENT}


def test_a_merge_names_both_records(letters: Centre) -> None:
    shown = beside(letters, "not_primary", "merge")
    assert [(cell.column, cell.sent) for cell in shown.cells] == [
        ("keep", "ITEM_1"), ("delete", "ITEM_2"),
    ]  # fmt: skip


def test_a_value_that_cannot_be_read_is_shown_as_it_came(letters: Centre) -> None:
    (quantity, *_) = beside(letters, "unreadable_data").cells
    assert (quantity.sent, quantity.difference) == ("many", Difference.UNREADABLE)


def test_a_row_of_a_record_that_the_centre_does_not_hold_is_new(letters: Centre) -> None:
    shown = beside(letters, "missing_parent")
    assert not shown.is_held
    assert {cell.difference for cell in shown.cells} == {Difference.NEW}


def test_a_record_type_that_nobody_knows_is_shown_as_it_came(letters: Centre) -> None:
    shown = beside(letters, "unknown_table")
    assert not shown.is_held
    assert [(cell.column, cell.sent) for cell in shown.cells] == [("a", '{"b":1}')]


@pytest.mark.parametrize(
    ("data", "note"),
    [(None, "not kept here"), ("{", "is not JSON"), ("[1]", "is not an object")],
)
def test_a_row_without_readable_content_says_so(
    letters: Centre, data: str | None, note: str
) -> None:
    letter = replace(letter_of(letters, "not_active_site"), data=data)
    assert note in compare(letters.reader(), letter).note
