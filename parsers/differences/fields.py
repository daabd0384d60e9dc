"""What differs besides the text: the report's fields, and its attachments."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from core.differences import FieldChange, FileChange, FileChangeKind, same_to_a_reader
from core.times import SHANGHAI

_FIELDS = {
    "title": "标题",
    "report_year": "报告年度",
    "issuers": "单位",
    "published_at": "公布时间",
    "source": "来源",
    "doc_no": "文号",
    "index_no": "索引号",
    "recipient": "主送",
    "signed_by": "落款",
    "signed_on": "成文日期",
}
_Files = Sequence[Mapping[str, Any]]


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    """Fields that read otherwise; a moment is compared as finely as both pages show it."""
    precisions = {before.get("published_precision"), after.get("published_precision")}
    for field, name in _FIELDS.items():
        old, new = before.get(field), after.get(field)
        if field == "published_at":
            by_day = "day" in precisions and bool(old and new)
            old, new = _moment(before, by_day), _moment(after, by_day)
        one, other = _plain(old), _plain(new)
        if not same_to_a_reader(one, other):
            yield FieldChange(field, name, one, other)


def _moment(reading: Mapping[str, Any], by_day: bool) -> str | None:
    """When it was published, as its page shows it: 2025-03-14 09:30."""
    if not (stored := reading.get("published_at")):
        return None
    at = datetime.fromisoformat(stored).astimezone(SHANGHAI)
    shape = {"second": "%Y-%m-%d %H:%M:%S", "minute": "%Y-%m-%d %H:%M"}.get(reading.get("published_precision") or "")
    return at.strftime("%Y-%m-%d" if by_day or not shape else shape)


def _plain(value: Any) -> str | None:
    if isinstance(value, list | tuple):
        return "、".join(map(str, value)) or None
    return str(value) if value not in (None, "") else None


def changed_files(before: _Files, after: _Files) -> Iterator[FileChange]:
    """Attachments that came, went, or have other bytes; a file that was read is compared by its text, in the body."""
    left = list(before)
    new = []
    for file in after:
        if (old := _take(left, file, "url")) is None:
            new.append(file)
        elif change := _between(old, file):
            yield change
    for file in new:
        old = _take(left, file, "sha256") or _take(left, file, "name")
        if old is None:
            yield FileChange(FileChangeKind.ADDED, file["name"], file["url"], file.get("sha256"))
        elif change := _between(old, file):
            yield change
    for file in left:
        yield _change(FileChangeKind.REMOVED, file, file)


def _take(left: list[Mapping[str, Any]], file: Mapping[str, Any], by: str) -> Mapping[str, Any] | None:
    """The first of `left` that has this in common with `file`, taken out."""
    found = next((old for old in left if file.get(by) and old.get(by) == file[by]), None)
    if found is not None:
        left.remove(found)
    return found


def _between(old: Mapping[str, Any], new: Mapping[str, Any]) -> FileChange | None:
    """The change of a file that is the same one by address, bytes or name."""
    bytes_known = old.get("sha256") and new.get("sha256")
    was_read = old.get("outcome") == new.get("outcome") == "read"
    if bytes_known and old["sha256"] != new["sha256"] and not was_read:
        return _change(FileChangeKind.REPLACED, old, new)
    if not same_to_a_reader(old["name"], new["name"]):
        return _change(FileChangeKind.RENAMED, old, new)
    return None if old["url"] == new["url"] or bytes_known else _change(FileChangeKind.READDRESSED, old, new)


def _change(kind: FileChangeKind, old: Mapping[str, Any], new: Mapping[str, Any]) -> FileChange:
    was = old["name"], old["url"], old.get("sha256")
    return FileChange(kind, new["name"], new["url"], new.get("sha256"), *was)
