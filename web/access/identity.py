"""Who asks: by a login's cookie, a proxy's word or a program's token; without users, whoever sits at this computer."""

from base64 import b64decode
from binascii import Error as NotBase64
from typing import TYPE_CHECKING, NamedTuple

from fastapi import BackgroundTasks, Request

from core.accounts import ROLE_WORDS, Account, Reader, Role, Token, lesser, within
from core.problems import UserProblem
from core.times import local_day
from storage import accounts, logins, tokens
from web.access import cookies, csrf
from web.access.door import PEER, SAFE

if TYPE_CHECKING:
    from web.site import Site

LOCAL = "本机"
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


class Refused(UserProblem):
    """The asker may not: `login` says whether logging in may help. The message is Chinese."""

    def __init__(self, message: str, *, login: bool = False) -> None:
        super().__init__(message)
        self.login = login


class Asker(NamedTuple):
    """`key`: what the tokens in their forms are made with; None for a program, which fills in no forms."""

    reader: Reader
    key: bytes | None


def identify(request: Request, wanted: Role, sent: str, later: BackgroundTasks) -> Reader:
    """The asker, who has at least the role, and, where something is to be changed, sent a form of ours.

    `sent`: the form's token. Raises Refused.
    """
    if not hasattr(request.state, "asker"):
        request.state.asker = asker(request, later)
    known: Asker = request.state.asker
    if not known.reader.may(wanted):
        raise Refused(
            f"这里需要“{ROLE_WORDS[wanted]}”权限，您（{known.reader.name}）的权限是“{ROLE_WORDS[known.reader.role]}”。"
            f"工作需要的，请联系本系统的运维人员开通"
        )
    if request.method not in SAFE:
        _check_form(request, known, sent)
    return known.reader


def asker(request: Request, later: BackgroundTasks) -> Asker:
    """Raises Refused where nobody is known."""
    site: Site = request.app.state.site
    if "authorization" in request.headers:
        return _program(request, site, later)
    if site.door.user_header and site.door.trusts(request.scope.get(PEER)):
        named = request.headers.getlist(site.door.user_header)
        if named:
            return _named_by_proxy(named, site)
    return _person(request, site)


def _person(request: Request, site: "Site") -> Asker:
    secret = cookies.get(request, cookies.LOGIN)
    with site.database.reading() as session:
        account = logins.account(session, secret, site.now()) if secret else None
        if account is None and site.door.loopback and not site.door.user_header and not accounts.any_known(session):
            return _whoever_sits_here(request, site)
    if account is None:
        raise Refused("请先登录", login=True)
    return _asker(account, secret.encode(), login=True)


def _whoever_sits_here(request: Request, site: "Site") -> Asker:
    if any(name in request.headers for name in _FORWARDED):
        raise Refused("本系统还没有用户，只能在本机直接使用；经代理访问的，请先用 fazhiwatch users add 设置用户")
    key = site.secret + b"local"
    return Asker(Reader(LOCAL, Role.OPERATOR, csrf=csrf.token(key)), key)


def _named_by_proxy(named: list[str], site: "Site") -> Asker:
    try:
        (name,) = (line.encode("latin-1").decode().strip() for line in named)
    except ValueError:
        raise Refused("代理报告的用户名不止一个，或者不是 UTF-8 文字") from None
    with site.database.reading() as session:
        account = accounts.find(session, name)
    if account is None or account.disabled_at is not None:
        raise Refused("您的用户还没有在本系统登记，或者已经停用，请联系运维人员")
    return _asker(account, site.secret + name.encode(), login=False)


def _asker(account: Account, key: bytes, *, login: bool) -> Asker:
    return Asker(Reader(account.name, account.role, account.offices, csrf.token(key), login), key)


def _program(request: Request, site: "Site", later: BackgroundTasks) -> Asker:
    now = site.now()
    with site.database.reading() as session:
        token = tokens.find(session, _secret(request.headers["authorization"]), now)
    if token is None:
        raise Refused("令牌无效、过期或已撤销", login=True)
    if token.used_on != local_day(now):
        later.add_task(_mark_used, site, token)
    maker = token.maker
    rights = lesser(token.role, maker.role), within(token.offices, maker.offices)
    return Asker(Reader(f"{maker.name}（令牌 {token.name}）", *rights), None)


def _secret(line: str) -> str:
    """Of `Bearer …`; or the password of `Basic …`, since readers of feeds and calendars know nothing else."""
    scheme, _, value = line.strip().partition(" ")
    if scheme.lower() == "basic":
        try:
            return b64decode(value.strip(), validate=True).decode().partition(":")[2]
        except (NotBase64, UnicodeDecodeError):
            return ""
    return value.strip() if scheme.lower() == "bearer" else ""


def _mark_used(site: "Site", token: Token) -> None:
    with site.database.session() as session:
        tokens.used(session, token.id, site.today())


def _check_form(request: Request, known: Asker, sent: str) -> None:
    if known.key is None:
        if not request.url.path.startswith("/api/"):
            raise Refused("令牌只用于接口，不能代人填写页面上的表单")
    elif not csrf.fits(sent, known.key):
        raise Refused("页面已经过期，没有执行：请返回上一页，刷新后再试")
