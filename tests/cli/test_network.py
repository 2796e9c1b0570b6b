"""`syncline network` as an operator types it: plan, apply, show."""

import json
from pathlib import Path

import pytest

from tests.centre import Centre
from tests.cli.test_first_steps import syncline
from tests.scenarios.six_stores import begin, settings


@pytest.fixture
def begun(centre: Centre) -> Centre:
    begin(centre)
    return centre


@pytest.fixture
def move(begun: Centre) -> Path:
    """Settings under which STORE_C moves to site 2."""
    file = begun.outbox / "move.yaml"
    file.write_text(settings().replace("STORE_C, active: 3", "STORE_C, active: 2"), "utf-8")
    return file


def test_plan_shows_relations_records_and_warnings_and_applies_nothing(
    begun: Centre, move: Path
) -> None:
    shown = syncline(begun.home.root, "network", "plan", str(move)).stdout
    assert "warning: store STORE_C moves from site 3 to site 2 at once" in shown
    assert "STORE_C 2 transfer active configured_active" in " ".join(shown.split())
    assert "3 relations would change, 1 record would be sent, 3 records removed" in shown
    assert len(list((begun.home.archive / "network").glob("*.yaml"))) == 1


def test_plan_as_json_names_codes_stores_and_sites(begun: Centre, move: Path) -> None:
    plan = json.loads(
        syncline(begun.home.root, "network", "plan", str(move), "--format", "json").stdout
    )
    first = plan["warnings"][0]
    assert (first["code"], first["store_id"], first["site_id"]) == ("store_moves", "STORE_C", 3)
    changes = {(c["store_id"], c["site_id"], c["before"], c["after"]) for c in plan["changes"]}
    assert changes == {
        ("STORE_B", 3, "transfer", "none"),
        ("STORE_C", 2, "transfer", "active"),
        ("STORE_C", 3, "active", "none"),
    }
    assert {"site_id": 2, "kind": "central_store", "gets": 1, "loses": 0} in plan["records"]


def test_apply_gives_the_same_warnings_and_applies(begun: Centre, move: Path) -> None:
    planned = syncline(begun.home.root, "network", "plan", str(move)).stdout
    applied = syncline(begun.home.root, "network", "apply", str(move), "--who", "Ann").stdout
    assert applied == planned + (
        "settings 2 hold from cycle 2 on; run `syncline cycle`, or wait for the next one\n"
    )


def test_show_tells_what_is_in_force_and_what_waits(begun: Centre, move: Path) -> None:
    home = begun.home.root
    syncline(home, "network", "apply", str(move), "--who", "Ann")
    shown = syncline(home, "network", "show").stdout
    assert "settings 1 (in force): applied by a tester" in shown
    assert "settings 2 (waiting): applied by Ann" in shown
    assert "STORE_C Store C 3 1 yes" in " ".join(shown.split())
    found = json.loads(syncline(home, "network", "show", "--format", "json").stdout)
    assert (found["in_force"]["network_no"], found["in_force"]["from_cycle_no"]) == (1, 1)
    assert (found["waiting"]["applied_by"], found["waiting"]["from_cycle_no"]) == ("Ann", 2)
    active = {
        "store_id": "STORE_C", "site_id": 3, "relation": "active", "reason": "configured_active",
    }  # fmt: skip
    assert active in found["relations"]


def test_show_before_any_settings_says_so(centre: Centre) -> None:
    said = syncline(centre.home.root, "network", "show", code=1).stderr
    assert "no network settings have been applied yet" in said


def test_two_active_sites_are_refused_in_a_sentence(begun: Centre) -> None:
    file = begun.outbox / "twice.yaml"
    file.write_text(settings() + "  - {id: STORE_A, active: 2}\n", "utf-8")
    for verb in ("plan", "apply"):
        said = syncline(begun.home.root, "network", verb, str(file), code=1).stderr
        assert "STORE_A stands 2 times, active on sites 1 and 2" in said
