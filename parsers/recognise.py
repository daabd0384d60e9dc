"""What a title says a post is: a unit's yearly report, one of its look-alikes, or something else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.posts import Kind, Recognition
from parsers import vocabulary as words
from parsers.doubts import is_bare_report, is_sentence, tells_of_report_too, tells_one_year, without_end
from parsers.issuers import read_issuers
from parsers.numerals import year_in_digits
from parsers.text import clean_line

_LONGEST = 400  # characters of a title that are looked at
_QUOTED = re.compile(r"《[^《》]*》?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:\s*年|\s*(?=度))")
_BARE_YEAR = re.compile(r"(?<![\d〔\[])((?:19|20)\d{2})(?![\d〕\]])")
# the rest of an organ's name, up to where the name must be over
_NAME_GOES_ON = re.compile(
    r"[\u4e00-\u9fff、]{0,12}?(?:[局区队院厅委]|办公室|中心|委员会|[管执]委会)(?=关于|推进|[的和、\s\d]|$)"
)
_LEAD = re.compile(r"(?:全面)?(?:深入)?(?:贯彻)?(?:推进|落实|加强|开展)?$")
_WIDE = {ord("０") + i: str(i) for i in range(10)}
UNTOLD = "标题不是法治政府建设年度报告"
"""The reason of a title that tells nothing: no look-alike, only no report's title."""
BARE = "标题只写“年度报告”，未写是什么报告"
"""The reason of a title that may be any yearly report's."""


@dataclass(frozen=True, slots=True)
class _Title:
    """A title prepared for reading: `text` as written with years in digits, `bare` without what it quotes in 《》."""

    text: str
    bare: str
    subject: re.Match[str] | None

    @property
    def cut(self) -> bool:
        return bool(words.CUT.search(self.text))


def recognise_title(title: str, *, listed_on: date | None = None, context: str | None = None) -> Recognition:
    """Kind, report year and issuers that `title` gives, with the reasons in Chinese.

    `context` is what is known around it (the column's name): with it a title without subject may still be a report.
    `listed_on` only serves to doubt a year that lies after the list's date; no year is ever made from it.
    """
    text = year_in_digits(clean_line(title[:_LONGEST]).translate(_WIDE))
    if is_sentence(text):
        return Recognition(Kind.OTHER, reasons=("是一句话，不是标题",))
    seen = _prepare(without_end(text))
    if not seen.text:
        return Recognition(Kind.OTHER, reasons=("没有标题",))
    if refusal := _look_alike(seen):
        return refusal
    if seen.subject and words.REPORT_NOUN.search(seen.bare, seen.subject.end()):
        return _report(seen, listed_on)
    return _perhaps(seen, context)


def _prepare(text: str) -> _Title:
    bare = _QUOTED.sub("", text)
    if not words.SUBJECT.search(bare) and not re.search(r"通知|解读|说明|审议|发布|印发|报送", bare):
        bare = text.replace("《", "").replace("》", "")  # the whole title stands in 《》
    return _Title(text, bare, words.SUBJECT.search(bare) or words.PLACE_SUBJECT.search(bare))


def _look_alike(seen: _Title) -> Recognition | None:
    """The look-alike that the title names, in the order in which the words overrule each other."""
    if words.INTERPRETATION.search(seen.text):
        return _refused(Kind.INTERPRETATION)
    if words.TEMPLATE.search(seen.text):
        return _refused(Kind.TEMPLATE)
    if _plans(seen) and not _ends_as_report(seen.bare) and not _calls_for_reports(seen.text):
        return _refused(Kind.PLAN)
    if _names(seen, words.NOTICE):
        return _publishing_notice(seen) or _refused(Kind.NOTICE)
    if refusal := _not_this_report(seen) or _other_yearly(seen):
        return refusal
    return _refused(Kind.NEWS) if _names(seen, words.NEWS) and not _ends_as_report(seen.bare) else None


def _publishing_notice(seen: _Title) -> Recognition | None:
    """A notice that publishes the report may hold it: it is looked at, and a person decides where the page does not."""
    subject = words.SUBJECT.search(seen.text)
    if not subject or not words.REPORT_NOUN.search(seen.text, subject.end()) or words.CALL.search(seen.text):
        return None
    if not words.PUBLISHES.search(seen.text):
        return None
    whole = _Title(seen.text, seen.text, subject)
    reason = "标题是公开报告的公告、通知或函，报告可能就在其中"
    return Recognition(Kind.NOTICE, _report_year(whole), _issuers(whole), True, (reason,))


def _plans(seen: _Title) -> bool:
    """Plan words, quoted ones too (关于印发《…要点》的通知); 「总结和明年计划」 is a report all the same."""
    with_plan = seen.subject is not None and words.REPORT_WITH_PLAN.search(seen.bare)
    return not with_plan and (_names(seen, words.PLAN) or bool(words.PLAN.search("".join(_QUOTED.findall(seen.text)))))


def _calls_for_reports(text: str) -> bool:
    return bool(re.search(r"(?:报送|做好|公开|上报|撰写).{0,40}报告.{0,12}通知", text))


def _ends_as_report(bare: str) -> bool:
    """Ends like a report and tells of no event, whatever words stood before."""
    event = re.search(r"审议|听取|召开|举[行办]|发布|公布|部署", bare)
    return bool(re.search(r"(?:报告|总结|汇报)[）)\s]*$", bare)) and not event


