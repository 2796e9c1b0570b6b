"""The JSON of a request, from a client that nobody vouches for."""

import json
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from ingest.gateway.answers import problem

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """What the OpenAPI document says of a body that is read row by row, and refused so."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def fields(**schemas: Any) -> dict[str, Any]:
    """The schema of an object with these fields."""
    return {"type": "object", "properties": schemas}


async def read_json(request: Request) -> Any:
    """The body; a problem where it is none, or the connection was cut before its end."""
    try:
        content = await request.body()
        return await run_in_threadpool(json.loads, content)
    except ClientDisconnect:
        raise problem(400, "cut", "the connection was cut; send it again") from None
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
