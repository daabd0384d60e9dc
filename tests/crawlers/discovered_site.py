"""A made-up district's portal on loopback: the column lies three clicks deep, among traps and look-alikes."""

import os
import sys
import traceback
from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qs, urlsplit

from core.crawl import ShardJob
from core.discovery import Discovery, Proposal, ScoutJob, ScoutStep
from crawlers import handlers as _loaded_before_forking  # noqa: F401
from crawlers.scout import scout
from crawlers.scout_launch import dump_line, load_line
from tests.crawlers.loopback import Asked, Reply, Site
from tests.crawlers.shards import NOW

COLUMN = "/zwgk/fdzdgknr/qt/fznb/"
TITLES = (
    "青岚区人民政府关于2024年度法治政府建设情况的报告",
    "青石街道办事处2024年法治政府建设情况报告",
    "青岚区柳溪镇人民政府2024年法治政府建设年度报告",
    "青石街道办事处2023年法治政府建设情况报告",
    "青岚区司法局2024年度法治政府建设工作报告",
)
_TRAIL = (("/", "首页"), ("/zwgk/", "政务公开"), ("/zwgk/fdzdgknr/", "法定主动公开内容"))


def page(title: str, links: list[tuple[str, str]], *, head: str = "", body: str = "") -> str:
    anchors = "".join(f'<li><a href="{href}">{name}</a></li>' for href, name in links)
    return (
        f"<html><head><meta charset='utf-8'><title>{title}-青岚区人民政府</title>"
        f"<meta name='SiteName' content='青岚区人民政府'>{head}</head>"
        f"<body><ul class='nav'>{anchors}</ul>{body}</body></html>"
    )


def rows(posts: list[tuple[str, str]], *, total: int | None = None) -> str:
    items = "".join(
        f"<li><a href='{href}' title='{title}'>{title}</a><span>2025-03-{n % 27 + 1:02}</span></li>"
        for n, (href, title) in enumerate(posts)
    )
    return f"<ul class='list'>{items}</ul>" + (f"<div class='page'>共{total}条 第1页/共1页</div>" if total else "")


def reports(folder: str = COLUMN) -> list[tuple[str, str]]:
    return [(f"{folder}202503/t202503{n + 1:02}_{100 + n}.html", title) for n, title in enumerate(TITLES)]


def build(site: Site, elsewhere: Site) -> None:
    """Navigation only; maps and search are put by the tests that want them."""
    site.put("/robots.txt", "User-agent: *\nDisallow: /zwgk/secret/\n", headers=(("Content-Type", "text/plain"),))
    site.put("/", page("首页", _home(elsewhere)))
    site.put(
        "/zwgk/", page("政务公开", [("/zwgk/fdzdgknr/", "法定主动公开内容"), ("/zwgk/xxgknb/", "政府信息公开年报")])
    )
    site.put(
        "/zwgk/fdzdgknr/",
        page("法定主动公开内容", [(COLUMN, "法治政府建设年度报告"), ("/zwgk/secret/fzzfjs/", "法治政府建设（内部）")]),
    )
    site.put(COLUMN, page("法治政府建设年度报告", list(_TRAIL), body=rows(reports(), total=len(TITLES))))
    years = [(f"/zwgk/xxgknb/t20250{n}01_{n}.html", f"青岚区202{n}年政府信息公开工作年度报告") for n in range(1, 5)]
    site.put("/zwgk/xxgknb/", page("政府信息公开年报", list(_TRAIL), body=rows(years, total=len(years))))
    notices = [(f"/tzgg/202503/t20250301_{n}.html", f"关于开展第{n}次防汛演练的通知") for n in range(6)]
    site.put("/tzgg/", page("通知公告", list(_TRAIL), body=rows(notices, total=len(notices))))
    site.pages["/rili/"] = Reply(page("活动日历", _calendar(1)).encode())
    for n in range(1, 200):
        site.pages[f"/rili/?m={n}"] = Reply(page("活动日历 通知公告", _calendar(n)).encode())


def _home(elsewhere: Site) -> list[tuple[str, str]]:
    outside = [(elsewhere.url("/zwgk/fzzfjs/"), "法治政府建设"), ("http://www.yunxi.example/zwgk/", "政务公开")]
    own = [
        ("/zwgk/", "政务公开"),
        ("/tzgg/", "通知公告"),
        ("/rili/", "活动公告公示"),
        ("/bszn/", "办事指南"),
        ("/login", "登录"),
    ]
    return own + outside


def _calendar(n: int) -> list[tuple[str, str]]:
    return [(f"/rili/?m={n + step}", f"{n + step}月通知公告") for step in range(1, 9)]


def put_search(site: Site, hits: list[tuple[str, str]]) -> None:
    """A plain form on the home page, whose answer lists `hits` where the words asked for are the right ones."""
    fields = "<input type='text' name='q'><input type='hidden' name='s' value='1'>"
    form = f"<form action='/search/index' method='get'>{fields}</form>"
    home = site.pages["/"]
    assert isinstance(home, Reply)
    site.pages["/"] = Reply(home.body.replace(b"<body>", b"<body>" + form.encode()))

    def answer(asked: Asked) -> Reply:
        words = parse_qs(urlsplit(asked.path).query).get("q", [""])[0]
        return Reply(page("搜索结果", [], body=rows(hits if words == "法治政府建设" else [])).encode())

    site.pages["/search/index?s=1&q=%E6%B3%95%E6%B2%BB%E6%94%BF%E5%BA%9C%E5%BB%BA%E8%AE%BE"] = answer


def send_scout(folder: Path, url: str, **more: object) -> tuple[Discovery, list[Proposal], list[ScoutStep]]:
    """A real scout in a child that is forked with everything imported already."""
    job = ScoutJob(**{"url": url, "shard": _manners(folder, url), "allow_private": True, **more})  # type: ignore[arg-type]
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _be_a_scout(folder, job, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as lines:
        told = [load_line(line) for line in lines]
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, (folder / "scout.log").read_text()
    (found,) = (one for one in told if isinstance(one, Discovery))
    return found, [t for t in told if isinstance(t, Proposal)], [t for t in told if isinstance(t, ScoutStep)]


def _manners(folder: Path, url: str) -> ShardJob:
    private = (urlsplit(url).hostname or "",)
    usual = {"now": NOW, "user_agent": "FazhiWatch-Test", "delay": 0.0, "timeout": 5.0}
    return ShardJob("r1", 0, str(folder / "archive"), private_hosts=private, **usual)  # type: ignore[arg-type]


def _be_a_scout(folder: Path, job: ScoutJob, writing: int) -> NoReturn:
    code = 1
    try:
        sys.stderr = (folder / "scout.log").open("a")
        out = os.fdopen(writing, "w", encoding="utf-8")
        scout(job, folder / "turns", lambda told: print(dump_line(told).decode(), end="", file=out, flush=True))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)
