"""What people and program at a site do about transfer halves that arrive (T4).

The site gives a half its next number and logs that for the initiating half; a storekeeper takes
the stock in, also when it is not what was sent, and finalises. All of it is ordinary changes of
the site's own, so it survives whatever the site survives.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from simulator.shelf import Record
from simulator.site import ReferenceSite
from sync.made_ids import made_id
from sync.transfers import NUMBER_COLUMNS, RESPONDING, TRANSFER_KINDS, line_of

INITIATING = {kind.link_column: kind.table_name for kind in TRANSFER_KINDS}
"""Link column of a half → the table of what it answers."""
LINKS = {
    table: tuple(
        dict.fromkeys(k.link_column for k in TRANSFER_KINDS if k.responding_table == table)
    )
    for table in RESPONDING
}
QUANTITY = {"transact": "quantity", "Goods_received": "quantity_received"}


def number_halves(site: ReferenceSite, own_stores: Iterable[str]) -> list[tuple[str, str]]:
    """Give every half of the site's stores that has no number its next one, and log it.

    Returns (table, id) of those numbered. Run again, it finds nothing left to do.
    """
    stores, numbered = set(own_stores), []
    for table, record_id, record in _unnumbered(site, stores):
        number = _next_number(site, table, record)
        with site.together():
            site.change(table, record_id, {NUMBER_COLUMNS[table]: number})
            _log(site, table, record, f"numbered {number}")
        numbered.append((table, record_id))
    return numbered


def take_in(
    site: ReferenceSite, table: str, record_id: str, *, packs: Mapping[str, float] | None = None
) -> None:
    """Confirm a half: its lines, with other packs where given by line, become stock lines."""
    header = site.record(table, record_id)
    if header is None:
        raise KeyError(f"the site has no {table} {record_id}")
    with site.together():
        for line_table, line_id, line in _lines(site, table, record_id):
            counted = dict(packs or {}).get(line_id, line.get(QUANTITY[table]) or 0)
            change: dict[str, Any] = {QUANTITY[table]: counted}
            if table == "transact":
                change["item_line_ID"] = made_id(f"item_line:{line_id}")
                site.change("item_line", change["item_line_ID"], _stock(header, line, counted))
            site.change(line_table, line_id, change)
        today = datetime.now(UTC).date().isoformat()
        received = {"confirm_date": today, "hold": False} if table == "transact" else {
            "received_date": today
        }  # fmt: skip
        site.change(table, record_id, {"status": "cn", **received})
        _log(site, table, header, "received")


def finalise(site: ReferenceSite, table: str, record_id: str) -> None:
    """Nothing of it changes from here on."""
    today = datetime.now(UTC).date().isoformat()
    dated = {} if table == "requisition" else {"finalised_date": today}
    site.change(table, record_id, {"status": "fn", **dated})


def _unnumbered(site: ReferenceSite, stores: set[str]) -> Iterator[tuple[str, str, Record]]:
    for table, links in LINKS.items():
        for record_id, record in site.records(table).items():
            is_half = any(record.get(link) for link in links)
            if is_half and record.get("store_ID") in stores and _number(table, record) < 1:
                yield table, record_id, record


def _next_number(site: ReferenceSite, table: str, like: Record) -> int:
    """The next of its store and type: what the site received counts too, −1 does not."""
    taken = [
        _number(table, record)
        for record in site.records(table).values()
        if record.get("store_ID") == like.get("store_ID") and record.get("type") == like.get("type")
    ]
    return max(0, *taken) + 1 if taken else 1


def _number(table: str, record: Record) -> int:
    return int(record.get(NUMBER_COLUMNS[table]) or 0)


def _log(site: ReferenceSite, table: str, half: Record, event: str) -> None:
    """A log record for the initiating half, in its store; its id makes it one however often."""
    link, source_id = next((name, half[name]) for name in LINKS[table] if half.get(name))
    source = site.record(INITIATING[link], source_id)
    if source is None:
        return
    log_id = made_id(f"log:{half['ID']}:{event}")
    now = datetime.now(UTC)
    site.change(
        "log",
        log_id,
        {
            "ID": log_id, "store_ID": source.get("store_ID"), "source_table": INITIATING[link],
            "source_ID": source_id, "event": event, "date": now.date().isoformat(),
            "time": f"{now:%H:%M:%S}", "comment": f"{table} {half['ID']}",
        },
    )  # fmt: skip


def _lines(site: ReferenceSite, table: str, record_id: str) -> list[tuple[str, str, Record]]:
    line_type = line_of(table)
    column = line_type.parent_columns[0]
    return [
        (line_type.name, line_id, line)
        for line_id, line in site.records(line_type.name).items()
        if line.get(column) == record_id
    ]


def _stock(header: Record, line: Record, packs: float) -> Record:
    carried = ("item_ID", "batch", "expiry_date", "pack_size", "cost_price", "sell_price")
    return {
        "ID": made_id(f"item_line:{line['ID']}"), "store_ID": header["store_ID"],
        "name_ID": header.get("name_ID"), "quantity": packs, "available": packs,
        **{name: line.get(name) for name in carried},
    }  # fmt: skip
