"""One record explained: gathers the facts, says them, and knows what to answer of an unknown one.

The command and the dashboard page both show an `Explanation` and add nothing to it.
"""

from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from typing import Any

from sync.catalogue import CATALOGUE
from sync.explain.destinations import belongings_on, where_it_goes
from sync.explain.entitlement import audiences, belongings_of
from sync.explain.facts import Facts, State
from sync.explain.gather import Lake, gather
from sync.explain.history import what_decided
from sync.explain.ownership import who_owns
from sync.explain.past import sent_to
from sync.explain.place import where_it_is
from sync.explain.site import on_site
from sync.explain.words import listed
from sync.names import literal, quoted

CHANGES_SHOWN = 10


class NotKnown(ValueError):
    """There is nothing to explain; the message is one sentence that helps on."""


@dataclass(frozen=True)
class Section:
    """A question and its answer in sentences."""

    key: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """Everything said of one record, and what programs ask for as values."""

    table_name: str
    record_id: str
    site_id: int | None
    owner: str | None
    state: str
    store_id: str | None
    is_entitled: bool | None
    destinations: tuple[dict[str, Any], ...]
    changes: tuple[dict[str, Any], ...]
    sections: tuple[Section, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def explain(
    lake: Lake,
    table_name: str,
    record_id: str,
    *,
    site_id: int | None = None,
    limit: int = CHANGES_SHOWN,
) -> Explanation:
    """The whole explanation. Raises `NotKnown`."""
    table_name = known_table(lake, table_name)
    facts = gather(lake, table_name, record_id, limit=limit)
    if not facts.change_count and facts.state is State.NOT_HELD:
        raise NotKnown(_never_seen(lake, table_name, record_id))
    if site_id is not None and site_id not in facts.network.sites:
        sites = listed([str(known) for known in sorted(facts.network.sites)[:10]])
        raise NotKnown(f"there is no site {site_id} in the network, which has {sites}")
    facts = replace(facts, belongings=belongings_of(lake, facts))
    sections = [
        Section("owner", "Who owns it", tuple(who_owns(facts))),
        Section("place", "Where it is", tuple(where_it_is(facts))),
        Section("goes", "Where it goes", tuple(where_it_goes(facts))),
    ]
    is_entitled = None
    if site_id is not None:
        reasons = belongings_on(facts, site_id, audiences(lake))
        is_entitled = bool(reasons)
        site = facts.network.site(site_id)
        sent = sent_to(lake, table_name, record_id, site_id)
        said = tuple(on_site(facts, site, reasons, sent))
        sections.insert(0, Section("site", f"On {site}", said))
    sections.append(Section("history", "What decided", tuple(what_decided(facts))))
    return _explanation(facts, site_id, is_entitled, sections)


def known_table(lake: Lake, name: str) -> str:
    """The table meant, whatever its case; also one that only refused rows speak of."""
    if CATALOGUE.get(name):
        return name
    if lake.execute("SELECT 1 FROM sync.change WHERE table_name = ? LIMIT 1", [name]).fetchone():
        return name
    by_lower_name = {table.lower(): table for table in CATALOGUE.tables}
    if name.lower() in by_lower_name:
        return by_lower_name[name.lower()]
    near = get_close_matches(name.lower(), by_lower_name, n=3)
    hint = f"; nearest: {listed([by_lower_name[one] for one in near])}" if near else ""
    raise NotKnown(f"the catalogue knows no table {name}{hint}")


def _never_seen(lake: Lake, table_name: str, record_id: str) -> str:
    awaited = lake.execute(
        "SELECT count(DISTINCT change_no) FROM sync.waiting "
        "WHERE parent_table = $t AND parent_id = $r",
        {"t": table_name, "r": record_id},
    ).fetchone()
    parts = [f"the centre has never seen {table_name} {record_id}"]
    if awaited and awaited[0]:
        waits = "row waits" if awaited[0] == 1 else "rows wait"
        parts.append(f"{awaited[0]:,} {waits} for it (R24)")
    if near := _nearest(lake, table_name, record_id):
        parts.append(f"nearest: {listed(near)}")
    return "; ".join(parts)


def _nearest(lake: Lake, table_name: str, record_id: str) -> list[str]:
    """The same id in other letters of the same table, or the same id in other tables."""
    record_type = CATALOGUE.get(table_name)
    found: list[str] = []
    if record_type and record_type.is_kept:
        key = quoted(record_type.key)
        found = [
            f"{table_name} {row[0]}"
            for row in lake.execute(
                f"SELECT {key} FROM replica.{quoted(table_name)} "
                f"WHERE lower({key}) = lower({literal(record_id.strip())}) ORDER BY ALL LIMIT 3"
            ).fetchall()
        ]
    elsewhere = lake.execute(
        "SELECT DISTINCT table_name FROM sync.change WHERE record_id = ? ORDER BY ALL LIMIT 3",
        [record_id.strip()],
    ).fetchall()
    return found + [f"{row[0]} {record_id.strip()}" for row in elsewhere]


def _explanation(
    facts: Facts, site_id: int | None, is_entitled: bool | None, sections: list[Section]
) -> Explanation:
    return Explanation(
        facts.table_name,
        facts.record_id,
        site_id,
        facts.owner.value if facts.owner else None,
        facts.state.value,
        facts.store_id,
        is_entitled,
        tuple(asdict(belonging) for belonging in facts.belongings),
        tuple(asdict(change) for change in facts.changes),
        tuple(sections),
    )
