"""mSupply's v5 protocol, `/sync/v5`: what Open mSupply speaks to its central server.

Every call carries HTTP Basic and the machine's id as `msupply-site-uuid`. Central data is read
with a cursor, all else is a queue that is acknowledged. A push is complete with the post that says
that nothing remains; the centre takes it as one.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from ingest import asking
from ingest.gateway.answers import problem, problems
from ingest.gateway.calling import Here
from ingest.gateway.msupply import body, central, pushing
from ingest.gateway.msupply.callers import Client
from ingest.gateway.msupply.client import STARTED, client_of, note_client
from ingest.gateway.msupply.initialising import initialisation, initialise, is_loaded
from ingest.gateway.msupply.packed_rows import Part, QueuedRow
from ingest.gateway.msupply.paths import either
from ingest.gateway.msupply.pushes import PushedRow
from ingest.gateway.msupply.queue import ClientQueue
from ingest.gateway.msupply.spelling import Protocol, inward, outward, tables_of
from ingest.gateway.msupply.stores import active_stores
from ingest.gateway.msupply.sync_ids import seqs_of, sync_id_of
from ingest.gateway.place import Place

VERSIONS = range(1, 15)
MOST_AT_ONCE = 1000
ACTIONS = {"upsert": "update", "delete": "delete", "remove": "delete", "merge": "merge"}
INTEGRATION = timedelta(seconds=20)
"""How long a client is asked to wait for the cycle that takes its push; it may pull before."""
PUSHED = body.fields(
    queueLength={"type": "integer", "minimum": 0},
    data={
        "type": "array",
        "items": body.fields(
            syncOutId=body.TEXT, tableName=body.TEXT, recordId=body.TEXT, action=body.TEXT,
            recordData={"type": "object"},
        ),
    },
)  # fmt: skip
Answer = dict[str, Any]


class Error(BaseModel):
    code: str
    message: str
    data: dict[str, Any] | None = None


class ErrorAnswer(BaseModel):
    error: Error


router = APIRouter(prefix="/sync/v5", tags=["mSupply v5"], responses=problems(ErrorAnswer))


def shape(status: int, said: dict[str, Any]) -> tuple[int, Answer]:
    """How this protocol says that something failed."""
    code = "sync_is_running" if said["code"] == "not_now" else said["code"]
    return status, {"error": {"code": code, "message": said["message"], "data": said.get("data")}}


def speaking(
    place: Here,
    site_id: Client,
    version: Annotated[
        str, Header(max_length=100, description="of the protocol, 1 to 14")
    ] = f"{VERSIONS[-1]}",
    app_version: Annotated[str, Header(max_length=100)] = "",
) -> int:
    """The calling site, in a version that is known."""
    if version.strip() not in map(str, VERSIONS):
        raise problem(
            409, "api_version_incompatible", f"version {version} of the protocol is not known",
            data={"minVersion": VERSIONS[0], "maxVersion": VERSIONS[-1]},
        )  # fmt: skip
    client = client_of(place.control, site_id)
    if client is None or (client.protocol, client.version) != (Protocol.V5, app_version):
        note_client(place.control, site_id, protocol=Protocol.V5.value, version=app_version)
    return site_id


Site = Annotated[int, Depends(speaking)]
Limit = Annotated[int, Query(ge=1, le=100_000)]


@either(router.get, "/site")
def site(
    place: Here, site_id: Site, hardware_id: Annotated[str, Header(alias="msupply-site-uuid")]
) -> Answer:
    """Who the site is, and whether it has been initialised."""
    network = place.network()
    if not active_stores(place, site_id):
        raise problem(400, "site_has_no_store", f"site {site_id} has no active store")
    name = next(entry.name for entry in network.sites if entry.id == site_id)
    return {
        "id": hardware_id, "siteId": site_id, "code": str(site_id), "name": name,
        "initialisationStatus": initialisation(place, site_id),
        "queueLength": _queue(place, site_id).count(),
        "isOmSupplyCentralServer": False, "omSupplyCentralServerUrl": "",
        "mSupplyCentralSiteId": network.central,
    }  # fmt: skip


@either(router.get, "/site_status")
def site_status(place: Here, site_id: Site) -> Answer:
    """Whether the centre is at work for the site."""
    client = client_of(place.control, site_id)
    if client and client.initialisation == STARTED and not is_loaded(place, site_id):
        return _state("initialisation_in_progress", "the centre makes the site's load")
    if client and client.landed_at and _is_integrating(place, site_id, client.landed_at):
        return _state("integration_in_progress", "what the site pushed waits for a cycle")
    return _state("idle", "nothing is in progress")


@either(router.post, "/initialise")
async def begin(place: Here, site_id: Site) -> Answer:
    """Fill the site's queue with all that it may hold; the answer waits for it."""
    await initialise(place, site_id)
    queue = _queue(place, site_id)
    await run_in_threadpool(queue.refresh)
    return {"queueLength": await run_in_threadpool(queue.count)}


