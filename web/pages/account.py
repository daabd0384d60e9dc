"""A person's own page 我的账户: what they may do, their password, their tokens."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from core.accounts import ROLE_WORDS, Reader, Role
from core.problems import UserProblem
from storage import accounts, tokens
from storage.database import Session
from storage.tokens import NewToken
from web.access import passwords, secrets
from web.access.entry import check, let_in
from web.access.identity import LOCAL, Refused
from web.missing import Missing, Unfit
from web.page import render
from web.site import AsReader, Changing, Here, Looking, Site

router = APIRouter(include_in_schema=False)
DONE = {"password": "密码已经修改，其他地方的登录都已退出。", "revoked": "令牌已经撤销。"}


@router.get("/account")
def account(request: Request, asking: AsReader, session: Looking, here: Here, done: str = "") -> Response:
    return _page(request, asking, session, here, said=DONE.get(done, ""))


@router.post("/account/password")
def change_password(  # noqa: PLR0917
    request: Request,
    asking: AsReader,
    here: Here,
    old: Annotated[str, Form(max_length=2000)],
    new: Annotated[str, Form(max_length=2000)],
    again: Annotated[str, Form(max_length=2000)],
) -> Response:
    if not asking.login:
        raise Refused("您不是用密码登录的，这里不能修改密码")
    problem = passwords.unfit(new, asking.name) or ("" if new == again else "两次输入的新密码不同")
    known = None if problem else check(here, request, asking.name, old)
    if known is None:
        with here.database.reading() as session:
            return _page(request, asking, session, here, problem=problem or "原密码不对", status=422)
    password = passwords.hashed(new, known.name)  # takes its time: nobody's writing waits for it
    response = RedirectResponse("/account?done=password", 303)
    with here.database.session() as session:
        accounts.set_password(session, known.name, password, by=asking.name, at=here.now())
        let_in(request, response, session, known, here)
    return response


@router.post("/account/tokens")
def add_token(  # noqa: PLR0917
    request: Request,
    asking: AsReader,
    session: Changing,
    here: Here,
    name: Annotated[str, Form(max_length=400)],
    role: Annotated[Role, Form()],
    days: Annotated[int, Form()],
) -> Response:
    """The secret stands on this answer and nowhere else."""
    maker = accounts.find(session, _own(asking).name)
    if maker is None:
        raise Missing("没有您的用户")
    secret, at = secrets.fresh(), here.now()
    try:
        new = NewToken(secrets.named(name), role, None, secrets.over_at(at, days))
        tokens.add(session, maker, new, secret, by=asking.name, at=at)
    except UserProblem as problem:
        return _page(request, asking, session, here, problem=str(problem), status=422)
    return _page(request, asking, session, here, secret=secret)


@router.post("/account/tokens/{token_id}/revoke")
def revoke_token(
    asking: AsReader, session: Changing, here: Here, token_id: Annotated[int, Path(ge=1, lt=2**31)]
) -> Response:
    if not tokens.revoke(session, token_id, by=asking.name, at=here.now(), maker=_own(asking).name):
        raise Missing("没有这个令牌，或者早已撤销")
    return RedirectResponse("/account?done=revoked", 303)


def _own(asking: Reader) -> Reader:
    if asking.name == LOCAL:
        raise Unfit("本机还没有设置用户：请运行 fazhiwatch users add 姓名 --role operator")
    return asking


def _page(
    request: Request,
    asking: Reader,
    session: Session,
    here: Site,
    *,
    said: str = "",
    problem: str = "",
    secret: str = "",
    status: int = 200,
) -> Response:
    if not asking.csrf:
        raise Refused("令牌只用于接口，看不到账户页")
    return render(
        request,
        "account.html",
        asking,
        status=status,
        local=asking.name == LOCAL,
        role=ROLE_WORDS[asking.role],
        offices=_offices(asking, here),
        roles=[(role.value, words) for role, words in ROLE_WORDS.items() if asking.may(role)],
        tokens=tokens.every(session, maker=asking.name),
        now=here.now(),
        role_words=ROLE_WORDS,
        said=said,
        problem=problem,
        secret=secret,
    )


def _offices(asking: Reader, here: Site) -> list[str] | None:
    """Their names; None: all."""
    if asking.offices is None:
        return None
    known = here.registry().offices
    return [known[office].name if office in known else office for office in sorted(asking.offices)]
