"""What changed against what is known: pure decisions with their reasons in words."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from core.reports import FileOutcome, Report


class ChangeKind(StrEnum):
    """变化类别. REREAD 重新识读: the same bytes, read by another parser; nothing happened on the site."""

    APPEARED = "appeared"
    EDITED = "edited"
    UNCHANGED = "unchanged"
    REREAD = "reread"


@dataclass(frozen=True, slots=True)
class KnownRevision:
    """The newest stored revision of a report, by what a reader would call its content."""

    number: int
    title: str | None
    body: str
    published_at: str | None  # ISO
    attachments: Mapping[str, str | None]  # address -> SHA-256 of its bytes, where they were had


@dataclass(frozen=True, slots=True)
class Volatile:
    """What of a post changes by itself 自变内容: lines of the body (each once, numbers as #), parts of the reading
    (title, published_at, attachments), and attachments whose bytes are made anew at every visit, by address.
    """

    lines: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


STEADY = Volatile()


@dataclass(frozen=True, slots=True)
class Change:
    """变化, with the reason in Chinese. `fields`: which parts of a reading differ (REREAD only)."""

    kind: ChangeKind
    reason: str
    fields: tuple[str, ...] = ()


# What a reader sees of a reading, by part: its Chinese name, and the fields of the report that make it up.
PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "title": ("标题", ("title", "made_title")),
    "report_year": ("年度", ("report_year",)),
    "issuers": ("发文机关", ("issuers",)),
    "dates": ("日期", ("published_at", "published_precision", "published_basis", "signed_on", "dates")),
    "source": ("来源", ("source",)),
    "numbers": ("文号与索引号", ("doc_no", "index_no", "unit_code")),
    "recipient": ("主送", ("recipient",)),
    "signed_by": ("落款", ("signed_by",)),
    "body": ("正文", ("body", "body_file")),
    "outline": ("提纲", ("outline",)),
    "coverage": ("法定内容", ("coverage", "coverage_spans")),
    "indicators": ("指标", ("indicators",)),
    "attachments": ("附件", ("attachments",)),
    "warnings": ("文本瑕疵", ("warnings",)),
    "flags": ("标记", ("flags",)),
}


def published_iso(report: Report) -> str | None:
    return report.published_at.isoformat() if report.published_at else None


def decide(known: KnownRevision | None, seen: Report, volatile: Volatile = STEADY) -> Change:
    """What a page read afresh from its site means against the newest revision known of its report.

    A file whose text was read is compared by its text: a server may pack it anew at every visit. What is `volatile`
    changes without anybody's doing, and is no change.
    """
    if known is None:
        return Change(ChangeKind.APPEARED, "首次发现")
    parts = []
    if known.title != seen.title and "title" not in volatile.parts:
        parts.append("标题")
    if not same_text(known.body, seen.body, volatile):
        parts.append("正文")
    if known.published_at != published_iso(seen) and "published_at" not in volatile.parts:
        parts.append("发布日期")
    if _attachments_differ(known, seen, volatile):
        parts.append("附件")
    if not parts:
        return Change(ChangeKind.UNCHANGED, "与已存版本一致")
    return Change(ChangeKind.EDITED, "、".join(parts) + "有改动")


def _attachments_differ(known: KnownRevision, seen: Report, volatile: Volatile) -> bool:
    if "attachments" not in volatile.parts and set(known.attachments) != {a.url for a in seen.attachments}:
        return True
    steady = (a for a in seen.attachments if a.outcome is not FileOutcome.READ and a.url not in volatile.files)
    return files_differ(known, replace(seen, attachments=tuple(steady)))


def volatile_between(first: Report, second: Report) -> Volatile:
    """What differs between two readings of a page a moment apart: counters, clocks, addresses made up for a visit."""
    gone, come = _differing(first.body, second.body)
    lines = _shapes(gone) | _shapes(come)
    parts = {
        "title": first.title != second.title,
        "published_at": first.published_at != second.published_at,
        "attachments": {a.url for a in first.attachments} != {a.url for a in second.attachments},
    }
    return Volatile(tuple(sorted(lines.elements())), tuple(part for part, differs in parts.items() if differs))


def steady_reading(seen: Report, volatile: Volatile) -> Report:
    """A reading without a date that is another one at every visit: it says nothing of when a report was published."""
    if "published_at" not in volatile.parts:
        return seen
    reason = "页面显示的日期每次访问都不同，不作为发布日期"
    flags = tuple(dict.fromkeys((*seen.flags, "date_missing")))
    return replace(
        seen, published_at=None, published_precision=None, published_basis=None, published_reason=reason, flags=flags
    )


def same_text(before: str, after: str, volatile: Volatile) -> bool:
    """Whether two texts differ in no more than the lines that change by themselves, each of them once."""
    if before == after or not volatile.lines:
        return before == after
    gone, come = _differing(before, after)
    known = Counter(volatile.lines)
    if _shapes(gone) - known or _shapes(come) - known:
        return False
    return _without(before, gone) == _without(after, come)


def _differing(one: str, other: str) -> tuple[Counter[str], Counter[str]]:
    """The lines that only one of two texts has."""
    lines, others = Counter(one.splitlines()), Counter(other.splitlines())
    return lines - others, others - lines


def _shapes(lines: Counter[str]) -> Counter[str]:
    return Counter(re.sub(r"\d+", "#", line) for line in lines.elements())


def _without(text: str, lines: Counter[str]) -> list[str]:
    return [line for line in text.splitlines() if line not in lines]


def files_differ(known: KnownRevision, seen: Report) -> bool:
    """Whether an attachment has other bytes at the same address than it had."""
    return any(a.sha256 and known.attachments.get(a.url) not in (None, a.sha256) for a in seen.attachments)


def reread(before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
    """What another reading of the same bytes means; both in the JSON shape of a report.

    A field that one reading lacks equals an empty one: an older parser did not know it.
    """
    parts = tuple(
        part
        for part, (_, fields) in PARTS.items()
        if any((before.get(field) or None) != (after.get(field) or None) for field in fields)
    )
    if not parts:
        return Change(ChangeKind.UNCHANGED, "重新识读结果一致")
    return Change(ChangeKind.REREAD, "、".join(PARTS[part][0] for part in parts) + "重新识读有更正", parts)
