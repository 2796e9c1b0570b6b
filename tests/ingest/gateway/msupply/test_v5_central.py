"""Open mSupply reads central data behind a cursor; the rest is a queue."""

from typing import Any

from ingest.control import Control
from ingest.gateway.msupply.client import client_of, note_client
from tests.centre import delete, upsert
from tests.ingest.gateway.msupply.device import DESKTOP, Device


def test_v5_a_cursor_in_what_was_lost_from_the_disk_is_not_believed(device: Device) -> None:
    line = device.open_msupply()
    line._pull_central()
    (file,) = (device.centre.home.outgoing / "site=3").glob("*.parquet")
    file.unlink()
    assert len(device.v5("GET", "queued_records").json()["data"]) > 1
    assert {"ITEM_1", "NAME_C"} <= {row["recordId"] for row in _central_rows(device, line.cursor)}


def test_v5_central_records_are_read_behind_a_cursor_and_the_rest_is_a_queue(
    device: Device,
) -> None:
    first = device.v5("GET", "central_records", params={"cursor": 0, "limit": 3}).json()
    assert len(first["data"]) == 3
    ids = [row["ID"] for row in first["data"]]
    assert ids == sorted(ids) and first["maxCursor"] > ids[-1]
    central = {row["tableName"] for row in first["data"]}
    rest = device.v5("GET", "central_records", params={"cursor": ids[-1], "limit": 500}).json()
    assert rest["data"][-1]["ID"] == rest["maxCursor"]
    end = device.v5("GET", "central_records", params={"cursor": rest["maxCursor"]}).json()
    assert end == {"maxCursor": rest["maxCursor"], "data": []}
    queued = device.v5("GET", "queued_records", params={"limit": 500}).json()
    assert queued["queueLength"] == len(queued["data"]) > 0
    assert not central & {row["tableName"] for row in queued["data"]}
    done = {"syncIDs": [row["syncOutId"] for row in queued["data"]]}
    assert device.v5("POST", "acknowledged_records", json=done).status_code == 204
    assert device.v5("GET", "queued_records").json() == {"queueLength": 0, "data": []}
    assert not list((device.centre.home.outgoing / "site=3").glob("*.parquet"))


def loads_owed(device: Device) -> int:
    device.centre.cycle()
    (count,) = device.centre.sql("SELECT count(*) FROM sync.\"order\" WHERE kind = 'initial_load'")
    return int(count[0])


def test_v5_a_site_that_comes_from_another_server_with_its_cursor_gets_everything(
    device: Device,
) -> None:
    """Its cursor says nothing of this centre, however it compares with what is packed here."""
    whole = device.v5("GET", "central_records", params={"cursor": 500_000, "limit": 500}).json()
    assert len(whole["data"]) > 5 and whole["maxCursor"] >= 500_000
    again = device.v5("GET", "central_records", params={"cursor": 500_000, "limit": 500}).json()
    assert again == whole, "an answer may be lost"
    assert loads_owed(device) == 0, "the queue holds all of it"
    line = device.open_msupply()
    line.cursor = 500_000
    assert line.pull() > len(whole["data"])
    assert line.cursor == whole["data"][-1]["ID"]
    assert line.pull() == 0 and loads_owed(device) == 0


def test_v5_a_cursor_that_fits_nothing_is_owed_a_whole_load_once(device: Device) -> None:
    line = device.open_msupply()
    line.initialise()
    last = line.cursor
    for loads, cursor in enumerate((500_000, 3, 0), 1):
        assert not _central_rows(device, last), cursor
        for _ in range(2):
            device.v5("GET", "central_records", params={"cursor": cursor})
        assert loads_owed(device) == loads, cursor
        rows = _central_rows(device, cursor)
        assert {"ITEM_1", "NAME_C", "NAME_M"} <= {row["recordId"] for row in rows}
        last = rows[-1]["ID"]


def test_v5_initialise_begins_with_the_first_central_record(device: Device) -> None:
    note_client(Control(device.centre.home), DESKTOP, central_cursor=500_000)
    device.v5("POST", "initialise", json={})
    client = client_of(Control(device.centre.home), DESKTOP)
    assert client is not None and client.central_cursor == 0
    assert len(_central_rows(device, 0)) > 5 and loads_owed(device) == 0


def _central_rows(device: Device, cursor: int) -> list[dict[str, Any]]:
    """What a client reads that goes on from its cursor until nothing comes any more."""
    rows: list[dict[str, Any]] = []
    while page := device.v5("GET", "central_records", params={"cursor": cursor}).json()["data"]:
        cursor = page[-1]["ID"]
        rows += page
    return rows


def test_v5_patients_wait_in_the_queue_and_other_names_are_central(device: Device) -> None:
    device.open_msupply().pull()
    device.centre.push_and_cycle(
        1,
        upsert("name", "PAT", name="Ann", type="Patient", supplying_store_id="STORE_A"),
        upsert("name", "NAME_C", name="Renamed"),
        upsert("item", "ITEM_1", item_name="Renamed"),
    )
    device.centre.push_and_cycle(
        1,
        upsert("name_store_join", "SEE_PAT", name_ID="PAT", store_ID="STORE_C"),
        upsert("store", "STORE_C", store_mode="dispensary"),
    )

    def central() -> set[str]:
        cursor = client_of(Control(device.centre.home), DESKTOP)
        assert cursor is not None
        found = device.v5("GET", "central_records", params={"cursor": cursor.central_cursor})
        return {row["recordId"] for row in found.json()["data"]}

    def queued() -> dict[str, str]:
        found = device.v5("GET", "queued_records", params={"limit": 500}).json()["data"]
        return {row["recordId"]: row["syncOutId"] for row in found}

    assert central() >= {"NAME_C", "ITEM_1"} and "PAT" not in central()
    assert "PAT" in queued() and not {"NAME_C", "ITEM_1"} & queued().keys()
    device.v5("POST", "acknowledged_records", json={"syncIDs": list(queued().values())})
    assert not queued()
    device.centre.push_and_cycle(1, delete("name", "PAT"))
    assert "PAT" in queued() and "PAT" not in central()
