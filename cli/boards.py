"""`board`: who has published, who has not, and why we say so."""

from collections import Counter
from typing import Any

import click

from cli.chinese import YEAR, ChineseCommand
from cli.looking import looking
from cli.output import json_option, print_json, print_table
from core.duties import Status
from core.problems import UserProblem
from core.units import Duty
from evidence.words import FLAG_WORDS
from settings import Settings
from storage import register, standings

STATUS_WORDS = {
    Status.NOT_DUE: "· 未到期",
    Status.DUE_SOON: "△ 即将到期",
    Status.PUBLISHED: "✓ 已公布",
    Status.PUBLISHED_LATE: "! 迟公布",
    Status.OVERDUE: "✗ 逾期未公布",
    Status.UNVERIFIED: "? 未能核实",
    Status.WITHDRAWN: "- 已撤下",
    Status.EXEMPT: "○ 免除",
}
DUTY_WORDS = {"required": "法定", "local": "地方规定", "customary": "惯例", "none": "无"}


@click.command(cls=ChineseCommand, help="状态总览：每个单位某一报告年度的办理状态。")
@click.option("--year", type=YEAR, required=True, metavar="年度", help="报告年度（如 2025）")
@click.option("--office", metavar="ID", help="只看这个监督机关")
@json_option
def board(year: int, office: str | None, as_json: bool) -> None:
    with looking(Settings()) as session:
        if office and office not in register.offices(session):
            raise UserProblem(f"没有这个监督机关：{office}")
        rows = standings.board(session, year=year, office=office)
    if as_json:
        print_json(rows)
        return
    if not rows:
        print(f"还没有 {year} 年度的认定结果；先运行 fazhiwatch run 或 fazhiwatch evaluate")
        return
    print_board(rows, f"{year}年度报告办理状态")


def print_board(rows: list[dict[str, Any]], title: str) -> None:
    several_years = len({row["report_year"] for row in rows}) > 1
    heads = ("单位", *(("年度",) if several_years else ()), "状态", "义务", "期限", "公布日期", "标记", "说明")
    print_table(
        title,
        heads,
        [
            (
                row["unit_name"],
                *((row["report_year"],) if several_years else ()),
                status_words(row),
                DUTY_WORDS[row["duty"]],
                row["due_on"],
                row["published_on"],
                "、".join(FLAG_WORDS.get(flag, flag) for flag in row["flags"]),
                # a plain publication explains itself by its date
                "" if row["status"] == Status.PUBLISHED and not row["flags"] else row["reason"],
            )
            for row in rows
        ],
    )
    counts = Counter(status_words(row)[2:] for row in rows)
    print("合计：" + "，".join(f"{words} {number}" for words, number in counts.most_common()))


def status_words(row: dict[str, Any]) -> str:
    """A unit that is not bound to publish is not waited for: nothing falls due for it."""
    if row["status"] == Status.NOT_DUE and not Duty(row["duty"]).binding:
        return "· 不作认定"
    return STATUS_WORDS[Status(row["status"])]
