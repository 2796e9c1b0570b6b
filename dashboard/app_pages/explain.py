"""Why a record is where it is: owner, history, destinations, and one site's view, in sentences.

Other pages link here with `explain?table=…&id=…&site=…`.
"""

import streamlit as st

from dashboard.components import banner, explained, filters, words
from dashboard.components.language import _
from sync.explain import NotKnown

lake = banner.open_page(
    _("Explain"), _("Who owns a record, where does it go, and why is it not there?")
)
with st.container(horizontal=True, vertical_alignment="bottom"):
    table = st.text_input(_("Table"), key="table", bind="query-params", placeholder="transact")
    record_id = st.text_input(_("Record id"), key="id", bind="query-params")
    site_id = filters.choose_site(lake)
if not (table.strip() and record_id.strip()):
    st.info(
        _(
            "Give a table and a record id, as they stand in `sync.change`. With a site, the answer "
            "also says why the record is, or is not, there."
        ),
        icon=":material/search:",
    )
    st.stop()
found = explained.explanation(lake, table.strip(), record_id.strip(), site_id)
if isinstance(found, NotKnown):
    st.warning(explained.plain(words.capitalized(f"{found}.")), icon=":material/search_off:")
    st.stop()
explained.show(found)
