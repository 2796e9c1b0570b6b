"""The stores of a site as the centre holds them, for a client that asks which it is."""

from dataclasses import dataclass

from ingest.gateway.place import Place
from sync import lake


@dataclass(frozen=True)
class SiteStore:
    """An active store of a site with its name, and the store that supplies it. Empty for none."""

    store_id: str
    name_id: str
    code: str
    supplying_store_id: str
    supplying_name_id: str


def active_stores(place: Place, site_id: int) -> list[SiteStore]:
    """The stores that are active on the site, in the order of the settings.

    One whose record has not come yet is known by its id alone.
    """
    ids = [store.id for store in place.network().stores if store.active == site_id]
    connection = lake.connect(place.home)
    try:
        rows = connection.execute(
            "SELECT store.ID, coalesce(store.name_ID, ''), coalesce(store.code, ''), "
            "coalesce(own.supplying_store_id, ''), coalesce(supplier.name_ID, '') "
            "FROM replica.store AS store LEFT JOIN replica.name AS own ON own.ID = store.name_ID "
            "LEFT JOIN replica.store AS supplier ON supplier.ID = own.supplying_store_id "
            "WHERE store.ID IN (SELECT unnest(?))",
            [ids],
        ).fetchall()
    finally:
        connection.close()
    known = {row[0]: SiteStore(*row) for row in rows}
    return [known.get(store_id, SiteStore(store_id, "", "", "", "")) for store_id in ids]
