"""What dbt needs to find the lake: variables for its profile, and the plugin that loads DuckLake.

Run dbt with `dbt_environment(home)` added to the environment, in `PROJECT`, and hold
`sync.lake.writer_lock(home)` meanwhile: dbt writes, and its models should all see one cycle.
Leave the unit tests out (`dbt build --exclude-resource-type unit_test`); they belong to
`make test`. No `INSTALL` is needed first: the profile names this module as a dbt-duckdb plugin,
and dbt-duckdb calls `Plugin.configure_connection` before it attaches the lake. How the models are
scheduled is `pipelines.definitions`' business.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from dbt.adapters.duckdb.plugins import BasePlugin

from sync.home import Home
from sync.lake import load_extensions
from sync.settings import Settings

if TYPE_CHECKING:
    import duckdb

PROJECT = Path(__file__).resolve().parents[1] / "dbt_project"


class Plugin(BasePlugin):
    """Loads DuckLake and its catalogue's reader from the installed wheels."""

    def configure_connection(self, conn: "duckdb.DuckDBPyConnection") -> None:
        load_extensions(conn)


def dbt_environment(home: Home) -> dict[str, str]:
    """The environment variables that make dbt build in the lake of this home.

    Logs and compiled models go to `<home>/dbt`, so that two homes never share them.
    """
    settings = Settings()
    return {
        "SYNCLINE_DBT_CATALOG": f"ducklake:{settings.catalog_uri(home)}",
        "SYNCLINE_DBT_DATA": settings.data_uri(home),
        "SYNCLINE_DBT_PROJECT": project_mark(),
        "DBT_PROJECT_DIR": str(PROJECT),
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_TARGET_PATH": str(home.root / "dbt" / "target"),
        "DBT_LOG_PATH": str(home.root / "dbt" / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def project_mark() -> str:
    """A mark that differs when any file of the dbt project does."""
    digest = hashlib.sha256()
    folders = [PROJECT / name for name in ("models", "macros")]
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    for file in sorted([PROJECT / "dbt_project.yml", *files]):
        digest.update(file.relative_to(PROJECT).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()
