"""What the control database remembers, and that it forgets nothing when several ask at once."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from ingest.control import Control, OutgoingBatch
from ingest.ledger import Receipt
from ingest.people_tables import METADATA
from sync.home import Home

AT = datetime(2026, 3, 1, 8)


def pack(control: Control, site_id: int, batch_no: int) -> None:
    packed = OutgoingBatch(
        site_id=site_id, batch_no=batch_no, first_seq=batch_no, last_seq=batch_no, rows=1,
        sha256="ab" * 32, from_position=batch_no - 1, through_position=batch_no,
        through_cycle_no=batch_no, packed_at=AT, acknowledged_at=None,
    )  # fmt: skip
    control.add_outgoing([packed])


def receipt(batch_no: int) -> Receipt:
    return Receipt(2, "G", batch_no, "ab" * 32, batch_no, batch_no, 1, "", AT, AT)


def test_a_contact_moves_forward_only(home: Home) -> None:
    control = Control(home)
    for hours in (1, 3, 2):
        control.record_contact(2, AT + timedelta(hours=hours), "file")
    control.record_contact(3, AT, "http")
    assert [(c.site_id, c.contacted_at, c.via) for c in control.contacts()] == [
        (2, AT + timedelta(hours=3), "file"),
        (3, AT, "http"),
    ]


def test_receipts_are_found_by_their_keys(home: Home) -> None:
    control = Control(home)
    for number in range(1, 4):
        control.add_receipt(receipt(number))
    found = control.receipts_of([(2, "G", 1), (2, "G", 3), (2, "G", 900), (3, "G", 1)])
    assert found == {(2, "G", 1): receipt(1), (2, "G", 3): receipt(3)}


def test_acknowledging_returns_what_it_ended_and_does_so_once(home: Home) -> None:
    control = Control(home)
    for number in range(1, 4):
        pack(control, 2, number)
    pack(control, 3, 1)
    ended = control.acknowledge(2, 2, AT)
    assert [(b.batch_no, b.acknowledged_at) for b in ended] == [(1, AT), (2, AT)]
    assert control.acknowledge(2, 2, AT + timedelta(days=1)) == []
    assert [b.batch_no for b in control.unacknowledged(2)] == [3]
    assert [b.batch_no for b in control.unacknowledged(3)] == [1]


def test_the_last_outgoing_batch_carries_the_cursor(home: Home) -> None:
    control = Control(home)
    assert control.last_outgoing(2) is None
    pack(control, 2, 1)
    pack(control, 2, 2)
    control.stretch_outgoing(2, 2, 17)
    last = control.last_outgoing(2)
    assert last is not None
    assert (last.batch_no, last.through_position) == (2, 17)
    assert len(control.outgoing_changed_since(None)) == 2


def test_a_generation_begins_with_the_permission_used_up(home: Home) -> None:
    control = Control(home)
    assert control.current_generation(2) is None
    assert not control.may_reinitialise(2)
    control.allow_reinitialise(2)
    assert control.may_reinitialise(2)
    control.set_generation(2, "G1")
    assert not control.may_reinitialise(2)
    control.set_generation(2, "G2")
    assert control.current_generation(2) == "G2"


def test_a_failed_turn_leaves_nothing(home: Home) -> None:
    control = Control(home)
    with pytest.raises(RuntimeError), control.turn(2) as ledger:
        ledger.add_receipt(receipt(1))
        raise RuntimeError("the process ends here")
    assert control.receipt(2, "G", 1) is None


def test_a_home_made_anew_at_the_same_place_begins_empty(home: Home) -> None:
    Control(home).record_contact(2, AT, "file")
    for file in home.root.glob("control.sqlite*"):
        file.unlink()
    assert Control(home).contacts() == []


def test_another_database_may_hold_the_control_data(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNCLINE_CONTROL_URL", f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")
    Control(home).record_contact(2, AT, "file")
    assert not home.control_path.exists()
    assert (tmp_path / "elsewhere.sqlite").exists()


@pytest.mark.parametrize("name", sorted(METADATA.tables))
def test_every_table_can_be_made_in_postgresql(name: str) -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    statement = str(CreateTable(METADATA.tables[name]).compile(dialect=dialect))
    assert "PRIMARY KEY" in statement
    assert "SERIAL" not in statement
