"""One transfer: how far it has come, and its two halves side by side, header and lines."""

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import transfer_queries as queries
from dashboard.components import filters, language, links, tables, words
from dashboard.components import transfer_words as said
from dashboard.components.explained import plain
from dashboard.components.language import N_, _, ngettext
from dashboard.components.tables import Column, Table
from dashboard.data import Reading
from reporting.sentences import retold

VIEW = N_("One transfer")


def show_list(table: Table) -> None:
    """A table of transfers: the row that is selected is the one to look at."""

    def look_at() -> None:
        chosen = st.session_state["transfers"].selection.rows
        ids = table.rows["initiating_id"]
        if chosen and chosen[0] < len(ids) and not pd.isna(ids.iloc[chosen[0]]):
            st.query_params["transfer"] = st.session_state["transfer"] = ids.iloc[chosen[0]]
            st.session_state["show"] = VIEW

    st.caption(_("Select a row to see both halves side by side."))
    tables.show(table, key="transfers", on_select=look_at)


def one(lake: Reading) -> Table:
    """The transfer that is asked for: its state and headers drawn, its lines as the table."""
    wanted = st.text_input(
        _("Number or id of a half"),
        key="transfer",
        bind="query-params",
        placeholder="17",
        width=420,
    ).strip()
    if not wanted:
        st.info(
            _("Give the number or the id of either document, or select a row of another view."),
            icon=":material/search:",
        )
        st.stop()
    key = _choose(queries.found(lake, wanted))
    pair = queries.one(lake, *key)
    lines = queries.lines(lake, *key)
    title = f"{said.KINDS[pair['kind']]} {said.number(pair['initiating_number'])}".strip()
    st.subheader(plain(f"{title}: {pair['from_store']} → {pair['to_store']}"), anchor=False)
    _say(pair)
    tables.show(_headers(pair))
    st.markdown(_("**Lines**, those that answer each other side by side"))
    compared = [_compared(line, pair) for line in lines.itertuples()]
    return Table(
        _("{document} from {store}", document=title, store=pair["from_store"]),
        _line_columns(pair),
        lines.assign(
            packs_sent=[said.packs(x.initiating_packs, x.initiating_pack_size)
                        for x in lines.itertuples()],
            packs_received=[said.packs(x.responding_packs, x.responding_pack_size)
                            for x in lines.itertuples()],
            compared=compared,
        ),
        filters=[(_("Transfer"), str(pair["initiating_id"]))],
        notes=[words.capitalized(retold(pair["state_in_words"])) + "."],
        empty_cell="",
        is_alarming=pd.Series([text[:1] in "≠▲" for text in compared], dtype=bool),
        alarm_column="compared",
    )  # fmt: skip


def _choose(found: pd.DataFrame) -> tuple[str, str]:
    """The transfer that was meant; where a number is used twice, a person says which."""
    if found.empty:
        st.info(_("No transfer has a half with this number or id."), icon=":material/search:")
        st.stop()
    keys = list(zip(found["initiating_table"], found["initiating_id"], strict=True))
    if len(keys) == 1:
        return keys[0]
    labels = {
        f"{row.initiating_table}:{row.initiating_id}":
            f"{said.KINDS[row.kind]} {said.number(row.initiating_number)}: "
            f"{row.from_store} → {row.to_store} ({row.initiating_id})"
        for row in found.itertuples()
    }  # fmt: skip
    chosen = filters.choose_one(_("Which of them"), "which", labels, next(iter(labels.values())))
    return keys[list(labels).index(chosen[0])] if chosen else keys[0]


def _say(pair: pd.Series) -> None:
    text = f"**{said.state(pair)}.** {_figures(pair)}"
    show = st.warning if said.needs_attention(pair) else st.info
    show(text, icon=":material/local_shipping:")
    data = words.freshness(pair["freshness"], pair["complete_through"])
    notes = [_("data of the receiver: {state}", state=data)]
    if pair["is_open"]:
        days = int(pair["age_days"])
        notes.append(ngettext("sent {count} day ago", "sent {count} days ago", days))
    if pair["is_same_site"]:
        notes.append(_("both stores are on one site, which makes both halves itself"))
    if pair["is_on_hold"]:
        notes.append(_("the receiving half is on hold"))
    if not pd.isna(pair["second_id"]):
        second = plain(str(pair["second_id"]))
        notes.append(_("a second half, {id}, is not counted", id=second))
    said_of_it = words.capitalized(_("; ").join(notes)) + ". " + _explain(pair)
    st.caption(said_of_it, unsafe_allow_html=True)


