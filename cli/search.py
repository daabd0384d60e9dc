"""`reports search`: words in the texts of all stored reports."""

from collections.abc import Mapping, Sequence
from typing import Any

import click
from rich.markup import escape

from cli.chinese import YEAR, ChineseCommand
from cli.looking import looking
from cli.output import console, json_option, print_json, say
from core.duties import Status
from core.search_text import Unsearchable, asked
from core.units import Level
from evidence.report_words import flag_words
from evidence.words import FLAG_WORDS, LEVEL_WORDS, standing_words, visible
from settings import Settings
from storage import search as stored

_MOST = 1000


@click.command(cls=ChineseCommand, help="在标题、单位名称和正文中检索：多个词用空格分开，报告须全部包含。")
@click.argument("words", nargs=-1, required=True, metavar="检索词...")
@click.option("--office", metavar="ID", help="只查这个监督机关的单位")
@click.option("--unit", metavar="ID", help="只查这个单位")
@click.option("--level", type=click.Choice([level.value for level in Level]), help="只查这一层级")
@click.option("--year", type=YEAR, metavar="年度", help="只查这个报告年度")
@click.option("--from", "first", type=YEAR, metavar="年度", help="从这个报告年度起")
@click.option("--to", "last", type=YEAR, metavar="年度", help="到这个报告年度止")
@click.option("--standing", type=click.Choice([status.value for status in Status]), help="只查这种办理状态")
@click.option("--flag", type=click.Choice(list(FLAG_WORDS)), help="只查有这个标记的")
@click.option("--by-date", is_flag=True, help="新的在前（默认相关的在前）")
@click.option("--limit", type=click.IntRange(1, _MOST), default=20, metavar="份数", help="最多列出多少份（默认 20）")
@json_option
def search(
    *,
    words: tuple[str, ...],
    year: int | None,
    first: int | None,
    last: int | None,
    limit: int,
    as_json: bool,
    **narrowed: Any,
) -> None:
    try:
        query = asked(" ".join(words))
    except Unsearchable as problem:
        raise click.UsageError(str(problem)) from None
    sought = stored.Sought(query, year_from=year or first, year_to=year or last, **narrowed)
    hits: list[dict[str, Any]] = []
    with looking(Settings()) as session:
        found = stored.find(session, sought, limit=limit)
        hits += found.hits
        while found.next and len(hits) < limit:
            found = stored.find(session, sought, limit=limit - len(hits), after=found.next)
            hits += found.hits
    listed_all = found.next is None
    total = f"共 {len(hits)}" if listed_all else f"{'约' if found.approximate else '共'} {found.total}"
    say(f"{total} 份报告" + (f"，列出 {len(hits)} 份" if hits else ""))
    if as_json:
        print_json(hits)
    else:
        _print(hits)


def _print(hits: Sequence[Mapping[str, Any]]) -> None:
    for hit in hits:
        dated = f"{hit['published_on']} 公布" if hit["published_on"] else "页面无日期"
        standing = standing_words(hit["status"], hit["duty"]) if hit["status"] else ""
        doubted = "待人工确认" if hit["doubted"] else ""
        facts = (f"编号 {hit['id']}", hit["unit_name"], LEVEL_WORDS[hit["level"]], f"{hit['report_year']}年度", dated)
        about = "  ".join(filter(None, (*facts, standing, doubted, flag_words(hit["flags"]))))
        console().print(f"[bold]{escape(visible(hit['title'] or '（页面无标题）'))}[/bold]\n  {escape(visible(about))}")
        for snippet in hit["snippets"]:
            console().print(f"  {_marked(snippet)}")


def _marked(snippet: Mapping[str, Any]) -> str:
    """The passage with its marks, in rich's markup."""
    text, at, pieces = snippet["text"], 0, []
    for start, end in snippet["marks"]:
        pieces += [escape(visible(text[at:start])), f"[reverse]{escape(visible(text[start:end]))}[/reverse]"]
        at = end
    before, after = snippet["cut"]
    return f"{'…' * before}{''.join(pieces)}{escape(visible(text[at:]))}{'…' * after}"
