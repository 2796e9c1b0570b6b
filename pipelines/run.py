"""Running a job now, in this process, with Dagster's record of it in the home."""

import contextlib
import io
import os
from typing import Any

import dagster as dg

from sync.home import Home

DAGSTER_YAML = "telemetry:\n  enabled: false\n"


class JobFailed(RuntimeError):
    """The job failed; the message is the reason in one sentence."""


def prepare(home: Home) -> None:
    """Point this process and its children at the home."""
    home.dagster.mkdir(parents=True, exist_ok=True)
    settings = home.dagster / "dagster.yaml"
    if not settings.exists():
        settings.write_text(DAGSTER_YAML, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home.dagster)
    os.environ["SYNCLINE_HOME"] = str(home.root)


def run_job(home: Home, name: str, **config: object) -> dict[str, dict[str, Any]]:
    """Run a job, its one op with this configuration.

    Returns each asset's metadata by its dotted key. Raises `JobFailed`.
    """
    prepare(home)
    from pipelines.definitions import defs
    from pipelines.jobs import QUIET

    with dg.DagsterInstance.get() as instance:
        job = defs.resolve_job_def(name)
        with contextlib.redirect_stdout(io.StringIO()):
            result = job.execute_in_process(
                instance=instance, run_config=QUIET | _configured(name, config),
                raise_on_error=False,
            )
        if not result.success:
            raise JobFailed(_reason(result))
        return {
            ".".join(event.asset_key.path): {
                name: value.value for name, value in event.materialization.metadata.items()
            }
            for event in result.get_asset_materialization_events()
            if event.asset_key is not None
        }


def _configured(name: str, config: dict[str, object]) -> dict[str, Any]:
    from pipelines.jobs import CONFIGURED

    return {"ops": {CONFIGURED[name]: {"config": config}}} if config else {}


def _reason(result: dg.ExecuteInProcessResult) -> str:
    for event in result.all_events:
        if event.is_step_failure and (error := event.step_failure_data.error):
            cause = error.cause or error
            return " ".join(cause.message.split(": ", 1)[-1].split())
    return "the job failed"
