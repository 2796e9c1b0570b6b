"""mSupply Mobile: who calls, what it is told of itself, and the users who log in on it."""



from ingest.control import Control
from ingest.credentials import Credentials, sent
from ingest.user_credentials import make_user_password
from tests.centre import upsert
from tests.ingest.gateway.msupply.device import DESKTOP, MACHINE, MOBILE, Device


def test_v3_site_says_who_the_site_is(device: Device) -> None:
    for path in ("site", "site/"):
        assert device.ask("GET", f"/sync/v3/{path}").json() == {
            "SiteID": 5, "ServerID": 1, "StoreID": "STORE_M", "NameID": "NAME_M",
            "SupplyingStoreID": "STORE_C", "SupplyingStoreNameID": "NAME_C", "ServerVersion": "409",
        }  # fmt: skip


def test_v3_another_machine_is_told_that_its_registration_does_not_match(device: Device) -> None:
    device.ask("GET", "/sync/v3/site")
    other = device.ask("GET", "/sync/v3/site", headers={"msupply-site-uuid": "device-2"})
    assert other.status_code == 200
    assert other.json()["error"].startswith("Site registration doesn't match.")
    Credentials(device.centre.home).release_hardware(MOBILE)
    assert "SiteID" in device.ask(
        "GET", "/sync/v3/site", headers={"msupply-site-uuid": "device-2"}
    ).json()  # fmt: skip


def test_v3_a_wrong_password_and_an_unknown_site_are_refused_and_lock(device: Device) -> None:
    for _ in range(5):
        wrong = device.client.get("/sync/v3/site", auth=("site5", sent("no")), headers=MACHINE)
        assert wrong.status_code == 401 and "password" in wrong.json()["error"]
    assert device.ask("GET", "/sync/v3/site").status_code == 429
    unknown = device.client.get("/sync/v3/site", auth=("nobody", sent("no")), headers=MACHINE)
    assert unknown.status_code == 401


def test_v3_a_site_with_several_stores_is_not_for_mobile(device: Device) -> None:
    told = device.ask("GET", "/sync/v3/site", DESKTOP).json()["error"]
    assert "multiple active stores" in told


def test_v3_a_site_syncs_as_itself_alone(device: Device) -> None:
    other = device.v3("GET", "queued_records/count", params={"from_site": 3})
    assert other.status_code == 403 and "site 3" in other.json()["error"]
    assert device.v3("GET", "queued_records/count", params={"to_site": 9}).status_code == 404


def test_v3_a_user_logs_in_with_a_name_and_password_of_its_own(device: Device) -> None:
    control = Control(device.centre.home)
    password = make_user_password(control, "USER_1", "rosa", is_admin=True)
    for path in ("user", "user/"):
        found = device.client.get(f"/sync/v3/{path}?store=STORE_M", auth=("rosa", sent(password)))
        assert found.json() == {"UserID": "USER_1", "isAdmin": True}
    for _ in range(5):
        wrong = device.client.get("/sync/v3/user?store=STORE_M", auth=("rosa", sent("no")))
        assert wrong.status_code == 401 and "error" in wrong.json()
    locked = device.client.get("/sync/v3/user?store=STORE_M", auth=("rosa", sent(password)))
    assert locked.status_code == 429


def test_v3_a_user_whose_record_is_not_active_is_refused(device: Device) -> None:
    """The centre keeps a user as he came first (R16)."""
    device.centre.push_and_cycle(
        1, upsert("user", "U_1", name="rosa", active=True),
        upsert("user", "U_2", name="tim", active=False),
    )  # fmt: skip
    found = {}
    for user_id, name in (("U_1", "rosa"), ("U_2", "tim")):
        password = make_user_password(Control(device.centre.home), user_id, name, is_admin=False)
        auth = (name, sent(password))
        found[name] = device.client.get("/sync/v3/user?store=STORE_M", auth=auth)
    assert found["rosa"].json() == {"UserID": "U_1", "isAdmin": False}
    assert (found["tim"].status_code, "not active" in found["tim"].text) == (401, True)


def test_v3_a_user_logs_in_at_a_store_that_is_active_somewhere(device: Device) -> None:
    password = make_user_password(Control(device.centre.home), "U_1", "rosa", is_admin=False)
    unknown = device.client.get("/sync/v3/user?store=S_NO", auth=("rosa", sent(password)))
    assert (unknown.status_code, "S_NO" in unknown.json()["error"]) == (403, True)
