"""When things run: the jobs, their schedules, and the sensor on the landing folder."""

import hashlib
from typing import Any

import dagster as dg

from ingest.asking import sync_requests
from ingest.control import Control
from ingest.landing import ready_batches
from ingest.orders import waiting_orders
from ingest.run import stream_positions
from pipelines.checks import lake_checks
from pipelines.cycle import sync_cycle
from pipelines.reports import central_reports
from pipelines.resources import HomeResource
from sync import lake
from sync.maintenance import maintain_home
from sync.settings import Settings

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
CONFIGURED = {"reports": "central_reports"}
"""The op of a job that can be configured."""
IN_PROGRESS = (
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
)

cycle_job = dg.define_asset_job(
    "cycle", selection=dg.AssetSelection.assets(sync_cycle).without_checks()
)
reports_job = dg.define_asset_job("reports", selection=dg.AssetSelection.assets(central_reports))
checks_job = dg.define_asset_job("checks", selection=dg.AssetSelection.checks(lake_checks))


@dg.op
def maintain_lake(context: dg.OpExecutionContext, home: HomeResource) -> None:
    """Fold small files together and expire old snapshots."""
    done = maintain_home(home.place())
    context.log.info(f"{done.files_before} data files became {done.files_after}")


@dg.job(name="maintenance")
def maintenance_job() -> None:
    maintain_lake()


@dg.sensor(
    job=cycle_job,
    minimum_interval_seconds=10,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def landing_sensor(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Starts a cycle as soon as a complete batch or an order waits, or somebody asks for one.

    One at a time.
    """
    home = Settings().place()
    running = context.instance.get_runs(
        dg.RunsFilter(job_name=cycle_job.name, statuses=list(IN_PROGRESS)), limit=1
    )
    if running:
        return dg.SkipReason("a cycle is running")
    connection = lake.connect(home)
    try:
        waiting = ready_batches(home, stream_positions(connection))
        orders = waiting_orders(home, connection)
    finally:
        connection.close()
    asked = sync_requests(Control(home))
    if not waiting and not asked and not orders:
        return dg.SkipReason("no batch waits")
    seen = ",".join(
        [f"{b.site_id}:{b.generation}:{b.batch_no}" for b in waiting]
        + [f"{request.site_id} asked at {request.requested_at}" for request in asked]
        + [f"order {order.order_no}" for order in orders]
    )
    return dg.RunRequest(run_key=hashlib.sha256(seen.encode()).hexdigest())


def schedule(job: str, cron: str, **settings: Any) -> dg.ScheduleDefinition:
    """When a job runs by itself, unless that is switched off in the Dagster UI; times are UTC."""
    return dg.ScheduleDefinition(
        job_name=job, cron_schedule=cron, default_status=dg.DefaultScheduleStatus.RUNNING,
        **{"name": f"{job}_schedule", **settings},
    )  # fmt: skip


WHOLE = {"ops": {CONFIGURED["reports"]: {"config": {"whole": True}}}}

schedules = [
    schedule("cycle", "*/15 * * * *"),
    schedule("reports", "5 * * * *"),
    schedule("reports", "15 3 * * *", name="whole_reports_schedule", run_config=WHOLE),
    schedule("checks", "20 * * * *"),
    schedule("maintenance", "30 2 * * *"),
    schedule("mail", "40 * * * *"),
    schedule("alerts", "50 5 * * *"),
]
