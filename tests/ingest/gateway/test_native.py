"""The native protocol: push, pull, acknowledge, ask (issue by the contract's table of answers)."""

import pyarrow.parquet as pq
import pytest

from ingest import asking
from ingest.control import Control
from ingest.gateway.app import create_app
from ingest.gateway.place import Limits
from ingest.landing import ready_batches
from ingest.run import stream_positions
from sync import lake
from tests.centre import Centre, days_ago
from tests.ingest.gateway.conftest import Caller, TestClient, sha
from tests.scenarios.changing import in_force
from tests.scenarios.six_stores import stock_line


def test_a_whole_batch_is_kept_before_it_is_answered(site: Caller) -> None:
    file = site.centre.write(2, stock_line("B"))
    found = site.push(file)
    assert (found.status_code, found.json()["verdict"]) == (200, "accepted")
    connection = lake.connect(site.centre.home)
    assert len(ready_batches(site.centre.home, stream_positions(connection))) == 1
    connection.close()
    site.centre.cycle()
    assert site.centre.record("item_line", "LINE_B_1") is not None


def test_a_repeated_push_is_answered_as_the_first_time(site: Caller) -> None:
    file = site.centre.write(2, stock_line("B"))
    first, again = site.push(file), site.push(file)
    assert again.status_code == first.status_code
    assert again.json()["verdict"] == first.json()["verdict"] == "accepted"
    assert again.json()["is_repeated"] and not first.json()["is_repeated"]
    site.centre.cycle()
    assert site.push(file).json()["verdict"] == "accepted"


def test_a_push_goes_on_where_it_was_cut(site: Caller) -> None:
    content = site.centre.write(2, stock_line("B")).read_bytes()
    assert site.push(content, size=100).json()["received"] == 100
    assert site.get(f"batches/{sha(content)}").json()["received"] == 100
    assert site.push(content, offset=100, size=50).json()["received"] == 150
    assert site.push(content, offset=150).json()["verdict"] == "accepted"
    known = site.get(f"batches/{sha(content)}").json()
    assert (known["verdict"], known["batch_no"]) == ("accepted", 1)


def test_a_piece_at_the_wrong_place_changes_nothing(site: Caller) -> None:
    content = site.centre.write(2, stock_line("B")).read_bytes()
    site.push(content, size=100)
    wrong = site.push(content, offset=120)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (409, "wrong_offset")
    assert "100 bytes are here" in wrong.json()["error"]["message"]
    assert site.push(content, offset=100).json()["verdict"] == "accepted"


def test_other_bytes_than_announced_are_thrown_away(site: Caller) -> None:
    content = site.centre.write(2, stock_line("B")).read_bytes()
    path = f"/sync/v1/batches/{sha(content)}?total={len(content)}"
    torn = content[:50] + b"X" + content[51:]
    wrong = site.client.put(path, content=torn, headers=site.headers)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (409, "wrong_hash")
    longer = site.client.put(path, content=content + b"more", headers=site.headers)
    assert (longer.status_code, longer.json()["error"]["code"]) == (400, "too_much")
    assert site.push(content).json()["verdict"] == "accepted"


def test_a_batch_after_a_gap_is_kept_and_names_what_is_missing(site: Caller) -> None:
    first = site.centre.write(2, stock_line("B", 1))
    second = site.centre.write(2, stock_line("B", 2))
    gap = site.push(second)
    assert (gap.status_code, gap.json()["verdict"], gap.json()["missing"]) == (202, "gap", [1])
    assert site.get("status").json()["incoming"]["held"] == [2]
    known = site.get(f"batches/{sha(second.read_bytes())}").json()
    assert (known["verdict"], known["missing"]) == ("gap", [1])
    assert site.push(first).json()["verdict"] == "accepted"
    assert site.get("status").json()["incoming"]["last_batch_no"] == 2


def test_what_is_not_a_batch_is_put_aside_with_the_reason(site: Caller) -> None:
    refused = site.push(b"not a batch")
    assert (refused.status_code, refused.json()["verdict"]) == (422, "refused")
    assert "not a readable Parquet file" in refused.json()["why"]
    assert list(site.centre.home.quarantine.rglob("*.json"))


def test_other_bytes_under_a_known_number_are_a_conflict(site: Caller) -> None:
    file = site.centre.write(2, stock_line("B"))
    site.push(file)
    other = pq.read_table(file)
    changed = other.set_column(2, "record_id", [["SOMETHING_ELSE"]])
    pq.write_table(changed.cast(other.schema), file)
    conflict = site.push(file)
    assert (conflict.status_code, conflict.json()["verdict"]) == (409, "conflict")


def test_a_site_cannot_push_for_another(site: Caller) -> None:
    theirs = site.push(site.centre.write(3, stock_line("C")))
    assert (theirs.status_code, theirs.json()["error"]["code"]) == (403, "not_yours")
    assert site.push(site.centre.write(2, stock_line("B"))).status_code == 200


def test_too_big_a_batch_is_refused_before_it_is_sent(site: Caller) -> None:
    small = TestClient(create_app(site.centre.home, Limits(batch_bytes=1000)))
    found = small.put(f"/sync/v1/batches/{'0' * 64}?total=1001", content=b"", headers=site.headers)
    assert (found.status_code, found.json()["error"]["code"]) == (413, "too_big")


