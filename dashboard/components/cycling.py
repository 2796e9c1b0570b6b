"""How long cycles took, and where Dagster shows them.

A door to the control database, where the times are (`ingest.cycle_times`); it only reads.
"""

import pandas as pd

from dashboard.components.language import N_, Said
from dashboard.data import Reading
from ingest.control import Control
from ingest.cycle_times import cycle_times
from sync.settings import Settings

STEPS = Said({
    "taking_seconds": N_("Taking batches"),
    "applying_seconds": N_("Judging and applying"),
    "archiving_seconds": N_("Archiving"),
})  # fmt: skip


def with_times(lake: Reading, cycles: pd.DataFrame) -> pd.DataFrame:
    """The cycles with `began_at`, `seconds`, the seconds of each step and `run_id`.

    Null where no times are kept; a cycle then began when its row says that it ran.
    """
    first = 0 if cycles.empty else int(cycles["cycle_no"].min())
    kept = pd.DataFrame(
        map(vars, cycle_times(Control(lake.home), since_cycle_no=first)),
        columns=["cycle_no", "began_at", *STEPS, "run_id"],
    )
    rows = cycles.merge(kept, on="cycle_no", how="left")
    steps = rows[list(STEPS)].astype(float)
    return rows.assign(
        began_at=rows["began_at"].astype(rows["ran_at"].dtype).fillna(rows["ran_at"]),
        seconds=steps.sum(axis=1, min_count=1),
        **steps,
    )


def address(path: str) -> str | None:
    """Of a page of Dagster; None where nobody has said where Dagster is."""
    url = Settings().dagster_url
    return f"{url.rstrip('/')}/{path}" if url else None
