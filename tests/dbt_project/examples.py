"""The worked examples and the odd stores, as records: one function per case, all in one lake.

Every case has its own stores and items, so that no case can change another's figures.
"""

from datetime import UTC, datetime, timedelta

from tests.dbt_project import examples_of_orders, examples_of_use, examples_of_versions
from tests.dbt_project.records import (
    Records,
    document,
    item,
    line,
    name,
    network,
    site,
    stock,
    store,
    visible,
)

JANUARY_DONE_IN_PORT_MORESBY = datetime(2026, 1, 31, 14)


def every_case() -> Records:
    return [
        *the_network(),
        *ledger(),
        *consumption(),
        *value(),
        *discrepancies(),
        *odd_stores(),
        *examples_of_use.every_case(),
        *examples_of_orders.every_case(),
        *examples_of_versions.every_case(),
    ]


def the_network() -> Records:
    now = datetime.now(UTC).replace(tzinfo=None)
    moresby = "Pacific/Port_Moresby"
    done = JANUARY_DONE_IN_PORT_MORESBY
    return [
        *network(),
        *site(1, "Centre", contact=now, sent_at=datetime(2026, 4, 1)),
        *site(2, "Remote", contact=now - timedelta(days=8), sent_at=done, time_zone=moresby),
        *site(3, "Silent", contact=now - timedelta(days=40), sent_at=datetime(2026, 1, 20)),
        *site(4, "New"),
        *site(5, "Storeless", contact=now, sent_at=datetime(2026, 4, 1)),
        *name("CUST1", "facility"),
        *name("CUST2", "facility"),
        *name("SUP1", "facility"),
        *name("ADJUST", "invad", code="InvAd"),
        *name("PATIENT1", "Patient", "Maria Example"),
    ]


def ledger() -> Records:
    """E01: which transactions move stock, when, and which way."""
    headers = [
        ("T01", "si", "cn", "SUP1", "2026-01-05", "2026-01-05", None),
        ("T02", "ci", "fn", "CUST1", "2026-01-19", "2026-01-20", "2026-01-25"),
        ("T03", "ci", "sg", "CUST1", "2026-03-06", None, None),
        ("T04", "ci", "nw", "CUST2", "2026-03-06", None, None),
        ("T05", "si", "nw", "SUP1", "2026-03-06", None, None),
        ("T06", "si", "fn", "ADJUST", "2026-02-01", "2026-02-01", "2026-02-01"),
        ("T07", "Sc", "FN", "ADJUST", "2026-02-10", "2026-02-10", "2026-02-10"),
        ("T08", "ci", "fn", "CUST1", "2026-02-15", "2026-02-15", "2026-02-15"),
        ("T09", "cc", "cn", "CUST1", "2026-02-20", "2026-02-20", None),
        ("T10", "sc", "cn", "SUP1", "2026-03-01", "2026-03-01", None),
        ("T11", "sr", "fn", "ADJUST", "2026-03-02", "2026-03-02", "2026-03-02"),
        ("T12", "rc", "fn", "CUST1", "2026-03-03", "2026-03-03", "2026-03-03"),
        ("T13", "ci", "cn", "CUST1", "2026-03-05", None, None),
    ]
    lines = [
        ("T01", "L1", "stock_in", 20, 10),
        ("T02", "L1", "stock_out", 5, 10),
        ("T03", "L1", "stock_out", 2, 10),
        ("T04", None, "placeholder", 4, 10),
        ("T05", "L1", "stock_in", 30, 10),
        ("T06", "L1", "stock_in", 1, 10),
        ("T07", "L1", "stock_out", 3, 10),
        ("T08", "L1", "stock_out", -1, 10),
        ("T09", "L1", "stock_in", 2, 10),
        ("T10", "L1", "stock_out", 4, 10),
        ("T11", "L1", "stock_out", 5, 10),
        ("T11", "L2", "stock_in", 50, 1),
        ("T13", "L1", "stock_out", 1, 10),
    ]
    records = [
        *store("S", 1),
        *item("X"),
        *stock("L1", "S", "X", 6, 10, available=4, cost=5.00),
        *stock("L2", "S", "X", 50, 1, cost=0.50),
    ]
    for key, kind, status, party, entered, confirmed, finalised in headers:
        records += document(
            key, "S", kind, status, party, entered=entered, confirmed=confirmed, finalised=finalised
        )
    for number, (key, stock_line, kind, packs, pack_size) in enumerate(lines):
        records += line(f"{key}-{number}", key, "X", kind, packs, pack_size, stock_line=stock_line)
    return records


