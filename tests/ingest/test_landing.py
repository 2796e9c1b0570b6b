"""Every row of the contract's table of answers, one batch at a time."""

import json
import uuid
from pathlib import Path

import pytest

from ingest.control import Control
from ingest.files import sha256_of
from ingest.landing import Verdict, land_all
from sync.home import Home
from tests.ingest.site import BEGAN_AT, NETWORK, RECEIVED_AT, Site, bring, spoil


def quarantined(home: Home) -> list[dict[str, str]]:
    """The reasons in quarantine, after checking that each has its file."""
    notes = sorted(home.quarantine.glob("*.json"))
    files = {path for path in home.quarantine.iterdir() if path.suffix != ".json"}
    assert {note.with_name(note.name.removesuffix(".json")) for note in notes} == files
    return [json.loads(note.read_text()) for note in notes]


def landed_numbers(home: Home, site: Site) -> list[int]:
    folder = home.landing_file(site.site_id, site.generation, 1).parent
    return sorted(int(path.stem) for path in folder.iterdir()) if folder.exists() else []


def test_the_next_batch_is_accepted_and_kept_as_it_came(home: Home, site: Site) -> None:
    for number, path in enumerate(site.write_many(3), 1):
        landed = bring(home, path)
        assert (landed.verdict, landed.site_id, landed.batch_no) == ("accepted", 2, number)
        kept = home.landing_file(2, site.generation, number)
        assert kept.read_bytes() == path.read_bytes()
    receipt = Control(home).receipt(2, site.generation, 3)
    assert receipt is not None
    assert (receipt.sha256, receipt.first_seq, receipt.rows) == (sha256_of(path), 5, 2)


def test_the_same_bytes_again_are_a_duplicate_however_late(home: Home, site: Site) -> None:
    paths = site.write_many(3)
    for path in paths:
        bring(home, path)
    before = Control(home).receipt(2, site.generation, 1)
    answers = [bring(home, paths[0]) for _ in range(2)]
    assert [answer.verdict for answer in answers] == ["duplicate", "duplicate"]
    assert answers[0].why == answers[1].why == "batch 1 of site 2 is already here"
    assert Control(home).receipt(2, site.generation, 1) == before
    assert landed_numbers(home, site) == [1, 2, 3]


def test_a_duplicate_of_an_archived_batch_does_not_land_again(home: Home, site: Site) -> None:
    path = site.write()
    bring(home, path)
    archived = home.archive_file(2, site.generation, 1)
    archived.parent.mkdir(parents=True)
    home.landing_file(2, site.generation, 1).rename(archived)
    assert bring(home, path).verdict is Verdict.DUPLICATE
    assert landed_numbers(home, site) == []


def test_a_duplicate_restores_a_file_that_was_lost(home: Home, site: Site) -> None:
    path = site.write()
    bring(home, path)
    home.landing_file(2, site.generation, 1).unlink()
    assert bring(home, path).verdict is Verdict.DUPLICATE
    assert landed_numbers(home, site) == [1]


def test_other_bytes_under_a_known_number_are_a_conflict_with_an_alarm(
    home: Home, site: Site
) -> None:
    path = site.write()
    bring(home, path)
    twin = site.write_twin(path)
    for _ in range(2):
        landed = bring(home, twin)
        assert landed.verdict is Verdict.CONFLICT
        assert "batch 1 of site 2 is already here with other contents" in landed.why
    kept = home.landing_file(2, site.generation, 1)
    assert kept.read_bytes() == path.read_bytes()
    (alarm,) = Control(home).alarms()
    assert (alarm.site_id, alarm.batch_no, alarm.sha256) == (2, 1, sha256_of(twin))
    (note,) = quarantined(home)
    assert note["original_name"] == twin.name
    assert "cloned or restored" in note["reason"]


def test_a_batch_after_a_gap_is_kept_and_names_what_is_missing(home: Home, site: Site) -> None:
    paths = site.write_many(8)
    for path in paths[:3]:
        bring(home, path)
    fifth = bring(home, paths[4])
    assert (fifth.verdict, fifth.missing) == ("gap", (4,))
    assert fifth.why == "batch 5 of site 2 waits for batch 4 of site 2"
    eighth = bring(home, paths[7])
    assert (eighth.verdict, eighth.missing) == ("gap", (4, 6, 7))
    assert eighth.why == "batch 8 of site 2 waits for batches 4 and 6 to 7 of site 2"
    assert landed_numbers(home, site) == [1, 2, 3, 5, 8]
    again = bring(home, paths[4])
    assert (again.verdict, again.missing) == ("duplicate", (4,))


def test_a_gap_that_is_filled_lets_the_held_batches_go(home: Home, site: Site) -> None:
    paths = site.write_many(5)
    for path in (paths[0], paths[2], paths[3]):
        bring(home, path)
    landed = bring(home, paths[1])
    assert landed.verdict is Verdict.ACCEPTED
    assert landed.why == "batch 2 of site 2 is accepted, and so are 2 that waited for it"
    assert bring(home, paths[4]).verdict is Verdict.ACCEPTED


def test_a_held_batch_that_turns_out_not_to_follow_is_put_in_quarantine(
    home: Home, site: Site
) -> None:
    first, second = site.write_many(2)
    third = site.write(previous="cd" * 32)
    assert bring(home, first).verdict is Verdict.ACCEPTED
    assert bring(home, third).verdict is Verdict.GAP
    landed = bring(home, second)
    assert landed.verdict is Verdict.ACCEPTED
    assert "batch 3 of site 2 does not follow" in landed.why
    assert landed_numbers(home, site) == [1, 2]
    assert Control(home).receipt(2, site.generation, 3) is None
    (note,) = quarantined(home)
    assert "the previous batch it names is not the batch 2" in note["reason"]


