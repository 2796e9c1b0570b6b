"""Which settings hold and what is wrong with them, in sentences above every view of the page."""

import pandas as pd

from dashboard import settings_queries as queries
from dashboard.components import words
from dashboard.components.language import _
from dashboard.data import Reading


def in_force(lake: Reading) -> str:
    """`Settings 3, applied by …`: what holds now."""
    held = queries.in_force(lake)
    if held.empty:
        return _("No settings are in force yet.")
    last, sites = held.iloc[0], queries.sites(lake)
    facts = {
        "number": int(last["network_no"]),
        "name": last["applied_by"] or "–",
        "moment": words.moment(last["ran_at"]),
        "cycle_no": int(last["cycle_no"]),
        "central": _site(sites, "is_central"),
        "primary": _site(sites, "is_primary"),
    }
    return _(
        "**Settings {number}**, applied by **{name}**, in force since {moment} (cycle {cycle_no}). "
        "Central site: **{central}**. Primary: **{primary}**.",
        **facts,
    )


def attention(lake: Reading) -> str:
    """What somebody may not have meant so; empty where all is well."""
    rows = queries.unsettled(lake)
    names = queries.stores(lake).set_index("store_id")["name"]
    rows = rows.assign(store=rows["store_id"].map(names).fillna(rows["store_id"]))
    unassigned = rows.loc[rows["reason"] == "unassigned", "store"].drop_duplicates()
    unseen = rows[rows["reason"] == "collector_without_visibility"]
    unseen = [
        _("{store} on site {number}", store=row.store, number=str(row.site_id))
        for row in unseen.itertuples()
    ]
    said = [
        f"{title} {words.listed(list(found))}."
        for title, found in (
            (_("**Without settings, so that their data is refused**:"), unassigned),
            (_("**Set as collector where no other store sees them**:"), unseen),
        )
        if len(found)
    ]
    return "▲ " + " ".join(said) if said else ""


def _site(sites: pd.DataFrame, role: str) -> str:
    found = sites[sites[role]]
    return words.listed(list(found["site_id"].astype(str) + " " + found["name"]))
