"""One transfer: how far it has come, and its two halves side by side, header and lines."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import transfer_queries as queries
from dashboard.components import filters, tables, words
from dashboard.components import transfer_words as said
from dashboard.components.explained import plain
from dashboard.components.tables import Column, Table
from dashboard.data import Reading

VIEW = "One transfer"


def show_list(table: Table) -> None:
    """A table of transfers: the row that is selected is the one to look at."""

    def look_at() -> None:
        chosen = st.session_state["transfers"].selection.rows
        ids = table.rows["initiating_id"]
        if chosen and chosen[0] < len(ids) and not pd.isna(ids.iloc[chosen[0]]):
            st.query_params["transfer"] = st.session_state["transfer"] = ids.iloc[chosen[0]]
            st.session_state["show"] = VIEW

    st.caption("Select a row to see both halves side by side.")
    tables.show(table, key="transfers", on_select=look_at)


def one(lake: Reading) -> Table:
    """The transfer that is asked for: its state and headers drawn, its lines as the table."""
    wanted = st.text_input(
        "Number or id of a half", key="transfer", bind="query-params", placeholder="17", width=420
    ).strip()
    if not wanted:
        st.info(
            "Give the number or the id of either document, or select a row of another view.",
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
    st.markdown("**Lines**, those that answer each other side by side")
    compared = [_compared(line, pair) for line in lines.itertuples()]
    return Table(
        f"{title} from {pair['from_store']}",
        _line_columns(pair),
        lines.assign(
            packs_sent=[said.packs(x.initiating_packs, x.initiating_pack_size)
                        for x in lines.itertuples()],
            packs_received=[said.packs(x.responding_packs, x.responding_pack_size)
                            for x in lines.itertuples()],
            compared=compared,
        ),
        filters=[("Transfer", str(pair["initiating_id"]))],
        notes=[words.capitalized(pair["state_in_words"]) + "."],
        empty_cell="",
        is_alarming=pd.Series([text[:1] in "≠▲" for text in compared], dtype=bool),
        alarm_column="compared",
    )  # fmt: skip


def _choose(found: pd.DataFrame) -> tuple[str, str]:
    """The transfer that was meant; where a number is used twice, a person says which."""
    if found.empty:
        st.info("No transfer has a half with this number or id.", icon=":material/search:")
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
    chosen = filters.choose_one("Which of them", "which", labels, next(iter(labels.values())))
    return keys[list(labels).index(chosen[0])] if chosen else keys[0]


def _say(pair: pd.Series) -> None:
    text = f"**{said.state(pair)}.** {_figures(pair)}"
    show = st.warning if said.needs_attention(pair) else st.info
    show(text, icon=":material/local_shipping:")
    notes = [
        f"data of the receiver: {words.freshness(pair['freshness'], pair['complete_through'])}"
    ]
    if pair["is_open"]:
        notes.append(f"sent {words.count(int(pair['age_days']), 'day')} ago")
    if pair["is_same_site"]:
        notes.append("both stores are on one site, which makes both halves itself")
    if pair["is_on_hold"]:
        notes.append("the receiving half is on hold")
    if not pd.isna(pair["second_id"]):
        notes.append(f"a second half, {plain(str(pair['second_id']))}, is not counted")
    st.caption(words.capitalized("; ".join(notes)) + ". " + _explain(pair))


def _figures(pair: pd.Series) -> str:
    if not pair["is_stock"]:
        return "It moves no stock."
    names = ("sent", "received", "in_transit", "difference")
    sent, received, way, difference = (words.number(pair[f"units_{name}"]) for name in names)
    return (
        f"Sent {sent} units: {received} received, {way} in transit, difference {difference} "
        f"({words.money(pair['value_difference'])} in value)."
    )


def _explain(pair: pd.Series) -> str:
    """Links to the explanation of either half."""
    halves = [("initiating", pair["initiating_table"], pair["initiating_id"])]
    if not pd.isna(pair["responding_id"]):
        halves.append(("responding", pair["responding_table"], pair["responding_id"]))
    return "Explain: " + ", ".join(
        f"[{name} half](explain?table={table}&id={id_})" for name, table, id_ in halves
    )


def _headers(pair: pd.Series) -> Table:
    """A field a row, a half a column, all in words."""
    rows = [
        ("Document", *(_document(pair, side) for side in ("initiating", "responding"))),
        ("Id", pair["initiating_id"], pair["responding_id"]),
        ("Number", *_both(pair, "number", said.number)),
        ("Status", *_both(pair, "status", said.status)),
        ("Entered", *_both(pair, "entered_on", words.day)),
        ("Confirmed", *_both(pair, "confirmed_on", words.day)),
        ("Finalised", *_both(pair, "finalised_on", words.day)),
        ("Reference", *_both(pair, "reference", _text)),
        ("Comment", *_both(pair, "comment", _text)),
        ("Lines", words.number(pair["lines_sent"]), words.number(pair["lines_received"])),
    ]
    columns = [
        Column("field", "", width=85),
        Column("initiating", f"From {pair['from_store']}", width=132),
        Column("responding", f"To {pair['to_store']}", width=132),
    ]
    return Table(
        "Both halves", columns, pd.DataFrame(rows, columns=["field", "initiating", "responding"]),
        empty_cell="",
    )  # fmt: skip


def _line_columns(pair: pd.Series) -> list[Column]:
    """Orders have no batches and no difference; what is in transit is yet to be received."""
    sent, received = ("sent", "received") if pair["is_stock"] else ("ordered", "granted")
    if pair["is_stock"] and pair["is_open"]:
        received = "to receive"
    columns = [
        Column("item", "Item", pinned=True, width="medium"),
        Column("item_code", "Code", width=90),
        Column("compared", "Compared", width=140),
        Column("initiating_units", f"Units {sent}", "number", width=105),
        Column("responding_units", f"Units {received}", "number", width=120),
        Column("units_difference", "Difference", "number", "In units: received less sent", 95),
        Column("packs_sent", f"Packs {sent}", width=110, help="Packs × pack size"),
        Column("packs_received", f"Packs {received}", width=125, help="Packs × pack size"),
        Column("initiating_batch", "Batch sent", width=105),
        Column("responding_batch", "Batch received", width=120),
    ]
    of_stock = {"initiating_batch", "responding_batch", "units_difference"}
    return [column for column in columns if pair["is_stock"] or column.name not in of_stock]


def _compared(line: Any, pair: pd.Series) -> str:
    """How the two lines stand to each other, in words."""
    if pd.isna(line.responding_line_id):
        return "▲ no line in answer" if not pd.isna(pair["responding_id"]) else "no other half"
    if pd.isna(line.initiating_line_id):
        return "▲ answers no line"
    if pd.isna(line.units_difference):
        return "not received yet" if pair["is_stock"] and pair["is_open"] else ""
    return "≠ differs" if line.units_difference else "same"


def _document(pair: pd.Series, side: str) -> str:
    table = pair[f"{side}_table"]
    return "not there" if pd.isna(pair[f"{side}_id"]) else said.TABLES.get(table, table)


def _both(pair: pd.Series, field: str, in_words: Any) -> tuple[str, str]:
    return in_words(pair[f"initiating_{field}"]), in_words(pair[f"responding_{field}"])


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)
