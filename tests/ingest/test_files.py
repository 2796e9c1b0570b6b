"""A file is there whole or not at all."""

import hashlib
from pathlib import Path

import pytest

from ingest.files import move, sha256_of, write_atomically


def test_a_written_file_has_its_name_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "a.txt"
    write_atomically(path, lambda hidden: hidden.write_text("first"))
    write_atomically(path, lambda hidden: hidden.write_text("second"))
    assert path.read_text() == "second"
    assert list(path.parent.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail(hidden: Path) -> None:
        hidden.write_text("half")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        write_atomically(path, fail)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_being_written_is_hidden_beside_its_place(tmp_path: Path) -> None:
    seen: list[Path] = []

    def write(hidden: Path) -> None:
        seen.append(hidden)
        hidden.touch()

    write_atomically(tmp_path / "a.txt", write)
    assert seen[0].parent == tmp_path
    assert seen[0].name.startswith(".")


def test_a_move_that_was_done_already_is_done(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "there" / "a"
    source.write_text("x")
    move(source, target)
    move(source, target)
    assert target.read_text() == "x"
    assert not source.exists()


def test_a_move_of_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        move(tmp_path / "a", tmp_path / "b")


def test_the_hash_is_of_the_whole_file(tmp_path: Path) -> None:
    content = bytes(range(256)) * 20_000
    (tmp_path / "a").write_bytes(content)
    assert sha256_of(tmp_path / "a") == hashlib.sha256(content).hexdigest()
