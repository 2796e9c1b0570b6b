"""The native protocol, `/sync/v1`: log in, push, pull, acknowledge, ask.

A push is one batch file, sent whole or in pieces that go on where the last one was cut, named by
its SHA-256. It is answered when the batch is kept for good. All calls but the log-in carry the
token of it, and a site speaks for itself alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Header, HTTPException, Query, Request
from fastapi import Path as InPath
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, JSONResponse
from starlette.requests import ClientDisconnect

from ingest import asking, landing, outgoing
from ingest.control import OutgoingBatch
from ingest.credentials import Fault, NotAdmitted
from ingest.gateway import uploads
from ingest.gateway.answers import (
    AcknowledgeAnswer,
    AcknowledgeRequest,
    HeartbeatAnswer,
    HeartbeatRequest,
    OutgoingItem,
    ProblemAnswer,
    Progress,
    PushAnswer,
    ResyncAnswer,
    TokenAnswer,
    WhereIStand,
    cannot_keep,
    not_now,
    problem,
    problems,
    push_answer,
)
from ingest.gateway.calling import (
    DOCUMENTED,
    Address,
    Here,
    Sender,
    Site,
    count_log_in,
    read_basic,
)
from ingest.gateway.keeping import Push
from ingest.gateway.place import Place
from ingest.offer import Landed
from sync.home import Home

MAX_HARDWARE_ID = 200
router = APIRouter(prefix="/sync/v1", tags=["native protocol"], responses=problems(ProblemAnswer))
Sha256 = Annotated[str, InPath(pattern="^[0-9a-f]{64}$", description="of the whole batch file")]


@router.post("/token")
def log_in(
    place: Here,
    address: Address,
    _: Annotated[object, DOCUMENTED],
    authorization: Annotated[str, Header(include_in_schema=False)] = "",
    hardware_id: Annotated[
        str,
        Header(
            alias="Syncline-Hardware-Id",
            max_length=MAX_HARDWARE_ID,
            description="of the machine; the first one that a site comes from is bound to it",
        ),
    ] = "",
) -> TokenAnswer:
    """Log in with HTTP Basic: the site's user name, and the SHA-256 of its password as lower-case
    hexadecimal. The answer's token goes with every other call."""
    user_name, password = read_basic(authorization)
    count_log_in(place, address, user_name)
    if not hardware_id.strip():
        raise problem(400, "no_hardware_id", "send the machine's id as Syncline-Hardware-Id")
    try:
        site_id = place.credentials.check(user_name, password, hardware_id.strip())
    except NotAdmitted as error:
        status = 429 if error.fault is Fault.LOCKED else 401
        raise problem(status, error.fault.value, str(error)) from None
    if site_id not in place.network().site_ids:
        raise problem(403, "not_in_the_network", f"site {site_id} is not in the network")
    token, expires_at = place.credentials.issue_token(site_id)
    place.note_contact(site_id)
    return TokenAnswer(token=token, expires_at=expires_at.replace(tzinfo=UTC), site_id=site_id)


@router.get("/status")
def where_i_stand(place: Here, site_id: Site) -> WhereIStand:
    """The last batch and sequence that the centre has, in both directions."""
    return WhereIStand.model_validate(asking.where_site_stands(place.control, site_id))


@router.get("/batches/{sha256}")
def how_far(place: Here, site_id: Site, sha256: Sha256) -> Progress | PushAnswer:
    """How many bytes of a push are here; of one that is whole, what became of it."""
    receipt = asking.receipt_of(place.control, site_id, sha256)
    if receipt is None:
        part = uploads.part_of(place.home, site_id, sha256)
        return Progress(sha256=sha256, received=uploads.received(part))
    return PushAnswer(
        verdict="gap" if receipt.is_held else "accepted", is_repeated=True, site_id=site_id,
        why=f"batch {receipt.batch_no} of site {site_id} is already here",
        batch_no=receipt.batch_no, missing=asking.missing_before(place.control, receipt),
    )  # fmt: skip


