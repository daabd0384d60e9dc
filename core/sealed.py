"""What stands in the entries of the chain 封存的内容: lists as lines, texts as digests; what differs since. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from core.chain import canonical, instant

_FIELDS = {
    "after": "认定结果",
    "archive": "所依据的存档记录",
    "at": "时间",
    "before": "认定前的状态",
    "begun_at": "实际开始时间",
    "bytes": "字节数",
    "capture": "存档记录",
    "captures": "本次任务的存档清单",
    "checks": "本次任务的检查清单",
    "details": "变化详情",
    "finished_at": "结束时间",
    "id": "编号",
    "kind": "类别",
    "made_at": "形成时间",
    "name": "文件名",
    "number": "版本号",
    "published_at": "公布日期",
    "reason": "理由",
    "records": "记录数",
    "revision": "所成版本",
    "run": "所属任务",
    "sha256": "摘要",
    "started_at": "开始时间",
    "state": "状态",
    "text": "标题和正文的摘要",
    "unit": "单位",
    "url": "网址",
    "year": "年度",
}


def capture_line(
    *, record_id: str, url: str, final_url: str, status: int, fetched_at: datetime, digest: str, origin: str | None
) -> str:
    """A capture in a run's list: WARC record, address asked and answering, status, time, SHA-256, whence it came."""
    return canonical([record_id, url, final_url, status, instant(fetched_at), digest, origin or "-"]) + "\n"


def check_lines(column_id: str, made: Iterable[datetime], *came_out: str | int | None) -> Iterator[str]:
    """Checks that came out alike, in the lists of their runs: column, instant to the second, and how they came out:
    outcome, reason, complete, walked to the end, platform, posts, SHA-256 of the list, WARC record that holds it.
    """
    column, facts = canonical([column_id])[:-1], canonical(["-" if fact is None else fact for fact in came_out])[1:]
    for at in made:
        yield f'{column},"{at.astimezone(UTC).isoformat()[:19]}Z",{facts}\n'


class Tally:
    """How a list stands in a run's facts: the number of its lines, and the SHA-256 of the file they make."""

    def __init__(self) -> None:
        self._digest, self._count = sha256(), 0

    def add(self, line: str) -> None:
        self._digest.update(line.encode())
        self._count += 1

    def facts(self) -> dict[str, Any]:
        return {"count": self._count, "sha256": self._digest.hexdigest()}


def tally(lines: Iterable[str]) -> dict[str, Any]:
    """The tally of a list that is at hand."""
    told = Tally()
    for line in lines:
        told.add(line)
    return told.facts()


def text_digest(title: str | None, body: str) -> str:
    """The text of a revision: SHA-256 of title, line feed, body."""
    return sha256(f"{title or ''}\n{body}".encode()).hexdigest()


def differences(sealed: str, today: Mapping[str, Any]) -> Iterator[str]:
    """What is otherwise today than it was sealed, field by field, in Chinese."""
    then = _read(sealed)
    if then is None:
        yield "封存的内容已被改坏，读不出来"
        return
    for name in sorted(then.keys() | today.keys()):
        before, now = canonical(then.get(name)), canonical(today.get(name))
        if before != now:
            yield f"{_FIELDS.get(name, name)}（封存时 {_shown(before)}，现为 {_shown(now)}）"


def about(sealed: str) -> str:
    """Whose matter it is, in words to stand behind an entry's name; empty for what is of no unit."""
    facts = _read(sealed) or {}
    return f"，{facts['unit']} {facts['year']}年度" if {"unit", "year"} <= facts.keys() else ""


def _read(sealed: str) -> dict[str, Any] | None:
    try:
        facts = json.loads(sealed)
    except ValueError:
        return None
    return facts if isinstance(facts, dict) else None


def _shown(value: str) -> str:
    return value if len(value) <= 120 else value[:119] + "…"
