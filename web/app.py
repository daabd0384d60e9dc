"""The web application: its pages, its interface for programs, and what it answers when something is wrong."""

import logging
from importlib import import_module
from pkgutil import iter_modules

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
from web.access.identity import Refused
from web.missing import Missing, Unfit
from web.problems import answer
from web.site import Site

logger = logging.getLogger(__name__)
_SAID = {Missing: 404, Unfit: 422, Refused: 403, RegistryProblems: 503, DatabaseProblem: 503}


def create_app(settings: Settings, database: Database) -> FastAPI:
    """The application over an open database. Every module of `web.pages` and `web.api` that has a `router` is in it."""
    app = FastAPI(
        title="法治年报监测", version=VERSION, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json"
    )
    app.state.site = Site(settings, database)
    app.mount("/static", StaticFiles(packages=[("web", "static")]), name="static")
    for package in (pages, api):
        for found in iter_modules(package.__path__):
            module = import_module(f"{package.__name__}.{found.name}")
            if hasattr(module, "router"):
                app.include_router(module.router)
    for kind in (*_SAID, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, _wrong)
    guard.put_around(app)
    return app


async def _wrong(request: Request, error: Exception) -> Response:
    return answer(request, error, _SAID.get(type(error)))
