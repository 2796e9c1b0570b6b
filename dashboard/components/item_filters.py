"""Which items a report is about; kept in the URL like the stores."""

from dataclasses import dataclass, field, replace

import streamlit as st

from dashboard import queries, report_queries
from dashboard.components import filters, words
from dashboard.components.filters import Chosen, Days
from dashboard.components.language import N_, Said, _
from dashboard.data import Reading

VEN = Said({"V": N_("Vital"), "E": N_("Essential"), "N": N_("Necessary")})

MOST_ROWS = 100_000
"""What a page reads at most where nobody chose an item."""

EVERY_ITEM = dict.fromkeys(("items", "ven", "categories", "lists", "donors"))
"""For the queries: no filter of items."""


@dataclass(frozen=True)
class Asked:
    """The stores and items that a person asked for."""

    stores: Chosen
    items: dict[str, list[str] | None]
    said: list[tuple[str, str]] = field(default_factory=list)
    days: Days = Days()

    def parameters(self) -> dict[str, object]:
        return {**self.stores.parameters(), **self.items, **self.days.parameters()}

    def in_words(self) -> list[tuple[str, str]]:
        return [*self.stores.in_words(), *self.said, *self.days.in_words()]


def choose(lake: Reading, *, is_dated: bool = False) -> Asked:
    """The filters of stores and of items, and of a period if asked for, all folded away."""
    stores = filters.choose_stores(lake)
    groups = report_queries.item_groups(lake).iloc[0]
    names = filters.labelled(queries.items(lake), "item_id")
    with st.expander(_("Filter items"), icon=":material/filter_list:"):
        left, right = st.columns(2)
        with left:
            items = filters.choose_many(_("Item"), "items", list(names.values()))
            ven = filters.choose_many(_("VEN"), "ven", list(groups["ven"]), _ven)
        with right:
            categories = filters.choose_many(_("Category"), "category", list(groups["categories"]))
            lists = filters.choose_many(_("Master list or program"), "list", list(groups["lists"]))
            donors = filters.choose_many(_("Donor"), "donor", list(groups["donors"]))
    ids = [item_id for item_id, label in names.items() if label in items]
    chosen = {"items": ids, "ven": ven, "categories": categories, "lists": lists, "donors": donors}
    labels = (
        (_("Item"), items),
        (_("VEN"), [_ven(code) for code in ven]),
        (_("Category"), categories),
        (_("Master list or program"), lists),
        (_("Donor"), donors),
    )
    said = [(label, words.separated(values)) for label, values in labels if values]
    if said:
        st.caption(" · ".join(f"{label}: **{values}**" for label, values in said))
    days = filters.choose_period() if is_dated else Days()
    return Asked(stores, {name: values or None for name, values in chosen.items()}, said, days)


def narrowed(lake: Reading, asked: Asked, rows: int) -> Asked:
    """What was asked for; where that is too many rows for a page, of one item, and it is said."""
    items = queries.items(lake)
    if rows <= MOST_ROWS or asked.items["items"] or items.empty:
        return asked
    widest = items["item_id"].iloc[items["holders"].argmax()]
    label = filters.labelled(items, "item_id")[widest]
    st.info(
        _(
            "{rows} rows are too many to show at once: here are those of {item}. Choose items to "
            "see others.",
            rows=words.number(rows),
            item=label,
        )
    )
    chosen = {**asked.items, "items": [widest]}
    return replace(asked, items=chosen, said=[*asked.said, (_("Item"), label)])


def _ven(code: str) -> str:
    return VEN.get(code, code)
