"""Near-copies: a copy with its names and figures swapped is found, reports of their own are not."""

import random
import re
import subprocess
import sys
from datetime import date
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.reports import Report
from demo import writing
from demo.script import TOWN
from parsers.outline import read_outline
from parsers.similarity import (
    COPIED,
    OWN_STOCK,
    Document,
    Heading,
    bands,
    compare,
    document_of,
    fingerprint,
    learn_stock,
)
from parsers.similarity.document import sections_of
from parsers.similarity.folding import NAME, NUMBER, fold, short_forms

UNITS = tuple(TOWN.units.values())[:8]


@cache
def report_of(number: int, year: int = 2025) -> Document:
    """A report of the town's writer, whose units write independently of each other from one stock of phrases."""
    unit = UNITS[number]
    body = writing.write(unit, year, date(year + 1, 3, 1)).body
    headings = tuple(Heading(s.title or "", s.start) for s in read_outline(body, year)[0])
    return Document(body, (unit.name, unit.short), headings)


def swapped(document: Document, rng: random.Random) -> Document:
    """What a lazy copier does: another unit's name, another year, other figures."""
    body = re.sub(r"\d+", lambda m: str(rng.randint(1, 9999)), document.body)
    return Document(f"柳溪镇{body}", ("柳溪镇人民政府",), ())


def test_a_text_equals_itself() -> None:
    found = compare(report_of(0), report_of(0))
    assert found.share == 1.0
    assert [s.share for s in found.sections] == pytest.approx([1.0])  # one passage, counted where it begins
    assert found.sections[0].passages[0].quote in report_of(0).body


@pytest.mark.parametrize("number", range(4))
def test_names_years_and_figures_swapped_are_still_the_same_text(number: int) -> None:
    original = report_of(number)
    copy = swapped(original, random.Random(number))
    assert compare(copy, original).share >= 0.95
    assert compare(original, copy).share >= 0.95


@pytest.mark.parametrize("number", range(1, 8))
def test_independent_reports_on_the_same_topics_are_no_copies(number: int) -> None:
    assert compare(report_of(number), report_of(0)).share < COPIED
    assert compare(report_of(number, 2024), report_of(number, 2025)).share < COPIED


def test_a_place_name_is_masked_in_all_its_forms() -> None:
    names = ("云陵市晴川镇人民政府",)
    assert {"晴川镇人民政府", "晴川镇", "晴川", "云陵市"} <= short_forms(names[0])
    folded = fold("2025年，晴川镇 ＡＢ共办结1,204件。我镇将继续。", names).text
    assert folded == f"{NUMBER}年{NAME}ab共办结{NUMBER}件{NAME}将继续"
    assert fold("二〇二五年，我局", ()).text == f"{NUMBER}年{NAME}"


def test_the_offsets_of_a_folded_text_lead_back() -> None:
    body = "晴川镇，共 12 项"
    folded = fold(body, ("晴川镇",))
    spans = zip(folded.starts, folded.ends, strict=True)
    assert [body[start:end] for start, end in spans] == ["晴川镇", "共", "12", "项"]


def test_stock_phrases_make_no_copy() -> None:
    stock = "坚持以习近平新时代中国特色社会主义思想为指导，深入学习贯彻习近平法治思想，推进法治建设第一责任人职责。"
    mine = Document(stock + "柳溪渡口的摆渡船今年改用电力，船工们说省心。")
    theirs = Document(stock + "云陵山上的护林员换了新的巡护车，跑得更远。")
    assert compare(mine, theirs).share == 0.0
    assert compare(mine, mine).share == 1.0


def test_stock_is_learned_from_what_many_reports_share() -> None:
    shared = "各股室按照分工每月报送进展情况并由专人汇总后提交会议研究审定"
    texts = [Document(f"第{word * 30}段。{shared}。") for word in "甲乙丙丁戊己"]
    assert compare(texts[0], texts[1]).share > 0.3
    learned = learn_stock(fold(t.body) for t in texts)
    assert compare(texts[0], texts[1], learned).share == 0.0
    assert learn_stock(fold(t.body) for t in texts[:4]) == OWN_STOCK  # too few to learn from


