"""What people and program at a site do about transfer halves that arrive (T4).

The site gives a half its next number and logs that for the initiating half; a storekeeper takes
the stock in, also when it is not what was sent, or supplies what was asked for, and finalises. All
of it is ordinary changes of the site's own, so it survives whatever the site survives.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

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
QUANTITY = {
    "transact": "quantity", "Goods_received": "quantity_received", "requisition": "actualQuan",
}  # fmt: skip
EXPECTED = QUANTITY | {"requisition": "Cust_stock_order"}
"""Columns of a line of a half: what the storekeeper counts, and what the other side said."""
RECEIVED_ON = {"transact": "confirm_date", "Goods_received": "received_date"}


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
    """Confirm a half with what was counted: as expected, but for the lines in `packs`.

    Packs received become stock lines; those of an order are supplied from the stock there is; of a
    request, units are granted. Raises `KeyError` if the site has no such half.
    """
    header = site.record(table, record_id)
    if header is None:
        raise KeyError(f"the site has no {table} {record_id}")
    with site.together():
        for line_table, line_id, line in _lines(site, table, record_id):
            counted = dict(packs or {}).get(line_id, line.get(EXPECTED[table]) or 0)
            moved = _move_stock(site, header, line, counted) if table == "transact" else {}
            site.change(line_table, line_id, {QUANTITY[table]: counted, **moved})
        dated = {RECEIVED_ON[table]: _today()} if table in RECEIVED_ON else {}
        taken_off = {"hold": False} if header.get("hold") else {}
        site.change(table, record_id, {"status": "cn", **dated, **taken_off})
        _log(site, table, header, "supplied" if _is_supplied(header) else "received")


def finalise(site: ReferenceSite, table: str, record_id: str) -> None:
    """Nothing of it changes from here on."""
    dated = {} if table == "requisition" else {"finalised_date": _today()}
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


def _is_supplied(header: Record) -> bool:
    """Whether the half asks the store for stock, as answers to orders and requests do."""
    return header.get("type") in ("ci", "response")


def _move_stock(site: ReferenceSite, header: Record, line: Record, packs: float) -> Record:
    """What an invoice line says once its packs stand in a stock line, or have left one."""
    if _is_supplied(header):
        return {"type": "stock_out", "item_line_ID": _issue(site, header, line, packs)}
    stock = _stock(header, line, packs)
    site.change("item_line", stock["ID"], stock)
    return {"item_line_ID": stock["ID"]}


def _issue(site: ReferenceSite, header: Record, line: Record, packs: float) -> str:
    """Take packs from the store's first stock line of the item, whose id is returned, if any."""
    for stock_id, stock in site.records("item_line").items():
        if all(stock.get(c) == of[c] for c, of in (("store_ID", header), ("item_ID", line))):
            units = packs * (line.get("pack_size") or 1)
            left = (stock.get("quantity") or 0) - units / (stock.get("pack_size") or 1)
            site.change("item_line", stock_id, {"quantity": left, "available": left})
            return stock_id
    return ""


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _stock(header: Record, line: Record, packs: float) -> Record:
    carried = ("item_ID", "batch", "expiry_date", "pack_size", "cost_price", "sell_price")
    return {
        "ID": made_id(f"item_line:{line['ID']}"), "store_ID": header["store_ID"],
        "name_ID": header.get("name_ID"), "quantity": packs, "available": packs,
        **{name: line.get(name) for name in carried},
    }  # fmt: skip
