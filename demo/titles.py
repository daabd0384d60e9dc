"""The titles of the town's posts 标题: reports in the patterns of real sites, and the posts that look like them."""

import random

from demo.cast import Sort, TownOffice, TownUnit

PATTERNS = {
    "annual": "{name}{year}年法治政府建设年度报告",
    "about": "{name}关于{year}年度法治政府建设情况的报告",
    "situation": "{short}{year}年度法治政府建设情况报告",
    "work": "{name}关于{year}年法治政府建设工作情况的报告",
    "joint": "{party} {own}关于{year}年法治政府建设情况的报告",
}
_OFTEN_CHANGED = ("annual", "about", "situation")


def issuers(unit: TownUnit) -> tuple[str, ...]:
    """Who stands in a joint title, as printed there; the unit alone else."""
    if unit.style.title != "joint" or unit.party is None:
        return (unit.name,)
    return (unit.party, f"{unit.short}办事处" if unit.sort is Sort.STREET else unit.name)


def report_title(unit: TownUnit, year: int, *, latest: int) -> str:
    """The title of a year's report. Clerks change the pattern over the years; the latest year uses the unit's own."""
    pattern = unit.style.title
    rng = random.Random(f"title {unit.id} {year}")
    if year != latest and pattern != "joint" and rng.random() < 0.4:
        pattern = rng.choice(_OFTEN_CHANGED)
    return PATTERNS[pattern].format(
        name=unit.name, short=unit.short, year=year, party=unit.party, own=issuers(unit)[-1]
    )


def title_lines(unit: TownUnit, title: str) -> tuple[str, ...]:
    """The title as a clerk breaks it over lines: the issuers, then what it is about."""
    head, mark, rest = title.partition("关于")
    if mark:
        return (head, mark + rest)
    name = unit.name if title.startswith(unit.name) else unit.short
    return (name, title.removeprefix(name))


def lookalikes(unit: TownUnit, office: TownOffice, year: int, title: str) -> dict[str, str]:
    """Titles that are not the report of `year`, by kind; each names it or sounds like it."""
    return {
        "interpretation": f"《{title}》解读",
        "plan": f"{unit.name}{year + 1}年法治政府建设工作要点",
        "notice": f"{office.name}关于报送{year}年度法治政府建设情况报告的通知",
        "other_annual": f"{unit.name}{year}年政府信息公开工作年度报告",
        "interim": f"{unit.name}{year}年上半年法治政府建设工作总结",
        "statistics": f"{unit.name}{year}年度行政执法统计年报",
        "news": f"{office.place}召开{year}年法治政府建设工作推进会",
        "meeting": f"{unit.short}召开会议审议{year}年法治政府建设情况报告",
    }


_NEWS_WHO = ("市交通运输局", "市公路中心", "市港航站", "市运管所", "市交通执法大队")
_NEWS_WHAT = (
    "开展春运安全检查", "组织消防应急演练", "召开党风廉政建设会议", "走访慰问困难职工", "推进农村公路养护",
    "部署汛期值守工作", "举办业务技能比武", "整治客运市场秩序", "调研桥梁加固工程", "开展文明出行宣传",
    "检查在建项目进度", "学习贯彻上级会议精神", "启动公交线路优化", "督导超限治理工作",
)  # fmt: skip


def filler_title(number: int) -> str:
    """A piece of everyday news; `number` counts from 0, 70 of them are different."""
    who = _NEWS_WHO[number % len(_NEWS_WHO)]
    return who + _NEWS_WHAT[number // len(_NEWS_WHO) % len(_NEWS_WHAT)] + ("" if number < 70 else "（二）")
