"""The home that a demo is made in: nobody else's, and marked until the demo is whole.

The mark is there before anything else and goes last, so a demo that was cut off at any moment is
known by it. What is in a demo is `simulator.demo`'s.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.files import flush, make_folder
from sync import lake
from sync.home import Home
from sync.settings import Settings

MARK = ".demo-unfinished"
PARTS = (
    "archive", "landing", "outgoing", "quarantine", "lake", "network.yaml", "control.sqlite",
    "control.sqlite-wal", "control.sqlite-shm", "dagster", "dbt", "demo", "tmp",
)  # fmt: skip
"""What an installation keeps; all else in the folder is somebody's, and stays."""
PATIENCE_SECONDS = 10
ELSEWHERE = ("control_url", "lake_catalog", "lake_data")


class NoPlaceForDemo(RuntimeError):
    """The demo cannot be made there; the message says why, and what helps."""


def is_unfinished(home: Home) -> bool:
    """Whether a demo was begun there, and is not whole."""
    return (home.root / MARK).exists()


@contextmanager
def being_made(home: Home) -> Iterator[bool]:
    """The home, empty, for one demo; whole when the block ends without an error.

    Yields whether an unfinished one was taken away for it. Raises `NoPlaceForDemo`.
    """
    mark = home.root / MARK
    is_anew = mark.exists()
    if not is_anew and _parts(home):
        raise NoPlaceForDemo(
            f"{home.root} holds an installation without its lake: `syncline rebuild` makes that "
            "again; give the demo a folder of its own with --home"
        )
    make_folder(home.root)
    with mark.open("a") as handle:
        try:
            fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NoPlaceForDemo(f"another process is making the demo in {home.root}") from None
        if not mark.exists():  # it was whole before the lock was had
            raise NoPlaceForDemo(f"another process has just made the demo in {home.root}")
        flush(mark)
        flush(home.root)
        if is_anew:
            _clear(home)
        yield is_anew
        mark.unlink()


def _parts(home: Home) -> list[Path]:
    return [path for name in PARTS if (path := home.root / name).exists()]


def _clear(home: Home) -> None:
    """Take an unfinished demo away, and nothing else."""
    for name in ELSEWHERE:
        if getattr(Settings(), name) is not None:
            raise NoPlaceForDemo(
                f"the demo in {home.root} was not finished, and part of it is where "
                f"SYNCLINE_{name.upper()} says: empty that and the folder, then make it again"
            )
    if not _parts(home):
        return
    with lake.writer_lock(home, wait_seconds=PATIENCE_SECONDS):
        for path in _parts(home):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
