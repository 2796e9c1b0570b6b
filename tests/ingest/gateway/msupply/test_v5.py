"""Open mSupply: who the site is, its errors, its values and its pushes."""

from typing import Any

from ingest.credentials import sent
from sync.made_ids import made_id
from tests.centre import upsert
from tests.ingest.gateway.msupply.device import MACHINE, Device
from tests.scenarios.changing import in_force


def test_v5_site_says_who_the_site_is_and_how_far(device: Device) -> None:
    told = device.v5("GET", "site").json()
    assert (told["siteId"], told["name"], told["initialisationStatus"]) == (
        3, "Remote site 2", "new",
    )  # fmt: skip
    assert told["mSupplyCentralSiteId"] == 1 and told["isOmSupplyCentralServer"] is False
    queued = device.v5("POST", "initialise", json={}).json()["queueLength"]
    ready = device.v5("GET", "site").json()
    assert (ready["initialisationStatus"], ready["queueLength"]) == ("completed", queued)
    device.open_msupply().pull()
    assert device.v5("GET", "site").json()["queueLength"] == 0


def test_v5_errors_have_a_code_and_a_version_that_is_not_known_is_told(device: Device) -> None:
    for version in ("15", "2.17.0"):
        newer = device.v5("GET", "site", headers={"version": version})
        assert newer.status_code == 409
        assert newer.json()["error"]["code"] == "api_version_incompatible"
        assert newer.json()["error"]["data"] == {"minVersion": 1, "maxVersion": 14}
    device.v5("GET", "site")
    other = device.v5("GET", "site", headers={"msupply-site-uuid": "another"})
    assert (other.status_code, other.json()["error"]["code"]) == (
        401, "site_incorrect_hardware_id",
    )  # fmt: skip
    nobody = device.client.get("/sync/v5/site", auth=("nobody", sent("x")), headers=MACHINE)
    assert nobody.json()["error"]["code"] == "site_name_not_found"


def test_v5_values_have_the_shapes_that_its_client_reads(device: Device) -> None:
    device.open_msupply().pull()
    device.centre.push_and_cycle(
        5, upsert("transact", "H5", store_ID="STORE_M", name_ID="NAME_C", type="ci", status="fn",
                  entry_date="2026-02-03", entry_time="01:02:03"),
        upsert("trans_line", "H5_L1", transaction_ID="H5", item_ID="ITEM_1", quantity=2,
               pack_size=10, type="stock_out"),
    )  # fmt: skip
    queued = device.v5("GET", "queued_records").json()["data"]
    rows = {row["recordId"]: row["recordData"] for row in queued}
    half, line = rows[made_id("transact:H5")], rows[made_id("trans_line:H5_L1")]
    assert (half["invoice_num"], half["hold"], half["type"]) == (-1, True, "si")
    assert line["quantity"] == 2 and line["expiry_date"] == "0000-00-00"
    assert line["item_line_ID"] == "" and isinstance(half["entry_time"], int)


def test_v5_a_push_is_taken_as_one_when_nothing_remains(device: Device) -> None:
    def pushed(remaining: int, *rows: dict[str, Any]) -> Any:
        return device.v5(
            "POST", "queued_records", json={"queueLength": remaining, "data": list(rows)}
        )

    line = {
        "syncOutId": "1", "tableName": "item_line", "recordId": "O1", "action": "Update",
        "recordData": {"ID": "O1", "store_ID": "STORE_C", "item_ID": "ITEM_1",
                       "expiry_date": "2027-05-06T00:00:00", "quantity": 3.0},
    }  # fmt: skip
    assert pushed(1, line).json() == {"integrationStarted": False}
    assert device.v5("GET", "site_status").json()["code"] == "idle"
    assert pushed(0).json() == {"integrationStarted": True}
    assert device.v5("GET", "site_status").json()["code"] == "integration_in_progress"
    device.centre.cycle()
    assert device.v5("GET", "site_status").json()["code"] == "idle"
    held = device.centre.record("item_line", "O1")
    assert (held["quantity"], str(held["expiry_date"])) == (3, "2027-05-06")


def test_v5_the_reference_site_syncs(device: Device) -> None:
    line = device.open_msupply()
    assert line.initialise() > 5
    line.site.change("item_line", "O1", {"store_ID": "STORE_C", "item_ID": "ITEM_1"})
    line.site.change("item_line", "O2", {"store_ID": "STORE_C", "item_ID": "ITEM_1"})
    line.site.delete("item_line", "O2")
    line.push()
    device.centre.cycle()
    assert line.wait()
    assert line.pull() == 0
    assert device.centre.record("item_line", "O1") is not None
    assert device.centre.record("item_line", "O2") is None
    device.centre.push_and_cycle(1, upsert("unit", "U1", units="tablet"))
    assert line.pull() == 1
    assert line.site.record("unit", "U1") is not None


def test_v5_a_site_without_store_is_told(device: Device) -> None:
    raw = in_force(device.centre)
    moved = [store | {"active": 2} if store["active"] == 3 else store for store in raw["stores"]]
    device.centre.change_network(stores=moved)
    told = device.v5("GET", "site")
    assert (told.status_code, told.json()["error"]["code"]) == (400, "site_has_no_store")
