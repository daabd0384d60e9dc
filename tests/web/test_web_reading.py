"""The reading room's pure parts: marks that overlap, blocks of a body, what is marked, a page made harmless."""

import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from core.search_text import asked
from web.harmless import harmless, quiet_style
from web.reading.marks import MOST_HITS, coverage, flaws, hits, indicator_ids
from web.reading.outline import Heading, headings
from web.reading.pieces import Mark, pieces
from web.reading.text import MOST_CHARACTERS, MOST_LINES, Text, text_of

MARKS = st.lists(st.tuples(st.integers(-3, 45), st.integers(0, 20)), max_size=8).map(
    lambda spans: [Mark(start, start + length, "flaw", f"m{n}") for n, (start, length) in enumerate(spans)]
)
BODIES = st.text(alphabet="一二（）.、法治\n \u202e\x00<&", max_size=120)


@given(MARKS, st.integers(0, 20), st.integers(0, 25))
def test_pieces_cover_the_text_once_and_know_all_their_marks(marks: list[Mark], start: int, length: int) -> None:
    end = start + length
    found = pieces(start, end, marks)
    assert [at for piece in found for at in range(piece.start, piece.end)] == list(range(start, end))
    for piece in found:
        for at in range(piece.start, piece.end):
            assert set(piece.marks) == {m for m in marks if m.start <= at < m.end}
    shown = {m for m in marks if m.start < m.end and m.start < end and m.end > start}
    assert {m for piece in found for m in piece.begins} == {m for m in shown if m.start >= start}
    assert {m for piece in found for m in piece.ends} == {m for m in shown if m.end <= end}


@st.composite
def outlined(draw: st.DrawFn) -> tuple[str, list[Heading], list[Mark]]:
    body = draw(BODIES)
    starts = sorted(draw(st.sets(st.integers(0, max(len(body), 1)), max_size=6)))
    found = [
        Heading(n, draw(st.integers(0, 5)), "题", None, start, start + draw(st.integers(0, 12)))
        for n, start in enumerate(starts, start=1)
    ]
    return body, found, draw(MARKS)


def _shown(text: Text) -> str:
    return "\n".join("".join(text.of(p) for p in (*block.heading, *block.text)) for block in text.blocks)


@given(outlined())
def test_every_character_of_the_body_is_shown_once_in_its_order(made: tuple[str, list[Heading], list[Mark]]) -> None:
    body, found, marks = made
    text = text_of(body, found, marks)
    assert text.whole
    spots = [at for b in text.blocks for p in (*b.heading, *b.text) for at in range(p.start, p.end)]
    assert spots == sorted(set(spots))
    assert {at for at, c in enumerate(body) if c != "\n"} <= set(spots)
    assert all(c.isprintable() or c.isspace() for c in _shown(text))
    assert len(_shown(text).replace("\n", "")) == len(body.replace("\n", ""))


@given(outlined())
def test_headings_go_down_step_by_step_and_each_place_is_named_once(
    made: tuple[str, list[Heading], list[Mark]],
) -> None:
    body, found, marks = made
    text = text_of(body, found, marks)
    levels = [1, *(int(block.tag[1]) for block in text.blocks if block.tag)]
    assert all(2 <= level <= 4 for level in levels[1:])
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [block.id for block in text.blocks if block.id]
    ids += [mark.id for b in text.blocks for p in (*b.heading, *b.text) for mark in p.begins if mark.kind == "section"]
    assert len(ids) == len(set(ids))
    reached = {h.id for h in found if h.start < h.end and body[h.start : h.end].strip("\n")}
    assert set(ids) <= {h.id for h in found}
    assert {i for i in reached if not body[found[int(i[2:]) - 1].start :].startswith("\n")} <= set(ids)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("长" * (MOST_CHARACTERS + 5), MOST_CHARACTERS),
        ("段\n" * MOST_LINES + "末", 2 * MOST_LINES - 1),
        ("短\n" + "长" * MOST_CHARACTERS, 1),
        ("", 0),
    ],
    ids=["one long line", "many lines", "a long line behind a short one", "empty"],
)
def test_a_page_shows_no_more_than_it_can_bear(body: str, shown: int) -> None:
    text = text_of(body, [], [])
    assert text.shown == shown
    assert text.whole == (shown == len(body))
    assert len(text.blocks) <= MOST_LINES


def test_a_heading_in_its_line_and_one_over_two_lines() -> None:
    body = "一、主要举措\n和成效\n1.学法。带头学法。\n末段"
    outline = [
        {"number": "一", "title": "主要举措和成效", "text": "", "item": "measures", "start": 0, "end": 10, "children": [
            {"number": "1", "title": "学法", "text": "带头。", "item": None, "start": 11, "end": 15, "children": []},
        ]},
    ]  # fmt: skip
    text = text_of(body, headings(outline), [])
    lines = [(b.number, b.tag, "".join(map(text.of, b.heading)), "".join(map(text.of, b.text))) for b in text.blocks]
    assert lines == [
        (1, "h2", "一、主要举措\n和成效", ""),
        (3, "h3", "1.学法", "。带头学法。"),
        (4, "", "", "末段"),
    ]


def test_the_figure_of_the_reports_own_year_has_the_plain_name() -> None:
    rows: list[dict[str, Any]] = [
        {"key": "a", "year": 2024},
        {"key": "a", "year": 2025},
        {"key": "b", "year": None},
        {"key": "c", "year": 2020},
    ]
    assert indicator_ids(rows, 2025) == ["i-a-2024", "i-a", "i-b", "i-c"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, 2024, 2025])), unique=True, max_size=9))
