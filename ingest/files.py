"""Files that are there whole or not at all, whatever happens in between.

Nothing about what is in them: batches are `ingest.batchfile`'s, places are `sync.home`'s.
"""

import hashlib
import os
import uuid
from collections.abc import Callable
from pathlib import Path

BLOCK_BYTES = 1 << 20


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Have `write` fill a hidden file beside `path`, then give it its name, durably.

    An existing file is replaced. When `write` or the disk fails, nothing is left behind and the
    error goes on.
    """
    hidden = stage(path, write)
    try:
        put_in_place(hidden, path)
    except BaseException:
        hidden.unlink(missing_ok=True)
        raise


def stage(path: Path, write: Callable[[Path], object]) -> Path:
    """The slow half of it: the hidden file, filled and on the disk."""
    make_folder(path.parent)
    hidden = path.parent / f".{uuid.uuid4().hex}.part"
    try:
        write(hidden)
        flush(hidden)
    except BaseException:
        hidden.unlink(missing_ok=True)
        raise
    return hidden


def put_in_place(hidden: Path, path: Path) -> None:
    """The quick half: the name."""
    os.replace(hidden, path)
    flush(path.parent)


def move_durably(source: Path, target: Path) -> None:
    """Rename within one file system; harmless when a crash already left it moved."""
    make_folder(target.parent)
    try:
        os.replace(source, target)
    except FileNotFoundError:
        if not target.exists():
            raise
    flush(target.parent)
    flush(source.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and its parents so that they outlive a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    flush(folder.parent)


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """The SHA-256 of the whole file, in lower-case hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
