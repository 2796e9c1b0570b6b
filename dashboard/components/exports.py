"""The files of exactly what a page shows, made only when somebody asks for them.

What a file of each kind looks like is `reporting.formats`' business; here it gets the words and
numbers of the reader's language. A large one takes long: it is made behind a button, with a bar
that says how far it is, and kept until the page shows another table.
"""

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard.components import language, mailing, printing
from dashboard.components.language import _
from dashboard.components.tables import empty_text
from reporting.filters import Parameters
from reporting.formats import FORMATS, Format, file_name
from reporting.progress import Progress, silent
from reporting.table import Table
from reporting.wording import spoken as wording_spoken

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
    table = spoken(table)
    with st.container(horizontal=True):
        for form in FORMATS.values():
            if len(table.rows) > LARGE:
                _offer_large(table, as_of, form)
            else:
                _button(table, form, partial(_made, form, table, as_of, language.current(), silent))
        printing.offer()
    if report is not None:
        mailing.offer(report, parameters)


def spoken(table: Table) -> Table:
    """The table with the words and numbers of the reader's language for its files."""
    wording = wording_spoken(_("Downloaded at"))
    return replace(table, empty_cell=empty_text(table), wording=wording)


def _made(form: Format, table: Table, as_of: str, code: str, progress: Progress) -> bytes:
    """The file, made where no page says which language is spoken."""
    with language.speaking(code):
        return form.make(table, as_of, progress)


def _button(table: Table, form: Format, data: object) -> None:
    st.download_button(
        _("Download {kind}", kind=form.label),
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
        label = _("Prepare {kind}", kind=form.label)
        if not place.button(label, icon=ICONS[form.name], key=f"{form.name}_make"):
            return
        said = _("{kind} of {count} rows", kind=form.label, count=len(table.rows))
        bar = place.progress(0.0, said)
        progress = partial(bar.progress, text=said)
        kept[form.name] = (wanted, _made(form, table, as_of, language.current(), progress))
        place.empty()
    _button(table, form, kept[form.name][1])


def _identity(table: Table, as_of: str) -> str:
    """Tells what one view shows from another, or from itself after a cycle."""
    columns = [column.label for column in table.columns]
    return f"{table.title}|{as_of}|{table.filters}|{columns}|{len(table.rows)}"
