"""The catalogue: every record type that syncs, as data, read in one place.

`record_types.csv` has a row per table and `columns.csv` a row per column; adding a record type
means adding rows there and nothing else. `record_type` says what a row means, `reading` reads,
`checking` refuses what contradicts itself, `document` writes the documentation page. What a
value means is `sync.values`.
"""

from sync.catalogue.checking import CatalogueError
from sync.catalogue.reading import CATALOGUE
from sync.catalogue.record_type import (
    Catalogue,
    Column,
    ColumnType,
    DataType,
    RecordType,
    StoreRule,
)

__all__ = [
    "CATALOGUE",
    "Catalogue",
    "CatalogueError",
    "Column",
    "ColumnType",
    "DataType",
    "RecordType",
    "StoreRule",
]
