"""Filters whose values live in the URL: a link shows its reader what its sender saw."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.components import words
from dashboard.components.language import LANGUAGES, _, speaking
from dashboard.data import Reading


@dataclass(frozen=True)
class Chosen:
    """The stores that a person asked for; an empty tuple means all."""

    stores: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    store_types: tuple[str, ...] = ()
    freshness: tuple[str, ...] = ()
    store_names: tuple[str, ...] = ()

    def parameters(self) -> dict[str, list[str] | None]:
        """For the queries: a list per filter, null for all."""
        return {
            "stores": list(self.stores) or None,
            "regions": list(self.regions) or None,
            "store_types": list(self.store_types) or None,
            "freshness": list(self.freshness) or None,
        }

    def in_words(self) -> list[tuple[str, str]]:
        """Every filter in force, as (name, value)."""
        every = (
            (_("Store"), self.store_names),
            (_("Region"), self.regions),
            (_("Store type"), tuple(map(words.store_type, self.store_types))),
            (_("Data"), tuple(words.FRESHNESS[state] for state in self.freshness)),
        )
        return [(name, words.separated(list(values))) for name, values in every if values]


@dataclass(frozen=True)
class Days:
    """A period, either end of which may be open."""

    first: date | None = None
    last: date | None = None

    def parameters(self) -> dict[str, date | None]:
        return {"since": self.first, "until": self.last}

    def in_words(self) -> list[tuple[str, str]]:
        if self.first is None and self.last is None:
            return []
        return [(_("Period"), f"{words.day(self.first) or '…'} – {words.day(self.last) or '…'}")]


def say(in_force: list[tuple[str, str]]) -> None:
    """The filters in force, in words."""
    told = [_("{name}: **{values}**", name=name, values=values) for name, values in in_force]
    st.caption(" · ".join(told))


def choose_stores(lake: Reading) -> Chosen:
    """The store filters, folded away; those in force are said in words below."""
    stores = queries.stores(lake)
    labels = labelled(stores, "store_id")
    with st.expander(_("Filter stores"), icon=":material/filter_list:"):
        left, right = st.columns(2)
        with left:
            chosen = choose_many(_("Store"), "store", list(labels.values()))
            regions = choose_many(_("Region"), "region", _present(stores["region"]))
        with right:
            modes = _present(stores["store_mode"])
            modes = choose_many(_("Store type"), "type", modes, words.store_type)
            states = [s for s in words.FRESHNESS if s in set(stores["freshness"])]
            freshness = choose_many(_("Data"), "data", states, words.FRESHNESS.__getitem__)
    ids = tuple(store_id for store_id, label in labels.items() if label in chosen)
    made = Chosen(ids, tuple(regions), tuple(modes), tuple(freshness), tuple(chosen))
    if in_force := made.in_words():
        say(in_force)
    return made


def ids(lake: Reading, chosen: Chosen) -> set[str] | None:
    """The chosen stores; None where every store is."""
    if not chosen.in_words():
        return None
    stores = queries.stores(lake)
    wanted = {
        "store_id": chosen.stores, "region": chosen.regions, "store_mode": chosen.store_types,
        "freshness": chosen.freshness,
    }  # fmt: skip
    for column, values in wanted.items():
        stores = stores[stores[column].isin(values)] if values else stores
    return set(stores["store_id"])


def choose_period() -> Days:
    """From a day, to a day, or both; folded away, and said in words below."""
    with st.expander(_("Filter period"), icon=":material/date_range:"):
        left, right = st.columns(2)
        with left:
            first = choose_day(_("From"), "since")
        with right:
            last = choose_day(_("To"), "until")
    made = Days(first, last)
    if first and last and first > last:
        st.warning(_("The period ends before it begins: no day is in it."))
    if in_force := made.in_words():
        say(in_force)
    return made


def choose_day(label: str, key: str, at_first: date | None = None) -> date | None:
    """A day, or None where none is chosen; the link carries it."""
    if key not in st.session_state and key in st.query_params:
        try:
            at_first = date.fromisoformat(st.query_params[key])
        except ValueError:
            st.warning(_("“{day}” in the link is no day.", day=st.query_params[key]))
    found: date | None = st.date_input(label, value=at_first, key=key, format="YYYY-MM-DD")
    if found is None:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = found.isoformat()
    return found


def choose_many(
    label: str, key: str, options: list[str], in_words: Callable[[str], str] = str
) -> list[str]:
    """Any number of the options; none chosen means all."""
    _understand(key, options, in_words)
    _warn_of_unknown(label, key, list(map(in_words, options)))
    if not options:
        return []
    return st.multiselect(
        label, options, key=key, format_func=in_words, placeholder=_("All"), bind="query-params"
    )


def choose_item(lake: Reading) -> tuple[str, str] | None:
    """One item, as (item_id, label); the most widely held unless the URL says otherwise."""
    items = queries.items(lake)
    labels = labelled(items, "item_id")
    widest = None if items.empty else labels[items["item_id"].iloc[items["holders"].argmax()]]
    return choose_one(_("Item"), "item", labels, widest)


def choose_store(lake: Reading) -> tuple[str, str] | None:
    """One store, as (store_id, label); the first unless the URL says otherwise."""
    labels = labelled(queries.stores(lake), "store_id")
    return choose_one(_("Store"), "at", labels, next(iter(labels.values()), None))


def choose_one(
    label: str, key: str, labels: dict[str, str], at_first: str | None
) -> tuple[str, str] | None:
    """One of the labels, found by typing a part of it; it is always in the URL."""
    _warn_of_unknown(label, key, list(labels.values()))
    linked = st.query_params.get(key)
    if at_first is not None and key not in st.session_state and linked not in labels.values():
        st.query_params[key] = st.session_state[key] = at_first
    options = list(labels.values())
    chosen = st.selectbox(
        label, options, index=None, required=True, key=key, width=520, bind="query-params"
    )
    return next(((id_, text) for id_, text in labels.items() if text == chosen), None)


def choose_site(lake: Reading) -> int | None:
    """One site or none; a link may give its bare id."""
    sites = queries.sites(lake)
    ids = {f"{row.site_id} {row.name}": int(row.site_id) for row in sites.itertuples(index=False)}
    linked = st.query_params.get("site")
    by_id = {str(site_id): label for label, site_id in ids.items()}
    if linked in by_id and "site" not in st.session_state:
        st.query_params["site"] = by_id[linked]
        st.rerun()
    _warn_of_unknown(_("Site"), "site", list(ids))
    chosen = st.selectbox(
        _("Site (optional)"), list(ids), index=None, key="site", bind="query-params",
        placeholder=_("Any: where it goes"),
    )  # fmt: skip
    return ids.get(chosen) if chosen else None


def choose_view(label: str, key: str, options: list[str]) -> str:
    """One of a few texts marked with `N_`; the first unless the URL says otherwise."""
    _understand(key, options, _)
    _warn_of_unknown(label, key, list(map(_, options)))
    chosen = st.segmented_control(
        label, options, key=key, default=options[0], required=True, format_func=_,
        bind="query-params",
    )  # fmt: skip
    return chosen or options[0]


def choose_whether(label: str, key: str) -> bool:
    """Yes or no; no unless the URL says otherwise."""
    return st.toggle(label, key=key, bind="query-params")


def labelled(rows: pd.DataFrame, id_column: str) -> dict[str, str]:
    """A text per id, no two alike: the name with its code, and the id where those repeat."""
    no_name = _("(no name)")
    has_code = rows["code"].notna() & (rows["code"] != "")
    texts = (
        rows["name"]
        .fillna(no_name)
        .where(~has_code, rows["name"].fillna(no_name) + " (" + rows["code"].fillna("") + ")")
    )
    texts = texts.where(~texts.duplicated(keep=False), texts + " [" + rows[id_column] + "]")
    return dict(zip(rows[id_column], texts, strict=True))


def _present(values: pd.Series) -> list[str]:
    return sorted(value for value in values.dropna().unique() if value)


def _warn_of_unknown(label: str, key: str, options: list[str]) -> None:
    unknown = [value for value in st.query_params.get_all(key) if value and value not in options]
    if unknown:
        st.warning(
            _(
                "{label} “{names}” from the link is not in these reports.",
                label=label,
                names=words.listed(unknown),
            )
        )


def _understand(key: str, options: list[str], in_words: Callable[[str], str]) -> None:
    """A link that was made in another language names the options in that language."""
    linked = st.query_params.get_all(key)
    if in_words is str or set(linked) <= set(map(in_words, options)):
        return
    known = {}
    for code in LANGUAGES:
        with speaking(code):
            known |= {in_words(option): option for option in options}
    meant = [in_words(known[text]) if text in known else text for text in linked]
    if meant != linked:
        st.query_params[key] = meant
        st.rerun()
