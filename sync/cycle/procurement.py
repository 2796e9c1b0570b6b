"""Centralised procurement (R17, R19): whose purchase orders are."""

from sync.cycle.context import Cycle
from sync.cycle.typed import TypedTable
from sync.kinds import SYNCED_PREFERENCE
from sync.names import literal
from sync.reasons import Reason

IS_CENTRAL = (
    f"SELECT count(*) FROM replica.pref WHERE store_ID IS NULL AND item = "
    f"{literal(SYNCED_PREFERENCE)} AND lower(trim(data::VARCHAR, '\"')) IN ('true', '1')"
)
"""SQL for how many records say that procurement is centralised."""

ORDER, ORDER_LINE = "purchase_order", "purchase_order_line"


def load_preference(cycle: Cycle) -> bool:
    """Read the synced preference as the centre holds it; whether it has changed."""
    before = cycle.is_procurement_central
    cycle.is_procurement_central = bool(cycle.count(IS_CENTRAL))
    return before != cycle.is_procurement_central


def allow_supervisor_orders(cycle: Cycle, table: TypedTable) -> None:
    """With procurement not central, the primary edits supervisor-mode orders and their lines.

    What the active site changes of one is taken whether its store is collected or not: the
    primary would edit, and send, an order that is no longer the store's own (0006).
    """
    if cycle.is_procurement_central:
        return
    if table.record_type.name == ORDER:
        is_remote, was_remote, store = _is_said_remote(table), "s.editedRemotely", "s._store_id"
        source = f"{table.typed} AS t LEFT JOIN {table.stored} AS s ON s.ID = t.record_id"
    elif table.record_type.name == ORDER_LINE:
        is_remote = was_remote = "header.editedRemotely"
        store = "header._store_id"
        source = (
            f"{table.typed} AS t JOIN line USING (change_no) "
            "JOIN replica.purchase_order AS header ON header.ID = line.parent_id"
        )
    else:
        return
    cycle.run(
        f"INSERT INTO special SELECT change_no, {literal(Reason.CENTRALISED_PROCUREMENT.value)}, "
        f"NULL FROM (SELECT t.change_no, CASE WHEN t.site_id = $primary THEN {is_remote} "
        f"ELSE {was_remote} AND t.site_id = (SELECT active_site_id FROM store_fact "
        f"WHERE store_fact.store_id = {store}) END AS is_remote FROM {source}) WHERE is_remote",
        {"primary": cycle.given.network.primary},
    )


def _is_said_remote(table: TypedTable) -> str:
    """SQL for whether an order is in supervisor mode after the row, or was by an earlier one (R8b).

    A row of the primary that ends the mode is refused, and so ends it for no later one.
    """
    seen = table.seen("editedRemotely")
    if seen is None:
        return "s.editedRemotely"
    said = f"t.{seen.sql_name}"
    return (
        f"coalesce({said}, nullif(bool_or({said}) OVER (PARTITION BY t.record_id, t.site_id "
        "ORDER BY t.change_no), false), s.editedRemotely)"
    )
