"""Which reports on programs came, when, and which are missing; and how complete the data is."""

import pandas as pd
import streamlit as st

from dashboard import report_queries
from dashboard.components import bands, banner, filters, report_view, tables
from dashboard.components.language import N_, _
from dashboard.components.tables import Column

PROGRAMS = N_("Reports on programs")
SYNCED = N_("Complete months")

lake = banner.open_page(_("Reporting"), _("Who has reported, who is late, and who never did?"))
view = filters.choose_view(_("Show"), "show", [PROGRAMS, SYNCED])
if view == SYNCED:
    report_view.need_region(lake)
    rows = report_queries.whole(lake, "completeness", "month DESC, region")
    rows["region"] = rows["region"].fillna(_("No region"))
    rows = rows.assign(
        state=[_("over") if over else _("still running") for over in rows["is_over"]]
    )
    columns = [
        Column("month", _("Month"), "month", pinned=True),
        Column("region", _("Region")),
        Column("stores", _("Stores"), "number"),
        Column("stores_expected", _("That sync"), "number"),
        Column("stores_complete", _("Complete"), "number"),
        Column("complete_pct", _("Share complete"), "share"),
        Column("state", _("The month is")),
    ]
    report_view.offer(lake, _("Complete months"), rows, columns, [], report="completeness")
    st.stop()
chosen = filters.choose_stores(lake)
rows = report_queries.of_stores(
    lake, "reporting_rate", chosen.parameters(), order="ends_on DESC, program, store", by_item=False
)
if rows.empty:
    st.info(
        _("No store has reported on a program yet. “Complete months” says what has been synced.")
    )
    st.stop()
expected = rows[rows["state"] != "due"]
came = expected["state"].isin(["on time", "late"]).sum()
tables.headline(
    (_("Reporting rate"), report_view.share(int(came), len(expected))),
    (_("On time"), report_view.share(int((expected["state"] == "on time").sum()), len(expected))),
    (_("Missing"), report_view.count(rows, "state", "missing")),
    (_("Not known"), report_view.count(rows, "state", "not known")),
)
said = rows.assign(said=rows["state"].map(bands.REPORTING))
matrix = said.pivot_table(
    index="store", columns="period", values="said", aggfunc="first", sort=False
)
with st.container(border=True):
    st.markdown(_("**Stores × periods**"))
    shown = pd.DataFrame(matrix).rename_axis(_("Store")).fillna("–")
    st.dataframe(shown, width="stretch", alt=_("Reports by store and period"))
columns = [
    report_view.store_column(),
    Column("program", _("Program")),
    Column("period", _("Period")),
    Column("due_on", _("Due"), "date"),
    Column("reported_on", _("Reported"), "date"),
    Column("said", _("State")),
    report_view.data_column(),
]
report_view.offer(
    lake, _("Reporting"), said, columns, chosen.in_words(),
    report="reporting_rate",
    note=_("Expected of every store that uses the program, whether or not it ever reported."),
)  # fmt: skip
