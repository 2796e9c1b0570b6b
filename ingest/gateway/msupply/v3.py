"""mSupply's v3 protocol, `/sync/v3`: what mSupply Mobile speaks.

Every call carries HTTP Basic (the site's user name, the SHA-256 of its password as lower-case
hexadecimal) and the machine's id as `msupply-site-uuid`. A push is complete when the site next asks
how much waits for it. What waits is a queue: a record stays until its SyncID is acknowledged.
`from_site` is always the site and `to_site` the centre.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from ingest import asking
from ingest.credentials import Fault, NotAdmitted
from ingest.gateway.answers import problem, problems
from ingest.gateway.calling import Address, Here, count_log_in, read_basic
from ingest.gateway.msupply import body, pushing
from ingest.gateway.msupply.callers import Authorization, Client
from ingest.gateway.msupply.client import client_of, note_client
from ingest.gateway.msupply.initialising import initialise
from ingest.gateway.msupply.packed_rows import QueuedRow
from ingest.gateway.msupply.paths import either
from ingest.gateway.msupply.pushes import PushedRow
from ingest.gateway.msupply.queue import ClientQueue
from ingest.gateway.msupply.spelling import Protocol, inward, outward, tables_of
from ingest.gateway.msupply.stores import active_stores
from ingest.gateway.msupply.sync_ids import seqs_of, sync_id_of
from ingest.gateway.place import Place
from ingest.user_credentials import check_user, is_active_user
from sync.catalogue import CATALOGUE

SERVER_VERSION = "409"
"""Of an mSupply server that every client major takes."""
MOST_AT_ONCE = 500
SYNC_TYPES = {"upsert": "U", "delete": "D", "remove": "D", "merge": "M"}
SEVERAL_STORES = (
    "Cannot synchronise mSupply Mobile with a site configured with multiple active stores"
)
WRONG_MACHINE = "Site registration doesn't match."
PUSHED = body.fields(
    SyncID=body.TEXT, RecordType=body.TEXT, RecordID=body.TEXT, StoreID=body.TEXT,
    SyncType={"type": "string", "enum": ["I", "U", "D", "M"]}, Data={"type": "object"},
    mergeIDtokeep=body.TEXT, mergeIDtodelete=body.TEXT,
)  # fmt: skip
Answer = dict[str, Any]


class ErrorAnswer(BaseModel):
    error: str = Field(description="one sentence; it comes with 200 where the machine is another")


router = APIRouter(prefix="/sync/v3", tags=["mSupply v3"], responses=problems(ErrorAnswer))


def shape(status: int, said: dict[str, str]) -> tuple[int, Answer]:
    """How this protocol says that something failed.

    The client reads an `error` of a successful answer alone, and shows that of a wrong machine.
    """
    if said["code"] == Fault.HARDWARE:
        return 200, {"error": f"{WRONG_MACHINE} {said['message']}"}
    return status, {"error": said["message"]}


def direction(
    place: Here,
    site_id: Client,
    from_site: Annotated[int, Query(description="the site")],
    to_site: Annotated[int, Query(description="the centre")],
    version: Annotated[str, Header(alias="mobile-version", max_length=100)] = "",
) -> int:
    """The calling site, which speaks for itself and to this centre."""
    if from_site != site_id:
        raise problem(403, "not_yours", f"site {site_id} cannot sync as site {from_site}")
    if to_site != place.network().central:
        raise problem(404, "no_such_site", f"site {to_site} is not this centre")
    known = client_of(place.control, site_id)
    if known is None or (known.protocol, known.version) != (Protocol.V3, version):
        note_client(place.control, site_id, protocol=Protocol.V3.value, version=version)
    return site_id


Site = Annotated[int, Depends(direction)]


@either(router.get, "/site")
def site(place: Here, site_id: Client) -> Answer:
    """Who the site is: its id, its store, and the store that supplies it."""
    stores = active_stores(place, site_id)
    if not stores:
        return {"error": f"Site {site_id} has no active store."}
    if len(stores) > 1:
        return {"error": f"{SEVERAL_STORES}: site {site_id} has {len(stores)}."}
    store = stores[0]
    return {
        "SiteID": site_id, "ServerID": place.network().central, "StoreID": store.store_id,
        "NameID": store.name_id, "SupplyingStoreID": store.supplying_store_id,
        "SupplyingStoreNameID": store.supplying_name_id, "ServerVersion": SERVER_VERSION,
    }  # fmt: skip


@either(router.get, "/user")
def user(
    place: Here,
    address: Address,
    store: Annotated[str, Query(max_length=200, description="of the device")] = "",
    authorization: Authorization = "",
) -> Answer:
    """Log a user in, with the user's own name and password hash, at an active store."""
    user_name, password = read_basic(authorization)
    try:
        found = check_user(
            place.control, user_name, password,
            on_hash=lambda: count_log_in(place, address, user_name),
        )  # fmt: skip
    except NotAdmitted as error:
        status = 429 if error.fault is Fault.LOCKED else 401
        raise problem(status, error.fault.value, str(error)) from None
    if not is_active_user(place.home, found.user_id):
        raise problem(401, "user_not_active", f"user {user_name} is not active")
    if store and store not in {known.id for known in place.network().stores if known.active}:
        raise problem(403, "unknown_store", f"store {store} is not active on any site")
    return {"UserID": found.user_id, "isAdmin": found.is_admin}


