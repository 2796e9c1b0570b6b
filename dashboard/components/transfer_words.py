"""Kinds, states and faults of transfers in the words that people read."""

import pandas as pd

from dashboard.components import words
from dashboard.components.language import N_, Said, _, ngettext
from reporting.codes import STATUSES, TABLES
from reporting.codes import TRANSFER_KINDS as KINDS
from reporting.codes import TRANSFER_STATES as STATES
from reporting.sentences import retold

__all__ = ["FLAGS", "KINDS", "STATES", "STATUSES", "TABLES"]

FLAGS = Said({
    "missing_half": N_("Its other half is missing"),
    "second_half": N_("A second half that no figure counts"),
    "points_at_nothing": N_("It answers a document that never came"),
    "units_do_not_add_up": N_("Its units do not add up"),
    "addressed_elsewhere": N_("Addressed to another store since it was sent"),
})  # fmt: skip


def state(row: object) -> str:
    """`▲ Overdue: sent, not yet numbered`: with a mark where somebody should look."""
    text = words.capitalized(retold(row.state_in_words))
    return f"▲ {text}" if needs_attention(row) else text


def needs_attention(row: object) -> bool:
    return bool(row.is_overdue or row.has_difference or row.state == "missing_half")


def attention(row: object) -> str:
    """`▲ 2 overdue, 1 without half`; empty for a route where all is well."""
    parts = []
    if row.overdue:
        parts.append(ngettext("{count} overdue", "{count} overdue", int(row.overdue)))
    if row.missing_half:
        missing = int(row.missing_half)
        parts.append(ngettext("{count} without half", "{count} without half", missing))
    return f"▲ {words.separated(parts)}" if parts else ""


def number(value: object) -> str:
    """`17`, or `−1` while the receiving site has not given one."""
    return "" if pd.isna(value) else f"{int(value)}".replace("-", "−")


def status(code: object) -> str:
    return _("not there") if pd.isna(code) else STATUSES.get(str(code), str(code))


def packs(how_many: object, size: object) -> str:
    """`10 × 100`; empty where there is no such line."""
    if pd.isna(how_many):
        return ""
    return f"{words.number(float(how_many))} × {words.number(float(size))}"


def with_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Transfers with kind, state and numbers in words."""
    return rows.assign(
        kind_in_words=rows["kind"].map(KINDS),
        state_said=[state(row) for row in rows.itertuples()],
        from_number=rows["initiating_number"].map(number),
        to_number=rows["responding_number"].map(number),
    )
