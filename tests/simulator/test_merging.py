"""A site rewrites its own references when a merge comes from the centre (R20)."""

import json
from pathlib import Path

import pytest

from simulator.merging import merge
from simulator.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "site")


def put(shelf: Shelf, table: str, record_id: str, **data: object) -> None:
    shelf.put(table, record_id, json.dumps(data))


def test_references_name_the_kept_record(shelf: Shelf) -> None:
    put(shelf, "item", "OLD")
    put(shelf, "item_line", "L", item_ID="OLD")
    merge(shelf, "item", "NEW", "OLD")
    assert shelf.get("item", "OLD") is None
    assert shelf.get("item_line", "L") == {"item_ID": "NEW"}


def test_of_equal_joins_the_active_one_survives_then_the_kept_records_own(shelf: Shelf) -> None:
    put(shelf, "name_store_join", "A", name_ID="NEW", store_ID="S", inactive=True)
    put(shelf, "name_store_join", "B", name_ID="OLD", store_ID="S")
    put(shelf, "name_store_join", "Z", name_ID="NEW", store_ID="T")
    put(shelf, "name_store_join", "C", name_ID="OLD", store_ID="T")
    merge(shelf, "name", "NEW", "OLD")
    assert set(shelf.records("name_store_join")) == {"B", "Z"}


def test_a_store_does_not_become_visible_to_itself(shelf: Shelf) -> None:
    put(shelf, "store", "S", name_ID="NEW")
    put(shelf, "name_store_join", "A", name_ID="OLD", store_ID="S")
    merge(shelf, "name", "NEW", "OLD")
    assert shelf.records("name_store_join") == {}
