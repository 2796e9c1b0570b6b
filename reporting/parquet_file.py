"""A table as Parquet, for analysts: typed, under the columns' own names, without the totals.

What it is of stands in the file's metadata under `syncline`, as JSON; the label that a page shows
stands with each column.
"""

import json
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq

from reporting.progress import Progress, silent
from reporting.table import Column, Table, typed

TYPES = {
    "text": pa.string(),
    "number": pa.float64(),
    "about": pa.float64(),
    "money": pa.float64(),
    "share": pa.float64(),
    "date": pa.date32(),
    "month": pa.date32(),
    "moment": pa.timestamp("us", tz="UTC"),
    "trend": pa.list_(pa.float64()),
}


def parquet_file(table: Table, as_of: str, progress: Progress = silent) -> bytes:
    """One row group per million rows; nulls stay nulls."""
    about = {
        "title": table.title,
        "as_of": as_of,
        "filters": dict(table.filters),
        "notes": table.notes,
        "empty_cell": table.empty_cell,
    }
    schema = pa.schema(
        [_field(column) for column in table.columns],
        {"syncline": json.dumps(about, ensure_ascii=False)},
    )
    arrays = [
        pa.array(_cells(table, column), TYPES[column.kind], from_pandas=True)
        for column in table.columns
    ]
    file = BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), file, compression="zstd")
    return file.getvalue()


def _field(column: Column) -> pa.Field:
    return pa.field(column.name, TYPES[column.kind], metadata={"label": column.label})


def _cells(table: Table, column: Column) -> object:
    """Missing text is a null here, unlike on a page."""
    cells = table.rows[column.name]
    if column.kind == "text":
        return cells.astype(object).map(str, na_action="ignore")
    made = typed(cells, column.kind)
    return made.dt.tz_localize("UTC") if column.kind == "moment" else made
