"""How much of an order has been received, where orders are the primary's (T6).

Recomputed from the goods-received lines as they are, never added up; elsewhere the ordering site
does this itself.
"""

from sync.catalogue import RecordType
from sync.cycle import own
from sync.cycle.context import Cycle
from sync.kinds import RECEIVED
from sync.schema import sql_file

LINES = "Goods_received_line"


def note_received_before(cycle: Cycle, record_type: RecordType, source: str, where: str) -> None:
    """Remember which order lines goods-received lines spoke of before the cycle touched them."""
    if record_type.name == LINES:
        cycle.run(
            f"INSERT INTO received_was SELECT DISTINCT order_line_ID FROM {source} "
            f"WHERE {where} AND order_line_ID IS NOT NULL"
        )


def queue_received(cycle: Cycle) -> int:
    """Queue the order lines whose received units are others than they say.

    When orders become the primary's, or settings change, every received line is looked at anew.
    """
    is_anew = cycle.is_procurement_new or cycle.is_network_new
    if not cycle.is_procurement_central or not (
        is_anew
        or cycle.has_touched(LINES, "purchase_order_line")
        or cycle.count("SELECT count(*) FROM received_was")
    ):
        return 0
    cycle.run(sql_file("received.sql").replace("{is_anew}", str(is_anew).lower()))
    return own.queue(cycle, RECEIVED)
