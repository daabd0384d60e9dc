"""What changed against what is known 变化: kinds, facts, and one pure decision with its reasons in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from core.addresses import document_key
from core.content import KnownRevision, dates_differing, files_differing, texts_differing
from core.differences import Difference, folded
from core.edits import counted, edited
from core.reports import Report
from core.rereading import named, parts_differing
from core.times import local_day
from core.volatile import STEADY, Volatile, same_text

NIGHT = timedelta(hours=12)  # from one night to the next, at least


class ChangeKind(StrEnum):
    """变化类别. REREAD 重新识读: the same bytes, read by another parser. DECIDED 人工认定: a person named another page
    as the report. Neither says that anything happened on the site (`OURS`).
    """

    APPEARED = "appeared"
    EDITED = "edited"  # title, text or attachments
    REDATED = "redated"  # the day it says it was published or signed
    MOVED = "moved"  # the same report at another address, its own no longer holding it
    DUPLICATED = "duplicated"  # the same text at another address besides
    VANISHED = "vanished"  # on two sound nights nowhere
    RETURNED = "returned"
    UNCHANGED = "unchanged"
    REREAD = "reread"
    DECIDED = "decided"


OURS = frozenset({ChangeKind.REREAD, ChangeKind.DECIDED})


@dataclass(frozen=True, slots=True)
class Known:
    """A stored report 已知报告: its newest revision and where it stands.

    `lost`: why its own address no longer holds it (Chinese; no complete list shows it, or the address is dead), None
    while it does. `elsewhere`: other addresses where it was seen to stand too. `gone_since`, `withdrawn_at`: the first
    sound night on which it was missing everywhere, and the one on which that was sure.
    """

    revision: KnownRevision
    address: str
    on_own_host: bool = True  # its address is on a host of the unit's columns
    doubted: str | None = None  # why it is no longer taken for this report (Chinese)
    lost: str | None = None
    elsewhere: tuple[str, ...] = ()
    gone_since: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A page read afresh from its site 读到的页面. `own`: at the report's own address.

    `listed`: a list of the unit's columns shows it now, on that list's site. `difference` to the known revision, where
    there is one worth naming.
    """

    report: Report
    address: str
    at: datetime | None = None  # when it answered so; None for a page brought in, which is no witness of that
    volatile: Volatile = STEADY
    own: bool = True
    listed: bool = True
    on_own_host: bool = True
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A sound night on which a report was neither in the complete lists of its columns nor at its address 未见.

    `since`: the first such night of those that follow on one another; None if this is the first.
    """

    at: datetime
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """A sound answer at the report's own address with the bytes that we have, or none newer 仍在: nothing to read."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Rereading:
    """The same bytes read by another parser 重新识读; both readings in the JSON shape of a report."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]


Seen = Reading | Absence | Presence | Rereading


@dataclass(frozen=True, slots=True)
class Change:
    """变化, with the reason in Chinese. `fields`: which parts of a reading differ (REREAD and DECIDED only).

    `address`: the one that it is about: of MOVED the new one, of DUPLICATED the one beside the report's own.
    `details` for machines: sections, characters added and removed.
    """

    kind: ChangeKind
    reason: str
    fields: tuple[str, ...] = ()
    address: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def decide(known: Known | None, seen: Seen) -> tuple[Change, ...]:
    """What is seen means against what is known of a report: one change, or several that came together.

    Empty where it says nothing of the report: a night too few, or another text beside one that still stands.
    """
    if isinstance(seen, Rereading):
        return (_reread(seen),)
    if known is None:
        return (Change(ChangeKind.APPEARED, "首次发现", address=seen.address),) if isinstance(seen, Reading) else ()
    if isinstance(seen, Absence):
        return _missed(known, seen)
    if isinstance(seen, Presence):
        return _back(known, seen.at)
    if seen.own:
        return (*_back(known, seen.at), *_content(known, seen)) or (SAME,)
    return _elsewhere(known, seen)


SAME = Change(ChangeKind.UNCHANGED, "与已存版本一致")
SAME_READING = Change(ChangeKind.UNCHANGED, "重新识读结果一致")


def _reread(seen: Rereading) -> Change:
    parts = parts_differing(seen.before, seen.after)
    if not parts:
        return SAME_READING
    return Change(ChangeKind.REREAD, f"{named(parts)}重新识读有更正", parts)


def _missed(known: Known, seen: Absence) -> tuple[Change, ...]:
    if known.withdrawn_at or seen.since is None or seen.at - seen.since < NIGHT:
        return ()
    first, last = (f"{day.month}月{day.day}日" for day in (local_day(seen.since), local_day(seen.at)))
    reason = f"{first}、{last}两次有效检查中，本单位各栏目的完整列表均未见到，原地址（{known.address}）也已没有该报告"
    if known.elsewhere:
        reason += f"；{'、'.join(known.elsewhere)} 仍曾见相同内容，但不在本单位栏目中"
    return (Change(ChangeKind.VANISHED, reason, address=known.address),)


def _back(known: Known, at: datetime | None) -> tuple[Change, ...]:
    if known.withdrawn_at is None or at is None or at <= known.withdrawn_at:
        return ()
    day = local_day(known.withdrawn_at)
    return (Change(ChangeKind.RETURNED, f"{day.month}月{day.day}日认定已撤下的报告重新出现"),)


def _content(known: Known, seen: Reading) -> tuple[Change, ...]:
    parts = texts_differing(known.revision, seen.report, seen.volatile)
    if files_differing(known.revision, seen.report.attachments, seen.volatile, elsewhere=not seen.own):
        parts = (*parts, "附件")
    edit = Change(ChangeKind.EDITED, edited(parts, seen.difference), details=counted(seen.difference))
    dates = dates_differing(known.revision, seen.report, seen.volatile)
    redate = Change(ChangeKind.REDATED, "；".join(dates))
    return (*([edit] if parts else ()), *([redate] if dates else ()))


def _elsewhere(known: Known, seen: Reading) -> tuple[Change, ...]:
    """The report of the same unit and year at another address than its own."""
    if known.doubted:
        reason = f"原页面（{known.address}）不再认作这份报告（{known.doubted}），改以本页面为准"
        return (Change(ChangeKind.REREAD, reason, ("body",), seen.address),)
    same = same_text(known.revision.body, seen.report.body, seen.volatile)
    back = _back(known, seen.at)
    held_there = seen.listed and (same or back or _akin(known, seen))
    if known.lost and (held_there or (same and _names_an_address(known, seen))):
        return (*back, _moved(known, seen, known.lost), *_content(known, seen))
    return (_beside(known, seen),) if same else ()


def _names_an_address(known: Known, seen: Reading) -> bool:
    """Whether the report was brought in without an address, and now there is one."""
    return known.address.startswith("urn:") and not seen.address.startswith("urn:")


def _akin(known: Known, seen: Reading) -> bool:
    """Whether most of the known text is still there: the same report with edits, not another paper of that year."""
    gone = seen.difference.removed if seen.difference else None
    return gone is not None and gone * 2 <= len(folded(known.revision.body))


def _moved(known: Known, seen: Reading, lost: str) -> Change:
    before = "" if known.address.startswith("urn:") else f"（{known.address}）"
    return Change(ChangeKind.MOVED, f"{lost}{before}，报告现在 {seen.address}", address=seen.address)


def _beside(known: Known, seen: Reading) -> Change:
    """The same text, noted once. An address on the unit's own host takes the place of one that never was."""
    if seen.on_own_host and seen.listed and not known.on_own_host:
        reason = f"本单位栏目所在网站刊有相同内容，改以 {seen.address} 为报告地址，{known.address} 记为转载"
        return Change(ChangeKind.DUPLICATED, reason, address=known.address)
    if document_key(seen.address) in map(document_key, known.elsewhere):
        return Change(ChangeKind.UNCHANGED, f"与已存的同年度报告相同（{known.address}）")
    where = "本单位栏目所在网站另有一处" if seen.on_own_host else "其他网站"
    reason = f"{where}刊有相同内容（{seen.address}），与已存的同年度报告（{known.address}）并存"
    if known.lost:
        reason = f"{known.lost}（{known.address}）；{where}仍有相同内容（{seen.address}），但不在本单位栏目中"
    return Change(ChangeKind.DUPLICATED, reason, address=seen.address)
