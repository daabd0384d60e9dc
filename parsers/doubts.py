"""What leaves a title doubtful instead of refused: nothing that could well be the report is passed over in silence."""

import re

from parsers import vocabulary as words
from parsers.issuers import is_organ

_FULL_STOP_INSIDE = re.compile(r"。(?!。|$)")
_END = re.compile(r"(?<![:：；;，,])(?<![^。]。)(?:(?<!。)。|[:：；;，,])+$")
_TITLE_END = re.compile(r"(?:报告|总结|汇报|年报|情况|公告|公示|通知|函)[》”]*(?:[（(][^（）()]{1,12}[）)])?[》”]*$")
_CLAUSES = re.compile(r"[，,；;]|现将|现就|如下|特此|^[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]")
_SIDE = re.compile(
    r"(?:暨|以及|及|和|与|、)(?:法治政府(?:建设)?)?示范[省市区县镇乡]?(?:创建)?"  # 法治政府建设暨示范创建工作情况
    r"|(?:专项|专题)(?=(?:工作)?报告$)"
)


def without_end(text: str) -> str:
    """`text` without the full stop or colon that some lists put behind a title; an ellipsis of 。。 stays."""
    return _END.sub("", text)


def is_sentence(text: str) -> bool:
    """A sentence or its beginning; a report's title with a mark behind it is none."""
    told = without_end(text)
    if _FULL_STOP_INSIDE.search(told):
        return True
    return told != text and (not _TITLE_END.search(told) or bool(_CLAUSES.search(told)))


def tells_one_year(bare: str, subject: re.Match[str] | None) -> bool:
    """「“十四五”收官暨2025年度法治政府建设」: the one year stands right before the subject, and no range of years."""
    return bool(subject and not words.YEAR_RANGE.search(bare) and words.YEAR_BEFORE.search(bare[: subject.start()]))


def tells_of_report_too(bare: str) -> bool:
    """「示范创建暨法治政府建设情况报告」: what follows the last joint is a report's title by itself."""
    last = words.JOINT.split(_SIDE.sub("", bare))[-1]
    subject = words.SUBJECT.search(last)
    if not subject or not words.REPORT_NOUN.search(last, subject.end()):
        return False
    return not any(pattern.search(last) for pattern, _ in words.NOT_YEARLY)


def is_bare_report(bare: str) -> bool:
    """「2025年度报告」, with an organ before it or without: of what, only the text tells."""
    found = words.BARE_REPORT.search(bare)
    if not found:
        return False
    head = bare[: found.start()].strip().removesuffix("关于").strip()
    return not head or is_organ(head)
