"""Who calls, for every protocol: the place that a request is for, and the site that it is from."""

import base64
import binascii
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPBasic, HTTPBearer
from starlette.requests import HTTPConnection

from ingest.gateway.answers import problem
from ingest.gateway.place import Place

NUL = "\0"
"""In no text that PostgreSQL keeps."""


async def the_place(request: Request) -> Place:
    place = request.app.state.place
    assert isinstance(place, Place)
    return place


Here = Annotated[Place, Depends(the_place)]


async def as_it_is(request: Request) -> None:
    """Nobody unpacks a body; taken as it is, a packed one would be a part of no batch."""
    coding = request.headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity"):
        raise problem(
            415, "coded_body", "send the body as it is, without Content-Encoding",
            {"Accept-Encoding": "identity"},
        )  # fmt: skip


async def sending_site(
    request: Request, place: Here, _: Annotated[object, Depends(HTTPBearer(auto_error=False))]
) -> int:
    """The site whose token the request carries; a batch that it sends is noted with the batch."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        site_id = await place.callers.ask(token.strip() if scheme.lower() == "bearer" else "")
    except HTTPException:
        await count_from(request, place)
        raise
    place.count("requests", str(site_id), place.limits.requests)
    return site_id


Sender = Annotated[int, Depends(sending_site)]


async def calling_site(place: Here, site_id: Sender) -> int:
    """The same, and that it called is noted."""
    if place.is_news(site_id):
        await run_in_threadpool(place.note_contact, site_id)
    return site_id


Site = Annotated[int, Depends(calling_site)]


class BasicDocumented(HTTPBasic):
    """HTTP Basic, in the OpenAPI document alone; what is sent is read by `read_basic`."""

    async def __call__(self, request: HTTPConnection) -> None:
        return None


DOCUMENTED = Depends(BasicDocumented(scheme_name="HTTPBasic", auto_error=False))


async def count_from(request: Request, place: Here) -> str:
    """Count a call of somebody who is not known yet; the address that it comes from."""
    address = request.client.host if request.client else ""
    place.count("requests from", address, place.limits.requests_from_address)
    return address


def count_log_in(place: Place, address: str, user_name: str) -> None:
    """Hashing costs. A name is counted by address, and an address has a part of all alone, so that
    nobody uses up what is another's."""
    place.count("log-ins", f"{address} {user_name}", place.limits.log_ins)
    place.count("log-ins from", address, place.limits.log_ins_from_address)
    place.count("all log-ins", "", place.limits.all_log_ins)


Address = Annotated[str, Depends(count_from)]


def read_basic(authorization: str) -> tuple[str, str]:
    """User name and password of an HTTP Basic header, in UTF-8 or, as older clients send it,
    in Latin-1."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        name, colon, password = _text(base64.b64decode(encoded, validate=True)).partition(":")
    except binascii.Error:
        name, colon, password = "", "", ""
    if scheme.lower() != "basic" or not colon or NUL in name:
        raise problem(
            401, "no_log_in", "log in with HTTP Basic: user name and password hash",
            {"WWW-Authenticate": "Basic"},
        )  # fmt: skip
    return name, password


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")
