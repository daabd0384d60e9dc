"""The look-alikes of a yearly report 相似标题: what a title is instead, with the words that tell it."""

import re
from collections.abc import Iterator

from core.posts import Kind, Recognition
from parsers import vocabulary as words
from parsers.doubts import tells_of_report_too, tells_one_year
from parsers.issuers import is_organ
from parsers.titles import Title

# the rest of an organ's name, up to where the name must be over
_NAME_GOES_ON = re.compile(
    r"[\u4e00-\u9fff、]{0,12}?(?:[局区队院厅委]|办公室|中心|委员会|[管执]委会)(?=关于|推进|召开|举[行办]|组织|开展|发布|审议|[的和、\s\d“《]|$)"
)
_LAST_BRACKET = re.compile(r"[（(][^（）()]{0,30}[)）]\s?$")


def find_look_alike(seen: Title) -> Recognition | None:
    """The look-alike that the title names, in the order in which the words overrule each other; None for none."""
    for kind, pattern in ((Kind.INTERPRETATION, words.INTERPRETATION), (Kind.TEMPLATE, words.TEMPLATE)):
        if m := pattern.search(seen.text):
            return _refused(kind, m.group())
    if (plan := plan_word(seen)) and not _only_reports(seen) and not words.CALL_FOR_REPORTS.search(seen.text):
        return _refused(Kind.PLAN, plan)
    if notice := _word(seen, words.NOTICE):
        return None if publishes(seen) else _refused(Kind.NOTICE, notice)
    if refusal := _not_yearly(seen) or _other_yearly(seen):
        return refusal
    event = words.EVENT.search(seen.bare)  # no organ's name holds one
    news = event.group() if event else _word(seen, words.NEWS)
    return _refused(Kind.NEWS, news) if news and not _only_reports(seen) else None


def publishes(seen: Title) -> bool:
    """A notice that publishes the report may hold it."""
    if not _word(seen, words.NOTICE):
        return False
    told = words.HANDS_IN.search(seen.text) or (not words.CALL.search(seen.text) and words.PUBLISHES.search(seen.text))
    if not told:
        return False
    subject = words.SUBJECT.search(seen.text)
    return bool(subject and words.REPORT_NOUN.search(seen.text, subject.end()))


def interim_word(seen: Title) -> str | None:
    """上半年, 第一季度, 6月 … where the title tells of a part of a year."""
    if nearly_year(seen):
        return None
    month = words.ONE_MONTH.search(_LAST_BRACKET.sub("", seen.bare))
    return _word(seen, words.INTERIM) or (month.group() if month else None)


def nearly_year(seen: Title) -> str | None:
    """1—11月, where the title tells that the year was not yet over."""
    found = words.NEARLY_YEAR.search(seen.bare)
    return found.group() if found else None


def plan_word(seen: Title) -> str | None:
    """A plan's word, a quoted one too (关于印发《…要点》的通知); 「总结和明年计划」 is a report all the same."""
    if seen.subject is not None and words.REPORT_WITH_PLAN.search(seen.bare):
        return None
    if words.OUTLINE.search(seen.quoted) and words.CARRIES_OUT.search(seen.bare):
        return None
    if word := _word(seen, words.PLAN):
        return word
    quoted = words.PLAN.search(seen.quoted)
    return quoted.group() if quoted else None


def behind_report(seen: Title) -> str:
    """What stands behind 报告 and is neither its ending, nor a plan, nor the unit's name; "" for nothing."""
    core = seen.core
    if seen.cut or words.ENDS_AS_REPORT.search(core) or words.ENDS_WITH_PLAN.search(core):
        return ""
    nouns = list(words.REPORT_NOUN.finditer(core))
    rest = core[nouns[-1].end() :].strip(" 的》”") if nouns else ""
    return "" if is_organ(rest) else rest


def other_matters(seen: Title) -> Iterator[tuple[str, str]]:
    """Each other matter that the title tells of, with its word."""
    for pattern, matter in words.NOT_YEARLY if words.ANY_OTHER_MATTER.search(seen.bare) else ():
        if word := _word(seen, pattern):
            yield word, matter


def many_years(seen: Title) -> str | None:
    return _word(seen, words.MANY_YEARS)


def _only_reports(seen: Title) -> bool:
    """Ends like a report and tells of no event, whatever words stood before."""
    return bool(words.REPORTS_ONLY.search(seen.core)) and not words.EVENT.search(seen.bare)


def _not_yearly(seen: Title) -> Recognition | None:
    for word, matter in other_matters(seen):
        if not tells_of_report_too(seen.bare) and not (_is_leadership(seen, word) and _reports_first(seen)):
            return _other(f"标题含“{word}”，是{matter}，不是年度报告")
    if part := interim_word(seen):
        return _other(f"标题写“{part}”，是半年、季度或某月的总结，不是年度报告")
    if (years := many_years(seen)) and not tells_one_year(seen.bare, seen.subject):
        return _other(f"标题写“{years}”，跨多个年度，不对应单一报告年度")
    return _behind(seen)


def _is_leadership(seen: Title, word: str) -> bool:
    return bool(words.LEADERSHIP.fullmatch(word))


def _reports_first(seen: Title) -> bool:
    return bool(words.WITH_LEADERSHIP.search(seen.bare))


def _behind(seen: Title) -> Recognition | None:
    rest = behind_report(seen)
    for pattern, kind, reason in words.BEHIND:
        if rest and pattern.search(rest):
            return Recognition(kind, reasons=(f"标题在“报告”之后写“{rest}”，{reason}",))
    return None


def _other_yearly(seen: Title) -> Recognition | None:
    """Another yearly report; where 法治政府建设 stands too, it is the subject and the other word a side topic."""
    if seen.subject is not None or not re.search(r"报告|年报|报表|总结|公报", seen.bare):
        return None
    for pattern, reason in words.OTHER_YEARLY:
        if m := pattern.search(seen.bare):
            return Recognition(Kind.OTHER_ANNUAL_REPORT, reasons=(f"标题含“{m.group()}”，属于{reason}",))
    return None


def _word(seen: Title, pattern: re.Pattern[str]) -> str | None:
    """The pattern's word in the title, unless only the issuer's own name holds it (规划局, 示范区管委会, 审计局)."""
    return next((m.group() for m in pattern.finditer(seen.bare) if not _in_name(seen, m)), None)


def _in_name(seen: Title, word: re.Match[str]) -> bool:
    end = seen.subject.start() if seen.subject else len(seen.bare)
    return word.end() < end and bool(_NAME_GOES_ON.match(seen.bare[word.end() : end]))


def _refused(kind: Kind, word: str) -> Recognition:
    return Recognition(kind, reasons=(f"标题含“{word}”，{words.REASONS[kind]}",))


def _other(reason: str) -> Recognition:
    return Recognition(Kind.OTHER, reasons=(reason,))
