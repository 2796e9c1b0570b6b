"""Everything that Dagster loads; resources and the executor are bound here and nowhere else."""

import dagster as dg

from pipelines.checks import lake_checks
from pipelines.cycle import landed_batches, sync_cycle
from pipelines.jobs import (
    checks_job,
    cycle_job,
    landing_sensor,
    maintenance_job,
    reports_job,
    schedules,
)
from pipelines.mail import alerts_job, mail_job
from pipelines.reports import central_reports
from pipelines.resources import HomeResource

defs = dg.Definitions(
    assets=[landed_batches, sync_cycle, central_reports],
    asset_checks=[lake_checks],
    jobs=[cycle_job, reports_job, checks_job, maintenance_job, mail_job, alerts_job],
    sensors=[landing_sensor],
    schedules=schedules,
    resources={"home": HomeResource()},
    executor=dg.in_process_executor,
)
