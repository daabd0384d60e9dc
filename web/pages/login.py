"""Logging in and out 登录."""

from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Form, Request
from fastapi.responses import Response

from storage import accounts, logins
from web.access import cookies, csrf
from web.access.entry import WRONG, TooOften, check, fresh_hash, let_in, onward
from web.access.identity import Refused, asker
from web.page import render
from web.site import AsReader, Changing, FormToken, Here, Site, site_of

router = APIRouter(include_in_schema=False)
_VISIT_LASTS = 3600  # seconds that a login form may stand open


@router.get("/login")
def form(request: Request, later: BackgroundTasks, next: str = "/") -> Response:
    """Whoever is known already goes on."""
    try:
        asker(request, later)
    except Refused as refused:
        if refused.login:
            return _form(request, next)
        raise
    return onward(next)


@router.post("/login")
def log_in(  # noqa: PLR0917
    request: Request,
    here: Here,
    sent: FormToken,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=2000)] = "",
    next: Annotated[str, Form(max_length=4000)] = "/",
) -> Response:
    visit = cookies.get(request, cookies.VISIT)
    if not visit or not csrf.fits(sent, _key(here, visit)):
        return _form(request, next, name, "登录页已经过期，或者浏览器没有接受 Cookie，请再试一次", 403)
    name = name.strip()
    try:
        account = check(here, request, name, password)
    except TooOften as often:
        return _form(request, next, name, str(often), 429, often.headers)
    if account is None:
        return _form(request, next, name, WRONG, 401)
    response = onward(next)
    fresher = fresh_hash(account, password)
    with here.database.session() as session:
        if fresher and account.password:
            accounts.rehash(session, account.id, account.password, fresher)
        let_in(request, response, session, account, here)
    cookies.drop(request, response, cookies.VISIT)
    return response


@router.post("/logout")
def log_out(request: Request, _: AsReader, session: Changing) -> Response:
    logins.end(session, cookies.get(request, cookies.LOGIN))
    response = onward("/login")
    cookies.drop(request, response, cookies.LOGIN)
    return response


def _form(  # noqa: PLR0917
    request: Request,
    next: str,
    name: str = "",
    problem: str = "",
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    """The form is bound to a cookie of its own, so that no other page can log somebody in as another."""
    visit = cookies.get(request, cookies.VISIT) or token_urlsafe(32)
    token = csrf.token(_key(site_of(request), visit))
    page = render(request, "login.html", None, status=status, next=next, name=name, problem=problem, csrf=token)
    cookies.put(request, page, cookies.VISIT, visit, _VISIT_LASTS)
    page.headers.update(headers or {})
    return page


def _key(here: Site, visit: str) -> bytes:
    return here.secret + visit.encode()
