"""What is answered when something is wrong: a page for people, one JSON object for programs, never a traceback."""

import logging
from http import HTTPStatus
from urllib.parse import quote

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from core.accounts import Reader
from registry import RegistryProblems
from storage.database import DatabaseProblem
from web.access.identity import Refused
from web.page import render

logger = logging.getLogger(__name__)
_WORDS = {
    401: "需要登录",
    403: "没有权限",
    404: "没有这个页面",
    405: "不支持这种请求",
    413: "内容太大",
    422: "请求有误",
    429: "请求太频繁",
    503: "暂时无法提供",
}

# What stands in a page's address without a name. What stands behind its `?` or in a form, and all that programs ask,
# is called by the name it has there.
_IN_PLACE = {
    "alert_id": "提醒编号",
    "capture_id": "存档编号",
    "form": "文件格式",
    "kind": "图片格式",
    "name": "图的名称",
    "number": "静默编号",
    "post_id": "待核页面编号",
    "report_id": "报告编号",
    "run_id": "运行编号",
    "token_id": "令牌编号",
    "unit": "单位编号",
    "unit_id": "单位编号",
    "year": "报告年度",
}

# Their own words name places and files of ours, which are nobody's business but the operator's.
_OURS = {
    DatabaseProblem: "数据库暂时不可用，已记入日志，请稍后再试；一直如此的，请联系运维人员",
    RegistryProblems: "名录文件有错误，已记入日志；请运维人员在运行页面的「名录」中查看，改正后即恢复",
}


def answer(request: Request, error: Exception, status: int | None) -> Response:
    """`status`: of a problem that we raise ourselves, whose message may be shown as it stands."""
    if isinstance(error, Refused) and error.login and _for_people(request):
        return RedirectResponse(f"/login?next={quote(_place(request))}", HTTPStatus.SEE_OTHER)
    code, detail = _said(error, status)
    if code == HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    heading = _WORDS.get(code, "出错了")
    if _for_people(request):
        asking = _known(request, code)
        said: Response = render(request, "problem.html", asking, status=code, heading=heading, detail=detail)
    else:
        said = JSONResponse({"error": heading, "detail": detail}, code)
    if code == HTTPStatus.UNAUTHORIZED:
        said.headers["WWW-Authenticate"] = _challenge(request)
    said.headers.update(getattr(error, "headers", None) or {})  # which methods there are, when to ask again
    return said


def _known(request: Request, code: int) -> Reader | None:
    """Who asked, to whom the bar at the top still serves; nobody where we failed ourselves."""
    known = getattr(request.state, "asker", None)
    return known.reader if known and code < HTTPStatus.INTERNAL_SERVER_ERROR else None


def _said(error: Exception, status: int | None) -> tuple[int, str]:
    if isinstance(error, Refused) and error.login:
        return HTTPStatus.UNAUTHORIZED, str(error)
    if said := _OURS.get(type(error)):
        logger.error("%s", error)
        return HTTPStatus.SERVICE_UNAVAILABLE, said
    if status is not None:
        return status, str(error)
    if isinstance(error, RequestValidationError):
        return HTTPStatus.UNPROCESSABLE_ENTITY, "；".join(_fault_words(*fault["loc"]) for fault in error.errors())
    if isinstance(error, HTTPException):
        return error.status_code, ""
    return HTTPStatus.INTERNAL_SERVER_ERROR, "服务内部出错，已记入日志，请联系运维人员"


def _fault_words(where: str, *names: str | int) -> str:
    name = ".".join(map(str, names))
    return f"{_IN_PLACE[name]}不对" if where == "path" and name in _IN_PLACE else f"参数 {name} 不对"


def _for_people(request: Request) -> bool:
    return not request.url.path.startswith(("/api/", "/feeds/")) and "authorization" not in request.headers


def _challenge(request: Request) -> str:
    """Readers of feeds and calendars can ask for a password, and for nothing else."""
    return 'Basic realm="fazhiwatch", charset="UTF-8"' if request.url.path.startswith("/feeds/") else "Bearer"


def _place(request: Request) -> str:
    """Where to go on after a login: a form that was sent cannot be sent again."""
    if request.method != "GET":
        return "/"
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
