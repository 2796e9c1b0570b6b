"""What the gateway answers: the shapes of its JSON, and one sentence for everything that fails."""

from datetime import datetime
from typing import Any, Literal

from fastapi import HTTPException
from pydantic import BaseModel, Field

from ingest.files import reason_of
from ingest.offer import Landed, Verdict


class Problem(BaseModel):
    """Why a request was not done: a stable code, and a sentence for people."""

    code: str
    message: str


class ProblemAnswer(BaseModel):
    error: Problem


class TokenAnswer(BaseModel):
    """A log-in: send the token as `Authorization: Bearer …` until it ends (UTC)."""

    token: str
    expires_at: datetime
    site_id: int


class Progress(BaseModel):
    """A batch that is not whole yet: send the rest from `received` on. Bytes."""

    sha256: str
    received: int


class PushAnswer(BaseModel):
    """What became of a whole batch. A repeated push is answered as the first one was."""

    verdict: Literal["accepted", "gap", "conflict", "refused"]
    why: str
    is_repeated: bool = Field(description="the centre had the batch already")
    site_id: int | None
    batch_no: int | None
    missing: list[int] = Field(description="earlier batches that it waits for, as far as known")


class OutgoingItem(BaseModel):
    """One batch that waits for the site. `bytes` of the Parquet file, `seq` of the stream."""

    batch_no: int
    first_seq: int
    last_seq: int
    rows: int
    bytes: int
    sha256: str


class AcknowledgeRequest(BaseModel):
    through_batch_no: int = Field(ge=0, le=2**63 - 1)


class AcknowledgeAnswer(BaseModel):
    ended: int = Field(description="batches that were not acknowledged before")


class Incoming(BaseModel):
    """From the site: the last batch in line, and those that wait behind a gap."""

    generation: str | None
    last_batch_no: int
    last_seq: int
    held: list[int]


class Outgoing(BaseModel):
    """To the site: the last batch packed, and through which it has acknowledged."""

    last_batch_no: int
    last_seq: int
    acknowledged_through: int


class WhereIStand(BaseModel):
    site_id: int
    incoming: Incoming
    outgoing: Outgoing


class HeartbeatRequest(BaseModel):
    waiting: int = Field(ge=0, le=2**62, description="records that still wait at the site")
    version: str = Field(
        default="", max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$",
        description="of the site's software",
    )  # fmt: skip


class HeartbeatAnswer(BaseModel):
    at: datetime = Field(description="the centre's clock, UTC")
    sync_now: bool = Field(description="somebody asked the site to sync")


class ResyncAnswer(BaseModel):
    ordered: bool = Field(description="false where a resync was waiting already")


WHY: dict[int | str, str] = {
    400: "The request makes no sense.",
    401: "The caller is not known, or its token has ended.",
    403: "The site may not do this.",
    404: "There is no such thing.",
    409: "It stands against what the centre has.",
    413: "It is too big.",
    415: "The body is packed; send it as it is.",
    429: "Too many requests; `Retry-After` says when to come again.",
    503: "The centre cannot do it now; nothing is lost, try again.",
    507: "The centre's disk is full; nothing is lost, try again.",
    "default": "The centre failed; nothing is lost, tell its operator.",
}


def problem(
    status: int, code: str, message: str, headers: dict[str, str] | None = None,
    data: dict[str, Any] | None = None,
) -> HTTPException:  # fmt: skip
    """`data` goes with the answer in the protocols that have a place for it."""
    said = Problem(code=code, message=message).model_dump()
    return HTTPException(status, said | ({"data": data} if data else {}), headers)


def problems(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of a protocol's answers to what fails; never a 422 of its
    own, because what does not fit the document is answered with 400."""
    return {status: {"model": model, "description": why} for status, why in WHY.items()}


def not_now() -> HTTPException:
    """Something is busy that will not be for long."""
    return problem(503, "not_now", "the centre cannot do it now; nothing is lost, try again")


def cannot_keep(error: OSError) -> HTTPException:
    """The disk is full, or something like it."""
    why = f"it could not be kept: {reason_of(error)}; send it again later"
    return problem(507, "cannot_keep", why)


def push_answer(landed: Landed) -> tuple[int, PushAnswer]:
    """The HTTP status and body for a landed batch."""
    verdict = landed.verdict
    is_repeated = verdict is Verdict.DUPLICATE
    if is_repeated:
        verdict = Verdict.GAP if landed.missing else Verdict.ACCEPTED
    status = {Verdict.ACCEPTED: 200, Verdict.GAP: 202, Verdict.CONFLICT: 409, Verdict.REFUSED: 422}
    return status[verdict], PushAnswer.model_validate({
        "verdict": verdict.value, "why": landed.why, "is_repeated": is_repeated,
        "site_id": landed.site_id, "batch_no": landed.batch_no, "missing": list(landed.missing),
    })  # fmt: skip
