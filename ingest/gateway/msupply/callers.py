"""Who calls in mSupply's protocols: HTTP Basic and a hardware id on every call."""

from typing import Annotated

from fastapi import Depends, Header

from ingest.credentials import Fault, NotAdmitted
from ingest.gateway.answers import problem
from ingest.gateway.calling import DOCUMENTED, Address, Here, count_log_in, read_basic

MAX_HEADER = 200
Authorization = Annotated[str, Header(include_in_schema=False)]
STATUS = {Fault.LOCKED: 429}


def calling_client(
    place: Here,
    address: Address,
    _: Annotated[object, DOCUMENTED],
    authorization: Authorization = "",
    hardware_id: Annotated[
        str,
        Header(
            alias="msupply-site-uuid",
            max_length=MAX_HEADER,
            description="of the machine; the first one that a site comes from is bound to it",
        ),
    ] = "",
) -> int:
    """The site that calls: its user name, and the SHA-256 of its password as hexadecimal."""
    user_name, password = read_basic(authorization)
    if not hardware_id.strip():
        raise problem(400, "no_hardware_id", "send the machine's id as msupply-site-uuid")
    try:
        site_id = place.credentials.check(
            user_name, password, hardware_id.strip(),
            on_hash=lambda: count_log_in(place, address, user_name),
        )  # fmt: skip
    except NotAdmitted as error:
        raise problem(STATUS.get(error.fault, 401), error.fault.value, str(error)) from None
    if site_id not in place.network().site_ids:
        raise problem(403, "not_in_the_network", f"site {site_id} is not in the network")
    place.count("requests", str(site_id), place.limits.requests)
    place.note_contact(site_id)
    return site_id


Client = Annotated[int, Depends(calling_client)]
