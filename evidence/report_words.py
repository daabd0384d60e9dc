"""A report's values as a clerk reads them: items, coverage, figures, files; the same on screen and on the web."""

from collections.abc import Mapping, Sequence
from typing import Any

from evidence.words import FLAG_WORDS
from parsers.indicators import INDICATORS

ITEM_WORDS = {
    "measures": "举措成效",
    "problems": "不足原因",
    "leadership": "第一责任人",
    "plans": "下年安排",
    "other": "其他",
}
COVERAGE_WORDS = {"section": "单设一节", "embedded": "在其他部分中", "missing": "未见"}
FILE_WORDS = {
    "read": "已识读",
    "no_text": "没有可识读的文字",
    "encrypted": "已加密",
    "broken": "文件损坏",
    "too_large": "文件过大",
    "unsupported": "不支持的格式",
    "not_fetched": "未取得",
    None: "未识读",
}


def title_of(report: Mapping[str, Any]) -> str:
    if report["title"]:
        return str(report["title"])
    made = report.get("made_title")
    return f"（页面无标题，拟题：{made}）" if made else "（页面无标题）"


def address(url: str | None) -> str | None:
    """A page brought in by hand has no address that a person could open."""
    return "（人工导入）" if url and url.startswith("urn:") else url


def flag_words(flags: Sequence[str]) -> str:
    return "、".join(FLAG_WORDS.get(flag, flag) for flag in flags)


def name_of(key: str) -> str:
    kind = INDICATORS.get(key)
    return kind.name if kind else key


def figure(indicator: Mapping[str, Any]) -> str:
    value = indicator["value"]
    plain = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4f}".rstrip("0")
    return f"{'约 ' if indicator['approximate'] else ''}{plain} {indicator['unit']}"


def around(body: str, start: int, end: int) -> str:
    """The passage with a few characters before and after it; a flaw outside of the body has none."""
    return body[max(start - 8, 0) : end + 12] if end else ""


def verdict(row: Mapping[str, Any]) -> str:
    """Of a similar report: who may have copied whom, the later one from the earlier."""
    if not row["copied"]:
        return "部分相同"
    return "本报告与之雷同" if row["later"] == "self" else "其与本报告雷同"
