"""Who calls, for every protocol: the place that a request is for, and the site that it is from."""

import base64
import binascii
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPBearer

from ingest.gateway.answers import problem
from ingest.gateway.place import Place


async def the_place(request: Request) -> Place:
    place = request.app.state.place
    assert isinstance(place, Place)
    return place


Here = Annotated[Place, Depends(the_place)]


async def sending_site(
    request: Request, place: Here, _: Annotated[object, Depends(HTTPBearer(auto_error=False))]
) -> int:
    """The site whose token the request carries; a batch that it sends is noted with the batch."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    site_id = await place.callers.ask(token.strip() if scheme.lower() == "bearer" else "")
    place.count("requests", str(site_id), place.limits.requests)
    return site_id


Sender = Annotated[int, Depends(sending_site)]


async def calling_site(place: Here, site_id: Sender) -> int:
    """The same, and that it called is noted."""
    if place.is_news(site_id):
        await run_in_threadpool(place.note_contact, site_id)
    return site_id


Site = Annotated[int, Depends(calling_site)]


def read_basic(authorization: str) -> tuple[str, str]:
    """User name and password of an HTTP Basic header."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        name, colon, password = "", "", ""
    if scheme.lower() != "basic" or not colon:
        raise problem(
            401, "no_log_in", "log in with HTTP Basic: user name and password hash",
            {"WWW-Authenticate": "Basic"},
        )  # fmt: skip
    return name, password
