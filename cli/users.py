"""`users`: who may look at the pages."""

import sys
from getpass import getpass, getuser
from typing import Any

import click

from cli.chinese import ChineseGroup
from cli.looking import changing, looking
from cli.output import json_option, print_json, print_table
from core.accounts import ROLE_WORDS, Account, Role
from core.problems import UserProblem
from evidence.words import minute
from flows.run import load_registry
from settings import Settings
from storage import accounts
from web.access import passwords
from web.access.identity import LOCAL

_NAME = 64
role_option = click.option(
    "--role", type=click.Choice([r.value for r in Role]), help="reader 查看，clerk 经办，operator 运维"
)
office_option = click.option("--office", "offices", metavar="ID", multiple=True, help="只看这个监督机关的单位，可重复")
name_argument = click.argument("name", metavar="用户名")


def hand() -> str:
    """Who types."""
    return f"命令行（{getuser()}）"


@click.group(cls=ChineseGroup, help="用户：谁可以打开网页，能看哪些监督机关、做哪些事。")
def users() -> None:
    pass


@users.command(help="新增用户；密码在终端输入，或者从标准输入读第一行。")
@name_argument
@role_option
@office_option
@click.option("--no-password", is_flag=True, help="不设密码：只由可信代理认出的用户")
def add(name: str, role: str | None, offices: tuple[str, ...], no_password: bool) -> None:
    settings = Settings()
    fit_name(name)
    wanted, seen = _role(role), known_offices(settings, offices)
    with looking(settings) as session:
        if accounts.find(session, name):
            raise UserProblem(f"已经有用户 {name}")
    password = None if no_password else passwords.hashed(ask_password(), name)
    with changing(settings) as session:
        accounts.add(session, name, wanted, seen, password, by=hand(), at=settings.clock())
    print(f"已新增用户 {name}（{ROLE_WORDS[wanted]}，{_seen(seen)}）")


@users.command("list", help="全部用户。")
@json_option
def list_(as_json: bool) -> None:
    with looking(Settings()) as session:
        found = accounts.every(session)
    if as_json:
        print_json([_shape(one) for one in found])
        return
    print_table(
        f"用户 {len(found)} 个",
        ("用户名", "权限", "监督机关", "建立", "状态"),
        [(one.name, ROLE_WORDS[one.role], _seen(one.offices), minute(one.made_at), _state(one)) for one in found],
    )


@users.command(help="重设密码；这个用户的登录全部退出。")
@name_argument
def passwd(name: str) -> None:
    settings = Settings()
    with looking(settings) as session:
        accounts.named(session, name)
    password = passwords.hashed(ask_password(), name)
    with changing(settings) as session:
        accounts.set_password(session, name, password, by=hand(), at=settings.clock())
    print(f"已重设用户 {name} 的密码")


@users.command(help="修改权限和能看的监督机关；不写 --office 的看全部。")
@name_argument
@role_option
@office_option
def role(name: str, role: str | None, offices: tuple[str, ...]) -> None:
    settings = Settings()
    wanted, seen = _role(role), known_offices(settings, offices)
    with changing(settings) as session:
        accounts.set_role(session, name, wanted, seen, by=hand(), at=settings.clock())
    print(f"用户 {name}：{ROLE_WORDS[wanted]}，{_seen(seen)}")


@users.command(help="停用用户：登录和令牌立即失效。做过的事仍然留有记录，所以用户不删除。")
@name_argument
def disable(name: str) -> None:
    settings = Settings()
    with changing(settings) as session:
        done = accounts.disable(session, name, by=hand(), at=settings.clock())
    print(f"已停用用户 {name}" if done else f"用户 {name} 早已停用")


@users.command(help="恢复停用的用户。")
@name_argument
def enable(name: str) -> None:
    settings = Settings()
    with changing(settings) as session:
        done = accounts.enable(session, name, by=hand(), at=settings.clock())
    print(f"已启用用户 {name}" if done else f"用户 {name} 没有停用")


def fit_name(name: str) -> None:
    """Raises UserProblem where it would be read wrongly somewhere: on a page, in a header, in the journal."""
    if not name or len(name) > _NAME or name != name.strip() or not name.isprintable() or ":" in name:
        raise UserProblem(f"用户名应为1到{_NAME}个字，没有冒号、换行和首尾空格")
    if name == LOCAL or name.startswith("命令行"):
        raise UserProblem(f"用户名 {name} 已作他用，请换一个")


def known_offices(settings: Settings, offices: tuple[str, ...]) -> list[str] | None:
    """None where none is named: all. Raises UserProblem where the register has no such office."""
    if not offices:
        return None
    if unknown := sorted(set(offices) - load_registry(settings).offices.keys()):
        raise UserProblem(f"名录中没有这个监督机关：{'、'.join(unknown)}")
    return sorted(set(offices))


def ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("密码（至少12个字符，输入时不显示）：")
    if getpass("再输入一次：") != password:
        raise UserProblem("两次输入的密码不同")
    return password


def _role(role: str | None) -> Role:
    if role is None:
        raise UserProblem("请用 --role 写明权限：reader 查看，clerk 经办，operator 运维")
    return Role(role)


def _seen(offices: Any) -> str:
    return "全部监督机关" if offices is None else "、".join(sorted(offices))


def _state(one: Account) -> str:
    if one.disabled_at:
        return f"{minute(one.disabled_at)} 停用"
    return "" if one.password else "没有密码，只由代理认出"


def _shape(one: Account) -> dict[str, Any]:
    return {
        "name": one.name,
        "role": one.role.value,
        "offices": None if one.offices is None else sorted(one.offices),
        "password": one.password is not None,
        "made_at": one.made_at,
        "disabled_at": one.disabled_at,
    }
