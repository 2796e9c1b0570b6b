"""What a source value means: SQL that turns a text into a typed value, or into NULL for nothing.

Sites write the same value in many ways (zero dates, numbers as text, seconds since midnight,
instants where a day is meant, objects as text); every way is read here and nowhere else. Which
column has which type is `sync.catalogue`; what happens to a row that cannot be read is decided
in `sync.cycle`.

All SQL is for DuckDB, takes a VARCHAR column, never raises and uses no function of ours. It
expects the zone as the name of an IANA zone that exists; a wrong name raises.
"""

from collections.abc import Callable

from sync.catalogue import ColumnType

TypedSql = Callable[[str, str], str]
"""Raw SQL, zone SQL → SQL of the typed value."""

NOTHING = "'', 'null', 'nan', 'undefined'"
DATE = "____-__-__"
USUAL_INSTANT = "____-__-_____:__:__%Z"
WITHOUT_ZONE = "____-__-_____:__:__"
ENDS_IN_ZONE = r":.*([Zz]|[+-]\d\d(:?\d\d){0,2})$"
CLOCK = r"\d{1,2}:\d\d(:\d\d(\.\d+)?)?"
CLOCK_WITHOUT_SECONDS = r"^(.{10}[T ]\d\d:\d\d)(Z|[+-].*)$"
EMPTY_DOCUMENT = r"[\s\"]*(\{\s*\}|null|undefined)?[\s\"]*"
SECONDS_A_DAY = 86_400


def typed(column_type: ColumnType, raw_sql: str, zone_sql: str) -> str:
    """SQL for the typed value; NULL where there is none and where it cannot be read.

    `zone_sql` is the site's zone: instants (a Z or an offset) become its local day and time.
    Timestamps are UTC.
    """
    return TYPED[column_type](raw_sql, zone_sql)


def is_unreadable(
    column_type: ColumnType, raw_sql: str, zone_sql: str = "'UTC'", typed_sql: str | None = None
) -> str:
    """SQL that holds where there is a value which is not of this type; never NULL.

    `typed_sql` names the value where it has already been worked out, which saves doing it again.
    """
    if column_type is ColumnType.TEXT:
        return "false"
    value = typed_sql or typed(column_type, raw_sql, zone_sql)
    nothing = _is_nothing(column_type, raw_sql)
    return f"CASE WHEN {raw_sql} IS NULL OR {value} IS NOT NULL THEN false ELSE NOT {nothing} END"


def _is_nothing(column_type: ColumnType, raw: str) -> str:
    usual = f"lower(trim({raw})) IN ({NOTHING})"
    also = ALSO_NOTHING.get(column_type)
    return f"coalesce({usual} OR {also(raw)}, false)" if also else usual


def _text(raw: str, _: str) -> str:
    return f"nullif({raw}, '')"


def _number(raw: str, _: str = "") -> str:
    number = f"try_cast({raw} AS DOUBLE)"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def _number_zero_null(raw: str, _: str) -> str:
    return f"nullif({_number(raw)}, 0)"


def _integer(raw: str, _: str) -> str:
    number = f"try_cast({raw} AS DOUBLE)"
    return f"CASE WHEN {number} = trunc({number}) THEN try_cast({raw} AS BIGINT) END"


def _boolean(raw: str, _: str) -> str:
    return (
        f"CASE lower({raw}) WHEN 'true' THEN true WHEN 'false' THEN false "
        f"WHEN '1' THEN true WHEN '0' THEN false WHEN '1.0' THEN true WHEN '0.0' THEN false END"
    )


def _date(raw: str, zone: str) -> str:
    return (
        f"CASE WHEN {raw} LIKE '{DATE}' THEN try_cast({raw} AS DATE) "
        f"WHEN {raw} LIKE '{DATE}%' THEN CAST({_local(raw, zone)} AS DATE) END"
    )


