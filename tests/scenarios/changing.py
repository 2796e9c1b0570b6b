"""What an operator does to a running network: store settings, new sites, orders for a cycle."""

from datetime import UTC, datetime
from typing import Any

import yaml

from ingest import run
from sync import lake
from sync.cycle.context import CycleCounts, CycleInput
from sync.in_force import load_applied, newest_network_no
from sync.network import to_yaml
from sync.orders import Order, OrderKind
from tests.centre import Centre

Sent = set[tuple[str, str, str]]


def in_force(centre: Centre) -> dict[str, Any]:
    """The settings in force as `network.yaml` has them."""
    applied = load_applied(centre.home, newest_network_no(centre.home))
    raw: dict[str, Any] = yaml.safe_load(to_yaml(applied.network))
    return raw


def set_store(centre: Centre, store_id: str, **fields: Any) -> None:
    """Give a store these settings, or add it; collectors left out are the default ones."""
    set_stores(centre, {"id": store_id, **fields})


def set_stores(centre: Centre, *stores: dict[str, Any]) -> None:
    """The same for several at once."""
    centre.change_network(stores=_with(in_force(centre), stores))


def add_site(centre: Centre, site_id: int, *stores: dict[str, Any]) -> None:
    """A new desktop site, and settings of the stores that change with it."""
    raw = in_force(centre)
    site = {"id": site_id, "name": f"Site {site_id}", "kind": "desktop"}
    centre.change_network(sites=[*raw["sites"], site], stores=_with(raw, stores))


def _with(raw: dict[str, Any], stores: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    named = {store["id"] for store in stores}
    return [store for store in raw["stores"] if store["id"] not in named] + list(stores)


def cycle_with(centre: Centre, kind: OrderKind, subject: str) -> CycleCounts:
    """A cycle that takes one order, and the batches that have landed."""
    order = Order(1, kind, subject, "Rosa", datetime.now(UTC).replace(tzinfo=None), "asked")
    with lake.writer(centre.home) as connection:
        given = run.take(centre.home, connection)
        given = CycleInput(**{**given.__dict__, "orders": (order,)})
        counts = run.commit(centre.home, connection, given, lambda _: None)
        run.settle_files(centre.home, connection)
    return counts


def sent_now(centre: Centre, site_id: int) -> Sent:
    """What the newest cycle sends to a site."""
    ((cycle_no,),) = centre.sql("SELECT max(cycle_no) FROM sync.cycle")
    return centre.sent(site_id, cycle_no=cycle_no)


def reasons_now(centre: Centre, site_id: int) -> dict[tuple[str, str], str]:
    """Why the newest cycle sends each record to a site."""
    now = {(table, record) for table, record, _ in sent_now(centre, site_id)}
    return {key: reason for key, reason in centre.reasons(site_id).items() if key in now}


def upserts(**tables: str | list[str]) -> Sent:
    """`upserts(item_line=["A", "B"], store="C")`: these records, sent in full."""
    return _all("upsert", tables)


def removals(**tables: str | list[str]) -> Sent:
    """These records, which left what the site may see."""
    return _all("remove", tables)


def _all(action: str, tables: dict[str, str | list[str]]) -> Sent:
    return {
        (table, record_id, action)
        for table, ids in tables.items()
        for record_id in ([ids] if isinstance(ids, str) else ids)
    }
