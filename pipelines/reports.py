"""The dbt models as assets, built from the committed snapshot.

Keys follow the lake: `[schema, table]`. What a report means is in `dbt_project`.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets

from pipelines.building import WHOLE, arguments
from pipelines.dbt_docs import write_docs
from pipelines.dbt_environment import PROJECT, dbt_environment
from pipelines.resources import HomeResource
from sync.lake import writer_lock

MANIFEST = PROJECT / "target" / "manifest.json"


def ensure_manifest() -> None:
    """Let dbt parse the project again when a file of it is newer than the manifest.

    Several processes may do so at once; each puts a whole file in place, so none reads half of one.
    """
    made_at = MANIFEST.stat().st_mtime if MANIFEST.exists() else 0.0
    sources = (f for folder in ("models", "macros", "tests") for f in (PROJECT / folder).rglob("*"))
    newest = max(f.stat().st_mtime for f in [PROJECT / "dbt_project.yml", *sources])
    if newest <= made_at:
        return
    MANIFEST.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=MANIFEST.parent) as folder:
        environment = os.environ | {
            "DBT_PROJECT_DIR": str(PROJECT),
            "DBT_PROFILES_DIR": str(PROJECT),
            "DBT_TARGET_PATH": folder,
            "DBT_LOG_PATH": str(Path(folder) / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }
        dbt = [sys.executable, "-m", "dbt.cli.main", "parse", "--quiet"]
        subprocess.run(dbt, check=True, env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL)
        os.replace(Path(folder) / MANIFEST.name, MANIFEST)


class LakeTranslator(DagsterDbtTranslator):
    """Sources and models under the names by which the lake knows them."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        props = dbt_resource_props
        if props["resource_type"] == "source":
            return dg.AssetKey([props["source_name"], props["name"]])
        return dg.AssetKey([props["schema"], props.get("alias") or props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return str(dbt_resource_props["schema"])


class ReportsConfig(dg.Config):
    """`whole`: build everything and test it, not only what cycles touched."""

    whole: bool = False


ensure_manifest()


@dbt_assets(manifest=MANIFEST, dagster_dbt_translator=LakeTranslator(), name="central_reports")
def central_reports(
    context: dg.AssetExecutionContext, home: HomeResource, config: ReportsConfig
) -> Iterator[Any]:
    """Build staging, marts and reports, while no cycle writes; a whole build tests them too."""
    place = home.place()
    os.environ.update(dbt_environment(place))
    dbt = DbtCliResource(
        project_dir=str(PROJECT),
        profiles_dir=str(PROJECT),
        dbt_executable=str(Path(sys.executable).with_name("dbt")),
    )
    with writer_lock(place):
        told = arguments(place, whole=config.whole)
        target = place.root / "dbt" / "target"
        yield from dbt.cli(told, context=context, target_path=target).stream()
        if told[0] == WHOLE[0]:
            write_docs(place, target / "manifest.json")