def _not_this_report(seen: _Title) -> Recognition | None:
    if (matter := _other_matter(seen)) and not tells_of_report_too(seen.bare):
        return Recognition(Kind.OTHER, reasons=(f"标题是{matter}",))
    if _names(seen, words.INTERIM):
        return Recognition(Kind.OTHER, reasons=("标题是半年、季度或某月的总结，不是年度报告",))
    if _names(seen, words.MANY_YEARS) and not tells_one_year(seen.bare, seen.subject):
        return Recognition(Kind.OTHER, reasons=("标题跨多个年度，不对应单一报告年度",))
    return None


def _other_matter(seen: _Title) -> str | None:
    return next((matter for pattern, matter in words.NOT_YEARLY if _names(seen, pattern)), None)


def _other_yearly(seen: _Title) -> Recognition | None:
    """Another yearly report; where 法治政府建设 stands too, it is the subject and the other word a side topic."""
    yearly = re.search(r"报告|年报|报表|总结|公报", seen.bare)
    for pattern, reason in words.OTHER_YEARLY:
        if yearly and seen.subject is None and pattern.search(seen.bare):
            return Recognition(Kind.OTHER_ANNUAL_REPORT, reasons=(f"标题属于{reason}",))
    return None


def _names(seen: _Title, pattern: re.Pattern[str]) -> bool:
    """`pattern` stands in the title, and not only inside the issuer's own name (规划局, 示范区管委会, 审计局)."""
    return any(not _in_name(seen, m) for m in pattern.finditer(seen.bare))


def _in_name(seen: _Title, word: re.Match[str]) -> bool:
    if seen.subject is None or word.end() > seen.subject.start():
        return False
    behind = seen.bare[word.end() : seen.subject.start()]
    return bool(_NAME_GOES_ON.match(behind))


def _refused(kind: Kind) -> Recognition:
    return Recognition(kind, reasons=(words.REASONS[kind],))


def _report(seen: _Title, listed_on: date | None) -> Recognition:
    year = _report_year(seen)
    reasons = ["标题是法治政府建设年度报告" if year else "标题是法治政府建设报告，但未写年度"]
    doubts = list(_doubts(seen))
    if year and listed_on and year > listed_on.year:
        doubts.append(f"标题年度{year}晚于列表日期{listed_on.isoformat()}")
    return Recognition(Kind.ANNUAL_REPORT, year, _issuers(seen), bool(doubts), tuple(reasons + doubts))


def _doubts(seen: _Title) -> Iterator[str]:
    if not words.SUBJECT.search(seen.bare):
        yield "标题未写“法治政府建设”"
    if _plans(seen):
        yield "标题同时提到计划或方案"
    if matter := _other_matter(seen):
        yield f"标题同时提到{matter}"
    if _names(seen, words.MANY_YEARS):
        yield "标题同时提到多个年度"
    if not re.search(r"报告|总结|汇报|年报", seen.bare[seen.subject.end() if seen.subject else 0 :]):
        yield "标题只写“情况”或“白皮书”，未写“报告”"
    if seen.cut:
        yield "列表标题被截断，须以正文为准"


def _perhaps(seen: _Title, context: str | None) -> Recognition:
    """No clear report: still doubtful where a cut title or the column around it leaves it possible."""
    year, issuers = _report_year(seen), _issuers(seen)
    if seen.cut and _could_go_on(seen):
        return Recognition(Kind.ANNUAL_REPORT, year, issuers, True, ("列表标题被截断，可能是年度报告",))
    if context and words.SUBJECT.search(context) and words.PLAIN_REPORT.search(seen.bare):
        reason = "标题未写事项，但所在栏目是法治政府建设年度报告"
        return Recognition(Kind.ANNUAL_REPORT, year, issuers, True, (reason,))
    if is_bare_report(seen.bare):
        return Recognition(Kind.ANNUAL_REPORT, year, issuers, True, (BARE,))
    return Recognition(Kind.OTHER, reasons=(UNTOLD,))


def _could_go_on(seen: _Title) -> bool:
    """Before the cut stands the subject, its beginning, or nothing yet after the year."""
    text = words.CUT.sub("", seen.text)
    return bool(
        seen.subject or re.search(r"(?:法治?|依法?|法治政|依法行)$|关于(?:\D{0,12})?(?:(?:19|20)\d{2}年?度?)?$", text)
    )


def _report_year(seen: _Title) -> int | None:
    """The last year before the subject, else the first after it; a bare 2023 counts only where no 「…年」 stands."""
    at = seen.subject.start() if seen.subject else len(seen.bare)
    plan = words.REPORT_WITH_PLAN.search(seen.bare)  # a year behind 「总结和」 is the plan's
    told = seen.bare[: plan.end()] if plan else seen.bare
    for pattern in (_YEAR, _BARE_YEAR):
        found = [(m.start(), int(m.group(1))) for m in pattern.finditer(told)]
        if found:
            before = [year for start, year in found if start < at]
            return before[-1] if before else found[0][1]
    return None


def _issuers(seen: _Title) -> tuple[str, ...]:
    """What stands before 关于, the year or the subject; behind the year where nothing stands before it."""
    text = words.CUT.sub("", seen.bare)
    end = seen.subject.start() if seen.subject else len(text)
    head = text[:end]
    about = head.find("关于")
    if about > 0:
        return read_issuers(head[:about])
    head = head.removeprefix("关于")
    year = _YEAR.search(head) or _BARE_YEAR.search(head)
    first, rest = (head[: year.start()], head[year.end() :]) if year else (head, "")
    return read_issuers(_trim(first)) or read_issuers(_trim(rest.lstrip("度 ")))


def _trim(name: str) -> str:
    return _LEAD.sub("", name.strip())