def consumption() -> Records:
    """E02: a central store supplies a clinic, which dispenses, cancels, loses and repacks."""
    movements = [
        ("CMS", "2026-01-10", "ci", "HC_NAME", "store", -100),
        ("HC", "2026-01-12", "si", "CMS_NAME", "store", 100),
        ("HC", "2026-01-15", "ci", "PATIENT1", "store", -80),
        ("HC", "2026-01-20", "ci", "CUST1", "dispensary", -30),
        ("HC", "2026-01-20", "ci", "CUST1", "Dispensary", 30),
        ("HC", "2026-01-25", "sc", "ADJUST", "store", -5),
        ("HC", "2026-01-28", "sr", "ADJUST", "store", -10),
        ("HC", "2026-01-28", "sr", "ADJUST", "store", 10),
        ("CMS", "2026-01-30", "ci", "CUST2", "store", -20),
    ]
    records = [*store("CMS", 1), *store("HC", 2), *item("Y")]
    for number, (store_id, day, kind, party, mode, units) in enumerate(movements):
        key = f"E02-{number}"
        records += document(key, store_id, kind, "fn", party, confirmed=day, mode=mode)
        records += moved(key, "Y", units, cancelled=kind == "ci" and units > 0)
    return records


def value() -> Records:
    """E03: cost is per pack and already home currency; a line below zero stands apart."""
    return [
        *store("S1", 1),
        *store("S2", 3),
        *item("Z"),
        *stock("A", "S1", "Z", 20, 100, cost=15.00),
        *stock("B", "S1", "Z", 250, 1, cost=0.16),
        *stock("C", "S2", "Z", 0, 10, cost=9.99),
        *stock("D", "S2", "Z", -2, 10, cost=3.00),
    ]


def discrepancies() -> Records:
    """E05: six stock lines, and what their movements say."""
    records = [
        *store("Q", 1),
        *item("P"),
        *stock("P1", "Q", "P", 9, 10, initial=4),
        *stock("P2", "Q", "P", 10, 10, initial=4),
        *stock("P3", "Q", "P", 10),
        *stock("P4", "Q", "P", 3, 5),
        *stock("P5", "Q", "P", 7, available=5),
        *stock("P6", "Q", "P", 20, available=18),
    ]
    movements = [
        ("P1", "2026-01-05", 80),
        ("P1", "2026-01-20", -30),
        ("P2", "2026-01-05", 80),
        ("P2", "2026-01-20", -30),
        ("P3", "2026-01-05", -5),
        ("P3", "2026-01-06", 15),
        ("P5", "2026-02-01", -3),
        ("P5", "2026-02-01", 10),
        ("P6", "2026-02-01", 20),
    ]
    for number, (stock_line, day, units) in enumerate(movements):
        key = f"E05-{number}"
        kind = "si" if units > 0 else "ci"
        records += document(key, "Q", kind, "fn", "CUST1", confirmed=day)
        records += moved(key, "P", units, stock_line=stock_line)
    for stock_line, units in (("P5", 2), ("P6", 5)):
        key = f"E05-allocated-{stock_line}"
        records += document(key, "Q", "ci", "sg", "CUST1", entered="2026-02-02")
        records += moved(key, "P", -units, stock_line=stock_line)
    return records


def odd_stores() -> Records:
    """Stores whose figures are unknown, and one that the centre does not collect."""
    records = [
        *item("V"),
        *store("DISP", 2, mode="dispensary", include_transactions=False),
        *visible("V", "DISP"),
        *stock("DISP_OLD", "DISP", "V", 8),
        *store("BARE", 2, mode="Dispensary", include_transactions=False),
        *store("NEW", 4),
        *visible("V", "NEW"),
        *store("TRANSFER", 2, "transfer"),
        *stock("HALF", "TRANSFER", "V", 99),
        *store("LISTING", 1),
        *visible("V", "LISTING"),
        *visible("X", "LISTING", inactive=True),
        *document("OLD", "DISP", "ci", "fn", "CUST1", confirmed="2026-01-02"),
        *moved("OLD", "V", -4),
        *document("HALF", "TRANSFER", "si", "cn", "CMS_NAME", confirmed="2026-01-02"),
        *moved("HALF", "V", 99),
    ]
    return records


def moved(
    document_id: str,
    item_id: str,
    units: float,
    *,
    stock_line: str | None = None,
    cancelled: bool = False,
) -> Records:
    """A line that moves `units`: out when negative, or back by a negative issue."""
    kind = "stock_in" if units > 0 and not cancelled else "stock_out"
    packs = -units if cancelled else abs(units)
    return line(f"{document_id}-L", document_id, item_id, kind, packs, stock_line=stock_line)
