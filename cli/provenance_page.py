"""Where every value of a report was read, as a table for a person."""

from collections.abc import Callable, Mapping
from typing import Any

from cli.output import print_table
from evidence.report_words import COVERAGE_WORDS, ITEM_WORDS, address, name_of
from evidence.words import minute
from parsers.traces import Origin

_ROLES = {"article": "网页", "attachment": "附件", "import": "人工导入", "list": "列表页"}
_ORIGINS = {
    Origin.PAGE: "网页",
    Origin.FILE: "附件",
    Origin.ADDRESS: "网页的地址",
    Origin.HEADERS: "网页的响应头",
    Origin.LIST: "列表页（不在本报告的存档中）",
    Origin.BODY: "正文",
    Origin.DERIVED: "由识读结果得出",
    Origin.COMPARED: "与其他报告比对得出",
}
_FIELDS = {
    "title": "标题", "made_title": "拟题", "issuers": "单位", "report_year": "报告年度", "published_at": "公布时间",
    "dates": "所见日期", "source": "来源", "doc_no": "文号", "index_no": "索引号", "unit_code": "单位代码",
    "recipient": "主送", "signed_by": "落款", "signed_on": "成文日期", "site_name": "网站名称",
    "site_id_code": "网站标识码", "column_name": "栏目", "body": "正文", "outline": "提纲", "coverage": "法定内容",
    "indicators": "指标", "attachments": "附件", "warnings": "文本瑕疵", "flags": "标记",
}  # fmt: skip
_KINDS = {
    "displayed": "页面显示", "meta": "meta 标签", "url": "网址", "list": "列表页", "signed": "成文",
    "last_modified": "修改", "first_seen": "首次发现",
}  # fmt: skip
_LONGEST = 50


def print_provenance(found: Mapping[str, Any]) -> None:
    """First the kept records, numbered, then every value with the numbers of those that bear it."""
    run = found["run"]
    print(
        f"报告 {found['report_id']}，第 {found['revision']} 版（共 {found['revisions']} 版）：{found['change_reason']}"
    )
    print(f"识读程序版本 {found['parser_version']}，版本形成于 {minute(found['made_at'])}，运行 {run['id']}")
    numbers = {capture["record_id"]: n for n, capture in enumerate(found["captures"], 1)}
    for capture in found["captures"]:
        _print_capture(numbers[capture["record_id"]], capture)
    print_table(
        f"出处 {len(found['values'])} 项",
        ("项目", "值", "来自", "位置", "原件"),
        [_row(value, numbers) for value in found["values"]],
    )


def _print_capture(number: int, capture: Mapping[str, Any]) -> None:
    print(f"原件 [{number}] {_ROLES.get(capture['role'], capture['role'])}：{address(capture['url'])}")
    print(f"    记录 {capture['record_id']}，抓取于 {minute(capture['fetched_at'])}，运行 {capture['run']}")
    print(f"    文件 {capture['warc_file']}，偏移 {capture['warc_offset']}，SHA-256 {capture['digest']}")
    if capture["origin"]:
        print(f"    由来 {capture['origin']}")


def _row(value: Mapping[str, Any], numbers: Mapping[str, int]) -> tuple[object, ...]:
    spot = value["where"] or ""
    if value["end"] is not None:
        spot = f"{spot} 第 {value['start']}–{value['end']} 字".strip()
    records = "".join(f"[{numbers[record]}]" for record in value["records"] if record in numbers)
    return _FIELDS.get(value["field"], value["field"]), _short(_words(value)), _ORIGINS[value["origin"]], spot, records


def _words(value: Mapping[str, Any]) -> str:
    """A value in a few words."""
    said = value["value"]
    if value["field"] == "body":
        return f"{value['end']} 字"
    if value["field"] == "outline":
        return f"{said['number']} {said['title'] or value['quote'] or ''}"
    if words := _WORDS.get(value["field"]):
        return words(said)
    return "、".join(map(str, said)) if isinstance(said, list | tuple) else str(said)


_WORDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "published_at": lambda said: str(said["at"]),
    "dates": lambda said: f"{_KINDS.get(said['kind'], said['kind'])} {said['value']}",
    "coverage": lambda said: f"{ITEM_WORDS.get(said['item'], said['item'])}：{COVERAGE_WORDS[said['coverage']]}",
    "indicators": lambda said: f"{name_of(said['key'])} {said['value']:g} {said['unit']}",
    "attachments": lambda said: str(said["name"]),
    "warnings": lambda said: str(said["detail"]),
}


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}……"
