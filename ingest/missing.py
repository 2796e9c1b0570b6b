"""Which earlier batches a held batch waits for, and how to say so.

Looks at a bounded number of receipts, so that thousands of batches held behind one gap cost no
more than one; far gaps behind many held batches are named when the near ones have closed.
"""

from dataclasses import dataclass

from ingest.batchfile import BatchHeader
from ingest.ledger import Ledger, Receipt

LOOK_AT_MOST = 100


@dataclass(frozen=True)
class Missing:
    """Runs of missing batch numbers, (first, last), ascending."""

    runs: tuple[tuple[int, int], ...]

    def numbers(self) -> tuple[int, ...]:
        """The missing numbers, at most `LOOK_AT_MOST` of each run."""
        return tuple(
            number
            for first, last in self.runs
            for number in range(first, min(last, first + LOOK_AT_MOST - 1) + 1)
        )


def missing_batches(ledger: Ledger, header: BatchHeader | Receipt) -> Missing:
    """What is missing before this batch."""
    site_id, generation, before = header.site_id, header.generation, header.batch_no
    expected = ledger.last_in_line(site_id, generation) + 1
    here = ledger.batch_numbers(
        site_id, generation, after=expected - 1, before=before, most=LOOK_AT_MOST
    )
    ends = here if len(here) == LOOK_AT_MOST else [*here, before]
    runs = []
    for number in ends:
        if number > expected:
            runs.append((expected, number - 1))
        expected = number + 1
    return Missing(tuple(runs))


def waits_for(missing: Missing, site_id: int) -> str:
    """`waits for batches 4 and 6 to 9 of site 2`."""
    parts = [str(a) if a == b else f"{a} to {b}" for a, b in missing.runs]
    listed = " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
    is_one = len(missing.runs) == 1 and missing.runs[0][0] == missing.runs[0][1]
    return f"waits for {'batch' if is_one else 'batches'} {listed} of site {site_id}"
