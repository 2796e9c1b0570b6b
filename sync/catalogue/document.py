"""The documentation page of the record types, written from the catalogue.

`python -m sync.catalogue.document > docs/record-types.md` writes it; a test compares.
"""

from collections.abc import Iterator

from sync.catalogue.reading import CATALOGUE
from sync.catalogue.record_type import (
    Catalogue,
    Column,
    ColumnType,
    DataType,
    RecordType,
    StoreRule,
)

INTRODUCTION = """\
# Record types

Every mSupply table that syncs, {types} in all, as the catalogue has it. This page is written by
`python -m sync.catalogue.document`: change `sync/catalogue/record_types.csv` and
`sync/catalogue/columns.csv`, not the page. A table that is not here is refused as
`unknown_table`; a column that is not here is kept in `_extra`.

Column names are compared without case. The type is text where none is named, and `→` names the
table whose key a column holds. Tables stand in the order of their dependence, parents first.
"""

DATA_TYPES = {
    DataType.CENTRAL: "edited at the primary, sent to every site",
    DataType.CENTRAL_STORE: "about a store, edited at the primary",
    DataType.STORE: "edited at the site where its store is active",
    DataType.PATIENT: "edited at the patient's home site",
    DataType.MESSAGE: "from one store to another",
    DataType.LOCAL: "stays where it was made",
    DataType.SYNC: "the sync settings; only `syncline network apply` changes them",
}

STORE_RULES = {
    StoreRule.NONE: "",
    StoreRule.SELF: "its store is itself",
    StoreRule.COLUMN: "its store is in `{column}`",
    StoreRule.IN_NAME: "its store is in its name (`…_for_store_<id>`)",
    StoreRule.FACILITY: "its store is in `{column}`, else the store of its facility",
    StoreRule.PARENT: "its store is its parent's",
}


def page(catalogue: Catalogue) -> str:
    """The whole page as Markdown."""
    return "\n".join(_lines(catalogue)) + "\n"


def _lines(catalogue: Catalogue) -> Iterator[str]:
    yield INTRODUCTION.format(types=len(catalogue.tables))
    for data_type, meaning in DATA_TYPES.items():
        members = [kind for kind in catalogue.in_order() if kind.data_type is data_type]
        yield f"## {_title(data_type)}: {meaning}\n"
        for record_type in members:
            yield f"### {record_type.name}\n"
            if facts := list(_facts(record_type)):
                yield _sentence(facts)
            yield " · ".join(_column(column) for column in record_type.columns) + "\n"


def _facts(record_type: RecordType) -> Iterator[str]:
    if record_type.store_rule is not StoreRule.NONE:
        yield STORE_RULES[record_type.store_rule].format(column=record_type.store_column)
    if record_type.parent_table:
        yield f"parent {record_type.parent_table} in {_either(record_type.parent_columns)}"
    if record_type.other_party_column:
        yield f"other party in `{record_type.other_party_column}`"
    if record_type.is_dispensary_data:
        yield "dispensary data"
    if record_type.withheld_without_transactions:
        yield "left out for a dispensary that does not include transactions"
    if not record_type.is_kept:
        yield "not kept at the centre"
    if record_type.identifies_patient:
        yield f"identifies a patient: {_listed(record_type.identifies_patient)}"
    if record_type.note:
        yield record_type.note


def _column(column: Column) -> str:
    typed = "" if column.type is ColumnType.TEXT else f" {column.type.replace('_', ' ')}"
    return f"`{column.name}`{typed}" + (f" → {column.references}" if column.references else "")


def _sentence(facts: list[str]) -> str:
    text = "; ".join(facts)
    return f"{text[0].upper()}{text[1:]}.\n"


def _title(data_type: DataType) -> str:
    return data_type.replace("_", " ").capitalize()


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    print(page(CATALOGUE), end="")
