"""Hiding what tells who a patient is, where a change is shown to somebody who need not know.

Which columns those are stands in the catalogue (`identifies_patient`). A record that may be a
patient's counts as one: a name without a type, a column that the catalogue does not know.
"""

from dataclasses import replace

from sync.catalogue import CATALOGUE
from sync.catalogue.record_type import DataType, RecordType
from sync.side_by_side import Cell, SideBySide

HIDDEN = "•••"


def masked(beside: SideBySide, table_name: str) -> SideBySide:
    """The same with values hidden; whether they differ is still said."""
    record_type = CATALOGUE.get(table_name)
    note = beside.note.partition(":")[0]  # a row that cannot be read stands after the colon
    if record_type is not None and not _may_be_of_a_patient(beside, record_type):
        return replace(beside, note=note)
    cells = tuple(
        _hide(cell) if identifies(record_type, cell.column) else cell for cell in beside.cells
    )
    return replace(beside, cells=cells, note=note)


def identifies(record_type: RecordType | None, column: str) -> bool:
    """Whether a column of a patient's record tells who that is; an unknown one may."""
    if record_type is None or record_type.column(column) is None:
        return True
    return column.lower() in {name.lower() for name in record_type.identifies_patient}


def _may_be_of_a_patient(beside: SideBySide, record_type: RecordType) -> bool:
    if record_type.name != "name":
        return bool(record_type.identifies_patient) or record_type.data_type is DataType.PATIENT
    of_type = [cell for cell in beside.cells if cell.column.lower() == "type"]
    types = {value.lower() for cell in of_type for value in (cell.sent, cell.held) if value}
    return not types or "patient" in types


def _hide(cell: Cell) -> Cell:
    return replace(cell, sent=cell.sent and HIDDEN, held=cell.held and HIDDEN)