@either(router.get, "/central_records")
def central_records(
    place: Here,
    site_id: Site,
    cursor: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Limit = 500,
) -> Answer:
    """Central data behind a cursor; what lies before it counts as received.

    A cursor that this centre never gave out is answered from the beginning.
    """
    queue = _queue(place, site_id, is_central=True)
    rows = _next(queue, limit, central.place_behind(place, queue, cursor))
    central.note_handed_out(place.control, site_id, rows)
    return {
        "maxCursor": max(cursor, queue.last()) if rows else cursor,
        "data": [{"ID": row.seq, **_record(row)} for row in rows],
    }


@either(router.get, "/queued_records")
def queued_records(place: Here, site_id: Site, limit: Limit = 500) -> Answer:
    """The next records that wait beside central data, until they are acknowledged."""
    asking.note_synced(place.control, site_id)
    queue = _queue(place, site_id)
    rows = _next(queue, limit)
    return {
        "queueLength": queue.count(),
        "data": [{"syncOutId": sync_id_of(row.seq), **_record(row)} for row in rows],
    }


@either(
    router.post, "/acknowledged_records", status_code=204, max_body_size=1 << 20,
    openapi_extra=body.described(body.fields(syncIDs=body.TEXTS)),
)  # fmt: skip
async def acknowledge(request: Request, place: Here, site_id: Site) -> Response:
    """The site has these records (`{"syncIDs": [...]}`)."""
    sync_ids = body.texts(await body.read_json(request), "syncIDs")
    await run_in_threadpool(_queue(place, site_id).acknowledge, seqs_of(sync_ids))
    return Response(status_code=204)


@either(
    router.post, "/queued_records", max_body_size=pushing.MOST_BYTES,
    openapi_extra=body.described(PUSHED),
)  # fmt: skip
async def push(request: Request, place: Here, site_id: Site) -> Answer:
    """Push records: `{queueLength, data: [{syncOutId, tableName, recordId, action, recordData}]}`.

    `queueLength` is what remains at the site; 0 completes the push.
    """
    remaining = await pushing.take(request, place, site_id, _pushed)
    if remaining == 0:
        await pushing.complete(place, site_id)
    return {"integrationStarted": remaining == 0}


def _queue(place: Place, site_id: int, *, is_central: bool = False) -> ClientQueue:
    part = Part.CENTRAL if is_central else Part.OTHER
    return ClientQueue(place, site_id, tables_of(Protocol.V5), part)


def _next(queue: ClientQueue, limit: int, after: int = 0) -> list[QueuedRow]:
    """The next rows; more is packed when what is packed has run out."""
    rows = queue.take(min(limit, MOST_AT_ONCE), after)
    if not rows:
        queue.refresh()
        rows = queue.take(min(limit, MOST_AT_ONCE), after)
    return rows


def _is_integrating(place: Place, site_id: int, landed_at: datetime) -> bool:
    """Whether the site's last push has not met a cycle yet."""
    if datetime.now(UTC).replace(tzinfo=None) - landed_at > INTEGRATION:
        return False
    return any((place.home.landing / f"site={site_id}").rglob("*.parquet"))


def _state(code: str, message: str) -> Answer:
    return {"code": code, "message": message, "data": None}


def _record(row: QueuedRow) -> Answer:
    told: Answer = {
        "tableName": row.table_name, "recordId": row.record_id, "action": ACTIONS[row.action],
    }  # fmt: skip
    if row.action == "upsert":
        told["recordData"] = outward(Protocol.V5, row.table_name, row.record_id, row.data or {})
    elif row.action == "merge" and row.data:
        told["recordData"] = {
            "mergeIDtokeep": row.data["keep"], "mergeIDtodelete": row.record_id,
        }  # fmt: skip
    return told


def _pushed(sent: Any) -> tuple[list[PushedRow], int]:
    """The rows, and how many remain at the site."""
    remaining = sent.get("queueLength") if isinstance(sent, dict) else None
    if not isinstance(remaining, int) or remaining < 0:
        raise problem(400, "wrong_request", "the body has no number queueLength")
    return [_pushed_row(row) for row in body.rows(sent.get("data"))], remaining


def _pushed_row(row: Answer) -> PushedRow:
    table_name, action = body.text_of(row, "tableName"), body.text_of(row, "action")
    data = None if action.lower() == "delete" else row.get("recordData")
    return PushedRow(
        body.text_of(row, "syncOutId"), table_name, body.text_of(row, "recordId"), action,
        inward(Protocol.V5, table_name, data),
    )  # fmt: skip
