"""The gateway as one ASGI application."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ingest.gateway import native, uploads
from ingest.gateway.answers import Problem
from ingest.gateway.place import Limits, Place
from sync.home import Home
from sync.lake import LakeBusy, LakeMissing
from sync.settings import Settings

MAX_QUESTION_BYTES = 64 << 10
"""Of every request but a push, whose limit is its own."""

log = logging.getLogger("syncline.gateway")


def create_app(home: Home | None = None, limits: Limits | None = None) -> FastAPI:
    """The gateway of a home; without one, of `SYNCLINE_HOME`."""
    place = Place(home or Settings().place(), limits)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        uploads.forget_old(place.home)
        yield

    app = FastAPI(
        title="Syncline gateway",
        summary="Where sites push what they changed and pull what others changed.",
        description=native.__doc__,
        version="1",
        lifespan=life,
        openapi_url="/sync/openapi.json",
        docs_url="/sync/docs",
        redoc_url=None,
        max_body_size=MAX_QUESTION_BYTES,
    )
    app.state.place = place
    app.include_router(native.router)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _wrong_request)
    app.add_exception_handler(LakeMissing, _not_now)
    app.add_exception_handler(LakeBusy, _not_now)
    app.add_exception_handler(sa.exc.DBAPIError, _not_now)
    app.add_exception_handler(Exception, _unforeseen)

    @app.get("/sync/health", tags=["operators"])
    def health() -> dict[str, str]:
        """Whether the gateway can reach its control database and has settings in force."""
        place.control.contacts()
        place.network()
        return {"state": "ready"}

    return app


def _http(_: Request, error: Any) -> JSONResponse:
    known = isinstance(error.detail, dict)
    said = error.detail if known else {"code": "not_possible", "message": str(error.detail)}
    return JSONResponse({"error": said}, error.status_code, headers=error.headers)


def _wrong_request(_: Request, error: Any) -> JSONResponse:
    faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
    return _answer(400, "wrong_request", faults)


def _not_now(_: Request, error: Exception) -> JSONResponse:
    log.warning("a request could not be done now: %s", type(error).__name__)
    return _answer(503, "not_now", "the centre cannot do it now; nothing is lost, try again")


def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    log.exception("%s failed", request.scope.get("route"), exc_info=error)
    return _answer(500, "failed", "the centre failed; nothing is lost, tell its operator")


def _answer(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"error": Problem(code=code, message=message).model_dump()}, status)
