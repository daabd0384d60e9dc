"""`review`: what waits for a person, and what people decide of it."""

import click

from cli.chinese import YEAR, ChineseGroup
from cli.looking import looking
from cli.output import json_option, print_json, print_table
from core.decisions import Decision, Verdict
from core.problems import UserProblem
from evidence.words import minute
from flows import deciding
from flows.deciding import WHY_WORDS, AlreadyStored
from flows.run import load_registry
from settings import Settings
from storage import decisions
from storage import review as stored
from storage.database import open_database
from storage.review import Why

_by_option = click.option("--by", required=True, metavar="姓名", help="由谁认定，必填")
_reason_option = click.option("--reason", required=True, metavar="文字", help="为什么，必填")


@click.group(cls=ChineseGroup, help="待核：等待人工核对的页面；确认为报告，或认定不是。")
def review() -> None:
    pass


@review.command("list", help="等待人工核对的页面，新的在前。")
@click.option("--office", metavar="ID", help="只看可能属于这个监督机关的单位的")
@click.option("--unit", metavar="ID", help="只看可能属于这个单位的")
@click.option("--why", type=click.Choice(list(Why)), help="只看这一类")
@click.option("--limit", type=click.IntRange(1, 10_000), default=200, show_default=True, help="最多列出几件")
@json_option
def list_(office: str | None, unit: str | None, why: str | None, limit: int, as_json: bool) -> None:
    with looking(Settings()) as session:
        offices = None if office is None else [office]
        rows = stored.queue(session, offices, why=Why(why) if why else None, unit=unit, limit=limit)
        history = decisions.of_posts(session, [row.post_id for row in rows])
    if as_json:
        print_json([{**_shape(row), "decisions": history.get(row.post_id, [])} for row in rows])
        return
    print_table(
        f"待核 {len(rows)} 件",
        ("帖子", "首次发现", "类别", "标题", "可能的单位", "年度", "原因"),
        [
            (
                row.post_id,
                minute(row.first_seen_at),
                WHY_WORDS[row.why] if row.why else "",
                row.title or row.url,
                "、".join(row.units[:3]) + ("等" if len(row.units) > 3 else ""),
                "、".join(map(str, row.years)),
                row.reason,
            )
            for row in rows
        ],
    )


def _shape(row: stored.Item) -> dict[str, object]:
    return {
        "post": row.post_id,
        "url": row.url,
        "title": row.title,
        "listed_on": row.listed_on.isoformat() if row.listed_on else None,
        "first_seen_at": row.first_seen_at.isoformat(),
        "why": row.why,
        "reason": row.reason,
        "unit": row.unit_id,
        "units": list(row.units),
        "report_years": list(row.years),
        "columns": list(row.columns),
        "capture": row.capture_id,
        "reports": list(row.report_ids),
    }


@review.command(help="确认：这个页面就是这个单位这一年度的报告，按此保存。")
@click.argument("post", type=int, metavar="帖子")
@click.option("--unit", required=True, metavar="ID", help="哪个单位的")
@click.option("--year", type=YEAR, required=True, metavar="年度", help="哪个报告年度的")
@click.option("--replace", "replaces", is_flag=True, help="该单位该年度已有另一份报告的，以本页取代")
@_reason_option
@_by_option
@json_option
def confirm(post: int, unit: str, year: int, replaces: bool, reason: str, by: str, as_json: bool) -> None:  # noqa: PLR0917
    _take(post, Verdict.CONFIRMED, reason, by, as_json=as_json, unit=unit, year=year, replaces=replaces)


@review.command(help="认定不是应当公布的年度报告，不再等待核对；页面以后有变化的，会再次提请核对。")
@click.argument("post", type=int, metavar="帖子")
@_reason_option
@_by_option
@json_option
def refuse(post: int, reason: str, by: str, as_json: bool) -> None:
    _take(post, Verdict.REFUSED, reason, by, as_json=as_json)


@review.command(help="撤销最近一次认定：恢复为程序自己的识读；历次认定都留有记录。")
@click.argument("post", type=int, metavar="帖子")
@_reason_option
@_by_option
@json_option
def undo(post: int, reason: str, by: str, as_json: bool) -> None:
    _take(post, Verdict.UNDONE, reason, by, as_json=as_json)


def _take(
    post: int,
    verdict: Verdict,
    reason: str,
    by: str,
    *,
    as_json: bool,
    unit: str | None = None,
    year: int | None = None,
    replaces: bool = False,
) -> None:
    settings = Settings()
    registry = load_registry(settings)
    decision = Decision(post, verdict, reason, by, settings.clock(), unit, year)
    database = open_database(settings.database)
    try:
        taken = deciding.take(settings, database, registry, decision, None, replaces=replaces)
    except AlreadyStored as problem:
        raise UserProblem(f"{problem}：--replace") from None
    except OverflowError:
        raise UserProblem(f"没有这个待核的页面：{post}") from None
    finally:
        database.close()
    if as_json:
        print_json({"decision": taken.number, "outcome": taken.outcome, "waits": taken.waits})
    else:
        print(f"认定 {taken.number} 号：{taken.outcome or f'已登记，{taken.waits}'}")
