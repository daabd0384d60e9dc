"""What a page says about itself: source, document number, index number."""

import re
from collections.abc import Sequence

from parsers import labels as lb
from parsers.dates import read_stamp

_NOTHING = {"", "无", "-", "--", "—", "/", "暂无", "null", "undefined", "空"}
_DATE_IN_SOURCE = re.compile(r"\s*(?:19|20)\d{2}\s?[年\-/.].*")


def read_source(labels: Sequence[lb.Label], meta: dict[str, str]) -> str | None:
    """来源 as shown (本站 stays 本站), else the ContentSource meta tag, else 发布机构 of the index table."""
    shown = [_clean(label.value) for label in lb.values(labels, lb.SOURCE)]
    organ = [_clean(label.value) for label in lb.values(labels, lb.PUBLISHER)]
    tagged = _clean(meta.get("contentsource", ""))
    return next((s for s in (*shown, tagged, *organ) if s), None)


def read_publisher(labels: Sequence[lb.Label]) -> str | None:
    """发布机构 of the index table."""
    return next((s for label in lb.values(labels, lb.PUBLISHER) if (s := _clean(label.value))), None)


def read_number(labels: Sequence[lb.Label], kind: str) -> str | None:
    """The first document or index number that holds a digit (无 is none)."""
    return next(
        (v.value for v in lb.values(labels, kind) if any(c.isdigit() for c in v.value) and len(v.value) <= 60), None
    )


def _clean(value: str) -> str:
    if read_stamp(value):
        value = _DATE_IN_SOURCE.sub("", value)
    value = value.strip(" 　:：()（）")
    return "" if value.lower() in _NOTHING or len(value) > 50 else value