def test_findings_name_the_sections_of_both() -> None:
    passage = "组织执法人员逐户走访沿街商铺，现场讲解占道经营的处理程序和听证权利，并留下联系卡。"
    mine = Document(f"开头的话。\n一、举措\n另一句不同的话在这里。{passage}", (), (Heading("一、举措", 6),))
    theirs = Document(
        f"一、做法\n完全别样的说法摆在前面。\n二、成效\n{passage}",
        (),
        (Heading("一、做法", 0), Heading("二、成效", 18)),
    )
    [section] = compare(mine, theirs).sections
    assert (section.title, section.other_title) == ("一、举措", "二、成效")
    [found] = section.passages
    assert found.quote == passage[:-1]  # the full stop is not compared
    assert theirs.body[found.other_start :].startswith(found.quote)


def test_a_read_report_is_a_document() -> None:
    body = "一、举措\n做了许多。\n二、不足\n还有不足。"
    report = Report(True, "annual_report", issuers=("晴川镇人民政府",), body=body, outline=read_outline(body, 2025)[0])  # type: ignore[arg-type]
    document = document_of(report, ["晴川镇"])
    assert document.names == ("晴川镇", "晴川镇人民政府")
    assert [s.title for s in sections_of(document)] == ["一、举措", "二、不足"]


PIECES = (
    "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未",
    "山前山后各有哨，一半一半又一半，日出日落两不误",
    *("我镇共办结", "，", "\n", "12件", "晴川镇"),
)
LINES = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=14).map("".join)


@settings(max_examples=150, deadline=None)
@example(mine="甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未在区委区政府的坚强领导下", theirs="", starts=[])
@given(mine=LINES, theirs=LINES, starts=st.lists(st.integers(-5, 200), max_size=4))
def test_any_two_texts_compare(mine: str, theirs: str, starts: list[int]) -> None:
    headings = tuple(Heading(str(n), start) for n, start in enumerate(starts))
    one, other = Document(mine, ("晴川镇",), headings), Document(theirs)
    found, back = compare(one, other), compare(other, one)
    assert 0 <= found.share <= 1
    assert (found.share > 0) == bool(found.sections)
    assert "".join(mine[s.start : s.end] for s in sections_of(one)) == mine
    for similarity, text, against in ((found, mine, theirs), (back, theirs, mine)):
        for section in similarity.sections:
            for passage in section.passages:
                assert passage.quote == text[passage.start : passage.end] != ""
                assert 0 <= passage.other_start < len(against)
    own = OWN_STOCK.marks(fold(mine, one.names).text).count(0)  # without the phrases known to all
    assert (compare(one, one).share > 0) == (own >= 20)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300), year=st.integers(2000, 2100))
def test_fingerprints_are_of_the_text_alone(text: str, year: int) -> None:
    mark = fingerprint(Document(text))
    if mark is None:
        return
    assert len(mark.hashes) == 504
    assert mark == fingerprint(Document(f"  {text}。"))
    assert len(bands(mark, year)) == 42
    assert set(bands(mark, year)).isdisjoint(bands(mark, year + 1))
    assert all(-(2**63) <= band < 2**63 for band in bands(mark, year))


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    document = "Document('柳溪镇全年开展渡口安全检查二十次')"
    code = f"from parsers.similarity import *; print(fingerprint({document}).hashes.hex()[:24])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "a5b72e42ea2cb6239daf752f"


def test_copies_meet_in_a_band_and_strangers_seldom() -> None:
    original = fingerprint(report_of(0))
    copy = fingerprint(swapped(report_of(0), random.Random(5)))
    assert original is not None
    assert copy is not None
    assert set(bands(original, 2025)) & set(bands(copy, 2025))
    stranger = fingerprint(Document("山间的茶园在清明前后最忙，采茶的人天不亮就上山，背篓里的嫩芽还带着露水。"))
    assert stranger is not None
    assert set(bands(original, 2025)).isdisjoint(bands(stranger, 2025))


@pytest.mark.parametrize(
    "body", ["", " ，。\n", "一", "甲乙" * 30_000, "a" * 60_000], ids=["empty", "marks", "one", "pair", "letter"]
)
def test_odd_texts_end(body: str) -> None:
    document = Document(body, ("", "甲"), (Heading("", 0),))
    assert compare(document, document).share in (0.0, 1.0)
    mark = fingerprint(document)
    assert (mark is None) == (len(fold(body, document.names).text) < 9)


def test_reading_does_not_wait_for_numpy() -> None:
    code = "import sys, parsers, parsers.similarity; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
