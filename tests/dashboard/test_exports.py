"""The downloads under a table: at once for small ones, prepared with a bar for large ones."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import exports

KINDS = ["CSV", "Excel", "PDF", "Parquet"]


def page() -> None:
    import pandas as pd
    import streamlit as st

    from dashboard.components import exports
    from reporting.table import Column, Table

    title = st.text_input("Title", "Long")
    table = Table(title, [Column("n", "N", "number")], pd.DataFrame({"n": range(30)}))
    exports.offer(table, "24 Nov 2026")


def offered(run: AppTest) -> list[str]:
    """The files that can be had or made, in words."""
    assert not run.exception
    downloads = [element.proto.label for element in run.get("download_button")]
    makers = [button.label for button in run.button if button.label != "Print"]
    return sorted(makers + downloads)


@pytest.fixture
def long_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "LARGE", 10)


def test_a_table_can_be_downloaded_as_every_kind_of_file() -> None:
    assert offered(AppTest.from_function(page).run()) == [f"Download {kind}" for kind in KINDS]


@pytest.mark.usefixtures("long_ones")
def test_a_large_file_is_made_when_asked_for_and_kept_for_this_view_alone() -> None:
    run = AppTest.from_function(page).run()
    assert offered(run) == [f"Prepare {kind}" for kind in KINDS]
    prepared = ["Download PDF", "Prepare CSV", "Prepare Excel", "Prepare Parquet"]
    assert offered(run.button(key="pdf_make").click().run()) == prepared
    assert run.session_state["prepared_files"]["pdf"][1].startswith(b"%PDF")
    assert offered(run.run()) == prepared
    assert offered(run.text_input[0].set_value("Another").run()) == [f"Prepare {k}" for k in KINDS]
