"""The reports that no other script makes, from dbt's contracts: their columns cannot drift apart.

A row per store and item that the hash of both picks; a column is what its name or its type says.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from dashboard.components import bands

FOLDER = Path(__file__).parents[2] / "dbt_project" / "models" / "reports"
MADE_BY_HAND = {
    "stock_on_hand", "stock_value", "monthly_usage", "sync", "network_stock",
    "transfer_reconciliation", "transfers_in_transit", "data_quality_transfer",
}  # fmt: skip

MASTER_LISTS = """
CREATE TABLE marts.dim_item_donor AS
SELECT item_id, 'Donor of ' || category AS donor FROM marts.dim_item WHERE code < '000300';
CREATE TABLE marts.dim_item_list AS
SELECT item_id, 'Essential list' AS master_list FROM marts.dim_item LIMIT 5;
"""
BASE = """
FROM (
    SELECT *, dim_item.code AS item_code, (hash(store_id || item_id) % 100000)::BIGINT AS h
    FROM marts.dim_store, marts.dim_item WHERE freshness IN ('fresh', 'stale')
) WHERE h % {every} = 0
"""
EVERY_ROW = {"stock_status"}
NAMED = {
    "store_id", "store", "region", "item_id", "item", "item_code", "unit", "ven",
    "complete_through", "freshness",
}  # fmt: skip
BY_NAME = {
    "month": "date_trunc('month', now() - to_days(CAST(h % 300 AS INTEGER)))::DATE",
    "definition": "'amc_oms'",
    "check_name": "['expiry_missing', 'negative_stock', 'price_missing'][h % 3 + 1]",
    "decision": "['rejected', 'waiting'][h % 2 + 1]",
    "cause": "['backdated', 'taken back'][h % 2 + 1]",
    "from_store": "store",
    "known_from": "now() AT TIME ZONE 'UTC' - INTERVAL 200 DAYS",
    "known_until": "NULL::TIMESTAMP",
    "period": "'Period ' || h % 4",
    "is_network": "h % 4 <> 0",
}
BY_TYPE = {
    "varchar": "'{name} ' || h % 5",
    "double": "(h % 4000) / 8.0",
    "bigint": "h % 60",
    "integer": "(h % 30)::INTEGER",
    "boolean": "h % 2 = 0",
    "date": "(now() - to_days(CAST(h % 300 AS INTEGER)))::DATE",
    "timestamp": "now() AT TIME ZONE 'UTC' - to_hours(CAST(h % 3000 AS INTEGER))",
}


def script() -> str:
    """What fills `reports` with the rest."""
    return MASTER_LISTS + "".join(
        f"CREATE TABLE reports.{name} AS SELECT {', '.join(_values(name, columns))} "
        f"{BASE.format(every=1 if name in EVERY_ROW else 5)};"
        for name, columns in contracts().items()
        if name not in MADE_BY_HAND
    )


def contracts() -> dict[str, list[dict[str, Any]]]:
    """The columns of each report, as dbt's contracts have them."""
    models = [yaml.safe_load(path.read_text("utf-8"))["models"][0] for path in _files()]
    return {model["name"].removeprefix("rpt_"): model["columns"] for model in models}


def accepted(column: dict[str, Any]) -> list[str]:
    """The only values that the contract lets the column have; empty where it does not say."""
    tests = (test for test in column.get("data_tests", []) if isinstance(test, dict))
    found = (test["accepted_values"] for test in tests if "accepted_values" in test)
    return next((values["arguments"]["values"] for values in found), [])


def _files() -> list[Path]:
    return sorted(FOLDER.glob("rpt_*.yml"))


def _values(report: str, columns: list[dict[str, Any]]) -> Iterator[str]:
    for column in columns:
        yield f"{_value(report, column)} AS {column['name']}"


def _value(report: str, column: dict[str, Any]) -> str:
    name = column["name"]
    values = list(bands.EXPIRY) if (report, name) == ("expiry", "band") else accepted(column)
    if name in NAMED:
        return str(name)
    if values:
        return f"{values}[h // 5 % {len(values)} + 1]"
    if name.endswith("_pct"):
        return "(h % 101)::DOUBLE"
    return BY_NAME.get(name, BY_TYPE[column["data_type"]].format(name=name))
