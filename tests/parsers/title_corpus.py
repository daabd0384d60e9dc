"""Titles with what they are: hand-written ones from `titles/`, and every pattern of a report's title, drawn out."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "titles"

ISSUERS = (
    "晴川市人民政府", "云陵县人民政府", "青禾区人民政府", "柳溪镇人民政府", "云岭乡人民政府", "白沙民族乡人民政府",
    "青禾区石桥街道办事处", "云陵高新区管委会", "晴川市司法局", "云陵县卫生健康委员会", "晴川市规划和自然资源局",
    "晴川市审计局", "青禾区城市管理和综合行政执法局", "国家税务总局云陵县税务局", "晴川市公安局交通警察支队",
    "云陵县市场监督管理局", "柳溪镇", "石桥街道",
)  # fmt: skip
_JOINT = (
    ("中共云陵县委 云陵县人民政府", ("中共云陵县委", "云陵县人民政府")),
    ("中共云陵县委云陵县人民政府", ("中共云陵县委", "云陵县人民政府")),
    ("中共柳溪镇委员会 柳溪镇人民政府", ("中共柳溪镇委员会", "柳溪镇人民政府")),
    ("中共石桥街道工作委员会、石桥街道办事处", ("中共石桥街道工作委员会", "石桥街道办事处")),
)
_SUBJECTS = ("法治政府建设", "依法行政", "法治建设", "推进法治政府建设", "依法行政暨法治政府建设")
_NOUNS = (
    "情况报告",
    "情况的报告",
    "年度报告",
    "工作报告",
    "工作情况的报告",
    "工作总结",
    "工作情况汇报",
    "工作总结的报告",
)
_ORDERS = (
    "{who}{when}{what}{noun}", "{who}关于{when}{what}{noun}", "{when}{who}{what}{noun}", "关于{who}{when}{what}{noun}",
)  # fmt: skip
_YEARS = ("{year}年", "{year}年度", "{han}年", "{wide}年度", " {year} 年度 ")
_AROUND = ("{}", "《{}》", "{}（公开稿）", "{}（2月修订）", "附件：{}", "{}。", "{}.pdf", "\u200b{}", "[图文]{}")
_BEFORE = (
    ("《{}》解读", "interpretation"), ("一图读懂{}", "interpretation"), ("【政策解读】{}", "interpretation"),
    ("关于《{}》的起草说明", "interpretation"), ("关于报送{}的通知", "notice"), ("关于做好{}编制工作的通知", "notice"),
    ("县政府常务会议审议{}", "news"), ("我县召开会议听取{}", "news"), ("{}评估工作启动", "other"),
    ("{}（范文）", "template"), ("{}填写模板", "template"),
)  # fmt: skip
_OTHER_NOUNS = (
    ("{when}{what}工作要点", "plan"), ("{when}{what}工作计划", "plan"), ("{when}{what}实施方案", "plan"),
    ("{when}上半年{what}工作总结", "other"), ("{when}第三季度{what}情况报告", "other"),
    ("{when}法治政府建设示范创建情况报告", "other"),
    ("{when}{what}督察整改情况报告", "other"), ("{when}政府信息公开工作年度报告", "other_annual_report"),
    ("{when}行政执法统计年报", "other_annual_report"), ("{when}普法工作总结", "other_annual_report"),
    ("召开{when}{what}推进会", "news"), ("主要负责人{when}述法报告", "other"), ("2019-2023年{what}情况报告", "other"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A title and what it is: `sure` report, `doubtful` (may be one), or neither; year and issuers where they count."""

    title: str
    sure: bool
    doubtful: bool = False
    kind: str | None = None
    year: int | None = None
    issuers: tuple[str, ...] | None = None


def _rows(name: str) -> Iterator[list[str]]:
    for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            yield line.split("\t")


def written() -> list[Told]:
    """The titles written by hand."""
    return [
        *(
            Told(title, True, kind="annual_report", year=int(year) if year else None, issuers=_names(who))
            for title, year, who in _rows("reports")
        ),
        *(Told(title, False, True, year=int(year)) for title, year in _rows("doubtful")),
        *(Told(title, False, kind=kind) for title, kind in _rows("look_alikes")),
    ]


def drawn(number: int = 1500, seed: int = 7) -> list[Told]:
    """`number` report titles and half as many look-alikes, each a random choice of every part."""
    rng = random.Random(seed)
    return [_report(rng) for _ in range(number)] + [_look_alike(rng) for _ in range(number // 2)]


def _names(who: str) -> tuple[str, ...]:
    return tuple(who.split("|")) if who else ()


def _when(rng: random.Random, year: int) -> str:
    han = "".join("〇一二三四五六七八九"[int(d)] for d in str(year))
    wide = "".join(chr(ord("０") + int(d)) for d in str(year))
    return rng.choice(_YEARS).format(year=year, han=han, wide=wide)


def _report(rng: random.Random) -> Told:
    year = rng.randint(2016, 2026)
    who, issuers = rng.choice(_JOINT) if rng.random() < 0.15 else ((one := rng.choice(ISSUERS)), (one,))
    order = rng.choice(_ORDERS if len(issuers) == 1 else _ORDERS[:2])
    parts = {"who": who, "when": _when(rng, year), "what": rng.choice(_SUBJECTS), "noun": rng.choice(_NOUNS)}
    title = rng.choice(_AROUND).format(order.format(**parts))
    return Told(title, True, kind="annual_report", year=year, issuers=issuers)


def _look_alike(rng: random.Random) -> Told:
    parts = {"who": rng.choice(ISSUERS), "when": _when(rng, rng.randint(2016, 2026)), "what": rng.choice(_SUBJECTS)}
    if rng.random() < 0.5:
        around, kind = rng.choice(_BEFORE)
        return Told(around.format("{who}{when}{what}情况报告".format(**parts)), False, kind=kind)
    pattern, kind = rng.choice(_OTHER_NOUNS)
    return Told(parts["who"] + pattern.format(**parts), False, kind=kind)
