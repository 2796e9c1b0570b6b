"""The steps behind a figure: stock lines, ledger, and the changes with the batches they came in."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import trace_queries as queries
from dashboard.components import letters, links, tables, words
from dashboard.components.explained import plain
from dashboard.components.language import N_, Said, _, ngettext
from dashboard.components.tables import Column, Table
from dashboard.data import Reading
from sync.access import Right
from sync.words import words_for

KINDS = Said({
    "opening": N_("There at first"),
    "receipt": N_("Received"),
    "issue_to_patient": N_("Issued to a patient"),
    "issue_to_store": N_("Issued to a store"),
    "issue_to_other": N_("Issued to others"),
    "customer_return": N_("Returned by a customer"),
    "supplier_return": N_("Returned to a supplier"),
    "adjustment": N_("Adjusted"),
    "repack": N_("Repacked"),
})  # fmt: skip
DECISIONS = Said({
    "applied": N_("Applied"),
    "unchanged": N_("Nothing new"),
    "ignored": N_("Not kept"),
    "rejected": N_("Refused"),
    "waiting": N_("Waiting"),
})  # fmt: skip


def stock_lines(rows: pd.DataFrame, title: str) -> Table:
    """What each stock line holds, and whether its ledger agrees."""
    return Table(
        title,
        [
            Column("batch", _("Batch"), pinned=True),
            Column("expiry_on", _("Expires"), "date"),
            Column("packs", _("Packs"), "number"),
            Column("pack_size", _("Pack size"), "number"),
            Column("units", _("Units"), "number"),
            Column("available_units", _("Available"), "number"),
            Column("value", _("Value"), "money"),
            Column("ledger_units", _("By the ledger"), "number", _("What its movements add up to")),
            Column("said", _("Ledger"), width=130),
        ],
        rows.assign(said=[_agreement(row) for row in rows.itertuples()]),
        {"batch": _("Total"), **rows[["units", "available_units", "value"]].sum().to_dict()},
        empty_cell="–",
        is_alarming=~rows["agrees"].fillna(True).astype(bool),
        alarm_column="said",
    )


def ledger(rows: pd.DataFrame, title: str, filters: list[tuple[str, str]]) -> Table:
    """Every movement, the newest first, with the balance after it."""
    return Table(
        title,
        [
            Column("moved_on", _("Day"), "date", pinned=True),
            Column("kind_said", _("What happened"), width="medium"),
            Column("batch", _("Batch")),
            Column("other_store", _("Other store"), width="medium"),
            Column("units", _("Units"), "number", _("What goes out is below zero")),
            Column("balance_units", _("Balance"), "number", _("In units, after it")),
            Column("value", _("Value"), "money"),
            Column("transaction_id", _("Document")),
        ],
        rows.assign(kind_said=rows["kind"].map(KINDS)),
        filters=filters,
        empty_cell="–",
    )


def choose(table: Table, id_column: str, key: str) -> str | None:
    """Draw the table; the id that the link has under `key`, which selecting a row puts there."""
    ids = table.rows[id_column]

    def pick() -> None:
        chosen = st.session_state[f"{key}_row"].selection.rows
        if chosen and chosen[0] < len(ids) and not pd.isna(ids.iloc[chosen[0]]):
            st.query_params[key] = ids.iloc[chosen[0]]
        else:
            st.query_params.pop(key, None)

    tables.show(table, key=f"{key}_row", on_select=pick)
    linked = st.query_params.get(key)
    return linked if linked in set(ids.dropna()) else None


def records(lake: Reading, found: dict[str, tuple[str, str]]) -> None:
    """The changes of each record, by what it is: (table, id)."""
    if not lake.reader.may(Right.CHANGES):
        st.info(
            _(
                "**No access.** The change records are of the whole network: your account does "
                "not reach them."
            ),
            icon=":material/lock:",
        )
        return
    for what, (table, record_id) in found.items():
        rows, every = queries.changes(lake, table, record_id)
        st.markdown(f"**{what}** · `{table}` {plain(record_id)}")
        if rows.empty:
            st.caption(_("No change of it is in the log."))
        for row in rows.itertuples():
            _show_change(lake, row)
        if every > len(rows):
            st.caption(_("The newest {shown} of {every} changes.", shown=len(rows), every=every))
        links.show({"explain": _("Explain")}, table=table, id=record_id)


def _show_change(lake: Reading, row: Any) -> None:
    reason = words_for(row.reason)
    with st.container(border=True):
        st.markdown(
            f"**{_('Change {number}', number=str(row.change_no))}: "
            f"{letters.ACTIONS.get(row.action, row.action)}** · "
            f"{DECISIONS.get(row.decision, row.decision)}: {letters.plain(row.reason)}"
        )
        st.markdown(f"{_(reason.meaning)} {_(reason.remedy) if reason.remedy else ''}")
        st.caption(_sent(row))
        number = int(row.change_no)
        if st.toggle(_("Show its content"), key=f"content_{number}"):
            letters.show_content(lake, number)


def _sent(row: Any) -> str:
    """Who sent it, in which batch, when it was made, received and decided."""
    site = plain(row.site if isinstance(row.site, str) else str(row.site_id))
    times = {
        "made": words.moment(row.changed_at), "received": words.moment(row.received_at),
        "decided": words.moment(row.decided_at), "cycle": str(row.cycle_no),
    }  # fmt: skip
    if pd.isna(row.batch_no):
        told = _("Made by the centre in cycle {cycle}, {decided}.", **times)
    else:
        told = _(
            "Sent by {site} (site {number}) in its batch {batch}. Made {made}, received "
            "{received}, decided {decided} in cycle {cycle}.",
            site=site, number=str(row.site_id), batch=str(int(row.batch_no)), **times,
        )  # fmt: skip
    if isinstance(row.user_name, str):
        told += " " + _("Written by {user}.", user=plain(row.user_name))
    return told


def _agreement(row: Any) -> str:
    if pd.isna(row.ledger_units):
        return ""
    if row.agrees:
        moved = int(row.movements)
        return ngettext("✓ {count} movement", "✓ {count} movements", moved)
    return _("≠ differs")
