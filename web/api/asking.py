"""What questions have in common: known parameters only, pages of a bounded length, one shape for what is wrong."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, params
from fastapi.dependencies.utils import get_flat_params

from core.accounts import Reader
from storage import register
from storage.database import Session
from storage.pages import Page
from web.api import cursors
from web.api.shapes.base import Problem
from web.missing import Missing, Unfit
from web.site import AsReader

MOST = 500  # of a page
_USUAL = 100
LARGEST = 2**31 - 1  # of a number that rows are known by

Year = Annotated[int | None, Query(ge=1990, le=2200, description="报告年度 / report year")]
Office = Annotated[str | None, Query(max_length=100, description="监督机关编号 / office id")]
UnitId = Annotated[str | None, Query(max_length=100, description="单位编号 / unit id")]

_WRONG: Mapping[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "需要登录或者令牌 / login or token needed"},
    403: {"model": Problem, "description": "没有权限 / not allowed"},
    404: {"model": Problem, "description": "没有，或者不在权限范围内 / none, or none that this reader may see"},
    422: {"model": Problem, "description": "参数不对 / a parameter is wrong or unknown"},
    429: {"model": Problem, "description": "请求太频繁 / too many requests"},
    503: {"model": Problem, "description": "暂时无法提供，请稍后再试 / try again later"},
}


def only_known(request: Request, asking: AsReader) -> None:
    """A parameter that the question does not have, or that is given twice, must not pass for an answer to everything.

    Who asks is asked first: a stranger is not told what there is to be asked.
    """
    fields = get_flat_params(request.scope["route"].dependant)
    known = {field.alias for field in fields if isinstance(field.field_info, params.Query)}
    given = Counter(name for name, _ in request.query_params.multi_items())
    for name, times in given.items():
        if name not in known:
            raise Unfit(f"没有这个参数：{name}（可用的参数：{'、'.join(sorted(known)) or '无'}）")
        if times > 1:
            raise Unfit(f"参数 {name} 给了 {times} 次，只能给一次")


def endpoints(tag: str) -> APIRouter:
    """For the endpoints of `/api/v1`; `tag` heads them in the list of endpoints."""
    return APIRouter(prefix="/api/v1", tags=[tag], dependencies=[Depends(only_known)], responses=dict(_WRONG))


class Paging:
    """Which page is asked for. The mark is read against the question that it was given for."""

    def __init__(
        self,
        request: Request,
        limit: Annotated[int, Query(ge=1, le=MOST, description="每页条数 / items a page")] = _USUAL,
        next: Annotated[
            str | None, Query(max_length=1000, description="上一页给出的续页标记 / the `next` of the page before")
        ] = None,
    ) -> None:
        self.limit = limit
        self._mark = next
        self._question = _question(request)

    def after(self, *kinds: type) -> Any:
        """Behind which key the page begins (None: it is the first)."""
        return None if self._mark is None else cursors.read(self._mark, self._question, kinds)

    def answer(self, page: Page) -> dict[str, Any]:
        """The envelope of a list."""
        return {"items": page.items, "next": cursors.written(self._question, page.after) if page.after else None}


Pages = Annotated[Paging, Depends()]


def _question(request: Request) -> str:
    asked = sorted((k, v) for k, v in request.query_params.multi_items() if k not in ("limit", "next"))
    return f"{request.url.path}?{urlencode(asked)}"


def seen(session: Session, asking: Reader, office: str | None) -> frozenset[str] | None:
    """The offices that an answer is about: the one asked for, else all that the reader sees (None: all there are).

    Raises Missing for one that is not there, or not for this reader.
    """
    if office is None:
        return asking.offices
    if not asking.sees(office) or office not in register.offices(session):
        raise Missing(f"没有这个监督机关：{office}")
    return frozenset([office])
