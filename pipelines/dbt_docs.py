"""dbt's documentation of the models as one page that needs no network and no server of its own.

It is what `dbt docs generate --static` makes, put together from the manifest that a whole build
leaves behind: every column is in the models' contracts, so that the lake need not be asked again.
"""

import json
from pathlib import Path

from dbt.task.docs import DOCS_INDEX_FILE_PATH

from ingest.files import write_atomically
from sync.home import Home

CATALOG = {
    "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/catalog/v1.json"},
    "nodes": {},
    "sources": {},
    "errors": None,
}


def write_docs(home: Home, manifest: Path) -> None:
    """Put `home.data_docs` in place, whole."""
    page = Path(DOCS_INDEX_FILE_PATH).read_text(encoding="utf-8")
    for name, content in (
        ("MANIFEST.JSON", manifest.read_text(encoding="utf-8")),
        ("CATALOG.JSON", json.dumps(CATALOG)),
    ):
        page = page.replace(f'"{name} INLINE DATA"', content.replace("</", "<\\/"))
    write_atomically(home.data_docs, lambda path: path.write_text(page, encoding="utf-8"))
