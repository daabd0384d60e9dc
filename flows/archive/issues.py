"""One archive file against what the database says of it: every disagreement named, with the place where it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crawlers.archive_files import Inspected
from crawlers.archive_record import CAPTURES, Damage, FileRecord
from storage.archive_index import Indexed, Sealed
from storage.base import storable

Losses = Mapping[str, Mapping[str, Any]]
"""What a repair acknowledged, by subject: a record, a file, a place in a file. `found`: how a file was found then."""

MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that is not as it should be. Not a `fault`: it is told, but explains itself or was acknowledged.

    `subject` is what a repair acknowledges it by, once and for all; `detail` is Chinese.
    """

    kind: str
    file: str
    detail: str
    fault: bool = True
    offset: int | None = None
    subject: str | None = None
    found: str | None = None  # the SHA-256 of a file that is not as it was sealed, or MISSING
    row: Indexed | None = None
    record: FileRecord | None = None

    @property
    def where(self) -> str:
        return self.file if self.offset is None else f"{self.file} 偏移 {self.offset}"


@dataclass(frozen=True, slots=True)
class Books:
    """What the database says of one file. `losses`: those that are acknowledged, of all files."""

    rows: Sequence[Indexed]
    sealed: Sealed | None
    losses: Losses = field(default_factory=dict)


def missing_file(name: str, books: Books) -> Iterator[Issue]:
    """A file that is not there, or cannot be read: with it all records that rows point to."""
    subject, known = _file_subject(name, MISSING, books)
    detail = _known("存档文件不存在或无法读取", known)
    yield Issue("file_missing", name, detail, not known, subject=subject, found=MISSING)
    for row in books.rows:
        yield _lost(row, "所在的存档文件不存在", books)


def issues_of(found: Inspected, books: Books) -> list[Issue]:
    """All that is wrong with the file, in the order of the file."""
    seal = _seal(found, books)
    changed = seal is not None and seal.fault
    places = _Places(found)
    rows = [issue for row in books.rows for issue in _row(row, places, books)]
    claimed = {row.record_id for row in books.rows}
    offsets = {row.warc_offset for row in books.rows}
    news = [
        _unindexed(found.name, r, changed) for r in found.records if r.kind in CAPTURES if r.record_id not in claimed
    ]
    damages = [
        _damage(found.name, damage, books, changed)
        for damage in found.damages
        if damage.offset not in offsets and damage.record_id not in claimed
    ]
    found_here = sorted([*rows, *news, *damages], key=lambda issue: issue.offset or 0)
    return [seal, *found_here] if seal else found_here


def _seal(found: Inspected, books: Books) -> Issue | None:
    """What became of a sealed file; a file that nobody sealed is told of, since a change of it may go unseen."""
    sealed = books.sealed
    if sealed is None:
        return Issue("file_unsealed", found.name, "文件尚未封存，没有整个文件的摘要可核对", fault=False)
    if (sealed.bytes, sealed.sha256) == (found.bytes, found.sha256):
        return None
    subject, known = _file_subject(found.name, found.sha256, books)
    length = f"长度由 {sealed.bytes} 变为 {found.bytes}，" if sealed.bytes != found.bytes else ""
    detail = f"{length}SHA-256 由 {sealed.sha256} 变为 {found.sha256}：封存之后文件被改动或损坏"
    detail = _known(detail, known)
    return Issue("file_changed", found.name, detail, not known, subject=subject, found=found.sha256)


def _file_subject(name: str, found: str, books: Books) -> tuple[str, bool]:
    """What a file that was found so is acknowledged by, and whether it was: once changed, it may change again."""
    before = books.losses.get(name)
    if before is None or before.get("found") == found:
        return name, before is not None
    subject = f"{name}@{found}"
    return subject, subject in books.losses


class _Places:
    """Where in the file what lies."""

    def __init__(self, found: Inspected) -> None:
        self.by_offset: Mapping[int, FileRecord] = {record.offset: record for record in found.records}
        self.by_id: Mapping[str, FileRecord] = {record.record_id: record for record in found.records}
        self.damages = found.damages

    def of(self, row: Indexed) -> FileRecord | None:
        here = self.by_offset.get(row.warc_offset)
        return here if here and here.record_id == row.record_id else self.by_id.get(row.record_id)

    def damage(self, row: Indexed) -> Damage | None:
        return next(
            (d for d in self.damages if row.record_id == d.record_id or d.offset <= row.warc_offset < _end(d)), None
        )


def _end(damage: Damage) -> float:
    return float("inf") if damage.length is None else damage.offset + damage.length


def _row(row: Indexed, places: _Places, books: Books) -> Iterator[Issue]:
    record = places.of(row)
    if record is None:
        damage = places.damage(row)
        yield _lost(row, damage.detail if damage else "此处没有这条记录", books)
        return
    if differing := differences(row, record):
        said = "；".join(f"{name}：数据库为 {was}，存档为 {now}" for name, (was, now) in differing.items())
        yield Issue(
            "row_differs", row.warc_file, f"{row.final_url}：{said}", True, row.warc_offset, row=row, record=record
        )


def differences(row: Indexed, record: FileRecord) -> dict[str, tuple[Any, Any]]:
    """Where row and record disagree: by the field's Chinese name, what the row says and what the record says."""
    pairs: dict[str, tuple[Any, Any]] = {
        "偏移": (row.warc_offset, record.offset),
        "取得时间": (_clock(row.fetched_at), _clock(record.at)),
        "摘要": (row.digest, record.digest),
        "网址": (row.final_url, storable(record.url)),
        "状态码": (row.status, record.status),
    }
    if row.origin is None:  # what a person brought is known by the address that its list has for it
        pairs["请求的网址"] = (row.url, storable(record.asked_url))
    return {name: both for name, both in pairs.items() if both[0] != both[1]}


def _clock(at: datetime) -> str:
    return at.isoformat()


def _lost(row: Indexed, reason: str, books: Books) -> Issue:
    known = row.record_id in books.losses
    detail = _known(f"{row.final_url}（{row.fetched_at:%Y-%m-%dT%H:%M:%SZ} 取得）：{reason}", known)
    subject = row.record_id
    return Issue("record_lost", row.warc_file, detail, not known, row.warc_offset, subject, row=row)


def _unindexed(name: str, record: FileRecord, changed: bool) -> Issue:
    left = "记录已写入而没有入库，没有任何结论依据它（栏目改由浏览器读取之前的页面，或任务中断、数据库较旧）"
    why = "记录不在数据库中" if changed else f"{left}，可用 archive repair 补录"
    return Issue("record_unindexed", name, f"{record.url}：{why}", changed, record.offset, record=record)


def _damage(name: str, damage: Damage, books: Books, changed: bool) -> Issue:
    """Damage that no row points to: in a file that is as it was sealed, or at the end of one whose writer was cut off,
    it is what the writer left, and nothing was ever told of it.
    """
    subject = f"{name}@{damage.offset}"
    cut_off = damage.length is None and damage.kind in ("truncated", "empty")
    as_left = not changed and (books.sealed is not None or cut_off)
    known = subject in books.losses
    detail = f"{damage.detail}（写入中断所留，没有任何结论依据它）" if as_left else _known(damage.detail, known)
    return Issue("record_damaged", name, detail, not (as_left or known), damage.offset, subject)


def _known(detail: str, known: bool) -> str:
    return f"{detail}（已由 archive repair 记为损失）" if known else detail
