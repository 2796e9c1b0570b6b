"""Files that are there whole or not at all, whatever happens in between.

Nothing about what is in them: batches are `ingest.batchfile`'s, places are `sync.home`'s.
"""

import hashlib
import os
import uuid
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BLOCK_BYTES = 1 << 20
FLUSHES_AT_ONCE = 4


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Have `write` fill a hidden file beside `path`, then give it its name, durably.

    An existing file is replaced. When `write` or the disk fails, nothing is left behind and the
    error goes on.
    """
    hidden = hidden_beside(path)
    try:
        write(hidden)
        flush(hidden)
        os.replace(hidden, path)
    except BaseException:
        hidden.unlink(missing_ok=True)
        raise
    flush(path.parent)


def hidden_beside(path: Path) -> Path:
    """A name that nobody looks at, for what becomes `path` when it is whole."""
    make_folder(path.parent)
    return path.parent / f".{uuid.uuid4().hex}.part"


def move(source: Path, target: Path) -> None:
    """Rename within one file system; harmless when a crash already left it moved.

    It outlives a power cut when both folders are flushed.
    """
    make_folder(target.parent)
    try:
        os.replace(source, target)
    except FileNotFoundError:
        if not target.exists():
            raise


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


def flush_all(paths: Collection[Path]) -> None:
    """The same for many; a disk does several at once almost as fast as one."""
    if len(paths) < 2:
        for path in paths:
            flush(path)
        return
    with ThreadPoolExecutor(min(FLUSHES_AT_ONCE, len(paths))) as threads:
        list(threads.map(flush, paths))


def reason_of(error: OSError) -> str:
    """What the disk has against it, in the middle of a sentence."""
    return (error.strerror or str(error)).lower()


def sha256_of(path: Path) -> str:
    """The SHA-256 of the whole file, in lower-case hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
