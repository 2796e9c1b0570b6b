"""The filters of a page, for any report: `store`, `region`, `type`, `data` choose stores, and
`item`, `ven`, `category`, `list`, `donor` items; of a report that says who gave each row, `donor`
chooses rows.

A store or item may be given by its id, code, name, or as a page labels it. Any other filter is a
column of the report. A report without stores or items cannot be filtered by them: that is refused,
never ignored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from reporting.language import N_
from sync.names import quoted

Parameters = Mapping[str, Sequence[str]]
STORE_FILTERS = {
    "store": N_("Store"), "region": N_("Region"), "type": N_("Store type"), "data": N_("Data"),
}  # fmt: skip
STORE_COLUMNS = ("store_id", "from_store_id", "to_store_id")

STORES = """
    SELECT store_id, store AS name, code, region, store_mode AS type, freshness AS data
    FROM marts.dim_store
"""
ITEM_FILTERS = {
    "item": N_("Item"), "ven": N_("VEN"), "category": N_("Category"),
    "list": N_("Master list or program"), "donor": N_("Donor"),
}  # fmt: skip
ITEMS = "SELECT *, item AS name FROM marts.dim_item"
LISTED = {
    "list": "SELECT item_id FROM marts.dim_item_list WHERE list_contains($names, master_list)",
    "donor": "SELECT item_id FROM marts.dim_item_donor WHERE list_contains($names, donor)",
}


class FilterRefused(ValueError):
    """A filter that the report has not, or a value that nothing has; one sentence."""


@dataclass(frozen=True)
class Filter:
    """A condition in SQL with its values, and the same in words."""

    sql: str = "true"
    values: dict[str, object] = field(default_factory=dict)
    in_words: list[tuple[str, str]] = field(default_factory=list)

    def and_also(
        self, sql: str, in_words: Sequence[tuple[str, str]] = (), **values: object
    ) -> "Filter":
        return Filter(
            f"{self.sql} AND ({sql})", self.values | values, [*self.in_words, *in_words]
        )


def condition_of(
    connection: duckdb.DuckDBPyConnection,
    report: str,
    columns: Sequence[str],
    parameters: Parameters,
) -> Filter:
    """Which rows of a report are wanted. Raises `FilterRefused`."""
    made = Filter()
    given = {name: list(values) for name, values in parameters.items() if values}
    of_stores = {name: given.pop(name) for name in STORE_FILTERS if name in given}
    if of_stores:
        made = _by_store(connection, report, columns, of_stores)
    says_donor = "donor" in columns
    by_item = [n for n in ITEM_FILTERS if n in given and not (n == "donor" and says_donor)]
    of_items = {name: given.pop(name) for name in by_item}
    if of_items:
        if "item_id" not in columns:
            raise FilterRefused(f"the report {report} is not by item")
        made = made.and_also(
            "list_contains($items, item_id)",
            [(ITEM_FILTERS[name], ", ".join(values)) for name, values in of_items.items()],
            items=sorted(items_of(connection, of_items)),
        )
    for number, (name, values) in enumerate(given.items()):
        if name not in columns:
            raise FilterRefused(f"the report {report} cannot be filtered by {name}")
        made = made.and_also(
            f"list_contains($values_{number}, CAST({quoted(name)} AS VARCHAR))",
            [(name.replace("_", " ").capitalize(), ", ".join(values))],
            **{f"values_{number}": values},
        )
    return made


def _by_store(
    connection: duckdb.DuckDBPyConnection,
    report: str,
    columns: Sequence[str],
    given: Mapping[str, list[str]],
) -> Filter:
    own = [column for column in STORE_COLUMNS if column in columns]
    if not own:
        raise FilterRefused(f"the report {report} is not by store")
    wanted = stores_of(connection, given)
    sql = " OR ".join(f"list_contains($stores, {column})" for column in own)
    in_words = [(STORE_FILTERS[name], ", ".join(values)) for name, values in given.items()]
    return Filter().and_also(sql, in_words, stores=sorted(wanted))


def stores_of(connection: duckdb.DuckDBPyConnection, given: Parameters) -> set[str]:
    """The ids of the stores that every one of these filters lets through."""
    rows = _rows(connection, STORES)
    wanted = {row["store_id"] for row in rows}
    for name, values in given.items():
        if name == "store":
            wanted &= set(_found(rows, "store", values))
            continue
        known = {row[name] for row in rows}
        if unknown := sorted(set(values) - known):
            raise FilterRefused(f"no store has {STORE_FILTERS[name].lower()} {unknown[0]!r}")
        wanted &= {row["store_id"] for row in rows if row[name] in values}
    return wanted


def items_of(connection: duckdb.DuckDBPyConnection, given: Parameters) -> set[str]:
    """The ids of the items that every one of these filters lets through."""
    rows = _rows(connection, ITEMS)
    wanted = {row["item_id"] for row in rows}
    for name, values in given.items():
        if name == "item":
            wanted &= set(_found(rows, "item", values))
        elif name in LISTED:
            listed = connection.execute(LISTED[name], {"names": list(values)}).fetchall()
            wanted &= {item_id for (item_id,) in listed}
        else:
            wanted &= {row["item_id"] for row in rows if row.get(name) in values}
    return wanted


def _found(rows: Sequence[Mapping[str, str]], what: str, values: Sequence[str]) -> list[str]:
    """The ids of those that are meant. Raises `FilterRefused` for one that is not there."""
    ids: dict[str, set[str]] = {}
    for row in rows:
        id_, name, code = row[f"{what}_id"], row["name"], row["code"]
        label = f"{name} ({code})" if code else str(name)
        for spelling in {id_, code, name, label, f"{label} [{id_}]"}:
            ids.setdefault(spelling, set()).add(id_)
    if unknown := [value for value in values if value not in ids]:
        raise FilterRefused(f"no {what} is called {unknown[0]!r}")
    return sorted({id_ for value in values for id_ in ids[value]})


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, str]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
