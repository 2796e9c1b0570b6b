"""Who calls in mSupply's protocols: HTTP Basic and a hardware id on every call."""

from typing import Annotated

from fastapi import Depends, Header
from fastapi.security import HTTPBasic

from ingest.credentials import Fault, NotAdmitted
from ingest.gateway.answers import problem
from ingest.gateway.calling import Here, read_basic

MAX_HEADER = 200
Authorization = Annotated[str, Header(include_in_schema=False)]
STATUS = {Fault.LOCKED: 429}


def calling_client(
    place: Here,
    _: Annotated[object, Depends(HTTPBasic(auto_error=False))],
    authorization: Authorization = "",
    hardware_id: Annotated[
        str,
        Header(
            alias="msupply-site-uuid", max_length=MAX_HEADER,
            description="of the machine; the first one that a site comes from is bound to it",
        ),
    ] = "",
) -> int:
    """The site that calls: its user name, and the SHA-256 of its password as hexadecimal."""
    user_name, password = read_basic(authorization)
    place.count("requests", user_name, place.limits.requests)
    if not hardware_id.strip():
        raise problem(400, "no_hardware_id", "send the machine's id as msupply-site-uuid")
    try:
        site_id = place.credentials.check(
            user_name, password, hardware_id.strip(), on_hash=lambda: count_log_in(place, user_name)
        )
    except NotAdmitted as error:
        raise problem(STATUS.get(error.fault, 401), error.fault.value, str(error)) from None
    if site_id not in place.network().site_ids:
        raise problem(403, "not_in_the_network", f"site {site_id} is not in the network")
    place.note_contact(site_id)
    return site_id


def count_log_in(place: Here, user_name: str) -> None:
    """Hashing costs; who is known from a moment ago costs none."""
    place.count("log-ins", user_name, place.limits.log_ins)
    place.count("all log-ins", "", place.limits.all_log_ins)


Client = Annotated[int, Depends(calling_client)]
