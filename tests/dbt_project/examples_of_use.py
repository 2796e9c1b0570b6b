"""Cases of use, months of stock, stock-outs and expiry; site 1 is complete to 31 March 2026."""

from datetime import UTC, date, datetime, timedelta

from tests.dbt_project.records import Records, document, item, line, site, stock, store, visible

DAYS_OF_DAILY_USE = 30.4375
TODAY = datetime.now(UTC).date()


def every_case() -> Records:
    return [
        *definitions(),
        *bands(),
        *stock_out_rate(),
        *outages(),
        *expiry(),
        *surplus_and_need(),
    ]


def moved(store_id: str, item_id: str, day: str, units: float) -> Records:
    """Received when positive, issued when negative."""
    key = f"{store_id}-{item_id}-{day}"
    kind = "si" if units > 0 else "ci"
    direction = "stock_in" if units > 0 else "stock_out"
    return [
        *document(key, store_id, kind, "fn", "CUST1", confirmed=day),
        *line(f"{key}-L", key, item_id, direction, abs(units)),
    ]


def definitions() -> Records:
    """E06: the same use by every definition."""
    days = {
        "USED": {"2025-12-30": -100_000, "2025-12-31": -40, "2026-02-10": -15, "2026-03-31": -1000,
                 "2026-04-01": -77},
        "OUT30": {"2025-12-01": 9, "2026-01-01": -9, "2026-02-01": 5, "2026-02-02": -1},
        "OUT90": {"2025-12-20": 10, "2025-12-31": -10},
        "ZEROMONTH": {"2025-12-01": 90, "2026-01-10": -60, "2026-03-16": -30, "2026-03-30": 1},
        "NEW": {"2026-03-01": 100, "2026-03-20": -30},
    }  # fmt: skip
    left = {"USED": 5000, "OUT30": 4, "OUT90": 0, "ZEROMONTH": 1, "NEW": 70}
    records = store("AMC", 1)
    for item_id, movements in days.items():
        records += item(item_id)
        records += stock(f"AMC_{item_id}", "AMC", item_id, left[item_id])
        for day, units in movements.items():
            records += moved("AMC", item_id, day, units)
    return records


def bands() -> Records:
    """E08: what is on the shelf, where 300 were used in the look-back."""
    records = store("BANDS", 1)
    shelf = {"OUT": 0, "UNDER": 299, "LOWER": 300, "UPPER": 600, "OVER": 601, "TRAP": 296,
             "BELOW": -4}  # fmt: skip
    for item_id, units in shelf.items():
        records += item(item_id)
        records += stock(f"BANDS_{item_id}", "BANDS", item_id, units)
        records += moved("BANDS", item_id, "2026-02-10", -300)
    for item_id, units in {"UNUSED": 50, "NOTHING": 0}.items():
        records += item(item_id)
        records += stock(f"BANDS_{item_id}", "BANDS", item_id, units)
    return records


def stock_out_rate() -> Records:
    """E09: seven stores, of which six offer the tracer and four are known lately."""
    cases = {"A": (1, 0, 0), "B": (2, 20, 0), "C": (45, 0, 0), "E": (1, None, 0), "F": (3, 0, 5),
             "G": (1, 100, 0)}  # fmt: skip
    records = item("TRACER")
    now = datetime.now(UTC).replace(tzinfo=None)
    for number, (key, (days, usable, expired)) in enumerate(cases.items(), start=91):
        sent_at = datetime.combine(now.date(), datetime.min.time()) - timedelta(days=days - 1)
        records += site(number, f"Site {key}", contact=now, sent_at=min(sent_at, now))
        records += store(f"E09{key}", number)
        if usable is not None:
            records += stock(f"E09{key}", f"E09{key}", "TRACER", usable)
        if expired:
            past = TODAY - timedelta(days=1)
            records += stock(f"E09{key}X", f"E09{key}", "TRACER", expired, expiry=past)
    unsynced = store("E09D", 92, mode="dispensary", include_transactions=False)
    return [*records, *unsynced, *visible("TRACER", "E09D")]


def outages() -> Records:
    """E07: full days out of stock; a day counts when nothing is there at either end."""
    days = {
        "BACK_NEXT_DAY": {"2026-01-01": 5, "2026-01-10": -5, "2026-01-11": 5},
        "THREE_DAYS": {"2026-01-01": 5, "2026-01-10": -5, "2026-01-14": 5},
        "NEVER_THERE": {},
        "LASTING": {"2026-01-01": 5, "2026-03-30": -5},
        "TWICE": {"2026-01-01": 5, "2026-01-05": -5, "2026-01-07": 5, "2026-01-20": -5,
                  "2026-02-03": 5},
        "FILLED_AND_EMPTIED": {"2026-01-01": 5, "2026-01-05": -5, "2026-01-08": 5,
                               "2026-01-09": -5, "2026-01-12": 5},
    }  # fmt: skip
    records = store("DOS", 1)
    for item_id, movements in days.items():
        records += item(item_id)
        records += stock(f"DOS_{item_id}", "DOS", item_id, sum(movements.values()))
        for day, units in movements.items():
            records += moved("DOS", item_id, day, units)
    return records


def expiry() -> Records:
    """E10: one unit a day is used; two batches cannot both claim the same days."""
    records = [*store("EXP", 1), *item("FEFO"), *item("UNUSED_BATCH")]
    for batch, days in {"FIRST": 30, "SECOND": 60}.items():
        end = TODAY + timedelta(days=days)
        records += stock(f"EXP_{batch}", "EXP", "FEFO", 60, cost=2.0, expiry=end)
    records += stock("EXP_GONE", "EXP", "FEFO", 10, cost=2.0, expiry=TODAY - timedelta(days=1))
    records += stock("EXP_NO_DATE", "EXP", "FEFO", 5)
    later = TODAY + timedelta(days=300)
    records += stock("EXP_UNUSED", "EXP", "UNUSED_BATCH", 7, expiry=later)
    use = [*moved("EXP", "FEFO", "2026-02-01", -3 * DAYS_OF_DAILY_USE)]
    return [*records, *use]


def surplus_and_need() -> Records:
    """Two stores have too much, two too little; 300 were used in the look-back by each."""
    shelf = {"MUCH1": 900, "MUCH2": 700, "LITTLE1": 0, "LITTLE2": 200}
    records = item("SHARED")
    for store_id, units in shelf.items():
        records += store(store_id, 1)
        expires = date(2099, 1, 1) if store_id != "MUCH2" else TODAY + timedelta(days=90)
        records += stock(f"{store_id}_L", store_id, "SHARED", units, cost=1.0, expiry=expires)
        records += moved(store_id, "SHARED", "2026-02-10", -300)
    return records
