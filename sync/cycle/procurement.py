"""Centralised procurement (R17, R19): whose purchase orders are."""

from sync.cycle.context import Cycle
from sync.cycle.typed import TypedTable
from sync.kinds import SYNCED_PREFERENCE
from sync.names import literal
from sync.reasons import Reason

ORDER, ORDER_LINE = "purchase_order", "purchase_order_line"


def load_preference(cycle: Cycle) -> bool:
    """Read the synced preference as the centre holds it; whether it has changed."""
    before = cycle.is_procurement_central
    cycle.is_procurement_central = bool(
        cycle.count(
            "SELECT count(*) FROM replica.pref WHERE store_ID IS NULL "
            f"AND item = {literal(SYNCED_PREFERENCE)} "
            "AND lower(trim(data::VARCHAR, '\"')) IN ('true', '1')"
        )
    )
    return before != cycle.is_procurement_central


def allow_supervisor_orders(cycle: Cycle, table: TypedTable) -> None:
    """With procurement not central, the primary edits supervisor-mode orders and their lines."""
    if cycle.is_procurement_central:
        return
    if table.record_type.name == ORDER:
        carried = table.seen("editedRemotely")
        is_remote = (
            f"coalesce(t.{carried.sql_name}, s.editedRemotely)" if carried else ("s.editedRemotely")
        )
        source = f"{table.typed} AS t LEFT JOIN {table.stored} AS s ON s.ID = t.record_id"
    elif table.record_type.name == ORDER_LINE:
        is_remote = "header.editedRemotely"
        source = (
            f"{table.typed} AS t JOIN line USING (change_no) "
            "JOIN replica.purchase_order AS header ON header.ID = line.parent_id"
        )
    else:
        return
    cycle.run(
        f"INSERT INTO special SELECT t.change_no, {literal(Reason.CENTRALISED_PROCUREMENT.value)}, "
        f"NULL FROM {source} WHERE t.site_id = $primary AND coalesce({is_remote}, false)",
        {"primary": cycle.given.network.primary},
    )
