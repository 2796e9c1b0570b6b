"""The three ways to look at settings: the matrix of stores and sites, one store, the history.

Each draws its filters and headline, and gives the table for the page to show.
"""

import pandas as pd
import streamlit as st

from dashboard import settings_queries as queries
from dashboard.components import empty, filters, relation_words, words
from dashboard.components.language import N_, _, number
from dashboard.components.tables import Column, Table, headline
from dashboard.data import Reading
from reporting.sentences import retold

SITES_SHOWN = 60
RANK = list(relation_words.RELATIONS)


def matrix(lake: Reading) -> Table:
    """A store a row, a site a column, the relation with its reason in the cell."""
    stores, sites = _labelled_stores(lake), _labelled_sites(lake)
    with st.expander(_("Filter stores and sites"), icon=":material/filter_list:"):
        chosen_stores = filters.choose_many(_("Store"), "store", list(stores["label"]))
        chosen_sites = filters.choose_many(_("Site"), "site", list(sites["label"]))
        chosen_relations = filters.choose_many(
            _("Relation"), "relation", RANK, relation_words.RELATIONS.__getitem__
        )
    shown = _chosen(sites, chosen_sites).head(SITES_SHOWN)
    of_store = _of_store()
    cells = _cells(lake, _chosen(stores, chosen_stores), shown, chosen_stores, chosen_relations)
    if cells.empty:
        empty.nothing_found("store")
    headline(
        (_("Stores"), words.part_of(len(cells), len(stores))),
        (_("Sites"), words.part_of(cells.shape[1] - len(of_store), len(sites))),
        (_("Need attention"), number(len(queries.unsettled(lake)))),
    )
    _in_words(chosen_stores, chosen_sites, chosen_relations)
    if not chosen_sites and len(sites) > SITES_SHOWN:
        st.caption(
            _(
                "The first {shown} of {every} sites are columns; choose sites to see others.",
                shown=SITES_SHOWN,
                every=len(sites),
            )
        )
    columns = [
        *of_store,
        *(
            Column(label, label, width=150, tint=relation_words.tint)
            for label in cells.columns[len(of_store) :]
        ),
    ]
    return Table(
        _("Stores and sites"),
        columns,
        cells,
        filters=_filters(chosen_stores, chosen_sites, chosen_relations),
        notes=[relation_words.legend().replace("**", "")],
        empty_cell=N_("does not match the filter"),
    )


def one_store(lake: Reading) -> Table:
    """One store as its Synchronisation tab shows it at the centre."""
    stores, sites = _labelled_stores(lake), _labelled_sites(lake)
    labels = dict(zip(stores["store_id"], stores["label"], strict=True))
    store = filters.choose_one(_("Store"), "at", labels, next(iter(labels.values()), None))
    if store is None:
        empty.nothing_found("store")
    facts = stores.set_index("store_id").loc[store[0]]
    related = queries.relations(lake, {"stores": [store[0]], "sites": _ids(sites)})
    rows = sites.merge(related, on="site_id")
    centre = rows[rows["is_central"]].iloc[0]
    local = facts["active_site_id"] if facts["has_settings"] else None
    headline(
        (_("Sync ID"), str(int(local)) if local is not None else _("none")),
        (_("Synchronisation type"), relation_words.RELATIONS[centre["relation"]]),
        (_("Set as local store"), _yes(local == centre["site_id"])),
        (_("Include transactions"), _yes(facts["include_transactions"]) if local else "–"),
    )
    st.markdown(_said_of(facts, centre, sites))
    others = rows[~rows["is_central"]].assign(
        sync_with=lambda frame: frame["relation"].map(relation_words.SYNC_WITH),
        local=lambda frame: frame["site_id"].map(lambda id_: _("✓ Local") if id_ == local else ""),
        type=lambda frame: frame["relation"].map(relation_words.RELATIONS),
        why=lambda frame: frame["reason"].map(relation_words.REASONS),
        kind=lambda frame: frame["kind"].map(words.site_kind),
        rank=lambda frame: frame["relation"].map(RANK.index),
    )
    columns = [
        Column("name", _("Site"), pinned=True, width="medium"),
        Column("site_id", _("Site ID"), "number", width=80),
        Column("sync_with", _("Sync with"), width=130),
        Column("local", _("Local"), width=90),
        Column("type", _("Type there"), width=110, tint=relation_words.tint),
        Column("why", _("Reason"), width=360),
        Column("kind", _("Kind of site"), width=110),
    ]
    return Table(
        _("Sync with of {store}", store=store[1]),
        columns,
        others.sort_values(["rank", "site_id"]).reset_index(drop=True),
        filters=[(_("Store"), store[1])],
        empty_cell="",
    )


