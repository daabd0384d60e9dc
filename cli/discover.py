"""`discover`: from a site's home page to the columns worth watching, with lines for the register."""

from typing import Any

import click
from pydantic_core import to_jsonable_python

from cli import progress
from cli.chinese import ChineseCommand
from cli.output import json_option, print_json, print_table, say
from core.discovery import Proposal, Rank
from flows.discover import Discovered
from flows.discover import discover as discover_site
from flows.run import load_registry
from settings import Settings

RANK_WORDS = {Rank.PROVEN: "已证实", Rank.PROBABLE: "很可能", Rank.POSSIBLE: "有可能"}


@click.command(
    cls=ChineseCommand,
    help="从网站首页出发，找发布法治政府建设年度报告的栏目（导航、站点地图、站内搜索），给出可并入名录的内容；不写库。",
)
@click.argument("url", metavar="网址")
@click.option("--allow-private", is_flag=True, help="允许内网和本机地址")
@json_option
def discover(url: str, allow_private: bool, as_json: bool) -> None:
    settings = Settings()
    registry = load_registry(settings)
    with progress.shown():
        seen = discover_site(settings, registry, url, allow_private=allow_private)
    if as_json:
        print_json(_shape(seen))
    else:
        show(seen)
    if not seen.found.outcome.sound:
        say(f"没有做成：{url}：{seen.found.outcome.value}（{seen.found.reason}）")
        raise SystemExit(1)


def _shape(seen: Discovered) -> dict[str, Any]:
    shape: dict[str, Any] = to_jsonable_python(seen.found)
    for proposal in shape["proposals"]:
        proposal["registered"] = seen.registered.get(proposal["url"])
    return {**shape, "snippet": seen.snippet}


def show(seen: Discovered) -> None:
    found = seen.found
    if found.site_name:
        print(found.site_name)
    for line in (*found.tried, *([found.bounded_by] if found.bounded_by else [])):
        print(f"- {line}")
    if not found.outcome.sound and not found.proposals:
        return
    if not found.proposals:
        print(f"没有找到合适的栏目（共请求 {found.requests} 次）。可换一个更靠近栏目的网址再试，或用 check 直接试查。")
        return
    print_table(f"候选栏目 {len(found.proposals)} 个（共请求 {found.requests} 次）", _HEADS, _rows(seen))
    for proposal in found.proposals:
        print(f"{proposal.url}：{'；'.join(proposal.reasons)}")
    if seen.snippet:
        print("\n可并入名录的内容：\n")
        print(seen.snippet, end="")


_HEADS = ("把握", "分", "栏目", "网址", "平台", "条目", "报告", "最新年度", "发文机关", "途径", "检查结果")


def _rows(seen: Discovered) -> list[tuple[object, ...]]:
    return [_row(proposal, seen.registered.get(proposal.url)) for proposal in seen.found.proposals]


def _row(proposal: Proposal, registered: str | None) -> tuple[object, ...]:
    total = f"/{proposal.total}" if proposal.total is not None else ""
    issuers = "、".join(proposal.issuers[:3]) + ("等" if len(proposal.issuers) > 3 else "")
    return (
        RANK_WORDS[proposal.rank],
        proposal.score,
        proposal.name + (f"（已登记为 {registered}）" if registered else ""),
        proposal.url,
        f"{proposal.platform or '未识别'}（{proposal.known_by}）" if proposal.known_by else proposal.platform,
        f"{proposal.posts}{total}",
        len(proposal.reports),
        proposal.newest_report_year,
        issuers,
        "、".join(proposal.found_by),
        proposal.outcome.value,
    )
