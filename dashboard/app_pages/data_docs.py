"""What every table and column of the reports means: dbt's documentation, served from the home."""

import streamlit as st

from dashboard.components import banner
from dashboard.components.language import _

HEIGHT = 900

lake = banner.open_page(_("Data documentation"), _("What does each table and column mean?"))
st.markdown(
    _(
        "For analysts: the tables of `marts` and `reports`, their columns, how each is made and "
        "what it rests on. Ask them with `syncline sql`, DuckDB or Python."
    )
)
file = lake.home.data_docs
if not file.exists():
    st.info(
        _("It is made with a whole build of the reports: run `syncline reports --whole`."),
        icon=":material/info:",
    )
    st.stop()
page = file.read_text("utf-8")
st.download_button(
    _("Download as one page"), page, "syncline-data.html", "text/html", on_click="ignore",
    icon=":material/download:",
)  # fmt: skip
st.iframe(page, height=HEIGHT)
