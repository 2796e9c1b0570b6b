"""Rules that hold for every model, read from dbt's own manifest and the project's files."""

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.dbt_environment import PROJECT
from sync.catalogue import CATALOGUE
from tests.dbt_project.conftest import Dbt, rows

# Here packs of one size are added, so that a person sees them as packs.
MAY_ADD_PACKS = {"fct_stock_on_hand"}
# Columns of patients that other records have too.
NOT_ONLY_A_PATIENT = {"code", "name", "comment", "title", "barcode", "latitude", "longitude"}

Model = dict[str, Any]


@pytest.fixture(scope="module")
def models(dbt: Dbt) -> list[Model]:
    manifest = json.loads((dbt.target / "manifest.json").read_text(encoding="utf-8"))
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def test_every_model_says_what_one_row_of_it_is(models: list[Model]) -> None:
    silent = [node["name"] for node in models if not node["description"].startswith("One row per")]
    assert models
    assert silent == []


def test_every_model_has_its_own_description_file_beside_it(models: list[Model]) -> None:
    for node in models:
        beside = Path(node["original_file_path"]).with_suffix(".yml")
        assert (PROJECT / beside).exists(), node["name"]
        assert node["patch_path"].endswith(beside.as_posix()), node["name"]


def test_every_column_is_described(models: list[Model], reports: duckdb.DuckDBPyConnection) -> None:
    for node in models:
        built = rows(
            reports,
            "SELECT lower(column_name) FROM information_schema.columns WHERE table_catalog = "
            f"'central' AND table_schema = '{node['schema']}' AND table_name = '{node['alias']}'",
        )
        described = {name for name, column in node["columns"].items() if column["description"]}
        assert {name for (name,) in built} == described, node["name"]


def test_marts_and_reports_have_contracts(models: list[Model]) -> None:
    loose = [
        node["name"]
        for node in models
        if node["schema"] != "staging" and not node["contract"]["enforced"]
    ]
    assert loose == []


def test_every_model_has_its_key_tested(dbt: Dbt, models: list[Model]) -> None:
    manifest = json.loads((dbt.target / "manifest.json").read_text(encoding="utf-8"))
    keyed = {
        test["attached_node"]
        for test in manifest["nodes"].values()
        if test["resource_type"] == "test"
        and test["test_metadata"]["name"] in {"unique", "unique_together"}
    }
    assert {node["unique_id"] for node in models} - keyed == set()


def test_staging_reads_sources_alone_and_nothing_else_reads_them(models: list[Model]) -> None:
    for node in models:
        from_sources = [key for key in node["depends_on"]["nodes"] if key.startswith("source.")]
        is_staging = node["schema"] == "staging"
        assert (len(from_sources) == 1) is is_staging, node["name"]
        assert len(node["depends_on"]["nodes"]) == 1 or not is_staging, node["name"]


def test_packs_are_never_added_over_pack_sizes(models: list[Model]) -> None:
    bare = re.compile(r"sum\(\s*-?\s*(?:\w+\.)?(?:quantity|packs|available_packs|moved_packs)\s*\)")
    adding = {node["name"] for node in models if bare.search(node["raw_code"].lower())}
    assert adding == MAY_ADD_PACKS


def test_a_cancelled_issue_is_never_made_positive(models: list[Model]) -> None:
    positive = re.compile(r"abs\(\s*(?:\w+\.)?(?:quantity|units|packs|moved_packs)\s*\)")
    assert [node["name"] for node in models if positive.search(node["raw_code"].lower())] == []


def test_models_are_short_enough_to_read(models: list[Model]) -> None:
    lengths = {node["name"]: len(node["raw_code"].splitlines()) for node in models}
    assert {name: length for name, length in lengths.items() if length > 100} == {}


def test_no_column_that_identifies_a_patient_leaves_staging(models: list[Model]) -> None:
    identifying = {
        column.lower().replace(" ", "_")
        for record_type in CATALOGUE.tables.values()
        for column in record_type.identifies_patient
    }
    assert "date_of_birth" in identifying
    for node in models:
        if node["schema"] != "staging":
            assert not set(node["columns"]) & (identifying - NOT_ONLY_A_PATIENT), node["name"]


def test_a_patients_name_is_nowhere_in_marts_or_reports(
    reports: duckdb.DuckDBPyConnection, models: list[Model]
) -> None:
    for node in models:
        if node["schema"] != "staging":
            table = f"{node['schema']}.{node['alias']}"
            found = rows(
                reports,
                f"FROM {table} AS row WHERE to_json(row)::VARCHAR LIKE '%Maria%' "
                "OR to_json(row)::VARCHAR LIKE '%PATIENT1%'",
            )
            assert found == [], table
