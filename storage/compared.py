"""Two stored revisions of a report compared."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy.orm import Session

from core.changes import ChangeKind
from core.compared import Compared, Row
from core.differences import Difference
from core.problems import UserProblem
from parsers.differences import compare
from storage import provenance, sights
from storage.report_views import show_report

MOST = 400_000
"""Characters of both texts together that may be compared while somebody waits: two seconds of work."""


def load(
    session: Session,
    report_id: int,
    first: int | None,
    last: int | None,
    offices: Collection[str] | None = None,
    *,
    most: int | None = None,
) -> Compared:
    """The newest revision against the one before, unless told otherwise. Raises UserProblem for what is not there.

    `offices`: whose units may be seen (None: all). `most`: see MOST; None sets no limit.
    """
    history = provenance.revisions(session, report_id) if sights.of_report(session, report_id, offices) else []
    if not history:
        raise UserProblem(f"没有编号为 {report_id} 的报告")
    for number in (first, last):
        if number is not None and not 1 <= number <= len(history):
            raise UserProblem(f"报告 {report_id} 没有第 {number} 版，现有 {len(history)} 版")
    last = last or len(history)
    first = first or last - 1
    if first == last or (first == 0 and len(history) > 1):
        raise UserProblem("要比较的是同一个版本" if first else "第 1 版之前没有版本；请用 --from 和 --to 指明两个版本")
    new, report = history[last - 1], _stored(session, report_id, last)
    if first == 0:
        return Compared(report, None, new, Difference())
    old, before = history[first - 1], _stored(session, report_id, first)
    length = len(before["body"]) + len(report["body"])
    if most is not None and length > most:
        raise UserProblem(
            f"两版正文共 {length} 字，太长，不在网页上对照；请用命令行 fazhiwatch reports diff {report_id}"
        )
    steps = history[min(first, last) : max(first, last)]
    return Compared(report, old, new, compare(before, report), tuple(_remarks(old, new, steps)))


def _stored(session: Session, report_id: int, number: int) -> Row:
    report = show_report(session, report_id, number)
    if report is None:
        raise UserProblem(f"报告 {report_id} 没有第 {number} 版")
    return report


def _remarks(old: Row, new: Row, steps: Sequence[Row]) -> Iterator[str]:
    """What of a difference comes from us: another reading of the same bytes, or another parser."""
    chosen = [step for step in steps if step["change_kind"] == ChangeKind.DECIDED]
    reread = [str(step["revision"]) for step in steps if step["change_kind"] == ChangeKind.REREAD]
    for step in chosen:
        yield f"第 {step['revision']} 版改用了另一页面，是人工认定的结果，不是网站的改动：{step['change_reason']}。"
    if old["page"]["record_id"] == new["page"]["record_id"]:
        yield "两版读自同一次抓取的同一网页，差异来自识读程序的更新，不是网站的改动。"
    elif reread:
        yield f"其中第 {'、'.join(reread)} 版是对原有网页的重新识读，这一步的差异来自识读程序的更新，不是网站的改动。"
    elif not chosen and old["parser_version"] != new["parser_version"]:
        yield "两版由不同版本的识读程序读出，个别差异可能来自识读，认定前请核对存档原件。"
