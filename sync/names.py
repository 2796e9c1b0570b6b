"""Putting names and values into SQL text safely. Nothing about what they mean."""

from collections.abc import Iterable


def quoted(name: str) -> str:
    """A name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def short_key(sql: str) -> str:
    """SQL for the stand-in of a key (`_key`); the same in every version of DuckDB."""
    return f"md5_number_lower({sql})"


def literal(value: str) -> str:
    """A text as a SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def literals(values: Iterable[str]) -> str:
    """Texts as a list of SQL literals, for `IN (…)`."""
    return ", ".join(literal(value) for value in values)
