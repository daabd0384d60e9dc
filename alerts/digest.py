"""Several alerts in one message. Pure: no alert is dropped, no key is cut, whatever the limit of a message."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Protocol

from alerts.texts import clean_inline, instant_words
from core.alerts import Audience, Event, Message
from core.chain import Head

BODY_LIMIT = 3500  # characters; most services take more, and a person reads no more at once

# In the order of gravity, with the words for a count.
EVENT_NAMES: dict[Event, str] = {
    Event.RUN_MISSING: "任务未运行",
    Event.RUN_FAILED: "任务失败",
    Event.STORM: "网络异常",
    Event.CHANNEL_DISABLED: "渠道停用",
    Event.OVERDUE: "逾期",
    Event.WITHDRAWN: "撤下",
    Event.BACKDATED: "日期存疑",
    Event.PUBLISHED_LATE: "迟公布",
    Event.DUE_SOON: "即将到期",
    Event.INCOMPLETE: "内容待核",
    Event.COPIED: "雷同待核",
    Event.REVISED: "有改动",
    Event.COLUMN_BROKEN: "栏目异常",
    Event.UNVERIFIED: "未能核实",
    Event.PUBLISHED: "已公布",
}
_GRAVITY = list(EVENT_NAMES)
_CUT = "……（内容过长，其余请在看板查看）"
_CITATION = re.compile(r"（依据：[^（）]{1,80}）")
_CLOSING = "以上为自动监测汇总，请核实后处理。"


class PendingLike(Protocol):
    """An alert that waits in the outbox."""

    @property
    def id(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def event(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...


def compose(
    alerts: Sequence[PendingLike],
    *,
    office_name: str,
    audience: Audience,
    limit: int = BODY_LIMIT,
    head: Head | None = None,
    note: str | None = None,
) -> tuple[Message, ...]:
    """The messages that carry `alerts` of one audience: one if they fit into `limit` characters, else several.

    Each tells the `head` of the evidence chain, once there is one: whoever keeps the message can hold us to it; and
    the `note` on how it was sent.
    """
    sealed = "".join(f"{line}\n\n" for line in (note, f"证据链：{head}" if head and head.seq else None) if line)
    if len(alerts) == 1:
        return (_single(alerts[0], limit, sealed),)
    ordered = sorted(alerts, key=lambda a: (_GRAVITY.index(Event(a.event)), a.id))
    greeting = f"{clean_inline(office_name)}：\n\n" if audience is Audience.OFFICE else ""
    bundles = list(_bundles(ordered, limit - len(greeting), sealed))
    return tuple(
        _digest(bundle, _part(number, len(bundles)), greeting, limit, sealed)
        for number, bundle in enumerate(bundles, start=1)
    )


def marked_test_message(office_name: str, now: datetime) -> Message:
    """A message for trying a channel, which nobody can take for an alert."""
    return Message(
        title="【测试】法治年报监测通知测试",
        body=f"{clean_inline(office_name)}：\n\n这是一条测试消息，发送于{instant_words(now)}（北京时间）。"
        "收到即表示通知渠道可用，不涉及任何单位，无需处理。",
        alert_ids=(),
    )


def _single(alert: PendingLike, limit: int, sealed: str) -> Message:
    ending = f"\n\n{sealed}#{alert.key}"
    return Message(alert.title, f"{_fit(alert.body.strip(), limit - len(ending))}{ending}", (alert.id,))


def _bundles(ordered: Sequence[PendingLike], limit: int, sealed: str) -> Iterator[list[PendingLike]]:
    """As many as fit, in their order; an alert too long for any message stands alone and is shortened there."""
    bundle: list[PendingLike] = []
    for alert in ordered:
        if bundle and len(_text([*bundle, alert], sealed)) > limit:
            yield bundle
            bundle = []
        bundle.append(alert)
    if bundle:
        yield bundle


def _digest(bundle: Sequence[PendingLike], part: str, greeting: str, limit: int, sealed: str) -> Message:
    text = greeting + _text(bundle, sealed)
    if len(text) > limit:
        ending = f"\n\n{sealed}{_keys(bundle)}"
        text = f"{_fit(greeting + _sections(bundle), limit - len(ending))}{ending}"
    return Message(_title(bundle) + part, text, tuple(a.id for a in bundle))


def _title(bundle: Sequence[PendingLike]) -> str:
    counts = Counter(Event(a.event) for a in bundle)
    told = "、".join(f"{EVENT_NAMES[event]}{counts[event]}" for event in _GRAVITY if counts[event])
    return f"法治年报监测：{told}"


def _part(number: int, parts: int) -> str:
    return f"（{number}/{parts}）" if parts > 1 else ""


def _text(bundle: Sequence[PendingLike], sealed: str) -> str:
    return f"{_sections(bundle)}\n\n{_CLOSING}\n\n{sealed}{_keys(bundle)}"


def _sections(bundle: Sequence[PendingLike]) -> str:
    groups = [(event, list(group)) for event, group in groupby(bundle, key=lambda a: Event(a.event))]
    return "\n\n".join(_section(event, group) for event, group in groups)


def _section(event: Event, group: Sequence[PendingLike]) -> str:
    facts, shared = _said_once([_facts(alert) for alert in group])
    entries = (f"{number}. {entry}" for number, entry in enumerate(facts, start=1))
    return "\n".join([f"◆ {EVENT_NAMES[event]}（{len(group)}）", *shared, *entries])


def _said_once(facts: Sequence[str]) -> tuple[list[str], list[str]]:
    """The entries without the citation that most of them share, and that citation as a line of its own."""
    cited = [found[0] if (found := _CITATION.search(entry)) else "" for entry in facts]
    citation, times = Counter(cited).most_common(1)[0]
    if "" in cited or times < 2 or times * 2 <= len(facts):  # none of its own: it must not seem to have that one
        return list(facts), []
    others = "（另有注明的除外）" if times < len(facts) else ""
    return [entry.replace(citation, "", 1) for entry in facts], [f"{citation.strip('（）')}{others}。"]


def _facts(alert: PendingLike) -> str:
    """The facts of a body: what stands before its first empty line, indented under their number."""
    return alert.body.strip().split("\n\n", 1)[0].replace("\n", "\n   ")


def _keys(bundle: Sequence[PendingLike]) -> str:
    return "\n".join(f"#{alert.key}" for alert in bundle)


def _fit(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: max(limit - len(_CUT), 0)].rstrip() + _CUT
