"""Pushed rows between HTTP and the disk: limits, and what is said when they cannot be kept."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import IO, Any, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request

from ingest import landing
from ingest.gateway.answers import cannot_keep, problem
from ingest.gateway.msupply import body, pushes
from ingest.gateway.msupply.client import note_client
from ingest.gateway.place import Place
from ingest.offer import Verdict

MOST_BYTES = 32 << 20
"""Of one request with rows; a push may have many."""
LARGE_BYTES = 1 << 20
"""Of rows; who has more waits for a turn."""

log = logging.getLogger("syncline.gateway")
Told = TypeVar("Told")
Read = Callable[[Any], tuple[list[pushes.PushedRow], Told]]


async def take(request: Request, place: Place, site_id: int, read: Read[Told]) -> Told:
    """Keep the rows of a request for good; they are landed when the push is complete.

    `read` makes them of the JSON, and what is told of it. Where too much waits to be complete, it
    is landed as it is, so that there is room again.
    """

    def keep(file: IO[bytes]) -> Told:
        file.seek(0)
        rows, told = read(body.parsed(file.read()))
        if rows:
            pushes.keep(place.home, site_id, rows, most_bytes=place.limits.batch_bytes)
        return told

    try:
        async with body.received(request, place.home.landing) as file:
            turn = _turn(place, file.tell())
            try:
                return await to_thread.run_sync(keep, file, limiter=turn)
            except pushes.TooMuchPushed:
                await complete(place, site_id)
                return await to_thread.run_sync(keep, file, limiter=turn)
    except pushes.TooMuchPushed as error:
        raise problem(413, "too_big", str(error)) from None
    except OSError as error:
        raise cannot_keep(error) from None


async def complete(place: Place, site_id: int) -> None:
    """Land what was pushed."""
    turn = _turn(place, pushes.waiting_bytes(place.home, site_id))
    await to_thread.run_sync(_complete, place, site_id, limiter=turn)


def _turn(place: Place, size: int) -> CapacityLimiter | None:
    """What a thread waits for that takes memory by so many bytes of rows."""
    return place.large_landing if size > LARGE_BYTES else None


def _complete(place: Place, site_id: int) -> None:
    try:
        landed = pushes.complete(place.home, site_id, place.network().site_ids)
    except landing.LandingFailed as error:
        raise problem(507, "cannot_keep", f"{error}; nothing is lost, try again") from None
    except OSError as error:
        raise cannot_keep(error) from None
    for answer in landed:
        if answer.verdict in (Verdict.CONFLICT, Verdict.REFUSED):
            log.error("a push of site %s was put aside: %s", site_id, answer.why)
    if landed:
        now = datetime.now(UTC).replace(tzinfo=None)
        note_client(place.control, site_id, landed_at=now)
