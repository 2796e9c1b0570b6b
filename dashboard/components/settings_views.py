"""The three ways to look at settings: the matrix of stores and sites, one store, the history.

Each draws its filters and headline, and gives the table for the page to show.
"""

import pandas as pd
import streamlit as st

from dashboard import settings_queries as queries
from dashboard.components import empty, filters, relation_words, words
from dashboard.components.tables import Column, Table, headline
from dashboard.data import Reading

SITES_SHOWN = 60
RANK = list(relation_words.RELATIONS)


def matrix(lake: Reading) -> Table:
    """A store a row, a site a column, the relation with its reason in the cell."""
    stores, sites = _labelled_stores(lake), _labelled_sites(lake)
    with st.expander("Filter stores and sites", icon=":material/filter_list:"):
        chosen_stores = filters.choose_many("Store", "store", list(stores["label"]))
        chosen_sites = filters.choose_many("Site", "site", list(sites["label"]))
        chosen_relations = filters.choose_many(
            "Relation", "relation", RANK, relation_words.RELATIONS.__getitem__
        )
    shown = _chosen(sites, chosen_sites).head(SITES_SHOWN)
    cells = _cells(lake, _chosen(stores, chosen_stores), shown, chosen_stores, chosen_relations)
    if cells.empty:
        empty.nothing_found("store")
    headline(
        ("Stores", f"{len(cells):,} of {len(stores):,}"),
        ("Sites", f"{cells.shape[1] - 2:,} of {len(sites):,}"),
        ("Need attention", f"{len(queries.unsettled(lake)):,}"),
    )
    _in_words(chosen_stores, chosen_sites, chosen_relations)
    if not chosen_sites and len(sites) > SITES_SHOWN:
        st.caption(
            f"The first {SITES_SHOWN} of {len(sites):,} sites are columns; choose sites to see "
            "others."
        )
    columns = [
        Column("store", "Store", pinned=True, width="medium"),
        Column("store_id", "Store ID", width="small"),
        *(Column(label, label, width=150) for label in cells.columns[2:]),
    ]
    return Table(
        "Stores and sites",
        columns,
        cells,
        filters=_filters(chosen_stores, chosen_sites, chosen_relations),
        notes=[relation_words.legend().replace("**", "")],
        empty_cell="does not match the filter",
        tint=relation_words.tint,
    )


def one_store(lake: Reading) -> Table:
    """One store as its Synchronisation tab shows it at the centre."""
    stores, sites = _labelled_stores(lake), _labelled_sites(lake)
    labels = dict(zip(stores["store_id"], stores["label"], strict=True))
    store = filters.choose_one("Store", "at", labels, next(iter(labels.values()), None))
    if store is None:
        empty.nothing_found("store")
    facts = stores.set_index("store_id").loc[store[0]]
    related = queries.relations(lake, {"stores": [store[0]], "sites": _ids(sites)})
    rows = sites.merge(related, on="site_id")
    centre = rows[rows["is_central"]].iloc[0]
    local = facts["active_site_id"] if facts["has_settings"] else None
    headline(
        ("Sync ID", f"{int(local)}" if local is not None else "none"),
        ("Synchronisation type", relation_words.RELATIONS[centre["relation"]]),
        ("Set as local store", _yes(local == centre["site_id"])),
        ("Include transactions", _yes(facts["include_transactions"]) if local else "–"),
    )
    st.markdown(_said_of(facts, centre, sites))
    others = rows[~rows["is_central"]].assign(
        sync_with=lambda frame: frame["relation"].map(relation_words.SYNC_WITH),
        local=lambda frame: frame["site_id"].map(lambda id_: "✓ Local" if id_ == local else ""),
        type=lambda frame: frame["relation"].map(relation_words.RELATIONS),
        why=lambda frame: frame["reason"].map(relation_words.REASONS),
        kind=lambda frame: frame["kind"].str.capitalize(),
        rank=lambda frame: frame["relation"].map(RANK.index),
    )
    columns = [
        Column("name", "Site", pinned=True, width="medium"),
        Column("site_id", "Site ID", "number", width=80),
        Column("sync_with", "Sync with", width=130),
        Column("local", "Local", width=90),
        Column("type", "Type there", width=110),
        Column("why", "Reason", width=360),
        Column("kind", "Kind of site", width=110),
    ]
    return Table(
        f"Sync with of {store[1]}",
        columns,
        others.sort_values(["rank", "site_id"]).reset_index(drop=True),
        filters=[("Store", store[1])],
        empty_cell="",
        tint=relation_words.tint,
    )


