"""The JSON of a request, from a client that nobody vouches for."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from ingest.gateway.answers import problem
from ingest.gateway.uploads import SMALL_BYTES

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """What the OpenAPI document says of a body that is read row by row, and refused so."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def fields(**schemas: Any) -> dict[str, Any]:
    """The schema of an object with these fields."""
    return {"type": "object", "properties": schemas}


async def read_json(request: Request) -> Any:
    """A body that is never large; a problem where it is none, or was cut."""
    with _cut_told():
        content = await request.body()
    return await run_in_threadpool(parsed, content)


@asynccontextmanager
async def received(request: Request, folder: Path) -> AsyncIterator[IO[bytes]]:
    """The whole body, open at its end. One that is not small waits in the folder, without a name.

    A problem where it was cut; raises `OSError`.
    """
    with SpooledTemporaryFile(max_size=SMALL_BYTES, dir=str(folder)) as file:
        with _cut_told():
            async for chunk in request.stream():
                file.write(chunk)
        yield file


@contextmanager
def _cut_told() -> Iterator[None]:
    try:
        yield
    except ClientDisconnect:
        raise problem(400, "cut", "the connection was cut; send it again") from None


def parsed(content: bytes) -> Any:
    """What a body says; a problem where it is no JSON."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise problem(400, "wrong_request", "the body is not JSON") from None


def texts(value: Any, name: str) -> list[str]:
    """A list of texts under a name of the body; a problem where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise problem(400, "wrong_request", f"the body has no list of texts {name}")
    return found


def rows(value: Any) -> list[dict[str, Any]]:
    """A list of rows; a problem where it is none."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise problem(400, "wrong_request", "the body has no list of records")
    return value


def text_of(row: dict[str, Any], name: str) -> str:
    """A text of a row; empty where it has none. Numbers are written as text."""
    value = row.get(name)
    return "" if value is None or isinstance(value, dict | list) else str(value)
