"""What must hold in the lake, checked beside the asset that it speaks of.

Generated from the catalogue, so that a new record type is checked without a word here. Each
check is one count of offending rows; none is the only good answer.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.resources import HomeResource
from pipelines.transfer_checks import transfer_checks
from sync import lake
from sync.kinds import default_owner
from sync.names import quoted
from sync.reasons import Owner
from sync.schema import kept_types


def offending() -> dict[tuple[str, str, str], str]:
    """(schema, table, check) → SQL that counts what must not be."""
    found = {
        ("sync", "store_relation", "one_active_site_per_store"):
            "SELECT count(*) FROM (SELECT store_id FROM sync.relation WHERE relation = 'active' "
            "GROUP BY store_id HAVING count(*) > 1)",
        ("sync", "batch", "rows_add_up"):
            "SELECT count(*) FROM (SELECT batch.rows, count(change.change_no) AS decided "
            "FROM sync.batch AS batch LEFT JOIN sync.change AS change "
            "ON change.change_no BETWEEN batch.first_change_no AND batch.last_change_no "
            "AND change.decision IN ('applied', 'unchanged', 'ignored', 'rejected', 'waiting') "
            "GROUP BY ALL) WHERE rows <> decided",
        ("sync", "change", "dense_change_numbers"):
            "SELECT coalesce(max(change_no), 0) - count(DISTINCT change_no) "
            "+ (count(*) - count(DISTINCT change_no)) FROM sync.change",
    }  # fmt: skip
    for record_type in kept_types():
        table = f"replica.{quoted(record_type.name)}"
        key = quoted(record_type.key)
        found["replica", record_type.name, "unique_key"] = (
            f"SELECT count(*) - count(DISTINCT {key}) FROM {table}"
        )
        if default_owner(record_type) is Owner.STORE and not record_type.other_party_column:
            found["replica", record_type.name, "only_collected_stores"] = _not_collected(table)
    for check, sql in transfer_checks().items():
        found["sync", "transfer", check] = sql
    return found


def _not_collected(table: str) -> str:
    """Rows of a store that the centre does not collect, unless they are of a transfer."""
    if any(line in table for line in ("trans_line", "requisition_line", "purchase_order_line")):
        return f"SELECT count(*) FROM {table} WHERE _store_id IS NULL"
    return (
        f"SELECT count(*) FROM {table} AS held JOIN sync.store_relation AS relation "
        "ON relation.store_id = held._store_id JOIN sync.network AS network "
        "ON network.central_site_id = relation.site_id "
        "AND network.network_no = (SELECT max(network_no) FROM sync.network) "
        "WHERE relation.relation = 'transfer'"
    )


def _specs() -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(name=check, asset=dg.AssetKey([schema, table]))
        for schema, table, check in offending()
    ]


@dg.multi_asset_check(specs=_specs(), name="lake_checks")
def lake_checks(home: HomeResource) -> Iterator[dg.AssetCheckResult]:
    """Count what must not be, all in one read-only connection."""
    connection = lake.connect(home.place())
    try:
        for (schema, table, check), sql in offending().items():
            row = connection.execute(sql).fetchone()
            count = int(row[0] or 0) if row else 0
            yield dg.AssetCheckResult(
                asset_key=dg.AssetKey([schema, table]),
                check_name=check,
                passed=count == 0,
                metadata={"offending_rows": count},
            )
    finally:
        connection.close()
