"""How each host is treated tonight, and how it treats us: its pace, its hours, its share of requests, its TLS."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import time as Clock  # noqa: N812

from core.crawl import HostManner, HostStats, ShardJob
from core.pages import Outcome
from core.times import SHANGHAI
from core.units import Host
from crawlers.outcomes import NotAsked

LONGEST_PAUSE = 60.0  # seconds: no crawl-delay, and no slowness of a host, sets two of its requests further apart
LONGEST_WAIT = 30.0  # seconds: a host that asks for more patience than this is left alone for tonight


@dataclass(slots=True)
class Conduct:
    """One host tonight. `delay` moves between `base` and LONGEST_PAUSE; `not_before` is monotonic."""

    host: str
    base: float
    window: tuple[Clock, Clock] | None = None
    budget: int | None = None
    delay: float = 0.0
    scheme: str | None = None
    tls: str | None = None
    not_before: float = 0.0
    put_off: NotAsked | None = None  # what is said while it is left alone
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    retries: int = 0
    refused: int = 0
    robots: str | None = None
    answering: set[str] = field(default_factory=set)  # schemes over which it gave more than refusals tonight
    crossings: int = 0  # addresses that were tried in the other scheme

    def slow_down_to(self, seconds: float) -> None:
        """The host's own wish (robots.txt), never less than ours."""
        self.base = max(self.base, min(seconds, LONGEST_PAUSE))
        self.delay = max(self.delay, self.base)

    def answered(self, seconds: float, *, well: bool) -> None:
        """The pace follows how long the host takes, as Scrapy's AutoThrottle has it; a host in trouble gets more room.

        Where no delay is asked for at all (a rehearsal on loopback) there is none to adapt.
        """
        if not self.base:
            return
        wanted = max(self.base, seconds)
        paced = max(wanted, (self.delay + wanted) / 2) if well else max(wanted, self.delay * 2)
        self.delay = min(paced, max(self.base, LONGEST_PAUSE))

    def leave_alone(self, seconds: float, outcome: Outcome) -> None:
        """The host asked for `seconds` without us."""
        self.not_before = max(self.not_before, time.monotonic() + seconds)
        self.put_off = NotAsked(outcome, f"网站要求 {seconds:.0f} 秒后再访问，本次不再访问")

    def stats(self) -> HostStats:
        return HostStats(
            host=self.host,
            requests=self.requests,
            bytes=self.bytes,
            delay=round(self.delay, 3),
            seconds=round(self.seconds, 3),
            retries=self.retries,
            refused=self.refused,
            robots=self.robots,
            manner=HostManner(self.host, self.scheme, self.tls),
        )


class Manners:
    """The conduct of every host of a shard, begun with what is known and agreed."""

    def __init__(self, job: ShardJob) -> None:
        self._rules = {rule.host: rule for rule in job.hosts}
        self._known = {manner.host: manner for manner in job.manners}
        self._delay = job.delay
        self._budget = job.host_budget
        self._clock: Callable[[], datetime] = lambda: job.now or datetime.now(UTC)
        self._hosts: dict[str, Conduct] = {}

    def of(self, host: str) -> Conduct:
        if host not in self._hosts:
            self._hosts[host] = self._begun(host)
        return self._hosts[host]

    def admit(self, host: str) -> Conduct:
        """Raises NotAsked where the host may not be asked now, or not again tonight."""
        conduct = self.of(host)
        if refusal := self._refusal(conduct):
            conduct.refused += 1
            raise refusal
        return conduct

    def stats(self) -> tuple[HostStats, ...]:
        """Of the hosts that were asked, or would have been."""
        met = (conduct for _, conduct in sorted(self._hosts.items()) if conduct.requests or conduct.refused)
        return tuple(conduct.stats() for conduct in met)

    def _begun(self, host: str) -> Conduct:
        rule = self._rules.get(host, Host(host))
        base = self._delay if rule.delay is None else rule.delay
        budget = self._budget if rule.budget is None else rule.budget
        known = self._known.get(host, HostManner(host))
        return Conduct(host, base, rule.window, budget, base, known.scheme, known.tls)

    def _refusal(self, conduct: Conduct) -> NotAsked | None:
        if conduct.window and not _within(self._clock().astimezone(SHANGHAI).time(), conduct.window):
            start, end = (f"{limit:%H:%M}" for limit in conduct.window)
            return NotAsked(Outcome.OUTSIDE_WINDOW, f"此网站只在 {start}—{end} 访问，现在不在此时段内")
        if conduct.budget is not None and conduct.requests >= conduct.budget:
            return NotAsked(Outcome.BUDGET, f"本次对此网站的访问已达上限（{conduct.budget} 次），其余下次再查")
        if conduct.put_off and conduct.not_before - time.monotonic() > LONGEST_WAIT:
            return NotAsked(conduct.put_off.outcome, conduct.put_off.reason)
        return None


def _within(now: Clock, window: tuple[Clock, Clock]) -> bool:
    """From `start` up to, not including, `end`; a window that ends before it starts spans midnight."""
    start, end = window
    return start <= now < end if start < end else now >= start or now < end
