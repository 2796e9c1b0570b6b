"""What must hold of transfers (T1, T7), generated from their kinds: counts of offending rows.

The pairs are judged against the documents and lines themselves, not against the cycle's own
working. What a unit is, which lines count and what cancels is told once, in `sync.transfers`. How
checks run is `pipelines.checks`'.
"""

from collections.abc import Iterable

from sync.names import literal, quoted
from sync.transfers import (
    CANCELLED,
    INITIATING,
    IS_STOCK,
    LOOSE,
    RESPONDING,
    TRANSFER_KINDS,
    UNITS,
    TransferKind,
    is_no_answer_sql,
    line_of,
)

PARTY = (
    "SELECT store.name_ID AS name_id, min(store.ID) AS store_id FROM replica.store AS store "
    "SEMI JOIN sync.store_setting AS setting ON setting.store_id = store.ID "
    "WHERE store.name_ID IS NOT NULL GROUP BY store.name_ID"
)


def transfer_checks() -> dict[str, str]:
    """Name of a check on `sync.transfer` → SQL that counts what must not be."""
    return {
        "every_half_has_its_pair": _sum(map(_without_pair, TRANSFER_KINDS)),
        "every_pair_has_its_other_half": _without_other_half(),
        "one_responding_half_per_pair":
            "SELECT count(*) - count(DISTINCT (responding_table, responding_id)) "
            "FROM sync.transfer WHERE responding_id IS NOT NULL",
        "one_pair_per_initiating_half":
            "SELECT count(*) - count(DISTINCT (initiating_table, initiating_id)) "
            "FROM sync.transfer",
        "no_half_points_at_nothing": _sum(map(_points_at_nothing, TRANSFER_KINDS)),
        "units_add_up": _units_differ(),
    }  # fmt: skip


def _without_pair(kind: TransferKind) -> str:
    """Initiating halves that are triggered, between two stores of the network, and have no pair.

    One that was cancelled before its trigger begins nothing (T5), nor does a half turned round.
    """
    return f"""
    SELECT count(*) AS offending FROM replica.{quoted(kind.table_name)} AS doc
    JOIN ({PARTY}) AS party ON party.name_id = doc.name_ID AND party.store_id <> doc._store_id
    SEMI JOIN sync.store_setting AS mine ON mine.store_id = doc._store_id
    ANTI JOIN sync.transfer AS pair
        ON pair.initiating_table = {literal(kind.table_name)} AND pair.initiating_id = doc.ID
    WHERE ({kind.is_triggered}) AND ({kind.is_begun})
        AND ({CANCELLED[kind.table_name]}) IS NOT TRUE AND {is_no_answer_sql(kind)}
    """


def _without_other_half() -> str:
    """Pairs, neither cancelled nor of one site, whose responding half is not there."""
    held = " UNION ALL ".join(
        f"SELECT {literal(table)} AS table_name, ID AS record_id FROM replica.{quoted(table)}"
        for table in RESPONDING
    )
    return f"""
    SELECT count(*) FROM sync.transfer AS pair
    ANTI JOIN ({held}) AS held
        ON held.table_name = pair.responding_table AND held.record_id = pair.responding_id
    WHERE pair.state <> 'cancelled' AND NOT pair.same_site
    """


def _points_at_nothing(kind: TransferKind) -> str:
    """Responding halves whose link names a document that the centre has never known."""
    name, link = literal(kind.table_name), f"doc.{quoted(kind.link_column)}"
    return f"""
    SELECT count(*) AS offending FROM replica.{quoted(kind.responding_table)} AS doc
    ANTI JOIN replica.{quoted(kind.table_name)} AS answered ON answered.ID = {link}
    ANTI JOIN sync.transfer AS pair
        ON pair.initiating_table = {name} AND pair.initiating_id = {link}
    ANTI JOIN sync.known_record AS known ON known.table_name = {name}
        AND known.record_id = {link} AND known.state = 'left_out'
    WHERE {link} IS NOT NULL AND ({kind.is_responding})
    """


def _units_differ() -> str:
    """Pairs whose units are not those of the lines that are there, or do not add up (T7)."""
    return f"""
    SELECT count(*) FROM sync.transfer AS pair
    LEFT JOIN ({_units_of(INITIATING)}) AS sent
        ON sent.table_name = pair.initiating_table AND sent.record_id = pair.initiating_id
    LEFT JOIN ({_units_of(RESPONDING)}) AS received
        ON received.table_name = pair.responding_table AND received.record_id = pair.responding_id
    WHERE abs(units_sent - CASE WHEN state = 'cancelled' THEN 0 ELSE coalesce(sent.units, 0) END)
            > {LOOSE}
        OR abs(units_received - CASE WHEN state IN ('received', 'received_with_difference',
            'finalised') THEN coalesce(received.units, 0) ELSE 0 END) > {LOOSE}
        OR abs(units_sent - (units_received + units_in_transit - units_difference)) > {LOOSE}
    """


def _units_of(headers: Iterable[str]) -> str:
    """SQL for the units in the lines of each document: packs × pack size."""
    lines = [(header, line_of(header)) for header in headers]
    return " UNION ALL ".join(
        f"SELECT {literal(header)} AS table_name, line.{quoted(line.parent_columns[0])} "
        f"AS record_id, sum({UNITS[line.name]}) FILTER ({IS_STOCK[line.name]}) AS units "
        f"FROM replica.{quoted(line.name)} AS line GROUP BY ALL"
        for header, line in lines
        if line.name in UNITS
    )


def _sum(counts: Iterable[str]) -> str:
    return f"SELECT sum(offending) FROM ({' UNION ALL '.join(counts)})"
