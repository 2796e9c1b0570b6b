"""What goes out, to whom, and why (R21, R23, R30–R41).

For every record that the cycle changed or moved, the sites to which it belongs are compared
before and after (`sync.cycle.entitled`): who may hold it gets it, who may no longer hold it is
told so. Shared data is one row with an audience. Makes the rows of `sync.outgoing_log` and
`sync.outgoing_tally`.
"""

from sync.cycle import entitled, loads, routes, subjects
from sync.cycle.context import Cycle
from sync.kinds import MERGEABLE_STORE_TABLES, PERSON_TABLES
from sync.names import literal, literals
from sync.reasons import ROUTE_RANK
from sync.schema import sql_file


def find_destinations(cycle: Cycle, *, has_moved: bool) -> None:
    """Fill the outgoing log of this cycle; `has_moved`: relations may be others than before."""
    routes.keep_before(cycle)
    joined: list[routes.Membership] = []
    left: list[routes.Membership] = []
    if has_moved:
        routes.refresh(cycle)
        joined, left = routes.refresh_audiences(cycle)
    routes.keep_now(cycle, has_moved=has_moved)
    loads.find_loading(cycle, joined)
    cycle.run(sql_file("gained.sql"))
    subjects.collect(cycle)
    entitled.load_persons(cycle)
    for moment in (entitled.BEFORE, entitled.AFTER):
        entitled.load_documents(cycle, moment)
        entitled.entitle(cycle, moment)
    _rank_reasons(cycle)
    cycle.run(sql_file("destined.sql"))
    _tell_late(cycle)
    cycle.run(sql_file("repair.sql"))
    loads.leave_audiences(cycle, left)
    loads.resend_patients(cycle)
    cycle.run(sql_file("outgoing.sql", cycle_no=cycle.given.cycle_no, position=cycle.last_position))
    _tally(cycle)
    cycle.last_position += cycle.count("SELECT count(*) FROM going_out")


def _tell_late(cycle: Cycle) -> None:
    """Merges of what does not go to every site are told to who comes to hold it (R20)."""
    narrow = literals((*PERSON_TABLES, *MERGEABLE_STORE_TABLES))
    if cycle.count(f"SELECT count(*) FROM merged WHERE table_name IN ({narrow})"):
        cycle.run(sql_file("told_late.sql"))


def _rank_reasons(cycle: Cycle) -> None:
    ranks = ", ".join(f"({literal(r.value)}, {rank})" for r, rank in ROUTE_RANK.items())
    cycle.run(
        f"CREATE OR REPLACE TEMP TABLE route_rank AS FROM (VALUES {ranks}) AS ranked(reason, rank)"
    )


def _tally(cycle: Cycle) -> None:
    cycle.run(
        "INSERT INTO sync.outgoing_tally SELECT $cycle_no, $ran_at, audience, "
        "destination_site_id, CASE WHEN audience <> 'site' THEN except_site_id END, "
        "min(position), max(position), count(*) FROM going_out GROUP BY ALL ORDER BY ALL",
        {"cycle_no": cycle.given.cycle_no, "ran_at": cycle.given.ran_at},
    )
