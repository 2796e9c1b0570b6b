"""The sync cycle as one step that makes every asset of the lake; asset keys are what analysts type.

Nothing is decided here: the step calls `ingest.run.run_cycle` and reports its counts.
"""

from collections.abc import Iterator
from dataclasses import asdict

import dagster as dg

from ingest.run import run_cycle
from pipelines.resources import HomeResource
from sync.cycle.context import CycleCounts
from sync.schema import kept_types

LANDED = dg.AssetKey(["landing", "batches"])
SYNC_TABLES = ("batch", "change", "outgoing", "store_relation", "site_status", "store_setting",
               "site", "network", "stream", "cycle", "waiting", "backlog", "relation",
               "edit_right", "route", "transfer", "known_record")  # fmt: skip

landed_batches = dg.AssetSpec(
    LANDED,
    group_name="landing",
    description="Batch files of sites that are checked and wait for the next cycle.",
)


def _specs() -> list[dg.AssetSpec]:
    sync = [
        dg.AssetSpec(["sync", name], deps=[LANDED], group_name="sync") for name in SYNC_TABLES
    ]
    replica = [
        dg.AssetSpec(["replica", record_type.name], deps=[LANDED], group_name="replica")
        for record_type in kept_types()
    ]
    return sync + replica


@dg.multi_asset(name="sync_cycle", specs=_specs(), can_subset=False)
def sync_cycle(
    context: dg.AssetExecutionContext, home: HomeResource
) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """One sync cycle: every waiting batch of every site, one commit."""
    counts = run_cycle(home.place(), context.log.info, run_id=context.run.run_id)
    for key in context.selected_asset_keys:
        yield dg.MaterializeResult(asset_key=key, metadata=_metadata(key, counts))


def _metadata(key: dg.AssetKey, counts: CycleCounts) -> dict[str, int | float]:
    schema, table = key.path
    if schema == "replica":
        return {"cycle_no": counts.cycle_no, "rows_applied": counts.tables.get(table, 0)}
    return {name: value for name, value in asdict(counts).items() if name != "tables"}
