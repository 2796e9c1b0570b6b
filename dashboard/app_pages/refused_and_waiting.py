"""Rows that are refused or wait, each beside the centre's version, and what becomes of it."""

import streamlit as st

from dashboard.components import alerting, banner, empty, exports, letters, ordering, tables
from dashboard.components.language import _, number

lake = banner.open_page(
    _("Refused and waiting rows"), _("Which rows did not get into the lake, why, and what to do?")
)
alerting.show(lake, "rejected")
wanted, in_force = letters.choose(lake)
found = letters.find(lake, wanted)
if not found and wanted.is_narrow:
    empty.nothing_found("row")
if not found:
    st.success(_("No row is refused, and none waits."), icon=":material/check_circle:")
    st.stop()
overdue = sum(letter.is_overdue for letter in found)
refused = sum(letter.decision == "rejected" for letter in found)
tables.headline(
    (_("Refused"), number(refused)),
    (_("Waiting"), number(len(found) - refused)),
    (_("Waiting too long"), number(overdue)),
)
given = ordering.given(lake)
table = letters.as_table(found, given, in_force)
letters.show_list(table, found)
exports.offer(table, banner.as_of(lake))
letter = letters.choose_letter(found)
if letter is not None:
    letters.show(lake, letter, given)
    ordering.offer(lake, letter)
