"""Refused and waiting rows on a page: their filters, their list, and one beside the centre's."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.components import filters, ordering, tables, words
from dashboard.components.language import N_, Said, _
from dashboard.components.tables import Column, Table
from dashboard.data import Reading
from reporting.codes import DECISIONS
from reporting.sentences import retold
from sync.access import Right
from sync.letters import Letter, Wanted, find_letters, load_letter
from sync.masking import masked
from sync.orders import Order
from sync.side_by_side import Difference, SideBySide, compare
from sync.words import WAITS_TOO_LONG_DAYS, words_for

ACTIONS = Said({"upsert": N_("upsert"), "delete": N_("delete"), "merge": N_("merge")})
COMPARED = Said({
    Difference.SAME: N_("same"),
    Difference.DIFFERS: N_("≠ differs"),
    Difference.UNREADABLE: N_("▲ cannot be read"),
    Difference.NEW: N_("new"),
    Difference.NOT_SENT: N_("not sent"),
})  # fmt: skip


def choose(lake: Reading) -> tuple[Wanted, list[tuple[str, str]]]:
    """The filters of the link, and those in force in words."""
    known = queries.open_changes(lake)
    sites = filters.labelled(known.drop_duplicates("site_id"), "site_id")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        site = filters.choose_many(_("Site"), "site", list(sites.values()))
        tables_ = filters.choose_many(_("Record type"), "table", _each(known["table_name"]))
        reasons = filters.choose_many(_("Reason"), "reason", _each(known["reason"]), plain)
        decisions = filters.choose_many(
            _("State"), "state", _each(known["decision"]), DECISIONS.__getitem__
        )
        is_old = filters.choose_whether(
            _("Older than {days} days", days=WAITS_TOO_LONG_DAYS), "old"
        )
    chosen = [
        (_("Site"), site),
        (_("Record type"), tables_),
        (_("Reason"), list(map(plain, reasons))),
        (_("State"), [DECISIONS[decision] for decision in decisions]),
        (_("Older than {days} days", days=WAITS_TOO_LONG_DAYS), [_("yes")] if is_old else []),
    ]
    wanted = Wanted(
        tuple(int(site_id) for site_id, label in sites.items() if label in site),
        tuple(tables_),
        tuple(reasons),
        tuple(decisions),
        WAITS_TOO_LONG_DAYS if is_old else None,
    )
    return wanted, [(name, words.separated(values)) for name, values in chosen if values]


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
            "site": letter.site or _("site {number}", number=str(letter.site_id)),
            "table_name": letter.table_name,
            "record_id": letter.record_id,
            "reason": plain(letter.reason),
            "detail": letter.detail and retold(letter.detail),
            "ordered": _ordered(letter, given),
        }
        for letter in found
    ])  # fmt: skip
    return Table(
        _("Refused and waiting rows"),
        _columns(),
        rows,
        filters=in_force,
        notes=[_("A row waits until the record that it needs comes.")],
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
    chosen = filters.choose_one(_("Look at change"), "change", labels, next(iter(labels.values())))
    return next((x for x in found if chosen and str(x.change_no) == chosen[0]), None)


def show(lake: Reading, letter: Letter, given: Mapping[str, Order]) -> None:
    """One row, the reason in words, and the centre's version beside it."""
    reason = words_for(letter.reason)
    st.subheader(
        _(
            "Change {number}: {action} of {table} {id}",
            number=str(letter.change_no),
            action=ACTIONS.get(letter.action, letter.action),
            table=letter.table_name,
            id=letter.record_id,
        ),
        anchor=False,
    )
    st.caption(_origin(letter))
    detail = f" ({retold(letter.detail)})" if letter.detail else ""
    st.info(f"**{_state(letter)}: {plain(letter.reason)}**{detail}. {_(reason.meaning)}\n\n"
            f"{_(reason.remedy) if reason.remedy else ''}")  # fmt: skip
    if order := given.get(str(letter.change_no)):
        st.success(
            _("{order}. The next cycle does it.", order=ordering.in_words(order)),
            icon=":material/schedule:",
        )
    _show_content(lake, letter)


def show_content(lake: Reading, change_no: int) -> None:
    """What a change carries, whatever was decided of it, beside the centre's version."""
    with lake.cursor() as connection:
        letter = load_letter(connection, change_no)
    _show_content(lake, letter)


def _show_content(lake: Reading, letter: Letter) -> None:
    with lake.cursor() as connection:
        beside = compare(connection, letter)
    if not lake.reader.may(Right.PATIENTS):
        beside = masked(beside, letter.table_name)
    _show_beside(beside)


def plain(code: str) -> str:
    """A code as it is read: `not active site`."""
    return _(code.replace("_", " "))


def _show_beside(beside: SideBySide) -> None:
    notes = [] if beside.is_held else [_("the centre does not hold this record")]
    notes += [retold(beside.note)] if beside.note else []
    if notes:
        st.caption(words.capitalized(_("; ").join(notes)) + ".")
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
        Table(_("The row beside the centre's version"), _beside(), rows, empty_cell="–",
              is_alarming=marked, alarm_column="difference")
    )  # fmt: skip


def _columns() -> list[Column]:
    return [
        Column("change_no", _("Change"), width=80),
        Column("state", _("State"), width=150),
        Column("age_days", _("Age in days"), "number", _("Since the centre received it")),
        Column("site", _("Site"), width=170),
        Column("table_name", _("Record type"), width=110),
        Column("record_id", _("Record"), width=130),
        Column("reason", _("Reason"), width=130),
        Column("detail", _("Detail"), width=190),
        Column("ordered", _("Ordered"), width=200),
    ]


def _beside() -> list[Column]:
    return [
        Column("column", _("Column"), width=95),
        Column("sent", _("In the row"), width=80),
        Column("held", _("At the centre"), width=80),
        Column("difference", _("Compared"), width=90),
    ]


def _label(letter: Letter) -> str:
    return f"{letter.change_no}: {letter.table_name} {letter.record_id}"


def _origin(letter: Letter) -> str:
    facts = {
        "site": letter.site or _("a site that is no longer in the network"),
        "number": str(letter.site_id),
        "made": words.moment(letter.changed_at),
        "received": words.moment(letter.received_at),
    }
    if not letter.store_id:
        return _("From {site} (site {number}). Made {made}, received {received}.", **facts)
    return _(
        "From {site} (site {number}), of store {store}. Made {made}, received {received}.",
        store=letter.store_id,
        **facts,
    )


def _state(letter: Letter) -> str:
    name = DECISIONS.get(letter.decision, letter.decision)
    return _("▲ Waiting too long") if letter.is_overdue else name


def _ordered(letter: Letter, given: Mapping[str, Order]) -> str | None:
    order = given.get(str(letter.change_no))
    if order is None:
        return None
    return _("{order}, by {name}", order=ordering.VERBS[order.kind], name=order.ordered_by)


def _each(values: pd.Series) -> list[str]:
    return sorted(values.unique())
