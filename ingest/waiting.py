"""What waits in the landing folder: next in line for a cycle, held behind a gap, or already done.

The work here follows what waits, never what has been archived. Whether a file may wait at all was
decided by `ingest.receiving`.
"""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest import quarantine
from ingest.control import Control
from ingest.files import flush_all, move
from ingest.ledger import Key, Ledger, Receipt
from ingest.offer import modified_at, offer_found
from ingest.turns import receive
from ingest.unpacking import NotABatch
from sync import failpoints
from sync.batch import LandedBatch, StreamPosition
from sync.home import Home


@dataclass(frozen=True)
class Held:
    """What a site has sent that waits behind a gap."""

    site_id: int
    batches: int
    rows: int


Stream = tuple[int, str]
"""site_id, generation."""


def ready_batches(home: Home, positions: Mapping[int, StreamPosition]) -> list[LandedBatch]:
    """Every batch that is next in line, contiguous from its site's position, in site order."""
    landed = _by_site(_landed(home))
    ready: list[LandedBatch] = []
    with Control(home).ledger() as ledger:
        generations = ledger.generations_of_all()
        for site_id, streams in landed.items():
            begun = generations.get(site_id, [])
            ready += _ready_of_site(ledger, streams, begun, positions.get(site_id), site_id)
    return ready


def applied_leftovers(home: Home, positions: Mapping[int, StreamPosition]) -> list[LandedBatch]:
    """Batches in the landing folder that the lake has already."""
    control = Control(home)
    left: list[LandedBatch] = []
    for site_id, streams in _by_site(_landed(home)).items():
        position = positions.get(site_id)
        if position is None:
            continue
        earlier = _earlier(control, site_id, position.generation, streams)
        for generation, batches in streams.items():
            left += [
                batch
                for batch, is_held in batches
                if (generation == position.generation and batch.batch_no <= position.batch_no)
                or (generation in earlier and not is_held)
            ]
    return left


def archive(home: Home, batches: Iterable[LandedBatch]) -> None:
    """Move applied batches from the landing folder to the archive."""
    folders = set()
    for batch in batches:
        target = home.archive_file(batch.site_id, batch.generation, batch.batch_no)
        move(batch.path, target)
        failpoints.reach("archiving")
        folders |= {target.parent, batch.path.parent}
    flush_all(folders)


def waiting_counts(home: Home) -> dict[int, Held]:
    """Per site, what is held behind a gap of its current generation."""
    with Control(home).ledger() as ledger:
        return {site: Held(site, batches, rows) for site, batches, rows in ledger.held_counts()}


def adopt_unrecorded(home: Home, files: Iterable[Path]) -> None:
    """Give files in the landing folder that have no receipt the answer they would have got."""
    control = Control(home)
    for file in sorted(files):
        try:
            offer = offer_found(file)
        except FileNotFoundError:
            continue
        except NotABatch as error:
            _put_aside(home, control, file, str(error))
            continue
        header = offer.header
        if file != home.landing_file(header.site_id, header.generation, header.batch_no):
            _put_aside(home, control, file, "its place does not agree with what it says it is")
            continue
        receive(home, control, offer)


Waiting = list[tuple[LandedBatch, bool]]
"""Batches of one stream in order, each with whether it is held."""


def _landed(home: Home) -> dict[Stream, Waiting]:
    """Everything in the landing folder, after completing what a crash left without receipt."""
    control = Control(home)
    files = {_key(path): path for path in _files(home.landing)}
    receipts = control.receipts_of(key for key in files if key is not None)
    unrecorded = [path for key, path in files.items() if key not in receipts]
    if unrecorded:
        adopt_unrecorded(home, unrecorded)
        files = {_key(path): path for path in _files(home.landing)}
        receipts = control.receipts_of(key for key in files if key is not None)
    streams: dict[Stream, Waiting] = defaultdict(list)
    for key in sorted(receipts):
        receipt = receipts[key]
        batch = _landed_batch(receipt, files[key])
        streams[receipt.site_id, receipt.generation].append((batch, receipt.is_held))
    return streams


def _by_site(landed: Mapping[Stream, Waiting]) -> dict[int, dict[str, Waiting]]:
    sites: dict[int, dict[str, Waiting]] = defaultdict(dict)
    for (site_id, generation), batches in sorted(landed.items()):
        sites[site_id][generation] = batches
    return sites


def _ready_of_site(
    ledger: Ledger,
    streams: Mapping[str, Waiting],
    generations: list[str],
    position: StreamPosition | None,
    site_id: int,
) -> Iterator[LandedBatch]:
    ends = {g: ledger.last_in_line(site_id, g) for g in generations if len(generations) > 1}
    reached = 0
    if position is not None:
        generations = generations[_index(generations, position.generation) :]
        reached = position.batch_no
    for generation in generations:
        for batch, is_held in streams.get(generation, []):
            if not is_held and batch.batch_no == reached + 1:
                yield batch
                reached = batch.batch_no
        if reached < ends.get(generation, 0):
            return
        reached = 0


def _earlier(
    control: Control, site_id: int, generation: str, streams: Mapping[str, Waiting]
) -> set[str]:
    """The generations that a site had before this one."""
    if streams.keys() <= {generation}:
        return set()
    with control.ledger() as ledger:
        generations = ledger.generations(site_id)
    return set(generations[: _index(generations, generation)])


def _index(generations: list[str], generation: str) -> int:
    return generations.index(generation) if generation in generations else 0


def _files(landing: Path) -> Iterator[Path]:
    """Every visible file of `landing/site=…/generation=…/`."""
    for site in _visible(landing):
        for generation in _visible(site):
            yield from _visible(generation)


def _visible(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return sorted(folder / entry.name for entry in entries if not entry.name.startswith("."))


def _key(path: Path) -> Key | None:
    """The batch that a file's place names; None for a place that names none."""
    try:
        site_id = int(path.parts[-3].removeprefix("site="))
        return site_id, path.parts[-2].removeprefix("generation="), int(path.stem)
    except ValueError:
        return None


def _landed_batch(receipt: Receipt, path: Path) -> LandedBatch:
    return LandedBatch(
        site_id=receipt.site_id,
        generation=receipt.generation,
        batch_no=receipt.batch_no,
        first_seq=receipt.first_seq,
        last_seq=receipt.last_seq,
        rows=receipt.rows,
        sha256=receipt.sha256,
        created_at=receipt.created_at,
        received_at=receipt.received_at,
        path=path,
    )


def _put_aside(home: Home, control: Control, file: Path, why: str) -> None:
    content = file.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    with control.ledger() as ledger:
        quarantine.put(home, ledger, content, sha256, file.name, why=why, at=modified_at(file))
    file.unlink(missing_ok=True)
