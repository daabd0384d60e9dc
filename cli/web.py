"""`web`: the office's pages."""

from pathlib import Path

import click

from cli.chinese import ChineseCommand
from cli.output import say
from core.problems import UserProblem
from settings import Settings
from storage import accounts
from storage.database import open_database
from web.access.door import LOOPBACK, Door, door, refusal
from web.app import THREADS, create_app
from web.serve import certificate, listen, log_to, serve, until_asked


@click.command(cls=ChineseCommand, help="网页：用浏览器看总览、报告、检索和运行情况，按 Ctrl-C 结束。")
@click.option("--host", default=LOOPBACK, metavar="地址", help="监听的地址，默认只有本机能打开")
@click.option("--port", default=8000, type=click.IntRange(0, 65535), metavar="端口", help="默认 8000；0 为任意空闲端口")
@click.option("--tls-cert", type=click.Path(path_type=Path), metavar="文件", help="证书（PEM），用 HTTPS 提供网页")
@click.option("--tls-key", type=click.Path(path_type=Path), metavar="文件", help="证书的私钥（PEM，不设口令）")
def web(host: str, port: int, tls_cert: Path | None, tls_key: Path | None) -> None:
    settings = Settings()
    if (tls_cert is None) != (tls_key is None):
        raise UserProblem("--tls-cert 和 --tls-key 要同时写")
    tls = certificate(tls_cert, tls_key) if tls_cert and tls_key else None
    where = door(settings, host, tls=tls is not None)
    database = open_database(settings.database, readers=THREADS)
    try:
        with database.reading() as session:
            why = refusal(where, people=accounts.any_active(session))
        if why:
            raise UserProblem(why)
        listener = listen(host, port)
        log_to(settings.log_dir)
        with until_asked():
            app = create_app(settings, database, where)
            say(_remark(where))
            print(f"网页地址：{_address(where, listener.getsockname()[1])}（按 Ctrl-C 结束）", flush=True)
            serve(app, listener, tls)
    finally:
        database.close()
    say("网页已停止")


def _address(where: Door, port: int) -> str:
    host = {"0.0.0.0": "本机地址", "::": "本机地址"}.get(where.host, where.host)
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if where.tls else 'http'}://{shown}:{port}/"


def _remark(where: Door) -> str:
    if where.loopback:
        return "只有这台电脑能打开。要让别的电脑打开，先设置用户，再写 --host"
    if where.tls:
        return "网络上的电脑都能打开，登录后才能看"
    return "注意：没有加密，密码会在网络上明文传送；请写 --tls-cert 和 --tls-key，或者在前面设一个 HTTPS 代理"
