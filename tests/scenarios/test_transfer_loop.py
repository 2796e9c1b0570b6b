"""The loop of a transfer closed by reference sites: made, numbered, received, finalised.

Sites 2 and 3 are reference sites; both are switched off and on, and answers get lost, on the way.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import outgoing
from ingest.landing import Verdict, land
from simulator.answering import finalise, number_halves, take_in
from simulator.site import ReferenceSite
from sync.made_ids import made_id
from sync.orders import OrderKind
from tests.centre import Centre
from tests.scenarios.changing import cycle_with
from tests.scenarios.six_stores import begin

HALF = made_id("transact:CI")
LINE = made_id("trans_line:CI_L1")
STORES = {2: ["STORE_B", "STORE_F"], 3: ["STORE_C", "STORE_D"]}


class Sites:
    """The centre with two reference sites; every call lives through a restart of the site."""

    def __init__(self, centre: Centre, folder: Path) -> None:
        self.centre, self.folder = centre, folder
        self._open: list[ReferenceSite] = []

    def site(self, site_id: int) -> ReferenceSite:
        """The site, switched on again."""
        site = ReferenceSite(site_id, self.folder / f"site={site_id}")
        self._open.append(site)
        return site

    def pull(self, site_id: int, *, answer_is_lost: bool = False) -> None:
        through = self.site(site_id).apply(outgoing.pack(self.centre.home, site_id))
        if not answer_is_lost:
            outgoing.acknowledge(self.centre.home, site_id, through)

    def push(self, site_id: int, *, times: int = 1) -> None:
        path = self.site(site_id).write_batch()
        assert path is not None
        verdicts = [land(self.centre.home, path, network_site_ids={1, 2, 3}).verdict
                    for _ in range(times)]  # fmt: skip
        assert verdicts == [Verdict.ACCEPTED, *[Verdict.DUPLICATE] * (times - 1)]

    def close(self) -> None:
        for site in self._open:
            site.close()


@pytest.fixture
def sites(centre: Centre, tmp_path: Path) -> Iterator[Sites]:
    """Store C of site 3 has issued 10 × 100 to store B of site 2, and the half is there."""
    begin(centre)
    both = Sites(centre, tmp_path / "sites")
    sender = both.site(3)
    sender.change(
        "transact", "CI",
        {"ID": "CI", "store_ID": "STORE_C", "name_ID": "NAME_B", "type": "ci", "status": "fn",
         "invoice_num": 6},
    )  # fmt: skip
    sender.change(
        "trans_line", "CI_L1",
        {"ID": "CI_L1", "transaction_ID": "CI", "item_ID": "ITEM_1", "quantity": 10,
         "pack_size": 100, "sell_price": 2, "type": "stock_out", "line_number": 1},
    )  # fmt: skip
    both.push(3)
    centre.cycle()
    yield both
    both.close()


def state(sites: Sites, *columns: str) -> tuple[object, ...]:
    return tuple(sites.centre.sql(f"SELECT {', '.join(columns)} FROM sync.transfer")[0])


def units(sites: Sites) -> tuple[object, ...]:
    """Sent, received, in transit, difference."""
    return state(sites, "units_sent", "units_received", "units_in_transit", "units_difference")


def go_on(sites: Sites) -> None:
    """The receiver pushes, twice because an answer got lost; a cycle; the sender pulls."""
    sites.push(2, times=2)
    sites.centre.cycle()
    sites.pull(3)


def test_the_loop_is_closed_with_restarts_and_lost_answers_in_between(sites: Sites) -> None:
    assert (state(sites, "state"), units(sites)) == (("sent",), (1000, 0, 1000, 0))
    sites.pull(2, answer_is_lost=True)
    assert number_halves(sites.site(2), STORES[2]) == [("transact", HALF)]
    sites.pull(2)
    assert number_halves(sites.site(2), STORES[2]) == []
    go_on(sites)
    assert state(sites, "state", "responding_number") == ("numbered", 1)
    seen = sites.site(3).record("transact", HALF)
    assert seen is not None and seen["invoice_num"] == 1
    (log,) = sites.site(3).records("log").values()
    assert (log["source_ID"], log["event"]) == ("CI", "numbered 1")
    take_in(sites.site(2), "transact", HALF)
    go_on(sites)
    assert (state(sites, "state"), units(sites)) == (("received",), (1000, 1000, 0, 0))
    finalise(sites.site(2), "transact", HALF)
    go_on(sites)
    assert state(sites, "state") == ("finalised",)
    seen = sites.site(3).record("transact", HALF)
    assert seen is not None and seen["status"] == "fn"


def test_stock_is_received_with_a_difference_in_packs_of_another_size(sites: Sites) -> None:
    sites.pull(2)
    number_halves(sites.site(2), STORES[2])
    sites.site(2).change("trans_line", LINE, {"pack_size": 20})
    take_in(sites.site(2), "transact", HALF, packs={LINE: 48})
    go_on(sites)
    assert state(sites, "state") == ("received_with_difference",)
    assert units(sites) == (1000, 960, 0, -40)
    line = sites.centre.record("trans_line", LINE)
    assert line is not None
    assert (line["sentQuantity"], line["sent_pack_size"]) == (10, 100)


def test_every_number_is_given_once_and_a_received_one_counts(sites: Sites) -> None:
    site = sites.site(2)
    site.change("transact", "OLD", {"ID": "OLD", "store_ID": "STORE_B", "type": "si",
                                    "invoice_num": 41})  # fmt: skip
    sites.pull(2)
    number_halves(sites.site(2), STORES[2])
    numbered = sites.site(2).record("transact", HALF)
    assert numbered is not None and numbered["invoice_num"] == 42


def test_the_site_keeps_what_it_has_done_when_the_half_is_sent_again(sites: Sites) -> None:
    sites.pull(2)
    number_halves(sites.site(2), STORES[2])
    go_on(sites)
    cycle_with(sites.centre, OrderKind.RESYNC, "2")
    sites.pull(2)
    found = sites.site(2).record("transact", HALF)
    assert found is not None and found["invoice_num"] == 1
    lines = [i for i, r in sites.site(2).records("trans_line").items()
             if r["transaction_ID"] == HALF]  # fmt: skip
    assert lines == [LINE]
