"""What is mailed, in the language that is spoken: a report's title, headings, filters and cells,
the period it is of and the moment of its data.

Names and texts that people wrote are data, and stay; codes and sentences of the reports have words
in `codes` and patterns in `sentences`. In English a report is sent as it is in the lake.
"""

from dataclasses import replace

import pandas as pd

from reporting.codes import word_for
from reporting.filters import STORE_FILTERS
from reporting.language import SOURCE, _, current
from reporting.periods import Every, Period, quarter_of
from reporting.reports import Cycle
from reporting.sentences import each_retold, retold
from reporting.table import Column, Table
from reporting.wording import ENGLISH, Wording, spoken
from reporting.written import day_in_full, month_in_full

SENTENCES = ("advice", "age_band", "freshness_in_words", "state_in_words")
LISTS = ("copies",)


def wording() -> Wording:
    """How a mail writes; in English as it always has."""
    return ENGLISH if current() == SOURCE else spoken(_("Made at"))


def in_language(table: Table) -> Table:
    """The same rows, as they are said to whoever reads this language."""
    if current() == SOURCE:
        return table
    return replace(
        table,
        title=_(table.title),
        columns=[replace(column, label=_(column.label)) for column in table.columns],
        rows=table.rows.assign(**{c.name: _said(c, table.rows[c.name]) for c in table.columns}),
        filters=[(_(name), _chosen(name, values)) for name, values in table.filters],
        empty_cell=_(table.empty_cell),
        wording=wording(),
    )


def moment_of(cycle: Cycle | None) -> str:
    """`24 Nov 2026, 09:30 UTC (cycle 12)`: when the last cycle ran."""
    if cycle is None:
        return _("no cycle has run yet")
    moment = _("{moment} UTC", moment=wording().writers["moment"](cycle.ran_at))
    return _("{moment} (cycle {cycle_no})", moment=moment, cycle_no=cycle.cycle_no)


def period_title(period: Period) -> str:
    """`October 2026`, `week 42 of 2026`."""
    first = period.first
    match period.every:
        case Every.DAILY:
            return day_in_full(first)
        case Every.WEEKLY:
            return _("week {week} of {year}", week=f"{first:%V}", year=f"{first:%G}")
        case Every.MONTHLY:
            return month_in_full(first)
        case Every.QUARTERLY:
            number = quarter_of(first)
            return _("quarter {number} of {year}", number=number, year=str(first.year))
        case Every.YEARLY:
            return str(first.year)


def _said(column: Column, cells: pd.Series) -> pd.Series:
    if column.kind != "text":
        return cells
    return cells.astype(object).map(
        lambda cell: _word(column.name, cell) if isinstance(cell, str) else cell
    )


def _word(name: str, text: str) -> str:
    if name in SENTENCES:
        return retold(text)
    if name in LISTS:
        return each_retold(text)
    return word_for(name, text)


def _chosen(name: str, values: str) -> str:
    """The values of a filter: those of `Data` are codes, and a flag is true or false."""
    column = "freshness" if name == STORE_FILTERS["data"] else name
    flags = {"true": _("yes"), "false": _("no")}
    return flags.get(values) or _(", ").join(word_for(column, v) for v in values.split(", "))