def history(lake: Reading) -> Table:
    """Who changed which settings, newest first."""
    stores, sites = _labelled_stores(lake), _labelled_sites(lake)
    with st.expander("Filter stores and sites", icon=":material/filter_list:"):
        chosen_stores = filters.choose_many("Store", "store", list(stores["label"]))
        chosen_sites = filters.choose_many("Site", "site", list(sites["label"]))
    rows = queries.history(lake)
    if chosen_stores or chosen_sites:
        of_stores = rows["store_id"].isin(_chosen(stores, chosen_stores or [""])["store_id"])
        of_sites = rows["site_id"].isin(_chosen(sites, chosen_sites or [""])["site_id"])
        rows = rows[of_stores | of_sites].reset_index(drop=True)
    if rows.empty:
        empty.nothing_found("change")
    headline(
        ("Changes", f"{len(rows):,}"),
        ("Times applied", f"{rows['network_no'].nunique():,}"),
        ("By", f"{rows['applied_by'].nunique():,}"),
    )
    _in_words(chosen_stores, chosen_sites, [])
    names = dict(zip(stores["store_id"], stores["name"], strict=True))
    columns = [
        Column("sentence", "Change", width=460),
        Column("store", "Store", width=200),
        Column("applied_by", "Applied by", width=120),
        Column("taken_up_at", "In force since (UTC)", "moment"),
        Column("network_no", "Settings", "number", "The number under which they are archived"),
        Column("cycle_no", "Cycle", "number"),
    ]
    return Table(
        "History of settings",
        columns,
        rows.assign(store=rows["store_id"].map(names)),
        filters=_filters(chosen_stores, chosen_sites, []),
        empty_cell="",
    )


def _cells(
    lake: Reading,
    stores: pd.DataFrame,
    sites: pd.DataFrame,
    chosen_stores: list[str],
    chosen_relations: list[str],
) -> pd.DataFrame:
    """Columns store, store_id, then one per site; only rows and columns that have a match."""
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
    named = stores.set_index("store_id")[["label"]].rename(columns={"label": "store"})
    joined = named.join(wide, how="inner").reset_index()
    return joined[["store", "store_id", *wide.columns]]


def _labelled_stores(lake: Reading) -> pd.DataFrame:
    stores = queries.stores(lake)
    return stores.assign(label=list(filters.labelled(stores, "store_id").values()))


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
    every = (("Store", stores), ("Site", sites), ("Relation", named))
    return [(name, ", ".join(values)) for name, values in every if values]


def _in_words(stores: list[str], sites: list[str], relations: list[str]) -> None:
    if said := _filters(stores, sites, relations):
        st.caption(" · ".join(f"{name}: **{values}**" for name, values in said))


def _said_of(facts: pd.Series, centre: pd.Series, sites: pd.DataFrame) -> str:
    if not facts["has_settings"]:
        return "**It has no settings yet**: its data is refused until it is assigned to a site."
    names = dict(zip(sites["site_id"], sites["label"], strict=True))
    record = "" if facts["has_record"] else " **Its store record has not come yet.**"
    relation = relation_words.RELATIONS[centre["relation"]].lower()
    return (
        f"It is active on **{names.get(facts['active_site_id'], 'a site that is gone')}**. "
        f"At the centre, **{centre['label']}**, it is {relation} "
        f"({relation_words.REASONS[centre['reason']]}).{record}"
    )


def _yes(value: object) -> str:
    return "Yes" if value else "No"


def in_force(lake: Reading) -> str:
    """`Settings 3, applied by …`: what holds now, in a sentence."""
    held = queries.in_force(lake)
    if held.empty:
        return "No settings are in force yet."
    last = held.iloc[0]
    by = f", applied by **{last['applied_by']}**" if last["applied_by"] else ""
    sites = _labelled_sites(lake)
    central = words.listed(list(sites.loc[sites["is_central"], "label"]))
    primary = words.listed(list(sites.loc[sites["is_primary"], "label"]))
    since = words.moment(last["ran_at"])
    return (
        f"**Settings {int(last['network_no'])}**{by}, in force since "
        f"{since + ' ' if since else ''}(cycle {int(last['cycle_no'])}). "
        f"Central site: **{central}**. Primary: **{primary}**."
    )


def attention(lake: Reading) -> str:
    """What is not as somebody may have meant it, in a sentence; empty where all is well."""
    rows = queries.unsettled(lake)
    names = queries.stores(lake).set_index("store_id")["name"]
    said = []
    for reason, what in (
        ("unassigned", "without settings, so that its data is refused"),
        ("collector_without_visibility", "set as collector where no store sees it"),
    ):
        found = rows[rows["reason"] == reason]
        if not found.empty:
            listed = words.listed([
                f"{names.get(row.store_id, row.store_id)}"
                + (f" on site {row.site_id}" if reason != "unassigned" else "")
                for row in found.drop_duplicates(["store_id"]).itertuples()
            ])  # fmt: skip
            said.append(f"{what}: {listed}")
    return f"**Needs attention**, {'; '.join(said)}." if said else ""
