"""Who calls, for every protocol: the place that a request is for, and the site that it is from."""

import base64
import binascii
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPBearer

from ingest.gateway.answers import problem
from ingest.gateway.place import Place


async def the_place(request: Request) -> Place:
    place = request.app.state.place
    assert isinstance(place, Place)
    return place


Here = Annotated[Place, Depends(the_place)]


def calling_site(
    place: Here,
    _: Annotated[object, Depends(HTTPBearer(auto_error=False))],
    authorization: Annotated[str, Header(include_in_schema=False)] = "",
) -> int:
    """The site whose token the request carries."""
    scheme, _, token = authorization.partition(" ")
    site_id = place.credentials.site_of(token.strip()) if scheme.lower() == "bearer" else None
    if site_id is None:
        raise problem(
            401, "token_ended", "log in: this token is unknown or has ended",
            {"WWW-Authenticate": "Bearer"},
        )  # fmt: skip
    if site_id not in place.network().site_ids:
        raise problem(403, "not_in_the_network", f"site {site_id} is not in the network any more")
    place.count("requests", str(site_id), place.limits.requests)
    place.note_contact(site_id)
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
