"""What a run did, counted while it goes, in the shape of the contract's run summary."""

from collections import Counter
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from core.crawl import ColumnRead, Depth, HostStats, ShardEnd
from core.pages import Outcome

_REPORTS = ("new", "revised", "moved", "duplicated", "withdrawn", "returned", "reread", "decided")


@dataclass
class Tally:
    """Stages run in threads, so every count goes through the lock."""

    columns: Counter[str] = field(default_factory=Counter)
    depths: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    posts: Counter[str] = field(default_factory=Counter)
    reports: Counter[str] = field(default_factory=Counter)
    alerts: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    hosts: dict[str, HostStats] = field(default_factory=dict)
    failures: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what the operator should know, in Chinese
    _seen: dict[str, tuple[Outcome, Depth] | None] = field(default_factory=dict, repr=False)  # a country has many
    _lock: Lock = field(default_factory=Lock, repr=False)

    def column(self, read: ColumnRead) -> None:
        """A list that is walked once more in the same night counts as it was read last."""
        with self._lock:
            self._forget(read.column_id)
            self._seen[read.column_id] = read.outcome, read.depth
            if read.outcome.sound:
                self.columns["checked"] += 1
                self.columns["complete"] += 1
                self.depths[read.depth.value] += 1
                self.outcomes[read.outcome.value] += 1
            else:
                self._fail(read.column_id, read.outcome, read.reason)

    def _forget(self, column_id: str) -> None:
        if (seen := self._seen.get(column_id)) is None:
            return
        outcome, depth = seen
        self.columns["checked"] -= 1
        self.outcomes[outcome.value] -= 1
        if outcome.sound:
            self.columns["complete"] -= 1
            self.depths[depth.value] -= 1
        else:
            self.columns["failed"] -= 1
            self.failures = [failure for failure in self.failures if failure["column"] != column_id]

    def lost(self, column_id: str, reason: str) -> None:
        with self._lock:
            if column_id not in self._seen:
                self._seen[column_id] = None
                self._fail(column_id, Outcome.CRASHED, reason)

    def _fail(self, column_id: str, outcome: Outcome, reason: str) -> None:
        self.columns["checked"] += 1
        self.columns["failed"] += 1
        self.outcomes[outcome.value] += 1
        self.failures.append({"column": column_id, "outcome": outcome.value, "reason": reason})

    @property
    def asked(self) -> dict[str, Outcome | None]:
        """How each column that was asked ended; None where nothing is known, since our own shard was lost."""
        with self._lock:
            return {column_id: seen[0] if seen else None for column_id, seen in self._seen.items()}

    def shard_end(self, end: ShardEnd) -> None:
        with self._lock:
            self.requests += end.requests
            for host in end.hosts:
                self.hosts[host.host] = together(self.hosts.get(host.host), host)

    def add(self, counter: Counter[str], name: str, number: int = 1) -> None:
        if number:
            with self._lock:
                counter[name] += number

    def note(self, said: str) -> None:
        with self._lock:
            self.notes.append(said)

    def summary(self) -> dict[str, Any]:
        """The counted part of the run summary (the flow adds id and times)."""
        return {
            "columns": {name: self.columns[name] for name in ("checked", "complete", "failed")},
            "depths": {depth.value: self.depths[depth.value] for depth in Depth},
            "outcomes": {"ok": 0, "not_modified": 0} | dict(sorted((+self.outcomes).items())),
            "requests": self.requests,
            "hosts": {name: _host(stats) for name, stats in sorted(self.hosts.items())},
            "articles": dict(sorted(self.articles.items())),
            "files": dict(sorted(self.files.items())),
            "posts": {name: self.posts[name] for name in ("seen", "new", "vanished")},
            "reports": {name: self.reports[name] for name in _REPORTS},
            "alerts": {name: self.alerts[name] for name in ("queued", "sent", "failed")},
            "notes": sorted([*self.notes, *self._not_kept()]),
            "failures": sorted(self.failures, key=lambda f: f["column"]),
        }

    def _not_kept(self) -> list[str]:
        """Our own disk is nothing that a site could mend: it is said by itself, whatever else failed."""
        number = sum(counted[Outcome.NOT_KEPT.value] for counted in (self.outcomes, self.articles, self.files))
        if not number:
            return []
        said = f"存档没有写进磁盘：{number}个列表、文章或附件的应答没有存下，没有据此作任何认定"
        return [f"{said}；请检查数据目录所在磁盘（fazhiwatch doctor），腾出空间后再运行一次即可补齐"]


def together(one: HostStats | None, other: HostStats) -> HostStats:
    """A host's night over several shards: a link may lead any of them to it."""
    if one is None:
        return other
    sums = {name: getattr(one, name) + getattr(other, name) for name in ("requests", "bytes", "retries", "refused")}
    return replace(
        other,
        **sums,
        seconds=one.seconds + other.seconds,
        delay=max(one.delay, other.delay),
        robots=other.robots or one.robots,
        manner=other.manner or one.manner,
    )


def _host(stats: HostStats) -> dict[str, Any]:
    manner = stats.manner
    return {
        "requests": stats.requests,
        "bytes": stats.bytes,
        "seconds": round(stats.seconds, 3),
        "delay": round(stats.delay, 3),
        "retries": stats.retries,
        "refused": stats.refused,
        "robots": stats.robots,
        "scheme": manner.scheme if manner else None,
        "tls": manner.tls if manner else None,
    }
