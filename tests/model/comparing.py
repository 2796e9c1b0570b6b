"""Where the centre and the model differ after a cycle: lines to read, none if they are equal."""

from typing import Any

from pipelines.transfer_checks import transfer_checks
from sync.catalogue import CATALOGUE
from tests.model.entitled import Entitlement
from tests.model.kinds import HEADERS
from tests.model.listing import COLUMNS, listed
from tests.model.network import relations
from tests.model.playing import Game
from tests.model.state import Change, Key
from tests.model.trading import header_of
from tests.model.values import as_read

ALWAYS = (
    "every_half_has_its_pair", "one_responding_half_per_pair", "one_pair_per_initiating_half",
    "units_add_up",
)  # fmt: skip
"""The asset checks that no site can break: it may delete its half, or point it at nothing."""


def differences(game: Game) -> list[str]:
    return [
        *decisions(game), *replicas(game), *store_relations(game), *transfers(game),
        *checked(game), *holdings(game), *game.unlike,
    ]  # fmt: skip


def decisions(game: Game) -> list[str]:
    found = game.centre.sql(
        "SELECT change_no, site_id, table_name, record_id, action, decision, reason "
        "FROM sync.change WHERE table_name <> 'store_sync_setting' AND reason <> "
        "'central_edits_sync' AND batch_no IS NOT NULL ORDER BY change_no"
    )
    ours = [c for c in game.state.changes if not c.is_centres]
    out = [
        f"site {change.site_id} {change.action} {change.table} {change.record_id} "
        f"{change.data}: engine {row[5:]}, model {change.verdict}"
        for row, change in zip(found, ours, strict=True)
        if row[5:] != change.verdict and not _is_left_out_for_good(change, row[5])
    ]
    made = {
        tuple(r)
        for r in game.centre.sql(
            "SELECT table_name, record_id FROM sync.change WHERE reason = 'made_by_centre'"
        )
    }
    expected = {c.key for c in game.state.changes if c.is_centres}
    out += [f"engine alone made {key}" for key in sorted(made - expected)]
    return out + [f"model alone made {key}" for key in sorted(expected - made)]


def _is_left_out_for_good(change: Change, decision: str) -> bool:
    """What a row said that was left out may have come since with another row of its document.

    Nothing calls for it then, and nothing would differ if it were looked at again.
    """
    return change.was_left_out and change.decision == "unchanged" and decision == "ignored"


def replicas(game: Game) -> list[str]:
    out = []
    for table, model in sorted(game.state.records.items()):
        engine = replica(game, table)
        out += [
            f"{table} {i}: engine {engine.get(i)}, model {model.get(i)}"
            for i in sorted(set(engine) | set(model))
            if engine.get(i) != model.get(i)
        ]
    return out


def replica(game: Game, table: str) -> dict[str, Any]:
    """What the centre holds of a table, as the model would have it."""
    key = CATALOGUE.tables[table].key
    cursor = game.centre.reader().execute(f'SELECT * FROM replica."{table}"')
    names = [d[0] for d in cursor.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row[key]: as_read(table, row) for row in rows}


def store_relations(game: Game) -> list[str]:
    engine = {
        (store, site): found
        for store, site, found in game.centre.sql(
            "SELECT store_id, site_id, relation FROM sync.store_relation"
        )
    }
    model = relations(game.state, game.network)
    return [
        f"relation {key}: engine {engine.get(key)}, model {model.get(key)}"
        for key in sorted(set(engine) | set(model))
        if engine.get(key, "none") != model.get(key, "none")
    ]


def transfers(game: Game) -> list[str]:
    """Pairs as they are listed."""
    rows = game.centre.sql(f"SELECT {', '.join(COLUMNS)} FROM sync.transfer")
    engine = {row[1:3]: row for row in rows}
    model = {key: listed(game.state, pair) for key, pair in game.state.pairs.items()}
    return [
        f"pair {key}: engine {engine.get(key)}, model {model.get(key)}"
        for key in sorted(set(engine) | set(model))
        if engine.get(key) != model.get(key)
    ]


def checked(game: Game) -> list[str]:
    """What must hold of transfers at every cycle, whatever sites do to their halves."""
    return [
        f"check {name}: {count} offending"
        for name, sql in transfer_checks().items()
        if name in ALWAYS and (count := game.centre.sql(sql)[0][0])
    ]


def holdings(game: Game) -> list[str]:
    """What each site lacks, and what it was sent and may not keep."""
    out = []
    sent, pushed = _sent(game), _pushed(game)
    entitlement = Entitlement(game.state, game.network)
    for site_id in game.network.sites:
        may, got = entitlement.held(site_id), sent.get(site_id, set())
        lacking = may - pushed.get(site_id, set()) - got
        kept = {key for key in got - may if game.state.record(*key) is not None}
        out += [f"site {site_id} lacks {key}" for key in sorted(lacking)]
        out += [f"site {site_id} was sent and keeps {key}" for key in sorted(kept)]
    for site_id in game.resynced:
        missing = entitlement.held(site_id) - _sent(game, latest=True).get(site_id, set())
        missing -= _released(game, site_id)
        out += [f"site {site_id} was not sent anew {key}" for key in sorted(missing)]
    return out


def _pushed(game: Game) -> dict[int, set[Key]]:
    pushed: dict[int, set[Key]] = {}
    for change in game.state.changes:
        if not change.is_centres:
            pushed.setdefault(change.site_id, set()).add(change.key)
    return pushed


def _released(game: Game, site_id: int) -> set[Key]:
    """What the site pushed with this cycle's events and a later cycle applied: after a load."""
    return set(game.centre.sql(
        "SELECT log.table_name, log.record_id FROM sync.change AS log "
        "JOIN sync.cycle AS own USING (cycle_no) WHERE log.site_id = ? AND log.cycle_no > ? "
        "AND log.decided_at > own.ran_at", site_id, game.last_cycle
    ))  # fmt: skip


def _sent(game: Game, *, latest: bool = False) -> dict[int, set[Key]]:
    """What each site has of what the centre ever sent to it, or sent for this cycle's events.

    A header that was deleted took its lines with it.
    """
    since = game.last_cycle if latest else 0
    held: dict[int, dict[Key, int]] = {}
    deleted: dict[tuple[int, Key], int] = {}
    rows = game.centre.sql(
        "SELECT destination_site_id, table_name, record_id, action FROM sync.outgoing "
        "WHERE cycle_no > ? ORDER BY cycle_no, position", since
    )  # fmt: skip
    for place, (site_id, table, record_id, action) in enumerate(rows):
        of_site, key = held.setdefault(site_id, {}), (table, record_id)
        of_site.pop(key, None)
        if action == "upsert":
            of_site[key] = place
        elif action == "delete":
            deleted[site_id, key] = place

    def went(site_id: int, key: Key, place: int) -> bool:
        record = game.state.record(*key)
        header = header_of(*key, record) if record is not None and key[0] in HEADERS else None
        return header is not None and deleted.get((site_id, header), -1) > place

    return {
        site_id: {key for key, place in of_site.items() if not went(site_id, key, place)}
        for site_id, of_site in held.items()
    }
