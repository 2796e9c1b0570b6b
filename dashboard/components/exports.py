"""The files of exactly what a page shows, made only when somebody asks for them.

What a file of each kind looks like is `reporting.formats`' business. A large one takes long: it is
made behind a button, with a bar that says how far it is, and kept until the page shows another
table.
"""

from functools import partial

import streamlit as st

from dashboard.components import mailing
from reporting.filters import Parameters
from reporting.formats import FORMATS, Format, file_name
from reporting.progress import silent
from reporting.table import Table

LARGE = 20_000
"""Rows from which a file is made with a progress bar."""
ICONS = {
    "csv": ":material/download:",
    "excel": ":material/table_view:",
    "parquet": ":material/database:",
    "pdf": ":material/print:",
}


def offer(
    table: Table, as_of: str, report: str | None = None, parameters: Parameters | None = None
) -> None:
    """The download buttons under a table; of a report also the form that has it e-mailed."""
    with st.container(horizontal=True):
        for form in FORMATS.values():
            if len(table.rows) > LARGE:
                _offer_large(table, as_of, form)
            else:
                _button(table, form, partial(form.make, table, as_of, silent))
    if report is not None:
        mailing.offer(report, parameters)


def _button(table: Table, form: Format, data: object) -> None:
    st.download_button(
        f"Download {form.label}",
        data,
        file_name(table, form),
        form.mime,
        on_click="ignore",
        icon=ICONS[form.name],
        key=f"{form.name}_file",
    )


def _offer_large(table: Table, as_of: str, form: Format) -> None:
    """Prepare first, with a bar, then download."""
    kept: dict[str, tuple[str, bytes]] = st.session_state.setdefault("prepared_files", {})
    wanted = _identity(table, as_of)
    if kept.get(form.name, ("",))[0] != wanted:
        place = st.empty()
        if not place.button(
            f"Prepare {form.label}", icon=ICONS[form.name], key=f"{form.name}_make"
        ):
            return
        bar = place.progress(0.0, f"{form.label} of {len(table.rows):,} rows")
        kept[form.name] = (wanted, form.make(table, as_of, bar.progress))
        place.empty()
    _button(table, form, kept[form.name][1])


def _identity(table: Table, as_of: str) -> str:
    """Tells what one view shows from another, or from itself after a cycle."""
    columns = [column.name for column in table.columns]
    return f"{table.title}|{as_of}|{table.filters}|{columns}|{len(table.rows)}"
