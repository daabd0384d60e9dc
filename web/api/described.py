"""What there is to be asked: the OpenAPI document of `/api/v1`, and the same as a page for people."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from fastapi.routing import RouteContext, iter_route_contexts

from web.page import render
from web.site import AsReader

router = APIRouter(include_in_schema=False)

_ROOT = "/api/v1/"
_ABOUT = (
    "法治年报监测的数据接口。只读。时刻为带时区的 ISO 8601；列表一律为 {items, next}，按 next 续页；"
    "出错时为 {error, detail}。 / Read-only. Instants are ISO 8601 with their zone; every list is {items, next}."
)
_KEYS: dict[str, Any] = {
    "token": {"type": "http", "scheme": "bearer", "description": "fazhiwatch tokens add"},
    "password": {"type": "http", "scheme": "basic", "description": "密码处填令牌 / the token as the password"},
}


@router.get("/api/v1/openapi.json")
def document(request: Request, asking: AsReader) -> JSONResponse:
    return JSONResponse(_document(request.app))


@router.get("/api")
def page(request: Request, asking: AsReader) -> Response:
    return render(request, "api.html", asking, groups=_groups(_document(request.app)))


def _document(app: FastAPI) -> dict[str, Any]:
    """It does not change while the process lives."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=_ABOUT, routes=list(_routes(app)))
        made["components"]["securitySchemes"] = _KEYS
        made["security"] = [{name: []} for name in _KEYS]
        app.openapi_schema = made
    return app.openapi_schema


def _routes(app: FastAPI) -> Iterator[RouteContext]:
    return (route for route in iter_route_contexts(app.routes) if (route.path or "").startswith(_ROOT))


def _groups(described: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The endpoints under their headings, as far as they are told in Chinese."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in described["paths"].items():
        asked = operations["get"]
        shown = {
            "path": path,
            "name": _chinese(asked["summary"]),
            "about": _chinese(asked.get("description", "")),
            "parameters": [_parameter(one) for one in asked.get("parameters", ())],
        }
        groups.setdefault(_chinese(asked["tags"][0]), []).append(shown)
    return groups


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": one["name"],
        "in_path": one["in"] == "path",
        "required": one.get("required", False),
        "about": _chinese(one.get("description", "")),
    }


def _chinese(text: str) -> str:
    """Of what is said in both languages."""
    return text.partition(" / ")[0]
