"""Refused and waiting rows on a page: their filters, their list, and one beside the centre's."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.components import filters, ordering, tables, words
from dashboard.components.tables import Column, Table
from dashboard.data import Reading
from sync.letters import Letter, Wanted, find_letters
from sync.orders import Order
from sync.side_by_side import Difference, SideBySide, compare
from sync.words import WAITS_TOO_LONG_DAYS, words_for

DECISIONS = {"rejected": "Refused", "waiting": "Waiting"}
COLUMNS = [
    Column("change_no", "Change", width=80),
    Column("state", "State", width=150),
    Column("age_days", "Age in days", "number", "Since the centre received it"),
    Column("site", "Site", width=170),
    Column("table_name", "Record type", width=110),
    Column("record_id", "Record", width=130),
    Column("reason", "Reason", width=130),
    Column("detail", "Detail", width=190),
    Column("ordered", "Ordered", width=200),
]
BESIDE = [
    Column("column", "Column", width=95),
    Column("sent", "In the row", width=80),
    Column("held", "At the centre", width=80),
    Column("difference", "Compared", width=90),
]
COMPARED = {
    Difference.SAME: "same",
    Difference.DIFFERS: "≠ differs",
    Difference.UNREADABLE: "▲ cannot be read",
    Difference.NEW: "new",
    Difference.NOT_SENT: "not sent",
}


def choose(lake: Reading) -> tuple[Wanted, list[tuple[str, str]]]:
    """The filters of the link, and those in force in words."""
    known = queries.open_changes(lake)
    sites = filters.labelled(known.drop_duplicates("site_id"), "site_id")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        site = filters.choose_many("Site", "site", list(sites.values()))
        tables_ = filters.choose_many("Record type", "table", _each(known["table_name"]))
        reasons = filters.choose_many("Reason", "reason", _each(known["reason"]), plain)
        decisions = filters.choose_many(
            "State", "state", _each(known["decision"]), DECISIONS.__getitem__
        )
        is_old = filters.choose_whether(f"Older than {WAITS_TOO_LONG_DAYS} days", "old")
    chosen = [
        ("Site", site),
        ("Record type", tables_),
        ("Reason", list(map(plain, reasons))),
        ("State", [DECISIONS[decision] for decision in decisions]),
        ("Older than 30 days", ["yes"] if is_old else []),
    ]
    wanted = Wanted(
        tuple(int(site_id) for site_id, label in sites.items() if label in site),
        tuple(tables_),
        tuple(reasons),
        tuple(decisions),
        WAITS_TOO_LONG_DAYS if is_old else None,
    )
    return wanted, [(name, ", ".join(values)) for name, values in chosen if values]


def find(lake: Reading, wanted: Wanted) -> list[Letter]:
    with lake.cursor() as connection:
        return find_letters(connection, wanted)


def as_table(
    found: list[Letter], given: Mapping[str, Order], in_force: list[tuple[str, str]]
) -> Table:
    """The list; rows that wait too long are red, and say so."""
    rows = pd.DataFrame([
        {
            "change_no": str(letter.change_no),
            "state": _state(letter),
            "age_days": letter.age_days,
            "site": letter.site or f"site {letter.site_id}",
            "table_name": letter.table_name,
            "record_id": letter.record_id,
            "reason": plain(letter.reason),
            "detail": letter.detail,
            "ordered": _ordered(letter, given),
        }
        for letter in found
    ])  # fmt: skip
    return Table(
        "Refused and waiting rows",
        COLUMNS,
        rows,
        filters=in_force,
        notes=[f"A row is {DECISIONS['waiting'].lower()} until the record that it needs comes."],
        empty_cell="–",
        is_alarming=pd.Series([letter.is_overdue for letter in found]),
        alarm_column="state",
    )


def show_list(table: Table, found: list[Letter]) -> None:
    """The list; a row that is selected is the one to look at."""

    def look_at() -> None:
        if rows := st.session_state["letters"].selection.rows:
            st.session_state["change"] = _label(found[rows[0]])

    tables.show(table, key="letters", on_select=look_at)


def choose_letter(found: list[Letter]) -> Letter | None:
    """The one that the link names, else the first."""
    labels = {str(letter.change_no): _label(letter) for letter in found}
    chosen = filters.choose_one("Look at change", "change", labels, next(iter(labels.values())))
    return next((x for x in found if chosen and str(x.change_no) == chosen[0]), None)


def show(lake: Reading, letter: Letter, given: Mapping[str, Order]) -> None:
    """One row, the reason in words, and the centre's version beside it."""
    reason = words_for(letter.reason)
    st.subheader(
        f"Change {letter.change_no}: {letter.action} of {letter.table_name} {letter.record_id}",
        anchor=False,
    )
    st.caption(_origin(letter))
    detail = f" ({letter.detail})" if letter.detail else ""
    st.info(f"**{_state(letter)}: {plain(letter.reason)}**{detail}. {reason.meaning}\n\n"
            f"{reason.remedy}")  # fmt: skip
    if order := given.get(str(letter.change_no)):
        st.success(
            f"{ordering.in_words(order)}. The next cycle does it.", icon=":material/schedule:"
        )
    with lake.cursor() as connection:
        beside = compare(connection, letter)
    _show_beside(beside)


def plain(code: str) -> str:
    """A code as it is read: `not active site`."""
    return code.replace("_", " ")


def _show_beside(beside: SideBySide) -> None:
    notes = [] if beside.is_held else ["the centre does not hold this record"]
    notes += [beside.note] if beside.note else []
    if notes:
        st.caption(words.capitalized("; ".join(notes)) + ".")
    if not beside.cells:
        return
    rows = pd.DataFrame([
        {"column": c.column, "sent": c.sent, "held": c.held, "difference": COMPARED[c.difference]}
        for c in beside.cells
    ])  # fmt: skip
    marked = pd.Series([
        cell.difference in (Difference.DIFFERS, Difference.UNREADABLE) for cell in beside.cells
    ])  # fmt: skip
    tables.show(
        Table("The row beside the centre's version", BESIDE, rows, empty_cell="–",
              is_alarming=marked, alarm_column="difference")
    )  # fmt: skip


def _label(letter: Letter) -> str:
    return f"{letter.change_no}: {letter.table_name} {letter.record_id}"


def _origin(letter: Letter) -> str:
    store = f", of store {letter.store_id}" if letter.store_id else ""
    return (
        f"From {letter.site or 'a site that is no longer in the network'} (site "
        f"{letter.site_id}){store}. Made {words.moment(letter.changed_at)}, received "
        f"{words.moment(letter.received_at)}."
    )


def _state(letter: Letter) -> str:
    name = DECISIONS.get(letter.decision, letter.decision)
    return "▲ Waiting too long" if letter.is_overdue else name


def _ordered(letter: Letter, given: Mapping[str, Order]) -> str | None:
    order = given.get(str(letter.change_no))
    return f"{ordering.VERBS[order.kind]}, by {order.ordered_by}" if order else None


def _each(values: pd.Series) -> list[str]:
    return sorted(values.unique())
