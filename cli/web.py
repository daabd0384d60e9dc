"""`web`: the office's pages."""

import os
from pathlib import Path
from socket import gethostname

import click

from cli.chinese import ChineseCommand
from cli.output import say
from core.problems import UserProblem
from settings import Settings
from storage import accounts
from storage.database import open_database
from web.access.door import LOOPBACK, Door, door, refusal
from web.logs import log_to
from web.serve import certificate, listen, until_asked
from web.workers import Plan, answer, attend

_MOST_WORKERS = 4  # unless more are asked for: each takes its memory and its connections


@click.command(cls=ChineseCommand, help="网页：用浏览器看总览、报告、检索和运行情况，按 Ctrl-C 结束。")
@click.option("--host", default=LOOPBACK, metavar="地址", help="监听的地址，默认只有本机能打开")
@click.option("--port", default=8000, type=click.IntRange(0, 65535), metavar="端口", help="默认 8000；0 为任意空闲端口")
@click.option("--tls-cert", type=click.Path(path_type=Path), metavar="文件", help="证书（PEM），用 HTTPS 提供网页")
@click.option("--tls-key", type=click.Path(path_type=Path), metavar="文件", help="证书的私钥（PEM，不设口令）")
@click.option("--workers", type=click.IntRange(1, 64), metavar="个数", help="几个进程，默认与处理器个数相同，最多 4 个")
def web(host: str, port: int, tls_cert: Path | None, tls_key: Path | None, workers: int | None) -> None:
    settings = Settings()
    plan = _plan(settings, host, tls_cert, tls_key)
    with listen(host, port) as listener:
        log = log_to(settings.log_dir)
        with until_asked():
            say(_remark(plan.door))
            print(f"网页地址：{_address(plan.door, listener.getsockname()[1])}（按 Ctrl-C 结束）", flush=True)
            if (count := workers or _processors()) > 1:
                attend(plan, listener, count, log)
            else:
                answer(plan, listener)
    say("网页已停止")


def _plan(settings: Settings, host: str, cert: Path | None, key: Path | None) -> Plan:
    """Brings the database up to date, before several look at it. Raises UserProblem where it must not be served so."""
    if (cert is None) != (key is None):
        raise UserProblem("--tls-cert 和 --tls-key 要同时写")
    keys = (cert, key) if cert and key else None
    if keys:
        certificate(*keys)
    where = door(settings, host, tls=keys is not None)
    database = open_database(settings.database)
    try:
        with database.reading() as session:
            why = refusal(where, people=accounts.any_active(session))
    finally:
        database.close()
    if why:
        raise UserProblem(why)
    return Plan(settings, where, keys)


def _processors() -> int:
    """Those that we may use."""
    return min(len(os.sched_getaffinity(0)), _MOST_WORKERS)


def _address(where: Door, port: int) -> str:
    host = gethostname() if where.everywhere else where.host
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if where.tls else 'http'}://{shown}:{port}/"


def _remark(where: Door) -> str:
    if where.loopback:
        return "只有这台电脑能打开。要让别的电脑打开，先设置用户，再写 --host"
    if where.tls:
        return "网络上的电脑都能打开，登录后才能看"
    return "注意：没有加密，密码会在网络上明文传送；请写 --tls-cert 和 --tls-key，或者在前面设一个 HTTPS 代理"
