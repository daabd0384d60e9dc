"""What a title says a post is: a unit's yearly report, one of its look-alikes, or something else."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from core.posts import Kind, Recognition
from parsers import vocabulary as words
from parsers.doubts import is_bare_report, is_sentence
from parsers.issuers import read_issuers
from parsers.look_alikes import (
    behind_report,
    find_look_alike,
    interim_word,
    many_years,
    nearly_year,
    other_matters,
    plan_word,
    publishes,
)
from parsers.titles import LONGEST, Title, plain, prepare

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:\s*年|\s*(?=度))")
_BARE_YEAR = re.compile(r"(?<![\d〔\[])((?:19|20)\d{2})(?![\d〕\]])")
_YEAR_WORDS = re.compile(
    r"(?<!\d)(?:(?:19|20)\d{2}\s*年?|[1-4]\d\s*年)度?(?:全年|1\s*月?\s*[-—–~至到]\s*1[012]\s*月(?:份)?)?"
)
_LEAD = re.compile(r"(?:全面)?(?:深入)?(?:贯彻)?(?:推进|落实|加强|开展)?$")
_ABOUT = re.compile(r"^关于(?:报送|上报|印发|公开|公布|发布|转发)?|^对")
_BEGINS_WITH_TITLE = re.compile(
    r"[^，。；,;\n]{2,60}?(?:法治政府|法治建设|依法行政)[^，。；,;\n]{0,16}?(?:报告|总结|汇报)"
)
_NAMES = re.compile(r"[\u4e00-\u9fff \u3000、，,]{4,60}")
_ORGAN = re.compile(r"省|市|县|区|旗|镇|乡|街道|政府|委员会|办事处|[局厅委办]")
_CUT_NAME = 3  # characters behind the last whole word of a name
_RUN_TOGETHER = 200  # characters: no title line is as long
NO_TITLE = "没有标题"
SENTENCE = "是一句话，不是标题"
NO_SUBJECT = "标题没有“法治政府建设”“依法行政”等字样"
NO_REPORT = "标题提到法治，但没有“报告”“总结”等字样"
PROMISED = "标题看不出是什么材料，但所在栏目公布法治政府建设年度报告"
BARE = "标题只写“年度报告”，未写是什么报告"
"""The reason of a title that may be any yearly report's."""


def recognise_title(title: str, *, listed_on: date | None = None, context: str | None = None) -> Recognition:
    """Kind, report year and issuers that `title` gives, with the reasons in Chinese that name the telling words.

    `context` is what is known around it (the column's name): with it a title without subject may still be a report.
    `listed_on` only serves to doubt a year that lies after the list's date; no year is ever made from it.
    """
    return _recognise(title[:LONGEST], listed_on, context)


def may_be_report(title: str, *, listed_on: date | None = None) -> bool:
    """Whether `recognise_title` takes it for a candidate, told at once of the many titles that have no word for it."""
    text = plain(title[:LONGEST])
    wordless = not words.REPORT_NOUN.search(text) and not words.CUT.search(text)
    return not wordless and recognise_title(title, listed_on=listed_on).candidate


@lru_cache(maxsize=4096)  # a title stands in the list, in tags and on the page, and every night again
def _recognise(title: str, listed_on: date | None, context: str | None) -> Recognition:
    text = plain(title)
    if is_sentence(text):
        return Recognition(Kind.OTHER, reasons=(SENTENCE,))
    seen = prepare(text)
    if not seen.text:
        return Recognition(Kind.OTHER, reasons=(NO_TITLE,))
    if refusal := find_look_alike(seen):
        return refusal
    if publishes(seen):
        return _publishing_notice(seen)
    if seen.subject and words.REPORT_NOUN.search(seen.bare, seen.subject.end()):
        return _report(seen, listed_on)
    return _perhaps(seen, context)


def is_report_column(name: str) -> bool:
    """Whether a column of that name 栏目名称 is there for the yearly reports: 「法治政府建设年度报告」."""
    return bool(words.SUBJECT.search(name) and re.search(r"报告|年报", name))


def may_be_promised(title: str, *, listed_on: date | None = None) -> Recognition | None:
    """What a post of such a column may be, for a person, though its title 「司法局2025年」 says nothing; None where
    it says what it is.
    """
    told = recognise_title(title, listed_on=listed_on)
    return replace(told, doubtful=True, reasons=(PROMISED,)) if not told.candidate and tells_nothing(told) else None


def tells_nothing(seen: Recognition) -> bool:
    """A title that is no look-alike of anything, only no report's: 「公开内容详情」."""
    return seen.reasons in ((NO_SUBJECT,), (NO_REPORT,))


def leaves_it_to_the_text(seen: Recognition) -> bool:
    """No title that says what the post is: only its text can tell."""
    return tells_nothing(seen) or seen.reasons in ((NO_TITLE,), (SENTENCE,))


def recognise_interim(title: str) -> Recognition | None:
    """「2024年上半年法治政府建设情况报告」 with its year and issuers; None for any other title, at once for most."""
    text = plain(title)
    if not words.REPORT_NOUN.search(text):
        return None
    seen = prepare(text)
    if not seen.subject or not interim_word(seen) or not words.REPORT_NOUN.search(seen.bare, seen.subject.end()):
        return None
    told = recognise_title(title)
    issuers = tuple(name for name in _issuers(seen) if not words.INTERIM.search(name))
    return replace(told, report_year=_report_year(seen), issuers=issuers) if told.kind is Kind.OTHER else None


