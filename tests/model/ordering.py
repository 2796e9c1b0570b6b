"""What a person decides on refused and waiting rows, told to the centre and to the model."""

from ingest.orders import give_orders
from sync.orders import OrderKind
from tests.centre import Centre
from tests.model.events import Event
from tests.model.state import Change, State

ABOUT_RIGHTS = {
    "not_primary",
    "not_active_site",
    "store_moved",
    "not_home_site",
    "procurement_is_central",
    "not_your_store",
}
"""Only these refusals can be overruled."""


def give(centre: Centre, state: State, events: list[Event]) -> list[Change]:
    """Order what can be ordered; returns the changes that the next cycle judges anew."""
    ordered: list[Change] = []
    numbers: dict[str, list[str]] = {}
    for kind, site_id, table, record_id in events:
        change = _last_open(state, site_id, table, record_id)
        if change is None or change in ordered:
            continue
        if kind == "accept" and change.reason not in ABOUT_RIGHTS:
            continue
        numbers.setdefault(kind, []).append(str(_number_of(centre, change)))
        change.order = kind
        ordered.append(change)
    for kind, subjects in numbers.items():
        give_orders(centre.home, OrderKind(kind), subjects, by="Rosa", why="asked")
    return ordered


def _last_open(state: State, site_id: int, table: str, record_id: str) -> Change | None:
    found = [
        c for c in state.changes
        if (c.site_id, c.table, c.record_id) == (site_id, table, record_id)
        and c.decision in ("rejected", "waiting") and not c.is_centres
    ]  # fmt: skip
    return found[-1] if found else None


def _number_of(centre: Centre, change: Change) -> int:
    ((number,),) = centre.sql(
        "SELECT max(change_no) FROM sync.change WHERE site_id = ? AND table_name = ? AND "
        "record_id = ? AND batch_no IS NOT NULL AND decision IN ('rejected', 'waiting')",
        change.site_id, change.table, change.record_id,
    )  # fmt: skip
    return int(number)
