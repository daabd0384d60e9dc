"""The web application: its pages, its interface for programs, and what it answers when something is wrong."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pkgutil import iter_modules
from secrets import token_bytes

from anyio.to_thread import current_default_thread_limiter, run_sync
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from registry import RegistryProblems
from settings import VERSION, Settings
from storage.database import Database, DatabaseProblem
from web import api, pages
from web.access import guard
from web.access.door import Door
from web.access.door import door as at
from web.access.entry import TooOften
from web.access.identity import Refused
from web.conditional import Conditional
from web.missing import Busy, Missing, Unfit
from web.problems import answer
from web.site import Site

logger = logging.getLogger(__name__)

# Pages are made by so many threads at a time: more would only take the interpreter from each other.
THREADS = 8
_SAID = {Missing: 404, Unfit: 422, Busy: 503, Refused: 403, TooOften: 429, RegistryProblems: 503, DatabaseProblem: 503}


def create_app(
    settings: Settings,
    database: Database,
    door: Door | None = None,
    *,
    secret: bytes | None = None,
    threads: int = THREADS,
) -> FastAPI:
    """The application over an open database. Every module of `web.pages` and `web.api` that has a `router` is in it.

    `door`: where it is served; on this computer only unless told otherwise. `secret`: see `Site`; one of its own
    unless others answer at the same door. `threads`: so many pages are made at a time.
    """
    door = door or at(settings)
    app = FastAPI(
        title="法治年报监测", version=VERSION, docs_url=None, redoc_url=None, openapi_url=None, lifespan=_few_threads
    )
    app.state.site = Site(settings, database, door, secret or token_bytes(32))
    app.state.threads = threads
    app.mount("/static", StaticFiles(packages=[("web", "static")]), name="static")
    for package in (pages, api):
        for found in iter_modules(package.__path__):
            module = import_module(f"{package.__name__}.{found.name}")
            if hasattr(module, "router"):
                app.include_router(module.router)
    for kind in (*_SAID, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, _wrong)
    app.add_middleware(Conditional)
    guard.put_around(app, door)
    return app


@asynccontextmanager
async def _few_threads(app: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = app.state.threads
    try:
        yield
    finally:
        await run_sync(app.state.site.counted.close)


async def _wrong(request: Request, error: Exception) -> Response:
    return answer(request, error, _SAID.get(type(error)))