def recognise_run_together(text: str) -> Recognition | None:
    """A text that was saved in one line, with its title at the beginning: a person must look; None for any other."""
    line = text.split("\n", 1)[0]
    title = _BEGINS_WITH_TITLE.match(line) if len(line) >= _RUN_TOGETHER else None
    seen = recognise_title(title.group()) if title else None
    if seen is None or seen.kind is not Kind.ANNUAL_REPORT:
        return None
    return replace(seen, doubtful=True, reasons=(*seen.reasons, "标题与正文连成一行，无法分开"))


def _publishing_notice(seen: Title) -> Recognition:
    """It is looked at, and a person decides where the page does not."""
    whole = prepare(seen.text.replace("《", "").replace("》", ""))
    reason = "标题是公开报告的公告、通知或函，报告可能就在其中"
    return Recognition(Kind.NOTICE, _report_year(whole), _issuers(whole), True, (reason,))


def _report(seen: Title, listed_on: date | None) -> Recognition:
    year = _report_year(seen)
    reasons = ["标题是法治政府建设年度报告" if year else "标题是法治政府建设报告，但未写年度"]
    doubts = list(_doubts(seen))
    if year and listed_on and year > listed_on.year:
        doubts.append(f"标题年度{year}晚于列表日期{listed_on.isoformat()}")
    return Recognition(Kind.ANNUAL_REPORT, year, _issuers(seen), bool(doubts), tuple(reasons + doubts))


def _doubts(seen: Title) -> Iterator[str]:
    assert seen.subject is not None
    if words.WIDER_SUBJECT.fullmatch(seen.subject.group()) and "法治政府" not in seen.bare:
        yield f"标题写“{seen.subject.group()}”，未写“法治政府建设”"
    elif not words.SUBJECT.search(seen.bare):
        yield "标题未写“法治政府建设”"
    if plan := plan_word(seen):
        yield f"标题同时提到“{plan}”"
    for word, matter in other_matters(seen):
        yield f"标题同时提到“{word}”（{matter}）"
    if years := many_years(seen):
        yield f"标题同时提到“{years}”"
    if not re.search(r"报告|总结|汇报|年报", seen.bare[seen.subject.end() :]):
        yield "标题只写“情况”或“白皮书”，未写“报告”"
    if nearly := nearly_year(seen):
        yield f"标题只说到“{nearly}”，不满全年"
    if units := words.ALL_UNITS.search(seen.bare[: seen.subject.start()]):
        yield f"标题说的是“{units.group()}”，可能是多份报告"
    if two := words.TWO_YEARS.search(seen.bare):
        yield f"标题同时写“{two.group()}”两个年度"
    if words.COLLECTION.search(rest := behind_report(seen)):
        yield f"标题写“{rest}”，可能是多份报告"
    elif rest:
        yield f"标题在“报告”之后还有“{rest}”"
    if seen.cut:
        yield "列表标题被截断，须以正文为准"


def _perhaps(seen: Title, context: str | None) -> Recognition:
    """No clear report: still doubtful where a cut title or the column around it leaves it possible."""
    if not (reason := _why_perhaps(seen, context)):
        return Recognition(Kind.OTHER, reasons=(NO_REPORT if words.SUBJECT.search(seen.text) else NO_SUBJECT,))
    return Recognition(Kind.ANNUAL_REPORT, _report_year(seen), _issuers(seen), True, (reason,))


def _why_perhaps(seen: Title, context: str | None) -> str | None:
    if seen.cut and _could_go_on(seen):
        return "列表标题被截断，可能是年度报告"
    if words.OUTLINE.search(seen.quoted) and words.CARRIES_OUT.search(seen.bare):
        return "标题是落实法治政府建设纲要的情况报告，可能即年度报告"
    if context and words.SUBJECT.search(context) and words.PLAIN_REPORT.search(seen.bare):
        return "标题未写事项，但所在栏目是法治政府建设年度报告"
    return BARE if is_bare_report(seen.bare) else None


def _could_go_on(seen: Title) -> bool:
    """Before the cut stands the subject, its beginning, or nothing yet after the year, or but the names of organs."""
    text = words.CUT.sub("", seen.text)
    return bool(
        seen.subject
        or _only_names(text)
        or re.search(r"(?:法治?|依法?|法治政|依法行)$|关于(?:\D{0,12})?(?:(?:19|20)\d{2}年?度?)?$", text)
    )


def _only_names(text: str) -> bool:
    """The names of organs, of places and what they have, the last one perhaps cut."""
    ends = [found.end() for found in _ORGAN.finditer(text)] if _NAMES.fullmatch(text) else []
    return len(ends) > 1 and len(text) - ends[-1] <= _CUT_NAME


def _report_year(seen: Title) -> int | None:
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


def _issuers(seen: Title) -> tuple[str, ...]:
    """What stands before 关于, the year or the subject; behind the year where nothing stands before it."""
    text = words.CUT.sub("", seen.bare)
    head = text[: seen.subject.start()] if seen.subject else text
    about = head.find("关于")
    head = head[:about] if about > 0 else _ABOUT.sub("", head)
    names = (read_issuers(_trim(part)) for part in _YEAR_WORDS.split(head, maxsplit=1))
    return next((found for found in names if found), ())


def _trim(name: str) -> str:
    return _LEAD.sub("", name.strip(" 度“《"))
