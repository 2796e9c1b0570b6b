"""What one caller may use up: names, addresses, memory; and bodies that are not what they seem."""

import gzip
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from ingest import quarantine
from ingest.credentials import sent
from ingest.gateway import native
from ingest.gateway.app import create_app
from ingest.gateway.keeping import Push
from ingest.gateway.place import LARGE_LANDINGS, Limits, Place
from ingest.offer import Landed
from tests.ingest.gateway.conftest import HARDWARE, Caller, TestClient, sha
from tests.ingest.site import Site, bring
from tests.scenarios.six_stores import stock_line

MACHINE = {"msupply-site-uuid": "machine-1"} | HARDWARE


def test_a_packed_body_is_refused_and_nothing_of_it_is_kept(site: Caller) -> None:
    content = site.centre.write(2, stock_line("B")).read_bytes()
    packed = gzip.compress(content)
    coded = site.headers | {"Content-Encoding": "gzip"}
    path = f"/sync/v1/batches/{sha(content)}?total={len(content)}"
    refused = site.client.put(path, content=packed, headers=coded)
    assert (refused.status_code, refused.json()["error"]["code"]) == (415, "coded_body")
    assert site.get(f"batches/{sha(content)}").json()["received"] == 0
    for path in ("v3/queued_records/?from_site=2&to_site=1", "v5/queued_records"):
        refused = site.client.post(
            f"/sync/{path}", content=gzip.compress(b"[]"), auth=(site.name, sent(site.password)),
            headers=MACHINE | {"Content-Encoding": "gzip"},
        )  # fmt: skip
        assert (refused.status_code, "Content-Encoding" in refused.text) == (415, True), path
    site.headers["Content-Encoding"] = "identity"
    assert site.push(content).json()["verdict"] == "accepted"


def test_tokens_that_are_none_are_counted_where_they_come_from(site: Caller) -> None:
    app = create_app(site.centre.home, Limits(requests_from_address=2))
    stranger = TestClient(app, client=("203.0.113.9", 1))
    said = [
        stranger.get("/sync/v1/status", headers={"Authorization": f"Bearer {n}"}).status_code
        for n in range(3)
    ]
    assert said == [401, 401, 429]
    neighbour = TestClient(app, client=("203.0.113.9", 2))
    assert neighbour.get("/sync/v1/status", headers=site.headers).status_code == 200


def test_one_address_does_not_use_up_all_log_ins_with_ever_other_names(site: Caller) -> None:
    app = create_app(site.centre.home, Limits(log_ins_from_address=2, all_log_ins=4))
    stranger = TestClient(app, client=("203.0.113.9", 1), headers=MACHINE)
    own = TestClient(app, client=("203.0.113.7", 1), headers=MACHINE)
    said = [
        stranger.post("/sync/v1/token", auth=(f"name {n}", sent("no"))).status_code
        for n in range(9)
    ]
    assert said == [401] * 2 + [429] * 7
    assert own.post("/sync/v1/token", auth=(site.name, sent(site.password))).status_code == 200


def test_large_batches_that_arrive_together_are_unpacked_a_few_at_a_time(
    site: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_many, keep = threading.Barrier(LARGE_LANDINGS + 1), Place.keep
    met = list[bool]()

    def watched(place: Place, push: Push) -> Landed:
        try:
            too_many.wait(1)
            met.append(True)
        except threading.BrokenBarrierError:
            pass
        return keep(place, push)

    monkeypatch.setattr(Place, "keep", watched)
    batches = [
        site.centre.write(2, stock_line("B", n)).read_bytes() for n in range(LARGE_LANDINGS + 2)
    ]
    for content in batches:
        site.push(content, size=10)
    with ThreadPoolExecutor(len(batches)) as threads:
        said = list(threads.map(lambda content: site.push(content, offset=10), batches))
    assert {answer.json()["verdict"] for answer in said} <= {"accepted", "gap"}
    assert site.get("status").json()["incoming"]["last_batch_no"] == len(batches)
    assert met == []


def test_of_what_a_site_pushes_in_vain_the_newest_is_kept(
    site: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And all that it was told is kept, or that others brought."""
    monkeypatch.setattr(quarantine, "PUSHES_AT_MOST", 2)
    home, reference = site.centre.home, Site(2, site.centre.home.root.parent / "stick")
    first, held = reference.write(), reference.write(previous="cd" * 32)
    assert site.push(held).json()["verdict"] == "gap"
    assert "does not follow" in site.push(first).json()["why"]
    (torn := reference.folder / "torn.parquet").write_bytes(b"torn")
    bring(home, torn)
    for n in range(4):
        assert site.push(b"not a batch %d" % n).json()["verdict"] == "refused"
    assert site.push(b"not a batch 2").json()["verdict"] == "refused"
    assert site.push(b"not a batch 4").json()["verdict"] == "refused"
    kept = sorted(file.read_bytes() for file in home.quarantine.rglob("*.parquet"))
    assert kept == sorted([held.read_bytes(), b"torn", b"not a batch 2", b"not a batch 4"])
    assert len(list(home.quarantine.rglob("*.json"))) == 4
    assert "kept no more" in caplog.text and sha(b"not a batch 0") in caplog.text


def test_a_site_cannot_fill_the_disk_with_large_refused_pushes(
    site: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarantine, "PUSHED_BYTES_AT_MOST", 2500)
    for n in range(4):
        site.push(bytes([n]) * 1000)
    assert len(list(site.centre.home.quarantine.rglob("*.parquet"))) == 2


@pytest.mark.parametrize("version", ["1.2\0", "\x1b[31m1.2", "1.2\nforged line"])
def test_a_version_has_nothing_that_a_terminal_obeys(site: Caller, version: str) -> None:
    assert site.post("heartbeat", waiting=1, version=version).status_code == 400


def test_a_value_that_the_database_cannot_keep_is_not_asked_for_again(
    site: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unkept(*_: object) -> None:
        raise sa.exc.DataError("INSERT", {}, ValueError("NUL"))

    monkeypatch.setattr(native.asking, "where_site_stands", unkept)
    found = site.get("status")
    assert (found.status_code, found.json()["error"]["code"]) == (400, "wrong_request")