@either(router.get, "/initial_dump")
async def initial_dump(place: Here, site_id: Site) -> Answer:
    """Fill the site's queue with all that it may hold; the answer waits for it."""
    await initialise(place, site_id)
    return {"initialised": True}


@either(router.get, "/queued_records/count")
async def count(place: Here, site_id: Site) -> Answer:
    """How many records wait. What the site has pushed until now is complete."""
    await pushing.complete(place, site_id)
    return {"NumRecords": await run_in_threadpool(_count, place, site_id)}


@either(router.get, "/queued_records")
def pull(
    place: Here, site_id: Site, limit: Annotated[int, Query(ge=1, le=100_000)] = 10
) -> list[Answer]:
    """The next records that wait, each until its SyncID is acknowledged."""
    rows = _queue(place, site_id).take(min(limit, MOST_AT_ONCE))
    return [_record(row) for row in rows]


@either(
    router.post, "/acknowledged_records", max_body_size=1 << 20,
    openapi_extra=body.described(body.fields(SyncRecordIDs=body.TEXTS)),
)  # fmt: skip
async def acknowledge(request: Request, place: Here, site_id: Site) -> Answer:
    """The site has these records (`{"SyncRecordIDs": [...]}`)."""
    sync_ids = body.texts(await body.read_json(request), "SyncRecordIDs")
    await run_in_threadpool(_queue(place, site_id).acknowledge, seqs_of(sync_ids))
    return {"acknowledged": len(sync_ids)}


@either(
    router.post, "/queued_records", max_body_size=pushing.MOST_BYTES,
    openapi_extra=body.described({"type": "array", "items": PUSHED}),
)  # fmt: skip
async def push(request: Request, place: Here, site_id: Site) -> Answer:
    """Push records: a list of `{SyncID, RecordType, RecordID, SyncType, StoreID, Data}`."""
    return {"received": await pushing.take(request, place, site_id, _pushed)}


def _count(place: Place, site_id: int) -> int:
    asking.note_synced(place.control, site_id)
    queue = _queue(place, site_id)
    queue.refresh()
    return queue.count()


def _queue(place: Place, site_id: int) -> ClientQueue:
    return ClientQueue(place, site_id, tables_of(Protocol.V3))


def _record(row: QueuedRow) -> Answer:
    data = row.data or {}
    is_merge = row.action == "merge"
    store_column = CATALOGUE.tables[row.table_name].store_column
    told = (
        outward(Protocol.V3, row.table_name, row.record_id, data)
        if row.action == "upsert"
        else {CATALOGUE.tables[row.table_name].key: row.record_id}
    )
    return {
        "SyncID": sync_id_of(row.seq), "RecordType": row.table_name, "RecordID": row.record_id,
        "SyncType": SYNC_TYPES[row.action],
        "StoreID": str(data.get(store_column) or "") if store_column else "",
        "KeyFieldID": 1,
        "mergeIDtokeep": data["keep"] if is_merge else "",
        "mergeIDtodelete": row.record_id if is_merge else "",
        "data": told,
    }  # fmt: skip


def _pushed(sent: Any) -> tuple[list[PushedRow], int]:
    """The rows, and how many."""
    rows = [_pushed_row(row) for row in body.rows(sent)]
    return rows, len(rows)


def _pushed_row(row: Answer) -> PushedRow:
    table_name, record_id = body.text_of(row, "RecordType"), body.text_of(row, "RecordID")
    action = body.text_of(row, "SyncType")
    data = row["Data"] if "Data" in row else row.get("data")
    if action.upper() == "M":
        gone = body.text_of(row, "mergeIDtodelete")
        data = {"mergeIDtokeep": body.text_of(row, "mergeIDtokeep"), "mergeIDtodelete": gone}
        record_id = gone or record_id
    if action.upper() == "D":
        data = None
    data = inward(Protocol.V3, table_name, data)
    return PushedRow(body.text_of(row, "SyncID"), table_name, record_id, action, data)
