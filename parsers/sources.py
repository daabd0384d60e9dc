"""What a page says about itself: source, document number, index number, each with the place where it was read."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers import labels as lb
from parsers.article import read_doc_no
from parsers.dates import read_stamp
from parsers.text import fold, is_placeholder

_NOTHING = {"", "无", "-", "--", "—", "/", "暂无", "null", "undefined", "none", "空", "0", "nan"}
_ADDRESS = re.compile(r"https?:", re.I)
_DATE_IN_SOURCE = re.compile(r"(?<!\s)\s*(?:19|20)\d{2}\s?[年\-/.].*")
_BARE_SOURCE = re.compile(r"(?<![\u4e00-\u9fff])(?:信息|文章|稿件)?来\s?源\s+(?P<value>[^\s:：|]{2,30})(?=\s|$|\|)")
_DOC_NO_INSIDE = re.compile(
    r"[（(](?P<number>[\u4e00-\u9fff]{1,16}\s?[〔\[［]\s?(?:19|20)\d{2}\s?[〕\]］]\s?第?\s?\d{1,4}\s?号)[)）]"
)
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
_UNIT_CODE = re.compile(rf"[1-9ANY][1-9A-GY]\d{{6}}[{_CODE}]{{10}}")


@dataclass(frozen=True, slots=True)
class Told:
    """A value and the place where the page tells it, in Chinese."""

    value: str
    where: str


def read_source(
    labels: Sequence[lb.Label], near: Sequence[str], meta: dict[str, str], title: str | None
) -> Told | None:
    """来源 as shown (本站 stays 本站), else the ContentSource meta tag, else 发布机构 of the index table.

    `near` are the lines under the title: 「2025-03-04 10:20 来源 柳溪镇」 needs no colon.
    """
    shown = next(_told(labels, lb.SOURCE), None) or _bare_source(near)
    if shown:
        return shown
    tagged = _clean(valid_tag(meta, "contentsource", title) or "")
    return Told(tagged, "meta contentsource") if tagged else read_publisher(labels)


def read_publisher(labels: Sequence[lb.Label]) -> Told | None:
    """发布机构 of the index table."""
    return next(_told(labels, lb.PUBLISHER), None)


def read_number(labels: Sequence[lb.Label], kind: str) -> Told | None:
    """The first document or index number that holds a digit (无 is none)."""
    for label in lb.values(labels, kind):
        if any(c.isdigit() for c in label.value) and len(label.value) <= 60 and not is_placeholder(label.value):
            return Told(label.value, f"页面“{label.name}”")
    return None


def read_document_number(labels: Sequence[lb.Label], head: Sequence[str], title: str | None) -> Told | None:
    """发文字号: labelled, alone in a line above the text, or in brackets behind the title."""
    if told := read_number(labels, lb.DOC_NO):
        return told
    if number := next((n for line in head if (n := read_doc_no(line))), None):
        return Told(number, "标题下")
    inside = _DOC_NO_INSIDE.search(title or "")
    return Told(inside.group("number"), "标题") if inside else None


def read_unit_code(index_no: str | None) -> str | None:
    """The 统一社会信用代码 (18 characters) that an index number begins with; None where its check digit is wrong."""
    m = _UNIT_CODE.match(unicodedata.normalize("NFKC", index_no or "").strip().upper())
    if not m:
        return None
    code = m.group()
    total = sum(_CODE.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return code if _CODE[-total % 31] == code[17] else None


def valid_tag(meta: dict[str, str], name: str, title: str | None) -> str | None:
    """A meta tag's value where it says something: no template's placeholder, no address, not the title again."""
    value = meta.get(name, "").strip()
    if value.lower() in _NOTHING or len(value) > 80 or is_placeholder(value) or _ADDRESS.match(value):
        return None
    return None if title and fold(value) == fold(title) else value


def _told(labels: Sequence[lb.Label], kind: str) -> Iterator[Told]:
    return (Told(v, f"页面“{label.name}”") for label in lb.values(labels, kind) if (v := _clean(label.value)))


def _bare_source(near: Sequence[str]) -> Told | None:
    for line in near:
        if len(line) <= 120 and (m := _BARE_SOURCE.search(line)) and read_stamp(line) and (value := _clean(m["value"])):
            return Told(value, "标题下“来源”")
    return None


def _clean(value: str) -> str:
    if read_stamp(value):
        value = _DATE_IN_SOURCE.sub("", value)
    value = value.strip(" 　:：()（）|")
    return "" if value.lower() in _NOTHING or len(value) > 50 or is_placeholder(value) else value