def _figures(pair: pd.Series) -> str:
    if not pair["is_stock"]:
        return _("It moves no stock.")
    names = ("sent", "received", "in_transit", "difference")
    sent, received, way, difference = (words.number(pair[f"units_{name}"]) for name in names)
    return _(
        "Sent {sent} units: {received} received, {way} in transit, difference {difference} "
        "({value} in value).",
        sent=sent,
        received=received,
        way=way,
        difference=difference,
        value=words.money(pair["value_difference"]),
    )


def _explain(pair: pd.Series) -> str:
    """Links to the explanation of either half."""
    halves = [(_("initiating half"), pair["initiating_table"], pair["initiating_id"])]
    if not pd.isna(pair["responding_id"]):
        halves.append((_("responding half"), pair["responding_table"], pair["responding_id"]))
    spoken = language.current()
    shown = [
        links.anchor(name, "explain", urlencode({"table": table, "id": id_, "lang": spoken}))
        for name, table, id_ in halves
    ]
    return _("Explain: {halves}", halves=words.separated(shown))


def _headers(pair: pd.Series) -> Table:
    """A field a row, a half a column, all in words."""
    rows = [
        (_("Document"), *(_document(pair, side) for side in ("initiating", "responding"))),
        (_("Id"), pair["initiating_id"], pair["responding_id"]),
        (_("Number"), *_both(pair, "number", said.number)),
        (_("Status"), *_both(pair, "status", said.status)),
        (_("Entered"), *_both(pair, "entered_on", words.day)),
        (_("Confirmed"), *_both(pair, "confirmed_on", words.day)),
        (_("Finalised"), *_both(pair, "finalised_on", words.day)),
        (_("Reference"), *_both(pair, "reference", _text)),
        (_("Comment"), *_both(pair, "comment", _text)),
        (_("Lines"), words.number(pair["lines_sent"]), words.number(pair["lines_received"])),
    ]
    columns = [
        Column("field", "", width=85),
        Column("initiating", _("From {store}", store=pair["from_store"]), width=132),
        Column("responding", _("To {store}", store=pair["to_store"]), width=132),
    ]
    content = pd.DataFrame(rows, columns=["field", "initiating", "responding"])
    return Table(_("Both halves"), columns, content, empty_cell="")


def _line_columns(pair: pd.Series) -> list[Column]:
    """Orders have no batches and no difference; what is in transit is yet to be received."""
    units, answered, packs, packs_answered = _headings(pair)
    columns = [
        Column("item", _("Item"), pinned=True, width="medium"),
        Column("item_code", _("Code"), width=90),
        Column("compared", _("Compared"), width=140),
        Column("initiating_units", units, "number", width=105),
        Column("responding_units", answered, "number", width=120),
        Column(
            "units_difference", _("Difference"), "number", _("In units: received less sent"), 95
        ),
        Column("packs_sent", packs, width=110, help=_("Packs × pack size")),
        Column("packs_received", packs_answered, width=125, help=_("Packs × pack size")),
        Column("initiating_batch", _("Batch sent"), width=105),
        Column("responding_batch", _("Batch received"), width=120),
    ]
    of_stock = {"initiating_batch", "responding_batch", "units_difference"}
    return [column for column in columns if pair["is_stock"] or column.name not in of_stock]


def _headings(pair: pd.Series) -> tuple[str, str, str, str]:
    """Units and packs of either half."""
    if not pair["is_stock"]:
        return _("Units ordered"), _("Units granted"), _("Packs ordered"), _("Packs granted")
    if pair["is_open"]:
        return _("Units sent"), _("Units to receive"), _("Packs sent"), _("Packs to receive")
    return _("Units sent"), _("Units received"), _("Packs sent"), _("Packs received")


def _compared(line: Any, pair: pd.Series) -> str:
    """How the two lines stand to each other, in words."""
    if pd.isna(line.responding_line_id):
        return (
            _("▲ no line in answer") if not pd.isna(pair["responding_id"]) else _("no other half")
        )
    if pd.isna(line.initiating_line_id):
        return _("▲ answers no line")
    if pd.isna(line.units_difference):
        return _("not received yet") if pair["is_stock"] and pair["is_open"] else ""
    return _("≠ differs") if line.units_difference else _("same")


def _document(pair: pd.Series, side: str) -> str:
    table = pair[f"{side}_table"]
    return _("not there") if pd.isna(pair[f"{side}_id"]) else said.TABLES.get(table, table)


def _both(pair: pd.Series, field: str, in_words: Any) -> tuple[str, str]:
    return in_words(pair[f"initiating_{field}"]), in_words(pair[f"responding_{field}"])


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)
