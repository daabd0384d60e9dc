"""The draft of a circular 通报 on who published and who did not, for the office to check and edit. Pure.

It says of a unit what its standing says and no more: what is unverified, not yet due or not owed stands apart, without
a verdict.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import BinaryIO

from alerts.texts import day_words, instant_words
from core.times import local_day
from evidence.groups import GROUPS, Gathered, Group, gather
from evidence.official import Paper
from evidence.rates import NOTES, Counts, percent, rate_words
from evidence.table import About, Row, plain
from evidence.words import LEVEL_WORDS, out_of_date

_CHINESE = "一二三四五六七八九十"
_DRAFT = "（代拟稿：由系统按自动监测结果生成，核对后方可印发）"
_RATED = ("单位数", "应公布", "按时公布", "迟公布", "逾期未公布", "撤下", "未能核实", "未到期", "按时率", "最高可达")


def write_docx(out: BinaryIO, rows: Iterable[Row], year: int, office: str | None, about: About) -> int:
    """Writes the draft for a report year; how many obligations it tells of. `office`: the name of who issues it."""
    gathered = gather(rows)
    paper = Paper(_title(year), _DRAFT, about.made_at)
    paper.heading(_title(year), 0)
    paper.paragraph("各有关单位：", indented=False)
    paper.paragraph(_opening(gathered, year, office, about))
    if caution := _caution(about):
        paper.paragraph(f"（编制说明，印发时删去：{caution}请在检查、认定之后重新生成。）")
    _overview(paper, gathered, about)
    _details(paper, gathered)
    _method(paper)
    _ending(paper, gathered, office, about)
    _annexes(paper, gathered, about)
    paper.save(out)
    return gathered.tally.total.units


def docx(rows: Iterable[Row], year: int, office: str | None, about: About) -> bytes:
    out = io.BytesIO()
    write_docx(out, rows, year, office, about)
    return out.getvalue()


def _title(year: int) -> str:
    return f"关于{year}年度法治政府建设年度报告公布情况的通报"


def _opening(gathered: Gathered, year: int, office: str | None, about: About) -> str:
    cited = "、".join(about.rule(rule) for rule in gathered.rules)
    by = f"按照{cited}，" if cited else ""
    until = f"截至{instant_words(about.judged_at)}，" if about.judged_at else ""
    scope = f"监测范围：{plain(about.scope)}。" if about.scope else ""
    whose = f"{plain(office)}监督的" if office else "各"
    return (
        f"{by}对{whose}单位{year}年度法治政府建设年度报告在网上公布的情况进行了监测。{scope}{until}有关情况通报如下。"
    )


def _caution(about: About) -> str | None:
    """The draft's own day is no day of the standings."""
    if about.made_at is None:
        return None
    return "有的单位还没有认定过。" if about.judged_at is None else out_of_date(about.judged_at, about.made_at)


def _overview(paper: Paper, gathered: Gathered, about: About) -> None:
    total = gathered.tally.total
    paper.heading("一、总体情况", 1)
    paper.paragraph(_sum(total))
    paper.caption("表1　分层级公布情况")
    levels = [_rated(LEVEL_WORDS[level], counts) for level, counts in gathered.tally.levels()]
    _rates(paper, "层级", [*levels, _rated("合计", total)])
    if len(gathered.tally.offices) > 1:
        paper.caption("表2　分监督机关公布情况")
        offices = [_rated(about.office(office), counts) for office, counts in gathered.tally.offices.items()]
        _rates(paper, "监督机关", [*offices, _rated("合计", total)])


