"""The cycles: their times, what they decided, and the way to Dagster."""

from datetime import datetime

import pytest

from ingest.control import Control
from ingest.cycle_times import CycleTime, note_cycle_time
from sync.home import Home
from tests.dashboard.conftest import RunPage, ask, metrics, shown, texts

TIMES = CycleTime(12, datetime(2026, 11, 24, 9, 30), 0.5, 2.0, 0.25, "run-77")


@pytest.fixture
def timed(small: Home) -> Home:
    note_cycle_time(Control(small), CycleTime(12, datetime(2020, 1, 1), 9, 9, 9))
    note_cycle_time(Control(small), TIMES)
    return small


def test_a_cycle_says_what_it_decided_and_how_long_it_took(timed: Home, run_page: RunPage) -> None:
    page = run_page(timed, "cycles")
    newest = shown(page).iloc[0]
    decided = ask(
        timed,
        "SELECT count(*) FILTER (decision = 'rejected') AS r, "
        "count(*) FILTER (decision = 'waiting') AS w FROM sync.change WHERE cycle_no = 12",
    ).iloc[0]
    assert newest["Cycle"] == "12"
    assert newest["Began (UTC)"] == TIMES.began_at
    assert newest["Seconds"] == 2.75
    assert (newest["Refused"], newest["Waiting"]) == (decided["r"], decided["w"]) == (2, 2)
    assert metrics(page)["Seconds it took"] == "2.8"


def test_a_cycle_without_times_is_shown_all_the_same(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "cycles")
    assert shown(page)["Cycle"].tolist() == ["12", "1"]
    assert metrics(page)["Seconds it took"] == "–"


def test_a_cycle_that_is_selected_links_to_its_run_in_dagster(
    timed: Home, run_page: RunPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "With `SYNCLINE_DAGSTER_URL` set" in texts(run_page(timed, "cycles"))
    monkeypatch.setenv("SYNCLINE_DAGSTER_URL", "http://dagster.example/")
    page = run_page(timed, "cycles")
    (link,) = page.get("link_button")
    assert link.proto.url == "http://dagster.example/assets/sync/cycle"
    page.session_state["cycle"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    (link,) = page.run().get("link_button")
    assert link.proto.url == "http://dagster.example/runs/run-77"
