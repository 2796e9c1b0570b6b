"""The gateway as one ASGI application."""

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ingest.gateway import docs_page, native, uploads
from ingest.gateway.answers import not_now, problem
from ingest.gateway.calling import as_it_is
from ingest.gateway.msupply import v3, v5
from ingest.gateway.place import Limits, Place
from sync.home import Home
from sync.lake import LakeBusy, LakeMissing
from sync.settings import Settings

MAX_QUESTION_BYTES = 64 << 10
"""Of every request but a push, whose limit is its own."""

SHAPES = {"/sync/v3/": v3.shape, "/sync/v5/": v5.shape}
"""How each of mSupply's protocols says that something failed."""

log = logging.getLogger("syncline.gateway")


def create_app(
    home: Home | None = None,
    limits: Limits | None = None,
    clock: Callable[[], datetime] | None = None,
) -> FastAPI:
    """The gateway of a home; without one, of `SYNCLINE_HOME`. `clock`: see `Place`."""
    place = Place(home or Settings().place(), limits, clock)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        uploads.forget_old(place.home)
        yield

    app = FastAPI(
        title="Syncline gateway",
        summary="Where sites push what they changed and pull what others changed.",
        description="\n\n".join(str(protocol.__doc__) for protocol in (native, v3, v5)),
        version="1",
        lifespan=life,
        openapi_url="/sync/openapi.json",
        docs_url=None,
        redoc_url=None,
        max_body_size=MAX_QUESTION_BYTES,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        dependencies=[Depends(as_it_is)],
    )
    app.state.place = place
    docs_page.add_to(app)
    for protocol in (native, v3, v5):
        app.include_router(protocol.router)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _wrong_request)
    app.add_exception_handler(LakeMissing, _not_now)
    app.add_exception_handler(LakeBusy, _not_now)
    app.add_exception_handler(sa.exc.DBAPIError, _not_now)
    app.add_exception_handler(sa.exc.DataError, _not_kept)
    app.add_exception_handler(Exception, _unforeseen)

    @app.get("/sync/health", tags=["operators"])
    def health() -> dict[str, str]:
        """Whether the gateway can reach its control database and has settings in force."""
        place.control.contacts()
        place.network()
        return {"state": "ready"}

    return app


def _http(request: Request, error: Any) -> JSONResponse:
    known = isinstance(error.detail, dict)
    code = "too_big" if error.status_code == 413 else "not_possible"
    said = error.detail if known else {"code": code, "message": str(error.detail)}
    return _answer(request, error.status_code, said, error.headers)


def _wrong_request(request: Request, error: Any) -> JSONResponse:
    faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
    return _answer(request, 400, {"code": "wrong_request", "message": faults})


def _not_now(request: Request, error: Exception) -> JSONResponse:
    log.warning("a request could not be done now: %s", type(error).__name__)
    return _http(request, not_now())


def _not_kept(request: Request, error: Exception) -> JSONResponse:
    """It would never be done, however often it came again."""
    return _http(request, problem(400, "wrong_request", "a value cannot be kept as it is"))


def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    log.exception("%s failed", request.scope.get("route"), exc_info=error)
    why = "the centre failed; nothing is lost, tell its operator"
    return _answer(request, 500, {"code": "failed", "message": why})


def _answer(
    request: Request, status: int, said: dict[str, Any], headers: Mapping[str, str] | None = None
) -> JSONResponse:
    body: dict[str, Any] = {"error": said}
    for prefix, shape in SHAPES.items():
        if request.url.path.startswith(prefix):
            status, body = shape(status, said)
    return JSONResponse(body, status, headers=dict(headers or {}))
