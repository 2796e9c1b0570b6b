"""Judging the changes of a pass, in the order of R8c, by set-based SQL.

The rules themselves stand in `sync.edit_right` (from `sync.ownership`); here changes are joined
to them. A record that several sites change in one cycle is judged in order by a recursive
query: each step is every record's next change. Makes `verdict`, a row per change.
"""

from sync.cycle.context import Cycle
from sync.schema import sql_file


def judge_at_sight(cycle: Cycle) -> None:
    """Decide what needs no look at the record; the rest goes into `judged` (R8c, R17, R18)."""
    cycle.run(sql_file("judge_at_sight.sql"))


def judge_parents(cycle: Cycle) -> None:
    """Decide by the parent: missing, deleted or left out (R24, D2); sets the line's store."""
    cycle.run(sql_file("judge_parents.sql"))


def judge_rights(cycle: Cycle) -> None:
    """Decide by owner, store and collection (R9–R12, R16, R25, R26).

    The recursion over a record's further changes is left out where no record has any: planning
    it costs more than a small cycle.
    """
    step = sql_file("judge_step.sql")
    cycle.run(sql_file("judge_facts.sql"))
    has_later = cycle.count("SELECT count(*) FROM later_fact")
    start, _, further = sql_file("judge_rights.sql").partition("-- further changes\n")
    sql = (start + further if has_later else start + ")\nFROM step;").replace(
        "{start}", step.replace("{source}", "start")
    )
    cycle.run(sql.replace("{next}", step.replace("{source}", "next")))
