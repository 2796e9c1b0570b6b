"""What tells who a patient is, is hidden; what does not stays."""

import pytest

from sync.masking import HIDDEN, masked
from sync.side_by_side import Cell, Difference, SideBySide


def beside(**columns: str) -> SideBySide:
    cells = [Cell(name, value, value, Difference.DIFFERS) for name, value in columns.items()]
    return SideBySide(tuple(cells), is_held=True)


def sent(found: SideBySide) -> dict[str, str | None]:
    return {cell.column: cell.sent for cell in found.cells}


@pytest.mark.parametrize("of_type", [{"type": "patient"}, {"TYPE": "Patient"}, {}])
def test_a_name_that_is_or_may_be_a_patients_is_hidden(of_type: dict[str, str]) -> None:
    found = sent(
        masked(beside(Last="Kila", date_of_birth="1990-01-02", hold="false", **of_type), "name")
    )
    assert (found["Last"], found["date_of_birth"], found["hold"]) == (HIDDEN, HIDDEN, "false")


def test_that_values_differ_is_still_said() -> None:
    (cell,) = masked(beside(last="Kila"), "name").cells
    assert (cell.sent, cell.held, cell.difference) == (HIDDEN, HIDDEN, Difference.DIFFERS)


def test_a_facility_keeps_its_name() -> None:
    assert sent(masked(beside(type="facility", name="Kerema"), "name"))["name"] == "Kerema"


def test_unknown_columns_and_unknown_tables_may_tell_anything() -> None:
    assert sent(masked(beside(type="patient", nickname="K"), "name"))["nickname"] == HIDDEN
    assert sent(masked(beside(anything="K"), "no_such_table"))["anything"] == HIDDEN


def test_stock_is_nobodys_secret() -> None:
    assert sent(masked(beside(batch="B-77", note="counted"), "item_line")) == {
        "batch": "B-77", "note": "counted",
    }  # fmt: skip


def test_a_row_that_cannot_be_read_is_not_quoted() -> None:
    found = masked(SideBySide((), False, 'the row is not JSON: {"last": "Kila'), "item_line")
    assert found.note == "the row is not JSON"
