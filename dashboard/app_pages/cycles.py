"""The sync cycles: when each ran, how long it took, and what was decided."""

import pandas as pd
import streamlit as st

from dashboard import cycle_queries
from dashboard.components import banner, charts, cycling, exports, tables, words
from dashboard.components.language import _
from dashboard.components.tables import Column, Table

lake = banner.open_page(_("Cycles"), _("When did cycles run, how long, and what did they decide?"))
rows = cycling.with_times(lake, cycle_queries.cycles(lake))
last = rows.iloc[0]
timed = rows.dropna(subset=["seconds"])
tables.headline(
    (_("Last cycle"), str(last["cycle_no"])),
    (_("Seconds it took"), "–" if pd.isna(last["seconds"]) else words.about(last["seconds"])),
    (_("Seconds, median"), "–" if timed.empty else words.about(timed["seconds"].median())),
    (_("Rows received"), words.number(int(rows["rows"].sum()))),
    (_("Refused"), words.number(int(rows["rejected"].sum()))),
)
if not timed.empty:
    with st.container(border=True):
        st.markdown(_("**How long cycles took**, in seconds, the newest last"))
        st.altair_chart(
            charts.steps_of_cycles(timed.head(40)[::-1], cycling.STEPS),
            alt=_("Seconds by cycle and step"),
        )
columns = [
    Column("number", _("Cycle"), pinned=True, width=70),
    Column("began_at", _("Began (UTC)"), "moment"),
    Column("seconds", _("Seconds"), "about"),
    Column("batches", _("Batches"), "number"),
    Column("rows", _("Rows"), "number", _("Changes that sites sent")),
    Column("applied", _("Applied"), "number"),
    Column("unchanged", _("Nothing new"), "number"),
    Column("ignored", _("Not kept"), "number"),
    Column("rejected", _("Refused"), "number", _("As it stands now")),
    Column("waiting", _("Waiting"), "number", _("As it stands now")),
    Column("own", _("Made by the centre"), "number"),
    Column("outgoing", _("Rows to send"), "number", _("Each once per audience")),
    *(Column(step, _("{step}, s", step=cycling.STEPS[step]), "number") for step in cycling.STEPS),
]
table = Table(
    _("Cycles"),
    columns,
    rows.assign(number=rows["cycle_no"].map(str)),
    notes=[_("The {count} newest cycles at most.", count=cycle_queries.NEWEST)],
    empty_cell="–",
)
number = tables.choose_row(table, key="cycle")
overview = cycling.address("assets/sync/cycle")
if number is not None and isinstance(run_id := rows["run_id"].iloc[number], str) and overview:
    said = _("Cycle {number} in Dagster", number=table.rows["number"].iloc[number])
    st.link_button(said, str(cycling.address(f"runs/{run_id}")), icon=":material/open_in_new:")
elif overview:
    st.caption(_("Select a cycle to go to its run in Dagster."))
    st.link_button(_("Cycles in Dagster"), overview, icon=":material/open_in_new:")
else:
    st.caption(_("With `SYNCLINE_DAGSTER_URL` set, there is a link to the run in Dagster here."))
exports.offer(table, banner.as_of(lake))
