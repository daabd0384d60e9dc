"""`tokens`: what programs show instead of a password."""

from datetime import datetime
from typing import Any

import click

from cli.chinese import ChineseGroup
from cli.looking import changing, looking
from cli.output import json_option, print_json, print_table, say
from cli.users import hand, known_offices, name_argument, office_option
from core.accounts import ROLE_WORDS, Role, Token
from core.problems import UserProblem
from evidence.words import minute
from settings import Settings
from storage import accounts
from storage import tokens as stored
from storage.tokens import NewToken
from web.access import secrets


@click.group(cls=ChineseGroup, help="访问令牌：程序用它代替密码访问接口和订阅地址。")
def tokens() -> None:
    pass


@tokens.command(help="为用户新建令牌，只在标准输出显示这一次；权限和监督机关不超过该用户自己的。")
@name_argument
@click.option("--name", "purpose", required=True, metavar="文字", help="用途，必填")
@click.option("--role", type=click.Choice([r.value for r in Role]), default=Role.READER.value, help="权限，默认 reader")
@office_option
@click.option("--days", type=int, default=90, metavar="天数", help="有效期，默认 90 天，最长 366 天")
def add(name: str, purpose: str, role: str, offices: tuple[str, ...], days: int) -> None:
    settings = Settings()
    now, secret = settings.clock(), secrets.fresh()
    new = NewToken(secrets.named(purpose), Role(role), known_offices(settings, offices), secrets.over_at(now, days))
    with changing(settings) as session:
        number = stored.add(session, accounts.named(session, name), new, secret, by=hand(), at=now)
    say(f"令牌 {number} 号，至{minute(new.until_at)}有效，只显示这一次：")
    print(secret)


@tokens.command("list", help="全部令牌，不含令牌本身。")
@click.option("--user", metavar="用户名", help="只看这个用户的")
@json_option
def list_(user: str | None, as_json: bool) -> None:
    settings = Settings()
    now = settings.clock()
    with looking(settings) as session:
        found = stored.every(session, maker=user)
    if as_json:
        print_json([_shape(token) for token in found])
        return
    print_table(
        f"令牌 {len(found)} 个",
        ("编号", "用户", "用途", "权限", "监督机关", "有效期至", "最近使用", "状态"),
        [
            (
                token.id,
                token.maker.name,
                token.name,
                ROLE_WORDS[token.role],
                "同用户" if token.offices is None else "、".join(sorted(token.offices)),
                minute(token.until_at),
                token.used_on,
                _state(token, now),
            )
            for token in found
        ],
    )


@tokens.command(help="撤销令牌，立即失效。")
@click.argument("number", type=int, metavar="编号")
def revoke(number: int) -> None:
    settings = Settings()
    with changing(settings) as session:
        if not stored.revoke(session, number, by=hand(), at=settings.clock()):
            raise UserProblem(f"没有在用的令牌 {number} 号（tokens list 列出全部令牌）")
    print(f"令牌 {number} 号已撤销")


def _state(token: Token, now: datetime) -> str:
    if token.revoked_at:
        return f"{minute(token.revoked_at)} 撤销"
    if token.maker.disabled_at:
        return "用户已停用"
    return "已过期" if token.until_at <= now else "在用"


def _shape(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "user": token.maker.name,
        "name": token.name,
        "role": token.role.value,
        "offices": None if token.offices is None else sorted(token.offices),
        "made_at": token.made_at,
        "until_at": token.until_at,
        "used_on": token.used_on,
        "revoked_at": token.revoked_at,
    }
