"""Values as sites write them, and what is meant: one sentence per quirk. No tests."""

from datetime import date, datetime, time

from sync.catalogue import ColumnType

UTC, AUCKLAND, NEW_YORK = "UTC", "Pacific/Auckland", "America/New_York"
UNREADABLE = "unreadable"

Value = object
Case = tuple[ColumnType, str | None, str, Value]

T = ColumnType
CASES: dict[str, list[Case]] = {
    "nothing carried is null for every type": [(kind, None, UTC, None) for kind in T],
    "an empty text is null for every type": [(kind, "", UTC, None) for kind in T],
    "a text stays as it is, spaces and words included": [
        (T.TEXT, " A 1 ", UTC, " A 1 "),
        (T.TEXT, "null", UTC, "null"),
        (T.TEXT, "0000-00-00", UTC, "0000-00-00"),
        (T.TEXT, '{"a":1}', UTC, '{"a":1}'),
    ],
    "the words for nothing are null wherever a text is not meant": [
        (kind, word, UTC, None)
        for kind in T
        if kind is not T.TEXT
        for word in ("null", "NULL", "NaN", "undefined", " ")
    ],
    "a number may be text": [
        (T.NUMBER, "1.4000000000000001", UTC, 1.4000000000000001),
        (T.NUMBER, "-1", UTC, -1.0),
        (T.NUMBER, "1e3", UTC, 1000.0),
        (T.NUMBER, "0", UTC, 0.0),
    ],
    "what is no finite number cannot be read": [
        (T.NUMBER, text, UTC, UNREADABLE)
        for text in ("abc", "1,5", "inf", "-Infinity", "1e999", "true", "12 packs", "{}")
    ],
    "zero is null where the catalogue says so": [
        (T.NUMBER_ZERO_NULL, "0", UTC, None),
        (T.NUMBER_ZERO_NULL, "0.0", UTC, None),
        (T.NUMBER_ZERO_NULL, "0.5", UTC, 0.5),
        (T.NUMBER_ZERO_NULL, "none", UTC, UNREADABLE),
    ],
    "a whole number may be written with a fraction of nothing": [
        (T.INTEGER, "3", UTC, 3),
        (T.INTEGER, "3.0", UTC, 3),
        (T.INTEGER, "-1.0", UTC, -1),
        (T.INTEGER, "9007199254740993", UTC, 9007199254740993),
    ],
    "a number that is not whole is no integer": [
        (T.INTEGER, text, UTC, UNREADABLE) for text in ("3.5", "1e30", "inf", "three")
    ],
    "a boolean may be text or a number": [
        (T.BOOLEAN, "true", UTC, True),
        (T.BOOLEAN, "True", UTC, True),
        (T.BOOLEAN, "1", UTC, True),
        (T.BOOLEAN, "1.0", UTC, True),
        (T.BOOLEAN, "false", UTC, False),
        (T.BOOLEAN, "FALSE", UTC, False),
        (T.BOOLEAN, "0", UTC, False),
        (T.BOOLEAN, "0.0", UTC, False),
        (T.BOOLEAN, "yes", UTC, UNREADABLE),
        (T.BOOLEAN, "2", UTC, UNREADABLE),
    ],
    "a zero date is null in each spelling": [
        (kind, text, AUCKLAND, None)
        for kind in (T.DATE, T.TIMESTAMP, T.TIME)
        for text in (
            "0000-00-00",
            "0000-00-00T00:00:00",
            "0000-00-00T00:00:00Z",
            "0000-00-00T00:00:00.000Z",
            "0000-00-00 00:00:00",
        )
    ],
    "a day without a zone is that day wherever the site is": [
        (T.DATE, "2027-01-31", AUCKLAND, date(2027, 1, 31)),
        (T.DATE, "2027-01-31T00:00:00", AUCKLAND, date(2027, 1, 31)),
        (T.DATE, "2027-01-31T23:59:59.999", AUCKLAND, date(2027, 1, 31)),
        (T.DATE, "2003-03-03 00:00:00", NEW_YORK, date(2003, 3, 3)),
    ],
    "an instant becomes the day at the site": [
        (T.DATE, "2027-01-30T11:00:00.000Z", UTC, date(2027, 1, 30)),
        (T.DATE, "2027-01-30T11:00:00.000Z", AUCKLAND, date(2027, 1, 31)),
        (T.DATE, "2027-06-30T12:00:00Z", AUCKLAND, date(2027, 7, 1)),
        (T.DATE, "2027-01-31T03:00:00Z", NEW_YORK, date(2027, 1, 30)),
        (T.DATE, "2027-01-31T00:00:00+13:00", AUCKLAND, date(2027, 1, 31)),
        (T.DATE, "2027-01-31T00:00:00+1300", UTC, date(2027, 1, 30)),
        (T.DATE, "2027-01-30T11:00Z", AUCKLAND, date(2027, 1, 31)),
        (T.DATE, "2027-01-30t11:00:00z", AUCKLAND, date(2027, 1, 31)),
    ],
    "what is no day cannot be read": [
        (T.DATE, text, UTC, UNREADABLE)
        for text in (
            "tomorrow",
            "2021-02-30",
            "31/01/2027",
            "2027",
            "infinity",
            "epoch",
            "2027-01-31 soon",
            "2027-01-31Tnoon",
            "36000",
        )
    ],  # fmt: skip
    "a time is seconds since midnight or a clock": [
        (T.TIME, "0", UTC, time(0, 0)),
        (T.TIME, "36000", AUCKLAND, time(10, 0)),
        (T.TIME, "86399.0", UTC, time(23, 59, 59)),
        (T.TIME, "10:20:30", AUCKLAND, time(10, 20, 30)),
        (T.TIME, "9:05", UTC, time(9, 5)),
        (T.TIME, "10:20:30.5", UTC, time(10, 20, 30, 500_000)),
    ],
    "seconds outside the day are midnight": [
        (T.TIME, text, UTC, time(0, 0)) for text in ("86400", "-1", "1e300", "24:00:00")
    ],
    "an instant in a time column is the time at the site": [
        (T.TIME, "2027-01-30T11:30:00.000Z", AUCKLAND, time(0, 30)),
        (T.TIME, "2027-01-30T11:30:00", AUCKLAND, time(11, 30)),
    ],
    "what is no time cannot be read": [
        (T.TIME, text, UTC, UNREADABLE)
        for text in ("noon", "25:00:00", "10:61", "10:00:00 x", "inf")
    ],
    "a timestamp without a zone is UTC and one with a zone becomes UTC": [
        (T.TIMESTAMP, "2025-09-01T06:19:31.857", AUCKLAND, datetime(2025, 9, 1, 6, 19, 31, 857000)),
        (T.TIMESTAMP, "2020-01-22 15:16:00", AUCKLAND, datetime(2020, 1, 22, 15, 16)),
        (T.TIMESTAMP, "2020-01-22T15:16:00Z", AUCKLAND, datetime(2020, 1, 22, 15, 16)),
        (T.TIMESTAMP, "2020-01-22T15:16:00+13:00", UTC, datetime(2020, 1, 22, 2, 16)),
        (T.TIMESTAMP, "2020-01-22T15:16:00.5-05", UTC, datetime(2020, 1, 22, 20, 16, 0, 500_000)),
        (T.TIMESTAMP, "2020-01-22T15:16+05:30", UTC, datetime(2020, 1, 22, 9, 46)),
        (T.TIMESTAMP, "2020-01-22", AUCKLAND, datetime(2020, 1, 22)),
        (T.TIMESTAMP, "soon", UTC, UNREADABLE),
        (T.TIMESTAMP, "2020-01-22T15:16:00 Somewhere", UTC, UNREADABLE),
        (T.TIMESTAMP, "2020-01-22T15:16:00 +05:30", UTC, UNREADABLE),
        (T.TIMESTAMP, "2020-13-01T00:00:00", UTC, UNREADABLE),
    ],
    "an object is read however it is escaped": [
        (T.JSON, '{ "a" : 1 }', UTC, '{"a":1}'),
        (T.JSON, r"{\"a\":1}", UTC, '{"a":1}'),
        (T.JSON, r'"{\"a\": 1}"', UTC, '{"a":1}'),
        (T.JSON, r"{\\" r'"a\\":1}', UTC, '{"a":1}'),
        (T.JSON, r"{\"a\":\"say \\\"no\\\"\"}", UTC, r'{"a":"say \"no\""}'),
        (T.JSON, '[1, "b"]', UTC, '[1,"b"]'),
        (T.JSON, "true", UTC, "true"),
    ],
    "an object with nothing in it is null": [
        (T.JSON, text, UTC, None) for text in ("{}", "{ }", '"{}"', '""', '"null"')
    ],
    "a picture's name in place of an object is null": [(T.JSON, "[object Picture]", UTC, None)],
    "plain words in an object's place are kept as a text": [(T.JSON, "hello", UTC, '"hello"')],
    "half an object cannot be read": [
        (T.JSON, text, UTC, UNREADABLE) for text in ('{"a":', "[1, 2", r"{\"a\":")
    ],
}