def test_too_many_requests_are_told_when_to_come_again(site: Caller) -> None:
    busy = TestClient(create_app(site.centre.home, Limits(requests=2)))
    answers = [busy.get("/sync/v1/status", headers=site.headers) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60


def test_what_waits_is_listed_fetched_in_pieces_and_ended(site: Caller) -> None:
    site.centre.cycle()
    (item,) = site.get("outgoing").json()
    path = f"outgoing/{item['batch_no']}"
    start = site.get(path, Range="bytes=0-99")
    assert start.status_code == 206
    rest = site.get(path, Range="bytes=100-")
    assert sha(start.content + rest.content) == item["sha256"]
    assert len(start.content + rest.content) == item["bytes"]
    assert site.post("acknowledgements", through_batch_no=1).json() == {"ended": 1}
    assert site.post("acknowledgements", through_batch_no=1).json() == {"ended": 0}
    assert site.get("outgoing").json() == [] and site.get(path).status_code == 404
    assert site.post("acknowledgements", through_batch_no=2).status_code == 409
    site.centre.cycle()
    assert site.centre.sql(
        "SELECT count(*) FROM sync.outgoing WHERE destination_site_id = 2 "
        "AND acknowledged_at IS NULL"
    ) == [(0,)]


def test_a_batch_that_was_lost_from_the_disk_is_packed_again_under_its_number(
    site: Caller,
) -> None:
    (item,) = site.get("outgoing").json()
    site.centre.cycle()
    site.centre.home.outgoing_file(2, item["batch_no"]).unlink()
    (again,) = site.get("outgoing").json()
    assert (again["batch_no"], again["first_seq"], again["rows"]) == (1, 1, item["rows"])
    assert sha(site.get("outgoing/1").content) == again["sha256"]
    site.post("acknowledgements", through_batch_no=1)
    site.centre.cycle()
    assert len(site.get("outgoing").json()) == 1
    assert set(site.centre.reasons(2).values()) >= {"resync"}, "it may have had the lost one"


def test_a_pull_does_not_wait_for_a_cycle(site: Caller) -> None:
    with lake.writer_lock(site.centre.home):
        (item,) = site.get("outgoing").json()
        assert site.post("acknowledgements", through_batch_no=item["batch_no"]).json()["ended"] == 1


def test_a_push_does_not_wait_for_a_cycle(site: Caller) -> None:
    file = site.centre.write(2, stock_line("B"))
    with lake.writer_lock(site.centre.home):
        assert site.push(file).json()["verdict"] == "accepted"


def test_where_a_site_stands_in_both_directions(site: Caller) -> None:
    nowhere = site.get("status").json()
    assert nowhere["incoming"]["last_batch_no"] == nowhere["outgoing"]["last_batch_no"] == 0
    site.push(site.centre.write(2, stock_line("B", 1), stock_line("B", 2)))
    site.get("outgoing")
    stands = site.get("status").json()
    assert (stands["incoming"]["last_batch_no"], stands["incoming"]["last_seq"]) == (1, 2)
    assert stands["outgoing"]["last_batch_no"] == 1
    assert stands["outgoing"]["acknowledged_through"] == 0


def test_a_site_may_ask_for_everything_again(site: Caller) -> None:
    site.get("outgoing")
    site.post("acknowledgements", through_batch_no=1)
    assert site.post("resync").json() == {"ordered": True}
    assert site.post("resync").json() == {"ordered": False}
    site.centre.cycle()
    assert set(site.centre.reasons(2).values()) >= {"resync"}
    assert len(site.get("outgoing").json()) == 1


def test_a_heartbeat_says_what_waits_and_hears_whether_to_sync(site: Caller) -> None:
    control = Control(site.centre.home)
    assert site.post("heartbeat", waiting=7, version="1.2").json()["sync_now"] is False
    assert asking.heartbeats(control)[2].waiting == 7
    site.centre.cycle()
    said = "SELECT waiting_at_site, version FROM sync.site_status WHERE site_id = 2"
    assert site.centre.sql(said) == [(7, "1.2")]
    asking.ask_to_sync(site.centre.home, 2, by="a tester")
    for _ in range(2):  # the first answer may be lost
        assert site.post("heartbeat", waiting=5).json()["sync_now"] is True
    site.get("outgoing")
    assert site.post("heartbeat", waiting=0).json()["sync_now"] is False
    assert asking.heartbeats(control)[2].waiting == 0


def test_a_call_counts_as_contact(site: Caller) -> None:
    control = Control(site.centre.home)
    contacted = {c.site_id: c for c in control.contacts()}[2]
    assert contacted.via == "http" and contacted.contacted_at > days_ago(0.01)


def test_new_settings_hold_for_a_running_gateway(centre: Centre, site: Caller) -> None:
    assert site.get("status").status_code == 200
    raw = in_force(centre)
    centre.change_network(
        sites=[s for s in raw["sites"] if s["id"] != 2],
        stores=[s | {"active": 3} if s["active"] == 2 else s | {"collectors": []}
                for s in raw["stores"]],
    )  # fmt: skip
    assert site.get("status").json()["error"]["code"] == "not_in_the_network"


@pytest.mark.parametrize(
    "path", ["batches/../../x", "batches/ABC", "outgoing/0", "outgoing/x", f"outgoing/{2**64}"]
)
def test_nonsense_is_refused_in_one_sentence(site: Caller, path: str) -> None:
    found = site.get(path)
    assert found.status_code in (400, 404) and found.json()["error"]["message"]


def test_a_question_that_is_too_long_is_not_read(site: Caller) -> None:
    found = site.client.post(
        "/sync/v1/heartbeat", content=b" " * 100_000, headers={"Content-Type": "application/json"}
    )
    assert found.status_code == 413
