"""What must hold of a catalogue as a whole, one small check per promise.

Each check yields a sentence per fault. Reading single fields is `sync.catalogue.reading`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from sync.catalogue.record_type import ColumnType, RecordType, StoreRule

Tables = Mapping[str, RecordType]
Fault = Iterator[str]

RULES_WITH_STORE_COLUMN = (StoreRule.COLUMN, StoreRule.FACILITY)


class CatalogueError(ValueError):
    """The catalogue's data contradicts itself; the message names table and fault."""


def check(tables: Tables) -> None:
    """Raise `CatalogueError` with every fault found, one sentence each."""
    faults = [fault for record_type in tables.values() for rule in CHECKS
              for fault in rule(record_type, tables)]  # fmt: skip
    faults.extend(_orders_are_dense(tables))
    if faults:
        raise CatalogueError(" ".join(faults))


def _columns_are_told_apart_without_case(record_type: RecordType, _: Tables) -> Fault:
    spelled = Counter(column.name.lower() for column in record_type.columns)
    for name in (name for name, times in spelled.items() if times > 1):
        yield f"{record_type.name}: column {name} is listed more than once, whatever its case."


def _named_columns_exist(record_type: RecordType, _: Tables) -> Fault:
    existing = {column.name for column in record_type.columns}
    named = (
        record_type.key,
        record_type.store_column,
        record_type.patient_column,
        record_type.other_party_column,
        *record_type.parent_columns,
        *record_type.identifies_patient,
    )
    for name in named:
        if name is not None and name not in existing:
            yield f"{record_type.name}: there is no column {name}."


def _keys_are_text(record_type: RecordType, _: Tables) -> Fault:
    key = record_type.column(record_type.key)
    if key is not None and key.type is not ColumnType.TEXT:
        yield f"{record_type.name}: the key {key.name} must be text."


def _a_store_rule_has_what_it_needs(record_type: RecordType, _: Tables) -> Fault:
    needs_column = record_type.store_rule in RULES_WITH_STORE_COLUMN
    if needs_column != (record_type.store_column is not None):
        word = "needs a" if needs_column else "has no use for a"
        yield f"{record_type.name}: store rule {record_type.store_rule} {word} store column."
    if record_type.store_rule is StoreRule.PARENT and record_type.parent_table is None:
        yield f"{record_type.name}: its store is its parent's, but it has no parent."


def _a_parent_comes_first(record_type: RecordType, tables: Tables) -> Fault:
    if (record_type.parent_table is None) != (not record_type.parent_columns):
        yield f"{record_type.name}: a parent table and its columns go together."
    if record_type.parent_table is None:
        return
    parent = tables.get(record_type.parent_table)
    if parent is None:
        yield f"{record_type.name}: its parent {record_type.parent_table} is no record type."
    elif parent.order >= record_type.order:
        yield f"{record_type.name}: its parent {parent.name} must come before it."


def _references_exist(record_type: RecordType, tables: Tables) -> Fault:
    for column in record_type.references:
        if column.references not in tables:
            yield (
                f"{record_type.name}.{column.name} refers to {column.references}, "
                "which is no record type."
            )


def _orders_are_dense(tables: Tables) -> Fault:
    if sorted(record_type.order for record_type in tables.values()) != list(
        range(1, len(tables) + 1)
    ):
        yield f"The orders must be 1 to {len(tables)}, each once."


CHECKS: tuple[Callable[[RecordType, Tables], Fault], ...] = (
    _columns_are_told_apart_without_case,
    _named_columns_exist,
    _keys_are_text,
    _a_store_rule_has_what_it_needs,
    _a_parent_comes_first,
    _references_exist,
)
