"""What a run did, counted while it goes, in the shape of the contract's run summary."""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from core.crawl import ColumnRead, ShardEnd
from core.pages import Outcome


@dataclass
class Tally:
    """Stages run in threads, so every count goes through the lock."""

    columns: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    posts: Counter[str] = field(default_factory=Counter)
    reports: Counter[str] = field(default_factory=Counter)
    alerts: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    hosts: dict[str, int] = field(default_factory=dict)
    failures: list[dict[str, str]] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def column(self, read: ColumnRead) -> None:
        with self._lock:
            self._seen.add(read.column_id)
            if read.complete:
                self.columns["checked"] += 1
                self.columns["complete"] += 1
                self.outcomes[read.outcome.value] += 1
            else:
                self._fail(read.column_id, read.outcome, read.reason)

    def lost(self, column_id: str, reason: str) -> None:
        with self._lock:
            if column_id not in self._seen:
                self._seen.add(column_id)
                self._fail(column_id, Outcome.CRASHED, reason)

    def _fail(self, column_id: str, outcome: Outcome, reason: str) -> None:
        self.columns["checked"] += 1
        self.columns["failed"] += 1
        self.outcomes[outcome.value] += 1
        self.failures.append({"column": column_id, "outcome": outcome.value, "reason": reason})

    def shard_end(self, end: ShardEnd) -> None:
        with self._lock:
            self.requests += end.requests
            for host in end.hosts:
                self.hosts[host.host] = self.hosts.get(host.host, 0) + host.requests

    def add(self, counter: Counter[str], name: str, number: int = 1) -> None:
        with self._lock:
            counter[name] += number

    def summary(self) -> dict[str, Any]:
        """The counted part of the run summary (the flow adds id and times)."""
        return {
            "columns": {name: self.columns[name] for name in ("checked", "complete", "failed")},
            "outcomes": {"ok": 0, "not_modified": 0} | dict(sorted(self.outcomes.items())),
            "requests": self.requests,
            "hosts": dict(sorted(self.hosts.items())),
            "articles": dict(sorted(self.articles.items())),
            "files": dict(sorted(self.files.items())),
            "posts": {name: self.posts[name] for name in ("seen", "new")},
            "reports": {name: self.reports[name] for name in ("new", "revised", "withdrawn", "reread")},
            "alerts": {name: self.alerts[name] for name in ("queued", "sent", "failed")},
            "failures": sorted(self.failures, key=lambda f: f["column"]),
        }
