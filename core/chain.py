"""The evidence chain 证据链: entries that each carry the digest of the one before. Pure.

The bytes of an entry are one line of JSON (`line`); its digest is the SHA-256 of the line `<digest of the one before>
<SHA-256 of the entry's bytes>`. So the entries between two that matter can be handed on as one digest each, and
whoever has `sha256sum` can follow the chain. docs/evidence.md tells people how.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

SHORT = 16  # hex digits of a head that people are shown
_ZEROS = "0" * 64


class Kind(StrEnum):
    """What an entry is about 环的种类."""

    ARCHIVE_FILE = "archive_file"
    REVISION = "revision"
    CHANGE = "change"
    STATEMENT = "statement"
    RUN = "run"
    LOSS = "loss"


_WORDS = {
    Kind.ARCHIVE_FILE: "存档文件",
    Kind.REVISION: "报告版本",
    Kind.CHANGE: "变化",
    Kind.STATEMENT: "认定",
    Kind.RUN: "任务",
    Kind.LOSS: "损失登记",
}


def named(kind: str) -> str:
    """The kind in Chinese."""
    return _WORDS[Kind(kind)] if kind in set(Kind) else kind


@dataclass(frozen=True, slots=True)
class Head:
    """An entry as it is quoted 链首: its number and its digest (or the beginning of it). Number 0: before the first."""

    seq: int
    digest: str

    def __str__(self) -> str:
        return f"第{self.seq}号 {self.digest[:SHORT]}"


START = Head(0, _ZEROS)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be sealed. `facts` are plain JSON values; `subject` names it among its kind."""

    kind: Kind
    subject: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One link 环. `facts` is canonical JSON text; `at` is when it was sealed, by the real clock, to the second."""

    seq: int
    kind: str
    subject: str
    at: datetime
    facts: str
    previous: str
    digest: str

    @property
    def head(self) -> Head:
        return Head(self.seq, self.digest)

    @property
    def line(self) -> str:
        """The bytes that are digested: one line of JSON in UTF-8 with its line feed, keys in order, no spaces."""
        at, kind, subject = (canonical(value) for value in (instant(self.at), self.kind, self.subject))
        return f'{{"at":{at},"facts":{self.facts},"kind":{kind},"seq":{self.seq},"subject":{subject}}}\n'

    @property
    def content(self) -> str:
        """SHA-256 of the entry's bytes."""
        return _sha256(self.line)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something of the chain that does not hold, in Chinese; `seq` is the entry, None for what is in no entry."""

    seq: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Segment:
    """The piece of a chain that shows the `entries` that matter to be under its `head`.

    `contents`: the SHA-256 of the bytes of every entry from the first of them to the head; `after`: the one before.
    """

    entries: tuple[Entry, ...]
    after: Head
    contents: tuple[str, ...]
    head: Head

    @property
    def holds(self) -> bool:
        """Whether the digests lead from `after` to the head, past each of the entries."""
        own = {entry.seq: entry for entry in self.entries}
        digest = self.after.digest
        for seq, content in enumerate(self.contents, self.after.seq + 1):
            digest = chained(digest, content)
            entry = own.pop(seq, None)
            if entry and (entry.content, entry.digest) != (content, digest):
                return False
        return not own and Head(self.after.seq + len(self.contents), digest) == self.head


def canonical(value: object) -> str:
    """JSON with sorted keys, without spaces, Chinese as it stands."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def instant(at: datetime) -> str:
    """An instant in facts: ISO 8601 in UTC, to the microsecond where it has any."""
    return at.astimezone(UTC).isoformat()


def chained(previous: str, content: str) -> str:
    """The digest of an entry from that of the one before and that of its own bytes."""
    return _sha256(f"{previous} {content}\n")


def link(last: Entry | None, matters: Iterable[Matter], at: datetime) -> Iterator[Entry]:
    """The entries that go on after `last`. A clock that was set back does not make the chain run backwards."""
    head = last.head if last else START
    at = max(at.replace(microsecond=0), last.at) if last else at.replace(microsecond=0)
    for matter in matters:
        unsigned = Entry(head.seq + 1, matter.kind.value, matter.subject, at, canonical(matter.facts), head.digest, "")
        digest = chained(head.digest, unsigned.content)
        head = Head(unsigned.seq, digest)
        yield Entry(unsigned.seq, unsigned.kind, unsigned.subject, at, unsigned.facts, unsigned.previous, digest)


def faults(entries: Iterable[Entry], heads: Iterable[Head] = (), *, after: Head = START) -> Iterator[Fault]:
    """What does not hold in a chain (or in the piece of it that follows `after`), in order.

    `heads` were told to somebody while the chain grew: each must still be in it.
    """
    told: dict[int, set[str]] = defaultdict(set)
    for quoted in heads:
        told[quoted.seq].add(quoted.digest)
    head, at = after, None
    for entry in entries:
        yield from _broken(head, at, entry)
        for digest in sorted(told.pop(entry.seq, ())):
            if not entry.digest.startswith(digest):
                yield Fault(entry.seq, f"第{entry.seq}环不是当时公布的那一环：当时的摘要是 {digest[:SHORT]}…")
        head, at = entry.head, entry.at
    for seq in sorted(seq for seq in told if seq > after.seq):
        yield Fault(seq, f"缺少曾经公布过的第{seq}环，链现在止于第{head.seq}环")


def _broken(head: Head, at: datetime | None, entry: Entry) -> Iterator[Fault]:
    due = head.seq + 1
    if entry.seq > due:
        missing = f"第{due}环" if entry.seq == due + 1 else f"第{due}至第{entry.seq - 1}环"
        yield Fault(due, f"缺少{missing}")
    elif entry.seq < due:
        yield Fault(due, f"次序不对：应为第{due}环，却是第{entry.seq}环")
    if entry.seq == due and entry.previous != head.digest:
        yield Fault(entry.seq, f"第{entry.seq}环所记的前一环摘要与第{head.seq}环不符")
    if entry.digest != chained(entry.previous, entry.content):
        yield Fault(entry.seq, f"第{entry.seq}环（{named(entry.kind)} {entry.subject}）的内容与它的摘要不符")
    if at is not None and entry.at < at:
        yield Fault(entry.seq, f"第{entry.seq}环的封存时间早于前一环")


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()