def history(lake: Reading) -> Table:
    """Who changed which settings, newest first."""
    stores, sites = _labelled_stores(lake), _labelled_sites(lake)
    with st.expander(_("Filter stores and sites"), icon=":material/filter_list:"):
        chosen_stores = filters.choose_many(_("Store"), "store", list(stores["label"]))
        chosen_sites = filters.choose_many(_("Site"), "site", list(sites["label"]))
    rows = queries.history(lake)
    if chosen_stores or chosen_sites:
        of_stores = rows["store_id"].isin(_chosen(stores, chosen_stores or [""])["store_id"])
        of_sites = rows["site_id"].isin(_chosen(sites, chosen_sites or [""])["site_id"])
        rows = rows[of_stores | of_sites].reset_index(drop=True)
    if rows.empty:
        empty.nothing_found("change")
    headline(
        (_("Changes"), number(len(rows))),
        (_("Times applied"), number(rows["network_no"].nunique())),
        (_("People"), number(rows["applied_by"].nunique())),
    )
    _in_words(chosen_stores, chosen_sites, [])
    names = rows["store_id"].map(dict(zip(stores["store_id"], stores["label"], strict=True)))
    names = names.fillna(rows["site_id"].map(sites.set_index("site_id")["label"]))
    columns = [
        Column("sentence", _("Change"), width=460),
        Column("about", _("Store or site"), width=210),
        Column("applied_by", _("Applied by"), width=120),
        Column("taken_up_at", _("In force since (UTC)"), "moment"),
        Column(
            "network_no", _("Settings"), "number", _("The number under which they are archived")
        ),
        Column("cycle_no", _("Cycle"), "number"),
    ]
    return Table(
        _("History of settings"),
        columns,
        rows.assign(about=names, sentence=rows["sentence"].map(retold)),
        filters=_filters(chosen_stores, chosen_sites, []),
        empty_cell="",
    )


def _of_store() -> tuple[Column, ...]:
    return (
        Column("label", _("Store"), pinned=True, width="medium"),
        Column("active_on", _("Active on"), width=190),
        Column("store_id", _("Store ID"), width="small"),
    )


def _cells(
    lake: Reading,
    stores: pd.DataFrame,
    sites: pd.DataFrame,
    chosen_stores: list[str],
    chosen_relations: list[str],
) -> pd.DataFrame:
    """The columns of `_of_store`, then one per site; only rows and columns that have a match."""
    related = queries.relations(
        lake, {"stores": _ids(stores) if chosen_stores else None, "sites": _ids(sites)}
    )
    if chosen_relations:
        related = related[related["relation"].isin(chosen_relations)]
    text = [
        relation_words.cell(relation, reason)
        for relation, reason in zip(related["relation"], related["reason"], strict=True)
    ]
    wide = related.assign(text=text).pivot(index="store_id", columns="site_id", values="text")
    labels = dict(zip(sites["site_id"], sites["label"], strict=True))
    wide = wide.sort_index(axis=1).rename(columns=labels)
    of_store = stores.set_index("store_id")[["label", "active_on"]]
    joined = of_store.join(wide, how="inner").reset_index()
    return joined[[*(column.name for column in _of_store()), *wide.columns]]


def _labelled_stores(lake: Reading) -> pd.DataFrame:
    stores, sites = queries.stores(lake), _labelled_sites(lake).set_index("site_id")["label"]
    return stores.assign(
        label=list(filters.labelled(stores, "store_id").values()),
        active_on=stores["active_site_id"].map(sites).fillna(_("no site yet")),
    )


def _labelled_sites(lake: Reading) -> pd.DataFrame:
    """`3 Remote site 2`: the id first, which is what the settings speak of."""
    sites = queries.sites(lake)
    return sites.assign(label=sites["site_id"].astype(str) + " " + sites["name"])


def _chosen(rows: pd.DataFrame, labels: list[str]) -> pd.DataFrame:
    return rows[rows["label"].isin(labels)] if labels else rows


def _ids(rows: pd.DataFrame) -> list[object]:
    column = "store_id" if "store_id" in rows else "site_id"
    return rows[column].tolist()


def _filters(stores: list[str], sites: list[str], relations: list[str]) -> list[tuple[str, str]]:
    named = [relation_words.RELATIONS[relation] for relation in relations]
    every = ((_("Store"), stores), (_("Site"), sites), (_("Relation"), named))
    return [(name, words.separated(values)) for name, values in every if values]


def _in_words(stores: list[str], sites: list[str], relations: list[str]) -> None:
    if said := _filters(stores, sites, relations):
        filters.say(said)


def _said_of(facts: pd.Series, centre: pd.Series, sites: pd.DataFrame) -> str:
    if not facts["has_settings"]:
        return _("**It has no settings yet**: its data is refused until it is assigned to a site.")
    names = dict(zip(sites["site_id"], sites["label"], strict=True))
    said = _(
        "It is active on **{site}**. At the centre, **{centre}**, it is {relation} ({reason}).",
        site=names.get(facts["active_site_id"], _("a site that is gone")),
        centre=centre["label"],
        relation=relation_words.IS_THERE[centre["relation"]],
        reason=relation_words.REASONS[centre["reason"]],
    )
    return said if facts["has_record"] else f"{said} {_('**Its store record has not come yet.**')}"


def _yes(value: object) -> str:
    return _("Yes") if value else _("No")
