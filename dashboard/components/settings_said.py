"""Which settings hold and what is wrong with them, in sentences above every view of the page."""

import pandas as pd

from dashboard import settings_queries as queries
from dashboard.components import words
from dashboard.data import Reading


def in_force(lake: Reading) -> str:
    """`Settings 3, applied by …`: what holds now."""
    held = queries.in_force(lake)
    if held.empty:
        return "No settings are in force yet."
    last, sites = held.iloc[0], queries.sites(lake)
    by = f", applied by **{last['applied_by']}**" if last["applied_by"] else ""
    since = words.moment(last["ran_at"])
    return (
        f"**Settings {int(last['network_no'])}**{by}, in force since "
        f"{since + ' ' if since else ''}(cycle {int(last['cycle_no'])}). "
        f"Central site: **{_site(sites, 'is_central')}**. "
        f"Primary: **{_site(sites, 'is_primary')}**."
    )


def attention(lake: Reading) -> str:
    """What somebody may not have meant so; empty where all is well."""
    rows = queries.unsettled(lake)
    names = queries.stores(lake).set_index("store_id")["name"]
    rows = rows.assign(store=rows["store_id"].map(names).fillna(rows["store_id"]))
    unassigned = rows.loc[rows["reason"] == "unassigned", "store"].drop_duplicates()
    unseen = rows[rows["reason"] == "collector_without_visibility"]
    unseen = unseen["store"] + " on site " + unseen["site_id"].astype(str)
    said = [
        f"**{title}**: {words.listed(found.tolist())}."
        for title, found in (
            ("Without settings, so that their data is refused", unassigned),
            ("Set as collector where no other store sees them", unseen),
        )
        if len(found)
    ]
    return "▲ " + " ".join(said) if said else ""


def _site(sites: pd.DataFrame, role: str) -> str:
    found = sites[sites[role]]
    return words.listed(list(found["site_id"].astype(str) + " " + found["name"]))
