"""How a page is made: its template filled in, every text escaped, with what all pages share."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from core.accounts import Reader, Role
from evidence import words
from web.signs import SIGNS, sign_of

# The pages in the order of the bar at the top: address, name, who sees it.
BAR = (
    ("/", "总览", Role.READER),
    ("/search", "检索", Role.READER),
    ("/compare", "指标比较", Role.READER),
    ("/plots", "图表", Role.READER),
    ("/alerts", "提醒", Role.READER),
    ("/review", "待核", Role.CLERK),
    ("/operations", "运行", Role.OPERATOR),
)


@cache
def asset(name: str) -> str:
    """The address of one of our own static files: it changes with the file, so that it may be kept for ever."""
    content = (files("web") / "static" / name).read_bytes()
    return f"/static/{name}?v={sha256(content).hexdigest()[:12]}"


def query(address: str, given: Mapping[str, Any], **changed: Any) -> str:
    """The address with those parameters, some of them changed; empty ones are left out."""
    pairs = [(k, v) for k, v in ({**given, **changed}).items() if v not in (None, "", [], ())]
    return f"{address}?{urlencode(pairs, doseq=True)}" if pairs else address


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("web"),
        auto_reload=False,
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"minute": words.minute, "clock": words.clock, "day": words.day, "visible": words.visible}
    environment.globals |= {"asset": asset, "query": query, "SIGNS": SIGNS, "sign_of": sign_of, "words": words}
    return environment


ENVIRONMENT = _environment()


def render(request: Request, template: str, asking: Reader | None, *, status: int = 200, **given: Any) -> HTMLResponse:
    """A page: `asking` None where nobody is known yet (login, refusals)."""
    shared = {
        "request": request,
        "asking": asking,
        "path": request.url.path,
        "bar": [(to, name) for to, name, role in BAR if asking and asking.may(role)],
    }
    return HTMLResponse(ENVIRONMENT.get_template(template).render(shared | given), status)
