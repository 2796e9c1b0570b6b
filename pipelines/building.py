"""How much dbt has to build: only what cycles touched, or everything and its tests.

A step leaves views alone and makes again what was touched in the marts that follow the history
(`dbt_project/macros/stepwise.sql`). Everything is built where the project is not the one that the
lake was built with, and whenever a person or the nightly schedule asks for it.
"""

import duckdb

from pipelines.dbt_environment import project_mark
from sync import lake
from sync.home import Home

WHOLE = ("build", "--full-refresh", "--exclude-resource-type", "unit_test")
STEP = ("run", "--exclude", "config.materialized:view")


def arguments(home: Home, *, whole: bool) -> list[str]:
    """What to tell dbt."""
    return list(WHOLE if whole or built_with(home) != project_mark() else STEP)


def built_with(home: Home) -> str | None:
    """The mark of the project that the lake was built with; none before the first build."""
    with lake.connect(home) as connection:
        try:
            found = connection.execute("SELECT project FROM marts.int_built").fetchone()
        except (duckdb.CatalogException, duckdb.BinderException):
            return None
    return found[0] if found else None
