"""What the operator is told of columns and channels. Pure. No office is told of these: they say nothing of a unit.

`key` makes an alert one: a column that broke is told once for each time that it did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from alerts.outcomes import NEXT_STEPS, OUTCOME_NAMES, outcome_words
from alerts.texts import clean_inline, clean_url, day_words, instant_words
from core.alerts import Alert, Audience, Event
from core.pages import Outcome
from core.times import local_day

OPERATOR = "operator"  # in place of an office's id
NAMED = 10  # units or columns named in one alert
WEEK = 7  # days after which the operator is reminded
ENOUGH = "已经知悉、无需再提醒的，请运行 fazhiwatch alerts ack 签收。"
_NOBODY_ACCUSED = "栏目恢复之前，不会据此认定涉及单位逾期。"


@dataclass(frozen=True, slots=True)
class Broken:
    """A column that cannot be read 栏目异常, and whom it serves."""

    column_id: str
    url: str
    office_id: str | None
    unit_names: tuple[str, ...]
    since: datetime
    outcome: Outcome
    reason: str = ""

    @property
    def key(self) -> str:
        return f"{Event.COLUMN_BROKEN}:{self.column_id}:{stamp(self.since)}"


def column_broken_alert(broken: Broken, now: datetime) -> Alert:
    """Since when, why, who is concerned, what to do."""
    name = OUTCOME_NAMES[broken.outcome]
    seen = outcome_words(broken.outcome, broken.reason)
    facts = [
        f"栏目 {broken.column_id} 自{instant_words(broken.since)}起不能完整检查：{seen}。",
        *_about(broken),
        f"处理建议：{NEXT_STEPS.get(broken.outcome, '请运行 fazhiwatch check 核对。')}",
    ]
    return _of_column(broken, broken.key, f"【栏目异常】{broken.column_id}：{name}", facts, now)


def flapping_alert(broken: Broken, times: int, since: datetime, now: datetime) -> Alert:
    """Told in place of one more break: it comes and goes, and more of the same would tell nothing new."""
    name = OUTCOME_NAMES[broken.outcome]
    facts = [
        f"栏目 {broken.column_id} 时好时坏：自{day_words(local_day(since))}以来已{times}次不能完整检查又恢复，"
        f"最近一次{instant_words(broken.since)}：{name}。",
        *_about(broken),
        "处理建议：多为网站不稳定或限制访问频率；请用浏览器在不同时段打开该地址核对，"
        "必要时在名录 hosts 中为该网站调大 delay 或写明 window。",
    ]
    title = f"【栏目异常】{broken.column_id}：时好时坏"
    closing = "此后的反复不再逐次提醒；连续几日都读不到，或稳定以后再次异常的，另行提醒。"
    return _of_column(broken, flapping_key(broken), title, facts, now, closing)


def flapping_key(broken: Broken) -> str:
    return f"{flapping_prefix(broken.column_id)}{stamp(broken.since)}"


def flapping_prefix(column_id: str) -> str:
    """What the keys of all alerts begin with that call this column unsteady."""
    return f"{Event.COLUMN_BROKEN}:{column_id}:flapping:"


def still_broken_alert(broken: Sequence[Broken], now: datetime) -> Alert:
    """One reminder for all that stay broken, numbered by the weeks of the oldest of them."""
    oldest = min(broken, key=lambda b: (b.since, b.column_id))
    named = [
        f"{b.column_id}：自{day_words(local_day(b.since))}起，{OUTCOME_NAMES[b.outcome]}（{_count(b.unit_names)}）"
        for b in sorted(broken, key=lambda b: (b.since, b.column_id))[: 2 * NAMED]
    ]
    more = [f"……等共{len(broken)}个栏目"] if len(broken) > len(named) else []
    facts = [f"仍有{len(broken)}个栏目连续{WEEK}天以上不能完整检查：", *named, *more]
    facts.append(f"处理建议：逐个运行 fazhiwatch check 核对；{ENOUGH}")
    return Alert(
        key=f"{oldest.key}:{weeks(oldest.since, now)}",
        event=Event.COLUMN_BROKEN,
        audience=Audience.OPERATOR,
        office_id=None,
        title=f"【栏目异常】仍有{len(broken)}个栏目没有恢复",
        body="\n".join(facts) + f"\n\n{_NOBODY_ACCUSED}问题解决之前每{WEEK}天提醒一次。",
        created_at=now,
    )


def channel_disabled_alert(office_id: str, channel: str, reason: str, now: datetime) -> Alert:
    """A channel that refused for good, of an office or of the operator. `channel` holds no secret."""
    why = clean_inline(reason, 200).rstrip("。；，") or "通知服务拒绝接收"
    own = office_id == OPERATOR
    whose = "运维" if own else f"监督机关 {office_id} "
    facts = [
        f"{whose}的通知渠道 {clean_inline(channel, 120)} 自{instant_words(now)}起停用：{why}。",
        f"处理建议：请核对{'环境变量 FAZHIWATCH_OPERATOR_URLS ' if own else '名录 notify 或其环境变量'}中的地址，"
        f"改正后运行 fazhiwatch alerts test {office_id}，送达即恢复启用。",
    ]
    return Alert(
        key=f"{Event.CHANNEL_DISABLED}:{channel}:{stamp(now)}",
        event=Event.CHANNEL_DISABLED,
        audience=Audience.OPERATOR,
        office_id=None if own else office_id,
        title=f"【渠道停用】{clean_inline(channel, 120)}",
        body="\n".join(facts) + "\n\n停用期间的提醒留在发件箱，恢复启用后再发。",
        created_at=now,
    )


def weeks(since: datetime, now: datetime) -> int:
    """How many whole weeks something has lasted, counted in days of the calendar."""
    return (local_day(now) - local_day(since)).days // WEEK


def oldest_in(key: str) -> str:
    """The id of the column or unit that stood first in the reminder of this key."""
    return key.rsplit(":", 3)[1]


def stamp(at: datetime) -> str:
    """An instant as a part of a key, the same in every zone."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def names(unit_names: Sequence[str]) -> str:
    """The first of them, and how many there are."""
    named = "、".join(clean_inline(name) for name in unit_names[:NAMED])
    return f"{named}等{len(unit_names)}个单位" if len(unit_names) > NAMED else named or "无"


def _about(broken: Broken) -> tuple[str, str]:
    url = clean_url(broken.url) or clean_inline(broken.url, 200)
    return f"网址：{url}", f"涉及单位：{names(broken.unit_names)}"


def _count(unit_names: Sequence[str]) -> str:
    return clean_inline(unit_names[0]) if len(unit_names) == 1 else f"涉及{len(unit_names)}个单位"


def _of_column(  # noqa: PLR0917
    broken: Broken, key: str, title: str, facts: Sequence[str], now: datetime, closing: str = ""
) -> Alert:
    return Alert(
        key=key,
        event=Event.COLUMN_BROKEN,
        audience=Audience.OPERATOR,
        office_id=broken.office_id,
        title=title,
        body="\n".join(facts) + f"\n\n{_NOBODY_ACCUSED}{closing}",
        created_at=now,
        column_id=broken.column_id,
    )
