"""The Dagster ring: what it loads, in which order things follow, and the real jobs once."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml

import pipelines.reports
from ingest.asking import ask_to_sync
from ingest.control import Control
from ingest.cycle_times import cycle_times
from pipelines.building import WHOLE, arguments
from pipelines.checks import offending
from pipelines.cycle import LANDED
from pipelines.definitions import defs
from pipelines.jobs import landing_sensor
from pipelines.run import JobFailed, run_job
from reporting import schedules
from reporting.kept import now
from reporting.periods import Every
from sync import lake
from sync.home import Home
from sync.schema import kept_types
from tests.centre import Centre, copy_home
from tests.reporting.conftest import point_at
from tests.reporting.post_office import PostOffice, opened
from tests.scenarios.six_stores import begin, invoice, stock_line

ROOT = Path(__file__).resolve().parents[2]
SYNC = {
    "batch", "change", "outgoing", "store_relation", "site_status", "store_setting", "site",
    "network", "stream", "cycle", "waiting", "backlog", "relation", "edit_right", "route",
    "transfer", "known_record", "merged",
}  # fmt: skip
REPORTS = {
    "aggregator", "amc_definitions", "arrival_lag", "completeness", "data_quality",
    "data_quality_stock", "data_quality_transfer", "edit_audit", "expiry", "expiry_plan",
    "fill_rate", "losses", "monthly_usage", "network_headline", "network_stock", "orders",
    "phantom_stock", "redistribution", "refused_effect", "reporting_rate", "restatements",
    "stock_as_known", "stock_card", "stock_on_hand", "stock_out_days", "stock_out_rate",
    "stock_outs", "stock_status", "stock_takes", "stock_value", "store_copies", "sync",
    "transfer_reconciliation", "transfers_in_transit",
}  # fmt: skip
MARTS = {
    "dim_item", "dim_store", "dim_site", "fct_stock", "fct_stock_movement", "fct_transfer",
    "fct_transfer_line",
}  # fmt: skip

Reported = tuple[Centre, dict[str, dict[str, dict[str, Any]]]]


def keys_of(schema: str) -> set[str]:
    keys = defs.resolve_all_asset_keys()
    return {key.path[1] for key in keys if key.path[0] == schema}


JOBS = {"cycle", "reports", "checks", "maintenance", "mail", "alerts"}


def test_every_job_has_its_schedule() -> None:
    made = defs.resolve_all_job_defs()
    assert {job.name for job in made} - {"__ASSET_JOB"} == JOBS
    scheduled = {schedule.job_name for schedule in defs.schedules or []}
    assert scheduled == JOBS


def test_what_is_served_runs_without_being_switched_on() -> None:
    schedules = {each.name: each.default_status for each in defs.schedules or []}
    assert set(schedules.values()) == {dg.DefaultScheduleStatus.RUNNING}
    assert landing_sensor.default_status is dg.DefaultSensorStatus.RUNNING


def test_assets_are_what_an_analyst_types() -> None:
    assert keys_of("sync") == SYNC
    assert keys_of("replica") == {record_type.name for record_type in kept_types()}
    assert keys_of("reports") == REPORTS
    assert keys_of("marts") >= MARTS
    assert {key.path[0] for key in defs.resolve_all_asset_keys()} == {
        "landing", "sync", "replica", "staging", "marts", "reports",
    }  # fmt: skip


def test_lineage_is_unbroken_from_the_landed_batch_to_every_report() -> None:
    graph = defs.resolve_asset_graph()
    for name in REPORTS:
        upstream, todo = set(), {dg.AssetKey(["reports", name])}
        while todo:
            key = todo.pop()
            upstream.add(key)
            todo |= set(graph.get(key).parent_keys) - upstream
        assert LANDED in upstream, name


def test_both_ways_of_starting_dagster_load_the_same_module() -> None:
    workspace = yaml.safe_load((ROOT / "workspace.yaml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    module = project["tool"]["dg"]["project"]["code_location_target_module"]
    assert workspace["load_from"][0]["python_module"]["module_name"] == module


def test_dagster_finds_the_definitions_valid() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("dagster")), "definitions", "validate",
         "-w", "workspace.yaml"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


def test_every_replica_and_the_log_are_checked() -> None:
    checked = {(schema, table) for schema, table, _ in offending()}
    assert {("replica", record_type.name) for record_type in kept_types()} <= checked
    assert {("sync", "change"), ("sync", "batch"), ("sync", "store_relation")} <= checked


def put_to_work(centre: Centre, patch: pytest.MonkeyPatch) -> None:
    begin(centre)
    patch.setenv("SYNCLINE_HOME", str(centre.home.root))
    patch.setenv("DAGSTER_HOME", str(centre.home.dagster))
    centre.push(3, stock_line("C"), *invoice("1", "C", to="B"))


@pytest.fixture
def at_work(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Centre:
    put_to_work(centre, monkeypatch)
    return centre


@pytest.fixture(scope="module")
def reported(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reported]:
    """A centre after the real jobs, with what each said; the first build is a whole one."""
    folder = tmp_path_factory.mktemp("reported")
    (folder / "outbox").mkdir()
    centre = Centre(copy_home(empty_home, folder / "home"), folder / "outbox")
    with pytest.MonkeyPatch.context() as patch:
        put_to_work(centre, patch)
        said = {name: run_job(centre.home, name) for name in ("cycle", "checks", "reports")}
        yield centre, said


def test_the_real_jobs_apply_check_and_report(reported: Reported) -> None:
    centre, said = reported
    assert said["cycle"]["sync.change"]["applied"] == 3
    assert said["cycle"]["replica.item_line"] == {"cycle_no": 2, "rows_applied": 1}
    assert said["cycle"]["replica.item"]["rows_applied"] == 0
    first, second = cycle_times(Control(centre.home))
    assert (first.cycle_no, first.run_id, second.cycle_no) == (1, None, 2)
    assert second.run_id and second.applying_seconds > second.taking_seconds > 0
    assert {f"reports.{name}" for name in REPORTS} <= said["reports"].keys()
    assert '"model.syncline.rpt_stock_on_hand"' in centre.home.data_docs.read_text("utf-8")
    assert centre.sql(
        "SELECT units, value FROM reports.stock_on_hand WHERE store_id = 'STORE_C'"
    ) == [(50, 12.5)]


def test_the_next_build_is_a_step_unless_a_whole_one_is_asked_for(
    reported: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, _ = reported
    assert arguments(centre.home, whole=True) == list(WHOLE)
    asked: list[bool] = []

    def note(home: Home, *, whole: bool) -> list[str]:
        """A whole build takes minutes: what the job asks for is noted, and a step done."""
        asked.append(whole)
        return arguments(home, whole=False)

    monkeypatch.setattr(pipelines.reports, "arguments", note)
    made = run_job(centre.home, "reports", whole=True)
    assert asked == [True]
    assert not {f"reports.{name}" for name in REPORTS} & made.keys()


def test_mails_of_the_real_reports_go_out_and_a_fault_fails_the_run(
    reported: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, _ = reported
    run_job(centre.home, "mail")
    monkeypatch.setattr(schedules, "now", lambda: now() - timedelta(days=1))
    for report in sorted(keys_of("reports")):
        schedules.add_schedule(
            centre.home, report, to=["ann@example.org"], every=Every.DAILY, by="Rosa"
        )
    schedules.add_schedule(centre.home, "alerts", to=["ann@example.org"], by="Rosa")
    with opened(PostOffice()) as office:
        point_at(office, monkeypatch)
        run_job(centre.home, "mail")
        run_job(centre.home, "alerts")
        titles = {mail.message["Subject"].partition(":")[0] for mail in office.delivered}
        assert {"Stock on hand", "Stock value", "Sync"} <= titles
        schedules.add_schedule(
            centre.home, "long_gone", to=["ann@example.org"], every=Every.DAILY, by="Rosa"
        )
        with pytest.raises(JobFailed, match="there is no report 'long_gone'"):
            run_job(centre.home, "mail")


def test_a_check_fails_when_a_key_stands_twice(at_work: Centre) -> None:
    at_work.cycle()
    sql = offending()["replica", "item_line", "unique_key"]
    assert at_work.sql(sql) == [(0,)]
    with lake.writer(at_work.home) as connection:
        connection.execute("INSERT INTO replica.item_line FROM replica.item_line")
    assert at_work.sql(sql) == [(1,)]


def test_a_job_that_fails_says_why_in_one_sentence(centre: Centre) -> None:
    with pytest.raises(JobFailed, match="no network settings are in force"):
        run_job(centre.home, "cycle")


def test_the_sensor_asks_for_a_cycle_when_a_batch_waits_or_somebody_asks(at_work: Centre) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        asked = landing_sensor(dg.build_sensor_context(instance=instance))
        assert isinstance(asked, dg.RunRequest)
        at_work.cycle()
        skipped = landing_sensor(dg.build_sensor_context(instance=instance))
        assert isinstance(skipped, dg.SkipReason)
        ask_to_sync(at_work.home, 2, by="a tester")
        asked = landing_sensor(dg.build_sensor_context(instance=instance))
        assert isinstance(asked, dg.RunRequest)


def test_upkeep_changes_no_contents(at_work: Centre) -> None:
    at_work.cycle()
    before = at_work.sql("SELECT * FROM sync.change ORDER BY change_no")
    at_work.reopen()
    run_job(at_work.home, "maintenance")
    assert at_work.sql("SELECT * FROM sync.change ORDER BY change_no") == before
