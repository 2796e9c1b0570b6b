"""The dictionary of columns is what the models say."""

from pathlib import Path

from pipelines.document import dictionary


def test_the_dictionary_in_the_docs_is_the_one_that_the_models_give() -> None:
    written = Path(__file__).parents[2] / "docs" / "reports.md"
    assert written.read_text(encoding="utf-8") == dictionary(), "run `make docs`"
