"""The notebook of the docs runs from its first cell to its last."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.dbt_project.conftest import Dbt

NOTEBOOK = Path(__file__).parents[2] / "docs" / "asking-the-lake.ipynb"


def test_every_cell_of_the_notebook_runs_and_finds_something(
    dbt: Dbt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNCLINE_HOME", str(dbt.home.root))
    names: dict[str, Any] = {}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    names["lake"].close()
    for frame in ("headline", "out", "amc", "known"):
        assert not names[frame].empty, frame