def test_names_of_figures_are_unique_and_each_key_has_a_plain_one(rows: list[tuple[str, int | None]]) -> None:
    ids = indicator_ids([{"key": key, "year": year} for key, year in rows], 2025)
    assert len(set(ids)) == len(ids)
    assert {f"i-{key}" for key, _ in rows} <= set(ids)


def test_flaws_are_numbered_in_the_order_of_the_text_and_those_beside_it_have_no_place() -> None:
    found = flaws({"body": "甲乙丙丁", "warnings": [
        {"detail": "后", "start": 2, "end": 4}, {"detail": "前", "start": 1, "end": 1},
        {"detail": "页", "start": 0, "end": 0},
    ]})  # fmt: skip
    assert [(m.start, m.end, m.id, m.to, m.label) for m in found] == [
        (1, 2, "f-1", "w-1", "前"),
        (2, 4, "f-2", "w-2", "后"),
    ]


def test_a_content_leads_to_its_section_or_to_the_passage_that_bears_it() -> None:
    found = [Heading(1, 0, "一 举措", "measures", 0, 4)]
    report: dict[str, Any] = {
        "coverage": {"measures": "section", "plans": "embedded", "problems": "missing", "leadership": "embedded"},
        "coverage_spans": {
            "measures": {"start": 0, "end": 4, "quote": ""},
            "plans": {"start": 6, "end": 9, "quote": ""},
        },
    }
    rows = coverage(report, found)
    assert [(row.to, row.missing) for row in rows] == [("s-1", False), ("c-plans", False), (None, True), (None, False)]
    assert rows[1].mark is not None
    assert (rows[1].mark.start, rows[1].mark.end) == (6, 9)


def test_words_are_found_and_numbered_as_the_search_does() -> None:
    body = "ＡＢ与ab，行政\n诉讼"
    assert [body[m.start : m.end] for m in hits(body, asked("ab “行政诉讼”"))] == ["ＡＢ", "ab", "行政\n诉讼"]
    assert [m.id for m in hits("法法", asked("法"))] == ["h-1", "h-2"]
    assert len(hits("法" * 2000, asked("法"))) == MOST_HITS
    assert hits("法", None) == []


BAD = (
    "<meta http-equiv=refresh content='0;url=http://x.test/'><base href=http://x.test/>"
    "<link rel=stylesheet href=http://x.test/a.css><style>@import 'http://x.test/b.css';p{background:url(http://x.test/c)}</style>"
    "<script>alert(1)</script><svg><script>alert(2)</script></svg><img src=http://x.test/i onerror=alert(3)>"
    "<object data=http://x.test/o>物</object><embed src=http://x.test/e><iframe src=http://x.test/f></iframe>"
    "<form action=http://x.test/s><input autofocus onfocus=alert(4)><button formaction=http://x.test/>送</button></form>"
    "<a href=javascript:alert(5) target=_top ping=http://x.test/p>甲</a><a href='#x'>乙</a><a href=http://x.test/l>丙</a>"
    "<p style='background:URL( http://x.test/d );color:red' onclick=alert(6)>正文&lt;b&gt;</p><x-y>丁</x-y>"
    "<body background=http://x.test/bg onload=alert(7)>"
)


BROKEN = (
    "<p>", "</p>", "<a", "href=", "<img/src=", "<svg", "<math>", "<mtext>", "<style>", "</style>", "<!--", "-->",
    "<table>", "<template>", "<![CDATA[", "]]>", "<noscript>", "</noscript>", "onerror=alert(1)",
    "javascript:alert(2)", "http://x.test/", "'", "\"", ">", "<script>", "</script>", "正文", "\x00", "\x01",
    "<form>", "<select>", "<title>", "</title>", "<frameset>", "<frame&#9;", "src=", "url(", "@import",
    "&#x6a;avascript:", "style=", "data:text/html,", "<a<p", "<x:y>", "<body>",
)  # fmt: skip


def test_a_hostile_page_says_what_it_said_and_does_nothing() -> None:
    made = harmless(BAD)
    root = html.document_fromstring(made)
    said = "".join(map(str, root.itertext()))
    for word in ("物", "甲", "乙", "丙", "正文<b>", "丁"):
        assert word in said
    links = [(e.get("href"), e.get("title")) for e in root.iter("a")]
    assert links == [(None, "javascript:alert(5)"), ("#x", None), (None, "http://x.test/l")]
    fetching = [
        (e.tag, name, value) for e in root.iter("*") for name, value in e.attrib.items()
        if name != "title" and ("x.test" in value or "alert" in value)
    ]  # fmt: skip
    assert fetching == []
    assert "x.test" not in "".join(style.text or "" for style in root.iter("style"))
    assert "color:red" in made


@given(st.lists(st.sampled_from(BROKEN), max_size=25))
def test_however_a_page_is_broken_nothing_in_it_acts(parts: list[str]) -> None:
    made = harmless("".join(parts))
    assert made.startswith("<!doctype html>")
    for element in html.document_fromstring(made).iter("*"):
        assert element.tag not in ("script", "iframe", "frame", "object", "embed", "form", "base", "link", "svg")
        names = set(map(str, element.attrib))
        assert not names & {"srcset", "action", "background", "ping"}
        assert not [name for name in names if name.startswith("on")]
        assert str(element.get("href") or "#").startswith("#")
        assert str(element.get("src") or "data:image/").startswith("data:image/")


@given(st.text(alphabet="url(IMPORTimport@:;{}'\"/.x ", max_size=60))
def test_style_keeps_no_address_and_becomes_quiet_at_once(style: str) -> None:
    quiet = quiet_style(style)
    assert not re.search(r"url\s*\((?!\s*['\"]?data:image/)", quiet, re.IGNORECASE)
