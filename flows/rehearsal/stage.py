"""The days of a rehearsal: what turns in a night is queued, what is queued goes out or waits, desk by desk."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from alerts import channels, unverified
from alerts.unverified import Gap, Open
from core.alerts import Alert, Audience
from core.duties import Status
from core.times import SHANGHAI, local_day
from core.units import Registry
from flows.desks import Desk, desks
from flows.rehearsal.courses import Look, Owed, night_of
from flows.rehearsal.posting import Held, Key, Post, Sent
from flows.rehearsal.silenced import Silences
from settings import Settings, environment
from storage import outbox, rehearsing, silences, trouble
from storage.database import Session
from storage.outbox import PendingAlert

HOURS = tuple(time(hour, 5) for hour in range(8, 21))  # as the delivering deployment has it
_STILL_NEWS = timedelta(days=92)  # of a past cycle; as for what an office is told
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turned:
    """A standing that would turn in the night of `on`."""

    on: date
    office: str
    unit: str
    unit_name: str
    report_year: int
    before: Status | None
    after: Status
    reason: str


class Stage:
    """`told`: messages and what waits, in order. `turns`: of the standings of the running cycle and of those before."""

    def __init__(
        self, session: Session, registry: Registry, settings: Settings, from_on: date, office: str | None
    ) -> None:
        self.told: list[Sent | Held] = []
        self.turns: list[Turned] = []
        self._session = session
        self._registry = registry
        self._looks: dict[date, list[Look]] = defaultdict(list)
        self._stands: dict[Key, tuple[Status, datetime | None]] = {}
        self._due: dict[Key, date | None] = {}
        self._silences = Silences(silences.list_silences(session, night_of(from_on)), registry.units)
        self._posts = {
            desk.office_id: self._post(desk, from_on, office)
            for desk in desks(registry, settings, environment())
            if desk.office_id in (None, office) or office is None
        }
        self._ids = count(1 + max((id_ for post in self._posts.values() for id_ in post.waiting), default=0))

    def _post(self, desk: Desk, from_on: date, office: str | None) -> Post:
        """With what waits already: it goes out with the first delivery."""
        session = self._session
        pending = [
            alert
            for alert in outbox.pending(session, audience=desk.audience, office=desk.office_id, force=True)
            if alert.created_at < night_of(from_on) and (office is None or alert.office_id in (None, office))
        ]
        post = Post(desk, pending, rehearsing.delivered(session, [alert.id for alert in pending]))
        units = [unit.id for unit in self._registry.units.values() if unit.office_id == desk.office_id]
        for recipient in desk.recipients:
            if recipient.after_days:
                channel = channels.channel_key(recipient.url)
                post.accuse(channel, outbox.accused_over(session, channel, units))
        return post

    def follow(self, owed: Owed, course: Iterable[Look]) -> None:
        """Notes the nights of an obligation on which something happens."""
        for number, look in enumerate(course):
            if number == 0 and look.before is not None:
                self._stands[owed.key] = look.before, owed.turned_at
            if look.turned or look.alerts:
                self._looks[local_day(look.now)].append(look)

    def play(self, from_on: date, to_on: date) -> None:
        for number in range((to_on - from_on).days + 1):
            day = from_on + number * _DAY
            self._judged(self._looks.pop(day, []), night_of(day))
            self._release(night_of(day))
            self._deliver(night_of(day), [post for post in self._posts.values() if post.waiting])
            for hour in HOURS:
                now = datetime.combine(day, hour, SHANGHAI)
                released = self._release(now)
                self._deliver(now, [p for p in self._posts.values() if p in released or p.opened(now)])

    def _deliver(self, now: datetime, posts: Iterable[Post]) -> None:
        for post in posts:
            self.told += post.deliver(now)

    def waiting(self) -> dict[str, tuple[str, ...]]:
        """Keys of what still waits, by desk."""
        left = {post.desk.office.name: tuple(a.key for a in post.waiting.values()) for post in self._posts.values()}
        return {name: keys for name, keys in left.items() if keys}

    def _judged(self, looks: list[Look], now: datetime) -> None:
        turned = [look for look in looks if look.turned]
        self._stands |= {look.owed.key: (look.standing.status, now) for look in turned}
        self._due |= {look.owed.key: look.standing.due_on for look in looks}
        self.turns += [_turned(look) for look in turned]
        for post in self._posts.values():
            self.told += post.turned({look.owed.key: look.standing.status for look in turned}, now)
        for alert in [*(alert for look in looks for alert in look.alerts), *self._of_the_operator(turned, now)]:
            self._queue(alert, now)

    def _of_the_operator(self, turned: list[Look], now: datetime) -> list[Alert]:
        cases = [self._open(look) for look in turned if look.standing.status is Status.UNVERIFIED and _is_news(look)]
        told = trouble.told(self._session, {case.key for case in cases})
        return unverified.unverified_alerts([case for case in cases if case.key not in told], now)

    def _open(self, look: Look) -> Open:
        unit, standing = look.owed.unit, look.standing
        own = bool(look.facts.doubts) or look.facts.published is not None
        return Open(
            unit.id,
            unit.name,
            unit.office_id,
            look.owed.office.name,
            standing.report_year,
            standing.due_on,
            standing.reason,
            look.now,
            gap=None if own else self._gap(look),
            bare=not own and not unit.column_ids,
        )

    def _gap(self, look: Look) -> Gap | None:
        """The column that stands in the way; the longest unread of several."""
        lacking = [c for c in look.facts.columns if c.column_id in self._registry.columns]
        if not lacking:
            return None
        first = min(lacking, key=lambda c: (c.last_complete_at is not None, c.last_complete_at, c.column_id))
        serves = len(self._registry.units_of_column(first.column_id))
        url = self._registry.columns[first.column_id].url
        return Gap(first.column_id, url, first.last_complete_at, first.last_outcome, serves)

    def _queue(self, alert: Alert, now: datetime) -> None:
        pending = self._pending(alert)
        post = self._posts[None if alert.audience is Audience.OPERATOR else alert.office_id]
        if reason := self._silences.takes(pending, now):
            self.told.append(_silenced(post, pending, reason, now))
        else:
            post.add(pending)

    def _pending(self, alert: Alert) -> PendingAlert:
        key = alert.unit_id or "", alert.report_year or 0
        status, turned_at = self._stands.get(key, (None, None))
        return PendingAlert(
            id=next(self._ids),
            key=alert.key,
            event=alert.event,
            audience=alert.audience,
            office_id=alert.office_id,
            unit_id=alert.unit_id,
            report_year=alert.report_year,
            title=alert.title,
            body=alert.body,
            created_at=alert.created_at,
            since_at=turned_at if turned_at and status == alert.event.value else alert.created_at,
            standing=status,
            due_on=self._due.get(key),
        )

    def _release(self, now: datetime) -> list[Post]:
        """Whose alerts came out of a silence."""
        released = []
        for alert, told in list(self._silences.released(now, lambda key: self._stands.get(key, (None, None))[0])):
            post = self._posts[None if alert.audience is Audience.OPERATOR else alert.office_id]
            if told:
                post.add(alert)
                released.append(post)
            else:
                self.told.append(_silenced(post, alert, silences.NO_LONGER_TRUE, now, dropped=True))
        return released


def _silenced(post: Post, alert: PendingAlert, reason: str, now: datetime, *, dropped: bool = False) -> Held:
    desk = post.desk
    return Held(now, desk.office_id, desk.office.name, "全部收件渠道", None, reason, (alert.key,), dropped)


def _turned(look: Look) -> Turned:
    unit, standing = look.owed.unit, look.standing
    on = local_day(look.now)
    return Turned(
        on, unit.office_id, unit.id, unit.name, standing.report_year, look.before, standing.status, standing.reason
    )


def _is_news(look: Look) -> bool:
    """As for what the operator is told in a night."""
    standing, today = look.standing, local_day(look.now)
    due_on = standing.due_on
    return standing.report_year >= today.year - 1 or due_on is None or today - due_on <= _STILL_NEWS
