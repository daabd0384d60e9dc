"""The same bytes read by another parser 重新识读: which parts of a reading differ."""

from collections.abc import Mapping
from typing import Any

# What a reader sees of a reading, by part: its Chinese name, and the fields of the report that make it up.
PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "title": ("标题", ("title", "made_title")),
    "report_year": ("年度", ("report_year",)),
    "issuers": ("发文机关", ("issuers",)),
    "dates": ("日期", ("published_at", "published_precision", "published_basis", "signed_on", "dates")),
    "source": ("来源", ("source",)),
    "numbers": ("文号与索引号", ("doc_no", "index_no", "unit_code")),
    "recipient": ("主送", ("recipient",)),
    "signed_by": ("落款", ("signed_by",)),
    "body": ("正文", ("body", "body_file")),
    "outline": ("提纲", ("outline",)),
    "coverage": ("法定内容", ("coverage", "coverage_spans")),
    "indicators": ("指标", ("indicators",)),
    "attachments": ("附件", ("attachments",)),
    "warnings": ("文本瑕疵", ("warnings",)),
    "flags": ("标记", ("flags",)),
}


def parts_differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Parts that differ, both readings in the JSON shape of a report.

    A field that one reading lacks equals an empty one: an older parser did not know it.
    """
    return tuple(
        part
        for part, (_, fields) in PARTS.items()
        if any((before.get(field) or None) != (after.get(field) or None) for field in fields)
    )


def named(parts: tuple[str, ...]) -> str:
    return "、".join(PARTS[part][0] for part in parts)
