"""Credentials of sites: made, bound to a machine, locked, ended; and what is kept of them."""

import base64
from datetime import timedelta

import pytest

from ingest import credentials, lockout
from ingest.control_tables import CREDENTIAL
from ingest.credentials import Credentials, sent
from ingest.gateway.app import create_app
from ingest.gateway.place import Limits
from tests.centre import Centre
from tests.ingest.gateway.conftest import HARDWARE, Caller, TestClient, sha
from tests.scenarios.six_stores import stock_line


def test_only_strong_hashes_are_kept(site: Caller) -> None:
    kept = site.centre.home.control_path.read_bytes()
    for path in site.centre.home.root.glob("control.sqlite-*"):
        kept += path.read_bytes()
    token = site.headers["Authorization"].removeprefix("Bearer ")
    for secret in (site.password, sent(site.password), token):
        assert secret.encode() not in kept
    assert b"$argon2id$" in kept and sent(token).encode() in kept


def test_a_wrong_password_and_an_unknown_name_are_refused(site: Caller) -> None:
    wrong = site.log_in("something else")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "site_incorrect_password")
    site.name = "Nobody"
    unknown = site.log_in()
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (401, "site_name_not_found")


def test_without_a_token_nothing_is_answered(site: Caller) -> None:
    calls = [
        ("get", "status"), ("get", "outgoing"), ("get", "outgoing/1"), ("post", "resync"),
        ("post", "heartbeat"), ("post", "acknowledgements"), ("get", f"batches/{'0' * 64}"),
        ("put", f"batches/{'0' * 64}?total=1"),
    ]  # fmt: skip
    for headers in ({}, {"Authorization": "Bearer nothing"}, {"Authorization": "Basic eA=="}):
        for verb, path in calls:
            found = site.client.request(verb, f"/sync/v1/{path}", headers=headers)
            assert found.status_code == 401, (verb, path)
            assert found.headers["WWW-Authenticate"] == "Bearer"


def test_a_site_is_bound_to_its_first_machine_until_it_is_released(site: Caller) -> None:
    other = site.log_in(hardware={"Syncline-Hardware-Id": "machine-2"})
    assert other.json()["error"]["code"] == "site_incorrect_hardware_id"
    assert Credentials(site.centre.home).release_hardware(2)
    assert site.get("status").status_code == 401, "its tokens have ended"
    assert site.log_in(hardware={"Syncline-Hardware-Id": "machine-2"}).status_code == 200
    assert site.log_in(hardware=HARDWARE).status_code == 401


def test_the_machine_has_to_be_named(site: Caller) -> None:
    assert site.log_in(hardware={}).json()["error"]["code"] == "no_hardware_id"


def test_too_many_failures_lock_a_site_for_a_while(
    site: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(lockout.FAILURES_UNTIL_LOCKED):
        assert site.log_in("wrong").status_code == 401
    elsewhere = site.log_in(hardware={"Syncline-Hardware-Id": "machine-2"})
    assert elsewhere.status_code == 429, "even with the right password"
    for _ in range(2):
        assert site.log_in().status_code == 200, "the site's own machine is not kept out"
    assert site.log_in("wrong").status_code == 429
    assert site.log_in(hardware={"Syncline-Hardware-Id": "machine-2"}).status_code == 429
    later = lockout._now() + lockout.LOCKED_FOR + timedelta(seconds=1)
    with monkeypatch.context() as patch:
        patch.setattr(lockout, "_now", lambda: later)
        assert site.log_in().status_code == 200
    Credentials(site.centre.home).release_hardware(2)
    for _ in range(lockout.FAILURES_UNTIL_LOCKED):
        site.log_in("wrong")
    kept = Credentials(site.centre.home)
    with kept._control.turn(2) as ledger:  # a guess that was on its way already
        lockout.count_failure(ledger, CREDENTIAL, CREDENTIAL.c.site_id == 2)
    assert site.log_in().status_code == 429
    assert Credentials(site.centre.home).unlock(2) and site.log_in().status_code == 200


@pytest.mark.parametrize("coding", ["utf-8", "latin-1"])
def test_a_name_may_have_an_accent(site: Caller, coding: str) -> None:
    password = Credentials(site.centre.home).make(3, "Hôpital", by="a tester")
    basic = base64.b64encode(f"Hôpital:{sent(password)}".encode(coding)).decode()
    headers = {"Authorization": f"Basic {basic}", "msupply-site-uuid": "machine-1"} | HARDWARE
    assert site.client.post("/sync/v1/token", headers=headers).status_code == 200
    assert site.client.get("/sync/v5/site", headers=headers).status_code == 200


def test_a_stranger_uses_up_nothing_that_is_the_sites(site: Caller) -> None:
    app = create_app(site.centre.home, Limits(requests=2, log_ins=2))
    headers = {"msupply-site-uuid": "machine-1"} | HARDWARE
    stranger = TestClient(app, client=("203.0.113.9", 1), headers=headers)
    own = TestClient(app, client=("203.0.113.7", 1), headers=headers)
    wrong, right = (site.name, sent("no")), (site.name, sent(site.password))
    said = [stranger.get("/sync/v3/site", auth=wrong).status_code for _ in range(3)]
    assert said == [401, 401, 429]
    assert stranger.post("/sync/v1/token", auth=wrong).status_code == 429
    assert own.post("/sync/v1/token", auth=right).status_code == 200
    said = [own.get("/sync/v5/site_status", auth=right).status_code for _ in range(3)]
    assert said == [200, 200, 429]


def test_a_new_password_ends_the_old_one_and_its_tokens(site: Caller) -> None:
    old = site.password
    site.password = Credentials(site.centre.home).make(2, site.name, by="a tester")
    assert site.get("status").status_code == 401
    assert site.log_in(old).status_code == 401
    assert site.log_in().status_code == 200


def test_a_new_password_in_the_middle_of_a_push_costs_nothing_of_it(site: Caller) -> None:
    content = site.centre.write(2, stock_line("B")).read_bytes()
    assert site.push(content, size=100).json()["received"] == 100
    site.password = Credentials(site.centre.home).make(2, site.name, by="a tester")
    cut = site.push(content, offset=100)
    assert (cut.status_code, cut.json()["error"]["code"]) == (401, "token_ended")
    assert site.log_in().status_code == 200
    assert site.get(f"batches/{sha(content)}").json()["received"] == 100
    assert site.push(content, offset=100).json()["verdict"] == "accepted"


def test_a_token_ends(site: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    later = credentials._now() + credentials.TOKEN_LIFE + timedelta(seconds=1)
    monkeypatch.setattr(credentials, "_now", lambda: later)
    assert site.get("status").json()["error"]["code"] == "token_ended"


def test_two_sites_cannot_log_in_under_one_name(centre: Centre) -> None:
    kept = Credentials(centre.home)
    password = kept.make(2, "Clinic", by="a tester")
    with pytest.raises(ValueError, match="site 2 logs in as Clinic already"):
        kept.make(3, "Clinic", by="a tester")
    assert kept.check("Clinic", sent(password), "machine-1") == 2
    with pytest.raises(ValueError, match="has no colon"):
        kept.make(3, "Clinic: North", by="a tester")


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic !!", "Basic eHh4", "Digest x", "Basic /w==", "Basic YQBiOng="]
)
def test_a_log_in_that_cannot_be_read_is_refused(site: Caller, header: str) -> None:
    found = site.client.post("/sync/v1/token", headers={"Authorization": header} | HARDWARE)
    assert found.status_code == 401 and found.headers["WWW-Authenticate"] == "Basic"