def _sum(counts: Counts) -> str:
    """One sentence of all counts; what is nought goes unsaid, but for what everybody asks for."""
    aside = [(counts.exempt, "登记免除"), (counts.unbound, "没有公开义务或者按惯例公布（不计入按时率）")]
    owed = [
        (counts.on_time, f"按时公布{counts.on_time}个{_of_them(counts)}"),
        (counts.late, f"迟公布{counts.late}个"),
        (counts.overdue, f"逾期未公布{counts.overdue}个"),
        (counts.withdrawn, f"公布后撤下{counts.withdrawn}个"),
        (counts.unverified, f"未能核实{counts.unverified}个（没有结论）"),
        (counts.pending, f"期限未到{counts.pending}个"),
    ]
    asides = "".join(f"，{words}{number}个" for number, words in aside if number)
    said = "，".join(words for place, (number, words) in enumerate(owed) if number or not place)
    return (
        f"共监测{counts.units}个单位，其中应公布{counts.owing}个{asides}。应公布的单位中，{said}。"
        f"按时率为{rate_words(counts)}。"
    )


def _of_them(counts: Counts) -> str:
    return f"（其中{counts.questioned}个待核对）" if counts.questioned else ""


def _rated(name: str, counts: Counts) -> Sequence[str]:
    numbers = (
        counts.units,
        counts.owing,
        counts.on_time,
        counts.late,
        counts.overdue,
        counts.withdrawn,
        counts.unverified,
        counts.pending,
    )
    return [name, *map(str, numbers), percent(counts.rate), percent(counts.highest)]


def _rates(paper: Paper, head: str, rows: Iterable[Sequence[str]]) -> None:
    paper.table([head, *_RATED], [18, 9, 9, 9, 9, 9, 9, 9, 9, 12, 12], rows)


def _details(paper: Paper, gathered: Gathered) -> None:
    paper.heading("二、具体情况", 1)
    for number, (group, count, annex) in enumerate(_listed(gathered)):
        paper.heading(f"（{_CHINESE[number]}）{group.heading}", 2)
        where = f"名单见附件{annex}。" if annex else "名单较长，见所附台账。"
        paper.paragraph(f"{group.lead.format(count=count)}{where}")


def _listed(gathered: Gathered) -> Iterator[tuple[Group, int, int | None]]:
    """The groups that have units: how many, and the number of the annex that lists them (None: too many to list)."""
    annex = 0
    for group in GROUPS:
        count = gathered.counts[group.heading]
        if count:
            annex += gathered.fits(group)
            yield group, count, annex if gathered.fits(group) else None


def _method(paper: Paper) -> None:
    paper.heading("三、统计口径", 1)
    for number, note in enumerate(NOTES, start=1):
        paper.paragraph(f"{number}．{note}")
    paper.paragraph(
        f"{len(NOTES) + 1}．以上为自动监测网站公开栏目的结果，只说明检查时所见。报告如已在其他栏目、报刊等处公布，"
        "或者依法不予公开，请提供依据，核实后更正。"
    )


def _ending(paper: Paper, gathered: Gathered, office: str | None, about: About) -> None:
    paper.heading("四、工作要求", 1)
    paper.paragraph("（由印发机关填写）")
    annexes = [(annex, group) for group, _, annex in _listed(gathered) if annex]
    for annex, group in annexes:
        lead = "附件：" if annex == 1 else "　　　"
        paper.paragraph(f"{lead}{annex}．{group.title}")
    paper.signature([plain(office) if office else "（印发机关）", _dated(about.made_at)])
    if about.head is not None and about.head.seq:
        paper.paragraph(f"（编制说明，印发时删去：依据存于证据链，链首{about.head}。）")


def _dated(made_at: datetime | None) -> str:
    return day_words(local_day(made_at)) if made_at else "　　年　月　日"


def _annexes(paper: Paper, gathered: Gathered, about: About) -> None:
    for group, _, annex in _listed(gathered):
        if annex is None:
            continue
        paper.annex(annex, group.title)
        several = len(gathered.tally.offices) > 1
        rows = enumerate(gathered.lists[group.heading], start=1)
        heads = ["序号", "单位", *(["监督机关"] if several else []), *group.heads]
        widths = [5, 16, *([13] if several else []), *group.widths]
        paper.table(heads, widths, (_line(number, row, group, about, several) for number, row in rows))


def _line(number: int, row: Row, group: Group, about: About, several: bool) -> Sequence[str]:
    office = [about.office(row["office"])] if several else []
    return [str(number), plain(row["unit_name"]), *office, *group.line(row, about)]
