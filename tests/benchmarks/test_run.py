"""What `make bench` writes leaves alone what was written by hand."""

import pytest

from benchmarks.run import BEGIN, END, RESULTS, between_markers


def test_only_what_stands_between_the_markers_is_written() -> None:
    page = f"# Costs\n{BEGIN}\nold\n{END}\n## By hand\n"
    written = between_markers(page, "new")
    assert written == f"# Costs\n{BEGIN}\n\nnew\n\n{END}\n## By hand\n"
    assert between_markers(written, "new") == written


def test_the_results_have_a_place_to_write_to() -> None:
    page = RESULTS.read_text(encoding="utf-8")
    written = between_markers(page, "new")
    assert written.endswith(page.split(END)[1])
    with pytest.raises(ValueError):
        between_markers("no markers", "new")
