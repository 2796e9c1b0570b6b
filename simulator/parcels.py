"""Goods on their way to a store, before anybody has put them on a shelf."""

from dataclasses import dataclass
from datetime import date

from simulator.formulary import Item


@dataclass(frozen=True)
class Parcel:
    """Goods of one batch under way; a store's own sending has its invoice line."""

    item: Item
    units: int
    pack_size: int
    batch: str
    expires_on: date
    from_name_id: str
    sent_line_id: str = ""


@dataclass(frozen=True)
class Delivery:
    """Goods that arrive together on a day; `sent_by` is the invoice of the store that sent them."""

    arrives_on: date
    parcels: list[Parcel]
    sent_by: str = ""
