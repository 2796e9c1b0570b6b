"""The shape of a record type: what one row of the catalogue says, as values.

The facts themselves are data (`record_types.csv`, `columns.csv`); reading and checking them is
`sync.catalogue.reading`. What the facts mean for rights and routes is `sync.kinds`,
`sync.ownership` and `sync.routing`.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class DataType(StrEnum):
    """Whose data it is (source, "Data types")."""

    CENTRAL = "central"
    CENTRAL_STORE = "central_store"
    STORE = "store"
    PATIENT = "patient"
    MESSAGE = "message"
    LOCAL = "local"
    SYNC = "sync"


class StoreRule(StrEnum):
    """How the store of a record is found (R8)."""

    NONE = "none"
    SELF = "self"
    COLUMN = "column"
    IN_NAME = "in_name"
    FACILITY = "facility"
    PARENT = "parent"


class ColumnType(StrEnum):
    """How the values of a column are read (`sync.values`)."""

    TEXT = "text"
    NUMBER = "number"
    NUMBER_ZERO_NULL = "number_zero_null"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    TIMESTAMP = "timestamp"
    JSON = "json"


@dataclass(frozen=True)
class Column:
    """A column in the spelling shown; `references` is the table whose key it holds."""

    name: str
    type: ColumnType
    references: str | None = None


@dataclass(frozen=True)
class RecordType:
    """One mSupply table.

    `order` puts parents, and what is referred to, first. `is_kept`: the centre has a replica.
    """

    name: str
    data_type: DataType
    key: str
    store_rule: StoreRule
    store_column: str | None
    parent_table: str | None
    parent_columns: tuple[str, ...]
    patient_column: str | None
    other_party_column: str | None
    is_kept: bool
    is_dispensary_data: bool
    withheld_without_transactions: bool
    identifies_patient: tuple[str, ...]
    order: int
    note: str
    columns: tuple[Column, ...]

    @property
    def parent_column(self) -> str | None:
        """The first column that may name the parent."""
        return self.parent_columns[0] if self.parent_columns else None

    @property
    def is_line(self) -> bool:
        """Whether rows belong to a header, whose store is theirs."""
        return self.store_rule is StoreRule.PARENT

    @property
    def references(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.references)

    def column(self, name: str) -> Column | None:
        """The column of this name in any case, None if the catalogue has none."""
        return self._columns_by_lower_name.get(name.lower())

    @cached_property
    def _columns_by_lower_name(self) -> dict[str, Column]:
        return {column.name.lower(): column for column in self.columns}


@dataclass(frozen=True)
class Catalogue:
    """Every record type that syncs, by table name, in the order of the data file."""

    tables: dict[str, RecordType]

    def get(self, name: str) -> RecordType | None:
        """The record type of this exact table name, None for an unknown table."""
        return self.tables.get(name)

    def in_order(self) -> list[RecordType]:
        """Parents before children."""
        return sorted(self.tables.values(), key=lambda record_type: record_type.order)
