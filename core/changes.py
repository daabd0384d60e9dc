"""What changed against what is known: one pure decision with its reason in words."""

from dataclasses import dataclass
from enum import StrEnum

from core.reports import Report


class ChangeKind(StrEnum):
    """变化类别."""

    APPEARED = "appeared"
    EDITED = "edited"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class KnownRevision:
    """The newest stored revision of a report, by what a reader would call its content."""

    number: int
    title: str | None
    body: str
    published_at: str | None  # ISO
    attachments: tuple[str, ...]  # addresses


@dataclass(frozen=True, slots=True)
class Change:
    """变化, with the reason in Chinese."""

    kind: ChangeKind
    reason: str


def published_iso(report: Report) -> str | None:
    return report.published_at.isoformat() if report.published_at else None


def decide(known: KnownRevision | None, seen: Report) -> Change:
    """What a freshly read report means against the newest revision known of it."""
    if known is None:
        return Change(ChangeKind.APPEARED, "首次发现")
    parts = []
    if known.title != seen.title:
        parts.append("标题")
    if known.body != seen.body:
        parts.append("正文")
    if known.published_at != published_iso(seen):
        parts.append("发布日期")
    if known.attachments != tuple(a.url for a in seen.attachments):
        parts.append("附件")
    if not parts:
        return Change(ChangeKind.UNCHANGED, "与已存版本一致")
    return Change(ChangeKind.EDITED, "、".join(parts) + "有改动")
