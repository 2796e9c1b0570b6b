"""Which owner a record has, where its own columns decide it (source, "Data types").

The few record types whose rows are of more than one data type stand here, each with the SQL
that tells them apart; all others follow the catalogue. The SQL speaks of columns through a
callable, because a partial row may lack them.
"""

from collections.abc import Callable

from sync.catalogue import Column, DataType, RecordType, StoreRule
from sync.reasons import Owner

ColumnSql = Callable[[str], str]
"""Column name → SQL for its value, `NULL` where it was not carried."""

STORES, PERSONS, RECORDS, LINES, CENTRE, HALVES, HALF_LINES, FOR_HALVES, RECEIVED = range(9)
"""The passes of a cycle (R8b): what others are judged by comes first, the centre's own last:
persons, headers of transfer halves, their lines, what waited for such a half, what has been
received of orders."""

PERSON_TABLES = {"name": "supplying_store_id", "clinician": "store_ID"}
"""Patients and prescribers, with the column of their home store."""

VISIBILITY_TABLES = {"name_store_join": "name", "clinician_store_join": "clinician"}
"""Visibility rows, with the table of what they make visible."""

OPTIONAL_PARENT_TABLES = ("om_document",)
"""Record types that are central data where they name no patient."""

WRITTEN_BY_CENTRE = {"store": "sync_id_remote_site"}
"""Columns whose pushed values are ignored, because the settings decide them (R7a)."""

MERGEABLE_STORE_TABLES = ("Location",)
SYNCED_PREFERENCE = "centralised_procurement"

_BY_DATA_TYPE = {
    DataType.CENTRAL: Owner.CENTRAL,
    DataType.CENTRAL_STORE: Owner.CENTRAL_STORE,
    DataType.STORE: Owner.STORE,
    DataType.PATIENT: Owner.PATIENT,
    DataType.MESSAGE: Owner.MESSAGE,
    DataType.LOCAL: Owner.LOCAL,
    DataType.SYNC: Owner.SYNC,
}
_BY_TABLE = {
    "store": Owner.STORE_RECORD,
    "barcode": Owner.BARCODE,
    "user": Owner.USER,
    "clinician_store_join": Owner.PERSON_VISIBILITY,
    "purchase_order": Owner.ORDER,
    "purchase_order_line": Owner.ORDER,
}


def default_owner(record_type: RecordType) -> Owner:
    """The owner of a record whose own columns say nothing else."""
    if record_type.name in _BY_TABLE:
        return _BY_TABLE[record_type.name]
    if record_type.is_dispensary_data:
        return Owner.DISPENSARY_DATA
    return _BY_DATA_TYPE[record_type.data_type]


def level_of(record_type: RecordType) -> int:
    """In which pass a table is judged (R8b)."""
    if record_type.store_rule is StoreRule.SELF:
        return STORES
    if record_type.name in PERSON_TABLES or record_type.name == "pref":
        return PERSONS
    return LINES if record_type.is_line else RECORDS


def is_mergeable(record_type: RecordType) -> bool:
    """Whether records of this type can be merged (R20)."""
    shared = (Owner.CENTRAL, Owner.DISPENSARY_DATA, Owner.BARCODE)
    return default_owner(record_type) in shared or record_type.name in (
        "clinician",
        *MERGEABLE_STORE_TABLES,
    )


def is_join(record_type: RecordType) -> bool:
    """Whether rows of this type say no more than that two records belong together."""
    return record_type.name.endswith("_join") and len(record_type.references) >= 2


def pair_of(record_type: RecordType) -> tuple[Column, Column]:
    """The two columns whose values make a join what it is."""
    first, second = record_type.references[:2]
    return first, second


def tells_owner_itself(record_type: RecordType) -> bool:
    """Whether rows of this type are of more than one data type."""
    return record_type.name in _OWNER_BY_COLUMNS


def tells_store_itself(record_type: RecordType) -> bool:
    """Whether a row's own columns tell if it is a store's (D5, D7)."""
    return tells_owner_itself(record_type) and record_type.name not in PERSON_TABLES


def owner_sql(record_type: RecordType, column: ColumnSql) -> str:
    """SQL for the owner as the row's own columns tell it, NULL where they do not."""
    by_columns = _OWNER_BY_COLUMNS.get(record_type.name)
    return by_columns(column) if by_columns else "NULL::VARCHAR"


def _owner_of_name(column: ColumnSql) -> str:
    kind = column("type")
    return (
        f"CASE WHEN lower({kind}) = 'patient' THEN '{Owner.PATIENT}' "
        f"WHEN {kind} IS NOT NULL THEN '{Owner.CENTRAL}' END"
    )


def _owner_of_preference(column: ColumnSql) -> str:
    return (
        f"CASE WHEN {column('store_ID')} IS NOT NULL THEN '{Owner.CENTRAL_STORE}' "
        f"WHEN {column('item')} = '{SYNCED_PREFERENCE}' THEN '{Owner.CENTRAL}' "
        f"WHEN {column('item')} IS NOT NULL THEN '{Owner.LOCAL}' END"
    )


def _owner_by_store(column: ColumnSql) -> str:
    return f"CASE WHEN {column('store_ID')} IS NOT NULL THEN '{Owner.PATIENT_AT_STORE}' END"


_OWNER_BY_COLUMNS: dict[str, Callable[[ColumnSql], str]] = {
    "name": _owner_of_name,
    "pref": _owner_of_preference,
    "vaccination": _owner_by_store,
    "om_vaccination": _owner_by_store,
    "om_encounter": _owner_by_store,
    "adverse_drug_reaction": _owner_by_store,
}


def store_sql(record_type: RecordType, column: ColumnSql) -> str:
    """SQL for the store that the row itself names (R8), NULL where it names none.

    A line's store is its header's and is found with the parent.
    """
    own = column(record_type.store_column) if record_type.store_column else "NULL::VARCHAR"
    match record_type.store_rule:
        case StoreRule.SELF:
            return "record_id"
        case StoreRule.COLUMN:
            return own
        case StoreRule.IN_NAME:
            return f"nullif(regexp_extract({column('name')}, '_for_store_(.+)$', 1), '')"
        case StoreRule.FACILITY:
            facility = column("facility_ID")
            return (
                f"coalesce({own}, (SELECT min(store_id) FROM store_fact "
                f"WHERE store_fact.name_id = {facility}))"
            )
        case _:
            if record_type.name == "name":
                return column("supplying_store_id")
            return "NULL::VARCHAR"
