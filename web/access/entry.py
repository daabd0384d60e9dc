"""Coming in and going out: a right name and password become a login, whose secret only the browser has."""

from datetime import timedelta
from math import ceil
from secrets import token_urlsafe
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from core.accounts import Account
from core.problems import UserProblem
from storage import accounts, logins
from storage.database import Session
from web.access import cookies, passwords
from web.site import Site

LASTS = timedelta(hours=12)
WRONG = "用户名或密码不对"


class TooOften(UserProblem):
    """A login was tried too often (Chinese). Answered with 429."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"登录失败的次数太多，请过{ceil(seconds / 60)}分钟再试")
        self.headers = {"Retry-After": str(ceil(seconds))}


def check(site: Site, request: Request, name: str, password: str) -> Account | None:
    """Whose name and password these are; None for wrong ones, whatever is wrong. Raises TooOften."""
    address = request.client.host if request.client else None
    if seconds := site.throttle.wait(name, address):
        raise TooOften(seconds)
    with site.database.reading() as session:
        account = accounts.find(session, name)
    stored = account.password if account and account.disabled_at is None else None
    if not passwords.right(password, stored):
        return None
    site.throttle.forgive(name, address)
    return account


def let_in(request: Request, response: Response, session: Session, account: Account, site: Site) -> None:
    """Begins a login under a new secret; one that this browser had ends, whoever began it."""
    logins.end(session, cookies.get(request, cookies.LOGIN))
    secret = token_urlsafe(32)
    now = site.now()
    logins.begin(session, account.id, secret, now=now, until=now + LASTS)
    cookies.put(request, response, cookies.LOGIN, secret, int(LASTS.total_seconds()))


def fresh_hash(account: Account, password: str) -> str | None:
    """Where hashes are made otherwise today than this one was: only here the password is at hand."""
    return passwords.hashed_again(password) if account.password and passwords.outdated(account.password) else None


def onward(wanted: str) -> RedirectResponse:
    """Leads to a page of ours, never to another place."""
    return RedirectResponse(wanted if is_ours(wanted) else "/", 303)


def is_ours(wanted: str) -> bool:
    """Whether a browser, too, takes it for a path here: it reads `\\` as `/`, and passes over tabs and line ends."""
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted
    return plain and wanted.startswith("/") and not wanted.startswith("//") and not urlsplit(wanted).netloc
