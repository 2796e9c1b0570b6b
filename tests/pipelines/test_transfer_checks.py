"""The checks of transfers: none is raised by what may happen, each by what it is for."""

from collections.abc import Iterator

import pytest

from pipelines.checks import offending
from sync import lake
from tests.centre import Centre, delete, upsert
from tests.scenarios.six_stores import begin
from tests.scenarios.test_transfer_requisitions import request
from tests.scenarios.test_transfers import HALF, issue, issue_line

CHECKS = [check for schema, table, check in offending() if (schema, table) == ("sync", "transfer")]
BREAKING = {
    "every_half_has_its_pair": "DELETE FROM sync.transfer_pair WHERE kind = 'requisition'",
    "every_pair_has_its_other_half": f"DELETE FROM replica.transact WHERE ID = '{HALF}'",
    "one_responding_half_per_pair":
        f"UPDATE sync.transfer_pair SET responding_table = 'transact', responding_id = '{HALF}' "
        "WHERE kind = 'requisition'",
    "one_pair_per_initiating_half":
        "UPDATE sync.transfer_pair SET initiating_table = 'transact', initiating_id = 'CI' "
        "WHERE kind = 'requisition'",
    "no_half_points_at_nothing":
        f"UPDATE replica.transact SET linked_transaction_id = 'NOBODY' WHERE ID = '{HALF}'",
    "units_add_up": "UPDATE replica.trans_line SET quantity = 7 WHERE transaction_ID = 'CI'",
}  # fmt: skip


def counts(centre: Centre) -> dict[str, int]:
    """How many rows offend against each check of transfers."""
    return {check: centre.sql(offending()["sync", "transfer", check])[0][0] for check in CHECKS}


@pytest.fixture
def at_work(centre: Centre) -> Iterator[Centre]:
    """A stock transfer and a requisition, each with its other half."""
    begin(centre)
    centre.push(2, *request())
    centre.push_and_cycle(3, issue(), issue_line())
    yield centre
    centre.reopen()


def test_every_check_has_something_that_breaks_it() -> None:
    assert set(CHECKS) == set(BREAKING)


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_counts_what_it_is_for(at_work: Centre, check: str) -> None:
    assert counts(at_work) == dict.fromkeys(CHECKS, 0)
    with lake.writer(at_work.home) as connection:
        connection.execute(BREAKING[check])
    assert counts(at_work)[check] == 1


def test_cancelled_and_same_site_transfers_need_no_other_half(at_work: Centre) -> None:
    at_work.push(3, delete("transact", "CI"))
    at_work.push_and_cycle(3, issue(ID="SAME", to="D") | {"record_id": "SAME"})
    assert at_work.sql("SELECT state FROM sync.transfer ORDER BY ALL") == [
        ("cancelled",), ("missing_half",), ("sent",),
    ]  # fmt: skip
    assert counts(at_work) == dict.fromkeys(CHECKS, 0)


def test_what_begins_no_transfer_lacks_no_pair(at_work: Centre) -> None:
    """A document that is cancelled when its trigger is met, and a half that is turned round."""
    at_work.push(2, upsert("transact", HALF, type="ci", status="fn"))
    at_work.push_and_cycle(3, issue(ID="TORN", om_status="CANCELLED") | {"record_id": "TORN"})
    assert at_work.sql("SELECT count(*) FROM sync.transfer") == [(2,)]
    assert counts(at_work) == dict.fromkeys(CHECKS, 0)


def test_a_received_half_of_a_deleted_invoice_points_at_what_was_known(at_work: Centre) -> None:
    at_work.push_and_cycle(2, upsert("transact", HALF, status="cn"))
    at_work.push_and_cycle(3, delete("transact", "CI"))
    assert counts(at_work) == dict.fromkeys(CHECKS, 0)


def test_a_half_that_a_site_pushes_for_an_unknown_document_is_counted(at_work: Centre) -> None:
    alone = upsert(
        "transact", "ALONE", store_ID="STORE_B", name_ID="NAME_C", type="si", status="nw",
        linked_transaction_id="NEVER",
    )  # fmt: skip
    at_work.push_and_cycle(2, alone)
    assert counts(at_work)["no_half_points_at_nothing"] == 1
