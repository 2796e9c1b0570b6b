"""Pushed rows between HTTP and the disk: limits, and what is said when they cannot be kept."""

import logging
from datetime import UTC, datetime

from fastapi.concurrency import run_in_threadpool

from ingest import landing
from ingest.gateway.answers import problem
from ingest.gateway.msupply import pushes
from ingest.gateway.msupply.client import note_client
from ingest.gateway.place import Place
from ingest.offer import Verdict

MOST_BYTES = 32 << 20
"""Of one request with rows; a push may have many."""

log = logging.getLogger("syncline.gateway")


async def keep(place: Place, site_id: int, rows: list[pushes.PushedRow]) -> None:
    """Keep the rows for good; they are landed when the push is complete."""
    if not rows:
        return
    try:
        await run_in_threadpool(_keep, place, site_id, rows)
    except pushes.TooMuchPushed as error:
        raise problem(413, "too_big", str(error)) from None
    except OSError as error:
        raise _cannot_keep(error) from None


def _keep(place: Place, site_id: int, rows: list[pushes.PushedRow]) -> None:
    """Where too much waits to be complete, it is landed as it is, so that there is room again."""
    most = place.limits.batch_bytes
    try:
        pushes.keep(place.home, site_id, rows, most_bytes=most)
    except pushes.TooMuchPushed:
        complete(place, site_id)
        pushes.keep(place.home, site_id, rows, most_bytes=most)


def complete(place: Place, site_id: int) -> None:
    """Land what was pushed."""
    try:
        landed = pushes.complete(place.home, site_id, place.network().site_ids)
    except landing.LandingFailed as error:
        raise problem(507, "cannot_keep", f"{error}; nothing is lost, try again") from None
    except OSError as error:
        raise _cannot_keep(error) from None
    for answer in landed:
        if answer.verdict in (Verdict.CONFLICT, Verdict.REFUSED):
            log.error("a push of site %s was put aside: %s", site_id, answer.why)
    if landed:
        now = datetime.now(UTC).replace(tzinfo=None)
        note_client(place.control, site_id, landed_at=now)


def _cannot_keep(error: OSError) -> Exception:
    why = (error.strerror or str(error)).lower()
    return problem(507, "cannot_keep", f"it could not be kept: {why}; send it again later")