@router.put(
    "/batches/{sha256}",
    max_body_size=2**40,  # `total` is checked against the limit before anything is read
    responses={
        200: {"model": PushAnswer | Progress, "description": "Kept for good, or as far as it came"},
        202: {"model": PushAnswer, "description": "Kept; an earlier batch is missing"},
        409: {"model": PushAnswer | ProblemAnswer, "description": "Not this batch, or not there"},
        422: {"model": PushAnswer, "description": "Not a batch that the centre can take"},
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    },
)
async def push(
    request: Request,
    place: Here,
    site_id: Sender,
    sha256: Sha256,
    total: Annotated[int, Query(ge=1, le=2**40, description="bytes of the whole file")],
    offset: Annotated[int, Query(ge=0, le=2**40, description="where this piece begins")] = 0,
) -> JSONResponse:
    """Push a batch file, or the next piece of one.

    When the last byte is here the batch is checked and kept, and the answer says what became of
    it. After a cut, ask `GET /batches/{sha256}` how many bytes are here and send the rest.
    """
    if total > place.limits.batch_bytes:
        limit = f"a batch may have {place.limits.batch_bytes:,} bytes; send several"
        raise problem(413, "too_big", limit)
    part = uploads.part_of(place.home, site_id, sha256)
    chunks, begun = request.stream(), b""
    with _failures_told(part):
        if total <= uploads.SMALL_BYTES and offset == 0 and not part.exists():
            begun = await uploads.read_small(chunks, total)
            if len(begun) == total:
                return _json(*push_answer(await place.pushes.ask(Push(site_id, sha256, begun))))
        with uploads.opened(part, offset) as handle:
            if place.is_news(site_id):
                await run_in_threadpool(place.note_contact, site_id)
            size = await uploads.append(handle, chunks, total, begun)
            if size < total:
                return _json(200, Progress(sha256=sha256, received=size))
            landed = await to_thread.run_sync(
                _keep, place, site_id, part, sha256, limiter=place.large_landing
            )
            return _json(*push_answer(landed))


@router.get("/outgoing")
def what_waits(place: Here, site_id: Site) -> list[OutgoingItem]:
    """What waits for the site, as batches in their order; fetch them by number."""
    asking.note_synced(place.control, site_id)
    try:
        return [_item(place.home, batch) for batch in place.packed(site_id)]
    except FileNotFoundError:  # ended by another request, or lost: then it is packed again
        raise not_now() from None


@router.get("/outgoing/{batch_no}", response_class=FileResponse)
def fetch(
    place: Here, site_id: Site, batch_no: Annotated[int, InPath(ge=1, le=2**63 - 1)]
) -> FileResponse:
    """One batch file (Parquet, compressed); after a cut, ask for the rest with `Range`."""
    file = place.home.outgoing_file(site_id, batch_no)
    if not file.exists():
        raise problem(404, "not_waiting", f"batch {batch_no} does not wait for site {site_id}")
    return FileResponse(file, media_type="application/vnd.apache.parquet", filename=file.name)


@router.post("/acknowledgements")
def acknowledge(place: Here, site_id: Site, body: AcknowledgeRequest) -> AcknowledgeAnswer:
    """The site has everything through this batch; it will not be sent again."""
    last = place.control.last_outgoing(site_id)
    if body.through_batch_no > (last.batch_no if last else 0):
        raise problem(
            409, "never_sent", f"batch {body.through_batch_no} was never packed for site {site_id}"
        )
    ended = outgoing.end_through(place.home, site_id, body.through_batch_no)
    return AcknowledgeAnswer(ended=ended)


@router.post("/resync")
def resync(place: Here, site_id: Site) -> ResyncAnswer:
    """Ask for everything that the site may hold once more; the next cycle sends it."""
    return ResyncAnswer(ordered=asking.ask_for_resync(place.home, site_id))


@router.post("/heartbeat")
def heartbeat(place: Here, site_id: Site, body: HeartbeatRequest) -> HeartbeatAnswer:
    """Say how many records still wait at the site; the answer says whether to sync now."""
    now = place.now()
    is_asked = asking.note_heartbeat(
        place.control, site_id, waiting=body.waiting, version=body.version, at=now
    )
    return HeartbeatAnswer(at=now.replace(tzinfo=UTC), sync_now=is_asked)


def _item(home: Home, batch: OutgoingBatch) -> OutgoingItem:
    return OutgoingItem(
        batch_no=batch.batch_no, first_seq=batch.first_seq, last_seq=batch.last_seq,
        rows=batch.rows, sha256=batch.sha256,
        bytes=home.outgoing_file(batch.site_id, batch.batch_no).stat().st_size,
    )  # fmt: skip


def _keep(place: Place, site_id: int, part: Path, sha256: str) -> Landed:
    """Land a batch that is whole; its part stays where that was not possible now."""
    try:
        landed = place.keep(Push(site_id, sha256, part.read_bytes()))
    except HTTPException as error:
        if error.status_code < 500:  # it will not be another answer next time
            part.unlink(missing_ok=True)
        raise
    part.unlink(missing_ok=True)
    return landed


@contextmanager
def _failures_told(part: Path) -> Iterator[None]:
    """Whatever a push may fail at, as a problem for its sender."""
    try:
        yield
    except uploads.PartBusy as error:
        raise problem(409, "busy", str(error)) from None
    except uploads.WrongOffset as error:
        raise problem(409, "wrong_offset", str(error)) from None
    except uploads.TooMuch as error:
        part.unlink(missing_ok=True)
        raise problem(400, "too_much", str(error)) from None
    except ClientDisconnect:
        raise problem(400, "cut", "the connection was cut; go on from what is here") from None
    except landing.LandingFailed as error:
        raise problem(507, "cannot_keep", f"{error}; send it again later") from None
    except OSError as error:
        raise cannot_keep(error) from None


def _json(status: int, answer: Progress | PushAnswer) -> JSONResponse:
    return JSONResponse(answer.model_dump(mode="json"), status)
