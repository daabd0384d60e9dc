"""`reports diff` on the terminal, as a page and as JSON, over stored revisions."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from cli.difference_text import _lines
from core.compared import Compared
from core.differences import PieceKind
from evidence.difference_page import html_of
from evidence.difference_shape import shape_of
from evidence.marked import Run, shortened
from parsers.differences import compare
from tests.parsers.differing import reading

BEFORE = "青岚区共办结案件31件。\n一、主要举措\n出台文件12件。\n二、不足\n力量不足。"
AFTER = "青岚区共办结案件35件。\n一、主要举措\n出台文件12件。\n二、学法\n区长<b>带头</b>学法。\n三、不足\n力量不足。"
LONG = "一直如此，" * 40


def _row(number: int, kind: str, reason: str) -> dict[str, Any]:
    page = {"record_id": f"<urn:uuid:{number}>", "digest": f"{number}" * 64, "fetched_at": "2025-03-14T18:02:11+00:00"}
    return {"revision": number, "change_kind": kind, "change_reason": reason, "parser_version": "3", "page": page}


@pytest.fixture
def compared() -> Callable[..., Compared]:
    def made(before: str = BEFORE, after: str = AFTER, **fields: Any) -> Compared:
        facts = {"id": 12, "unit": "yx-ql", "report_year": 2024, "revisions": 2, "url": "http://yunxi.test/1.html"}
        old, new = reading(before, **facts), reading(after, **(facts | fields))
        remarks = ("两版读自同一网页。",)
        return Compared(
            new, _row(1, "appeared", "首次发现"), _row(2, "edited", "正文有改动"), compare(old, new), remarks
        )

    return made


def _text(compared: Compared, *, coloured: bool = False) -> str:
    return "\n".join(line.plain for line in _lines(compared, coloured=coloured))


def test_signs_stand_where_there_is_no_colour(compared: Callable[..., Compared]) -> None:
    said = _text(compared(title="另一标题"))
    for line in (
        "第 2 版：2025-03-15 02:02 抓取，正文有改动",
        "注意：两版读自同一网页。",
        "改动2处，增20字，删2字；新增1节、重新编号1节；标题有改动",
        "- 云溪市青岚区2024年法治政府建设年度报告",
        "+ 另一标题",
        "~ 青岚区共办结案件[-31-][+35+]件。",
        "■ 二、学法　新增，18字",
        "+ 区长<b>带头</b>学法。",
        "■ 三、不足　编号由“二”改为“三”",
    ):
        assert line in said.splitlines()
    assert "主要举措" not in said


def test_colours_stand_for_the_signs(compared: Callable[..., Compared]) -> None:
    [line] = [line for line in _lines(compared(), coloured=True) if "办结" in line.plain]
    assert line.plain == "~ 青岚区共办结案件3135件。"
    assert {line.plain[span.start : span.end]: str(span.style) for span in line.spans if span.style} == {
        "31": "red strike",
        "35": "bold green underline",
    }


def test_far_text_is_left_out_at_a_clause() -> None:
    runs = [
        Run(PieceKind.KEPT, LONG),
        Run(PieceKind.ADDED, "甲"),
        Run(PieceKind.KEPT, LONG),
        Run(PieceKind.ADDED, "乙"),
    ]
    before, _, between, _ = shortened(runs, 24)
    assert before.text == "……" + "一直如此，" * 4
    assert between.text == "一直如此，" * 4 + "……" + "一直如此，" * 4
    assert shortened([Run(PieceKind.KEPT, "短")], 24) == [Run(PieceKind.KEPT, "短")]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.marked: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("ins", "del"):
            self.marked.append((self.open[-1], data))


def test_the_page_is_whole_escaped_and_marks_by_elements(compared: Callable[..., Compared]) -> None:
    page = html_of(compared(title="<img src=x onerror=alert(1)>"))
    seen = _Tags()
    seen.feed(page)
    assert not seen.open
    assert {"ins", "del", "details", "h1", "h2"} <= set(seen.tags)
    assert not {"script", "img", "link", "b", "iframe"} & set(seen.tags)
    assert {("del", "31"), ("ins", "35"), ("ins", "另一标题")} - set(seen.marked) == {("ins", "另一标题")}
    assert "区长&lt;b&gt;带头&lt;/b&gt;学法。" in page
    assert "http://" not in page.replace("http://yunxi.test/1.html", "")


def test_only_web_addresses_become_links(compared: Callable[..., Compared]) -> None:
    assert "javascript:" not in html_of(compared(url="javascript:alert(1)"))


def test_the_json_has_pieces_that_make_the_new_text(compared: Callable[..., Compared]) -> None:
    shape = json.loads(json.dumps(shape_of(compared())))
    assert "".join(p["after"] for s in shape["sections"] if s["after"] for p in s["pieces"]) == AFTER
    assert (shape["from"]["revision"], shape["to"]["revision"], shape["changed"]) == (1, 2, True)
    for piece in (piece for section in shape["sections"] for piece in section["pieces"]):
        assert BEFORE[piece["before_start"] : piece["before_end"]] == piece["before"]
        assert AFTER[piece["after_start"] : piece["after_end"]] == piece["after"]