def _time(raw: str, zone: str) -> str:
    seconds = f"try_cast({raw} AS DOUBLE)"
    return (
        f"CASE WHEN {seconds} >= 0 AND {seconds} < {SECONDS_A_DAY} "
        f"THEN TIME '00:00:00' + to_seconds(try_cast(trunc({seconds}) AS BIGINT)) "
        f"WHEN isfinite({seconds}) THEN TIME '00:00:00' "
        f"WHEN regexp_full_match({raw}, '24:00(:00)?') THEN TIME '00:00:00' "
        f"WHEN regexp_full_match({raw}, '{CLOCK}') THEN try_cast({raw} AS TIME) "
        f"WHEN {raw} LIKE '{DATE}%' THEN CAST({_local(raw, zone)} AS TIME) END"
    )


def _timestamp(raw: str, _: str) -> str:
    return (
        f"CASE WHEN {raw} NOT LIKE '{DATE}%' THEN NULL "
        f"WHEN {_is_instant(raw)} THEN {_instant(raw)} ELSE try_cast({raw} AS TIMESTAMP) END"
    )


def _local(raw: str, zone: str) -> str:
    """Date and time on the site's wall; what names no zone is that already."""
    instant = _instant(raw)
    return (
        f"CASE WHEN NOT {_is_instant(raw)} THEN try_cast({raw} AS TIMESTAMP) "
        f"WHEN {zone} = 'UTC' THEN {instant} ELSE timezone({zone}, timezone('UTC', {instant})) END"
    )


def _is_instant(raw: str) -> str:
    return (
        f"CASE WHEN {raw} LIKE '{WITHOUT_ZONE}' THEN false "
        f"ELSE regexp_matches({raw}, '{ENDS_IN_ZONE}') END"
    )


def _instant(raw: str) -> str:
    """The UTC timestamp of a text that ends in Z or an offset; the usual form is the fast one."""
    with_seconds = f"regexp_replace(upper({raw}), '{CLOCK_WITHOUT_SECONDS}', '\\1:00\\2')"
    return (
        f"CASE WHEN {raw} LIKE '{USUAL_INSTANT}' THEN try_cast({raw} AS TIMESTAMP) "
        f"ELSE timezone('UTC', try_cast({with_seconds} AS TIMESTAMPTZ)) END"
    )


def _json(raw: str, _: str) -> str:
    """Objects and lists in their shortest spelling, however escaped; other text as JSON text."""
    inside = f"(try_cast({raw} AS JSON) ->> '$')"
    unescaped = f"(try_cast(concat('\"', {raw}, '\"') AS JSON) ->> '$')"
    without_backslashes = f"replace({raw}, '\\', '')"
    document = (
        f"CASE WHEN left({raw}, 1) IN ('{{', '[') THEN coalesce("
        f"{_minified(raw)}, {_minified(unescaped)}, {_minified(without_backslashes)}) "
        f"WHEN {_is_nothing(ColumnType.JSON, raw)} THEN NULL "
        f"WHEN left({inside}, 1) IN ('{{', '[') THEN {_minified(inside)} "
        f"ELSE coalesce({_minified(raw)}, to_json({raw})) END"
    )
    return f"nullif({document}, '{{}}')"


def _minified(text: str) -> str:
    return f"json_extract(try_cast({text} AS JSON), '$')"


def _is_zero_date(raw: str) -> str:
    return f"starts_with({raw}, '0000-00-00')"


def _is_zero(raw: str) -> str:
    return f"try_cast({raw} AS DOUBLE) = 0"


def _is_empty_document(raw: str) -> str:
    return f"regexp_full_match({raw}, '{EMPTY_DOCUMENT}') OR starts_with({raw}, '[object ')"


TYPED: dict[ColumnType, TypedSql] = {
    ColumnType.TEXT: _text,
    ColumnType.NUMBER: _number,
    ColumnType.NUMBER_ZERO_NULL: _number_zero_null,
    ColumnType.INTEGER: _integer,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.DATE: _date,
    ColumnType.TIME: _time,
    ColumnType.TIMESTAMP: _timestamp,
    ColumnType.JSON: _json,
}
ALSO_NOTHING: dict[ColumnType, Callable[[str], str]] = {
    ColumnType.NUMBER_ZERO_NULL: _is_zero,
    ColumnType.DATE: _is_zero_date,
    ColumnType.TIME: _is_zero_date,
    ColumnType.TIMESTAMP: _is_zero_date,
    ColumnType.JSON: _is_empty_document,
}