def test_a_wrong_previous_does_not_move_the_stream(home: Home, site: Site) -> None:
    bring(home, site.write())
    good = site.write()
    bad = spoil(site.write_twin(good), previous="cd" * 32)
    assert bring(home, bad).verdict is Verdict.REFUSED
    assert landed_numbers(home, site) == [1]
    assert "previous batch it names" in quarantined(home)[0]["reason"]
    assert bring(home, good).verdict is Verdict.ACCEPTED


def test_a_first_seq_that_skips_is_refused(home: Home, site: Site) -> None:
    bring(home, site.write())
    site.seq += 5
    landed = bring(home, site.write())
    assert landed.verdict is Verdict.REFUSED
    assert "it begins at seq 8, and seq 3 comes next" in landed.why


@pytest.mark.parametrize("changes", [{"previous": "cd" * 32}, {"seq": 4}])
def test_batch_1_begins_at_seq_1_and_names_no_previous(
    home: Home, site: Site, changes: dict[str, str | int]
) -> None:
    site.seq = int(changes.get("seq", 0))
    landed = bring(home, site.write(**{k: v for k, v in changes.items() if k != "seq"}))
    assert landed.verdict is Verdict.REFUSED
    assert landed_numbers(home, site) == []


def test_an_unknown_site_is_refused_until_the_network_has_it(home: Home, tmp_path: Path) -> None:
    path = Site(9, tmp_path / "stick").write()
    landed = bring(home, path)
    assert (landed.verdict, landed.why) == ("refused", "site 9 is not in the network")
    assert quarantined(home)[0]["reason"] == "site 9 is not in the network"
    assert bring(home, path, network_site_ids={1, 9}).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("spoiled", ["cut", "text", "counts"])
def test_a_file_that_is_no_batch_goes_to_quarantine_once(
    home: Home, site: Site, spoiled: str
) -> None:
    good, path = site.write(), site.folder / "bad.parquet"
    content = good.read_bytes()
    path.write_bytes({"cut": content[:-20], "text": b"hello"}.get(spoiled, content))
    if spoiled == "counts":
        spoil(path, rows="17")
    for _ in range(3):
        landed = bring(home, path)
        assert landed.verdict is Verdict.REFUSED
    (note,) = quarantined(home)
    assert note["original_name"] == "bad.parquet"
    assert note["reason"] == landed.why
    assert note["at"] == RECEIVED_AT.isoformat()
    assert Control(home).contacts() == []
    assert bring(home, good).verdict is Verdict.ACCEPTED


def test_a_file_that_is_not_there_is_refused_in_a_sentence(home: Home, tmp_path: Path) -> None:
    landed = bring(home, tmp_path / "nothing.parquet")
    assert (landed.verdict, landed.why) == (
        "refused", "it cannot be read: no such file or directory",
    )  # fmt: skip
    assert quarantined(home) == []


def test_a_conflict_is_no_contact(home: Home, site: Site) -> None:
    path = site.write()
    bring(home, path)
    contacts = Control(home).contacts()
    bring(home, site.write_twin(path), via="http")
    assert Control(home).contacts() == contacts


def test_a_carried_batch_is_a_contact_at_the_time_it_was_written(home: Home, site: Site) -> None:
    first, second = site.write_many(2)
    bring(home, second)
    bring(home, first)
    (contact,) = Control(home).contacts()
    assert (contact.site_id, contact.via) == (2, "file")
    assert contact.contacted_at == BEGAN_AT.replace(hour=10)


def test_a_batch_from_the_future_is_a_contact_at_the_time_it_came(home: Home, site: Site) -> None:
    bring(home, site.write(created_at=RECEIVED_AT.replace(year=2031)))
    assert Control(home).contacts()[0].contacted_at == RECEIVED_AT


def test_a_pushed_batch_is_a_contact_at_the_time_it_came(home: Home, site: Site) -> None:
    bring(home, site.write(), via="http")
    assert Control(home).contacts()[0].contacted_at == RECEIVED_AT


def test_a_folder_lands_in_the_order_of_each_sites_stream(home: Home, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    for number in (3, 2):
        site = Site(number, stick / f"from {number}", generation=str(uuid.UUID(int=number)))
        for path in reversed(site.write_many(12)):
            path.rename(path.with_name(f"{uuid.uuid4()}.parquet"))
    (stick / "notes.txt").write_text("not meant")
    (stick / "._hidden.parquet").write_bytes(b"not meant either")
    (stick / "torn.parquet").write_bytes(b"torn")
    answers = list(land_all(home, [stick], network_site_ids=NETWORK))
    assert [a.verdict for a in answers] == ["refused"] + ["accepted"] * 24
    assert [a.site_id for a in answers[1:]] == [2] * 12 + [3] * 12
    again = list(land_all(home, [stick], network_site_ids=NETWORK))
    assert [a.verdict for a in again] == ["refused"] + ["duplicate"] * 24


def test_batches_whose_records_were_lost_are_known_from_the_archive(home: Home, site: Site) -> None:
    paths = site.write_many(3)
    for path in paths[:2]:
        bring(home, path)
        number = int(path.stem.split("-")[1])
        archived = home.archive_file(2, site.generation, number)
        archived.parent.mkdir(parents=True, exist_ok=True)
        home.landing_file(2, site.generation, number).rename(archived)
    for file in home.root.glob("control.sqlite*"):
        file.unlink()
    assert bring(home, paths[2]).verdict is Verdict.ACCEPTED
    assert bring(home, paths[0]).verdict is Verdict.DUPLICATE
    assert Control(home).current_generation(2) == site.generation
