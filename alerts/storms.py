"""A storm 网络异常: so much cannot be read at once that it is our own network rather than the sites. Pure.

Only what broke counts: a column that could not be read before either says nothing of tonight, and one that was never
read yet counts as broken only where nothing came of it at all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.operations import stamp
from alerts.outcomes import OUTCOME_NAMES
from alerts.texts import instant_words
from core.alerts import Alert, Audience, Event
from core.pages import Outcome

LEAST = 10  # columns: fewer may well break together by themselves
LONGEST = timedelta(days=3)  # after that it is no passing trouble: what is true is told
PREFIX = 2  # digits of a division code that name a province

UNREACHABLE = frozenset({Outcome.DNS, Outcome.CONNECTION, Outcome.TIMEOUT, Outcome.TLS})
_OUR_OWN_RULES = frozenset({Outcome.ROBOTS, Outcome.PRIVATE_ADDRESS, Outcome.OUTSIDE_WINDOW, Outcome.BUDGET})


@dataclass(frozen=True, slots=True)
class Asked:
    """A column that was asked in a run, and how that ended. `divisions`: beginnings of its units' division codes.

    `broken_since`: of one that is unsound, None where our own shard was lost. `known`: it was read completely before.
    """

    column_id: str
    host: str
    divisions: frozenset[str]
    outcome: Outcome
    broken_since: datetime | None = None
    known: bool = True

    @property
    def unreachable(self) -> bool:
        return self.outcome in UNREACHABLE

    @property
    def broken(self) -> bool:
        if self.outcome.sound or self.outcome in _OUR_OWN_RULES:
            return False
        return self.known or self.unreachable or self.outcome is Outcome.CRASHED


@dataclass(frozen=True, slots=True)
class Storm:
    """`division`: of this province alone (None: of all that is watched). `broken` of the `asked` columns are so."""

    division: str | None
    asked: int
    broken: tuple[Asked, ...]


def storms(asked: Sequence[Asked], begun_at: datetime) -> tuple[Storm, ...]:
    """The storms that a run that began at `begun_at` ran into: one over all, or else one for each province."""
    able = _able(asked, begun_at)
    broken = tuple(a for a in able if a.broken)
    if len(broken) >= LEAST and 2 * len(broken) >= len(able):
        return (Storm(None, len(able), broken),)
    provinces = sorted({division for a in able for division in a.divisions})
    each = ((division, tuple(a for a in able if division in a.divisions)) for division in provinces)
    return tuple(
        Storm(division, len(there), there)
        for division, there in each
        if len(there) >= LEAST and all(a.unreachable for a in there)
    )


def is_over(asked: Sequence[Asked], division: str | None, begun_at: datetime) -> bool:
    """Whether a run shows that a storm that began at `begun_at` has passed.

    A run that asked nothing that the storm could have broken shows nothing.
    """
    there = [a for a in _able(asked, begun_at) if division is None or division in a.divisions]
    return 2 * sum(a.outcome.sound for a in there) > len(there)


def _able(asked: Sequence[Asked], begun_at: datetime) -> list[Asked]:
    """Those of which this run can tell something: sound, or broken since then and not by our own rules."""
    return [a for a in asked if a.outcome.sound or (a.broken and (a.broken_since or begun_at) >= begun_at)]


def storm_alert(storm: Storm, begun_at: datetime, until_at: datetime, now: datetime) -> Alert:
    """The one message in place of all those that the storm would make."""
    place = f"区划代码以 {storm.division} 开头的地区" if storm.division else ""
    kinds = Counter(OUTCOME_NAMES[a.outcome] for a in storm.broken).most_common()
    hosts = len({a.host for a in storm.broken})
    whole = "这些栏目都在同一网站，是该网站整体或本机网络的问题。"
    facts = [
        f"{instant_words(begun_at)}开始的检查中，{place}{storm.asked}个栏目有{len(storm.broken)}个突然读不到"
        f"（涉及{hosts}个网站）：{'，'.join(f'{name}{count}个' for name, count in kinds)}。",
        whole if hosts == 1 else "多半是本机网络、域名解析（DNS）或出口地址的问题，而不是这些网站各自的问题。",
        "处理建议：请检查本机网络、DNS 和防火墙；恢复后运行 fazhiwatch run，或等下一次夜间任务。",
    ]
    closing = (
        "在此期间不发送" + ("该地区" if storm.division else "") + "单位和栏目的提醒，也不会据此认定任何单位逾期或撤下。"
        f"下一次检查恢复正常时自动解除，届时仍然成立的发送一次；最迟{instant_words(until_at)}解除。"
    )
    return Alert(
        key=f"{Event.STORM}:{storm.division or 'all'}:{stamp(begun_at)}",
        event=Event.STORM,
        audience=Audience.OPERATOR,
        office_id=None,
        title=f"【网络异常】{place}{storm.asked}个栏目中{len(storm.broken)}个突然读不到",
        body="\n".join(facts) + f"\n\n{closing}",
        created_at=now,
    )
