"""The draft circular: what it says of whom, and that Word and WPS find an official paper in it."""

import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from evidence.bulletin import docx
from evidence.groups import GROUPS, group_of
from evidence.table import About
from tests.evidence.cases import MADE_AT
from tests.evidence.ledgers import ABOUT, NATIONAL, row

GAP = "公布期限2026年3月31日已过，但栏目 qq 自2026年3月5日02:00以来没有完整检查过，不能认定逾期，待核实。"
ROWS = [
    row("a", unit_name="甲镇人民政府"),
    row("b", unit_name="乙镇人民政府", flags=["borderline"], published_on="2026-04-01"),
    row("c", "published_late", unit_name="丙镇人民政府", days_late=5, published_on="2026-04-05"),
    row("d", "overdue", unit_name="丁镇人民政府", days_late=20),
    row("e", "unverified", unit_name="戊镇人民政府", reason=GAP),
    row("f", "withdrawn", unit_name="己镇人民政府", published_on="2026-03-01", reason="曾经公布，现已撤下。"),
    row("g", "exempt", unit_name="庚镇人民政府", reason="该年度已登记免除公开义务：涉密。"),
    row("h", "not_due", unit_name="青石街道办事处", duty="customary"),
    row("i", "not_due", unit_name="辛镇人民政府", due_on="2026-05-31", rule="office:yx", office="yx"),
]
ACCUSING = ("逾期", "迟公布", "迟报", "未公布", "撤下")


def _text(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


class Paper:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.document = Document(io.BytesIO(data))
        self.paragraphs = [p.text for p in self.document.paragraphs if p.text]

    def annex(self, title: str) -> list[list[str]]:
        """The table that follows the caption."""
        body = list(self.document.element.body)
        texts = [_text(element) for element in body]
        place = len(texts) - 1 - texts[::-1].index(title)
        table = next(e for e in body[place:] if e.tag.endswith("}tbl"))
        return [[_text(c) for c in r.tc_lst] for r in table.tr_lst]

    def part(self, name: str) -> Any:
        with ZipFile(io.BytesIO(self.data)) as pack:
            return etree.fromstring(pack.read(name))


@pytest.fixture(scope="module")
def paper() -> Paper:
    return Paper(docx(ROWS, 2025, None, ABOUT))


def test_it_begins_and_ends_like_a_circular(paper: Paper) -> None:
    assert paper.paragraphs[:2] == ["关于2025年度法治政府建设年度报告公布情况的通报", "各有关单位："]
    assert f"按照{NATIONAL}" in paper.paragraphs[2]
    assert "截至2026年4月20日02:00，" in paper.paragraphs[2]
    assert "监测范围" not in paper.paragraphs[2] and "编制说明" not in paper.paragraphs[3]
    tops = [p for p in paper.paragraphs if re.match("[一二三四]、", p)]
    assert tops == ["一、总体情况", "二、具体情况", "三、统计口径", "四、工作要求"]
    assert "2026年4月20日" in paper.paragraphs
    assert "附件：1．按时公布单位名单" in paper.paragraphs


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (36, "一、总体情况"),
        (37, "最近一次全部认定完成于2026年4月18日22:00，距今已超过36小时，此后情况可能已经变化。"),
        (None, "有的单位还没有认定过。"),
    ],
)
def test_what_was_judged_long_ago_is_said_to_be_so(hours: int | None, said: str) -> None:
    judged_at = None if hours is None else MADE_AT - timedelta(hours=hours)
    about = replace(ABOUT, judged_at=judged_at, scope="乡镇街道单位")
    paper = Paper(docx(ROWS, 2025, None, about))
    assert "监测范围：乡镇街道单位。" in paper.paragraphs[2]
    assert said in paper.paragraphs[3]
    assert ("截至" in paper.paragraphs[2]) is (hours is not None)


def test_the_sum_is_the_sum(paper: Paper) -> None:
    said = next(p for p in paper.paragraphs if p.startswith("共监测"))
    assert said == (
        "共监测9个单位，其中应公布7个，登记免除1个，没有公开义务或者按惯例公布（不计入按时率）1个。"
        "应公布的单位中，按时公布2个（其中1个待核对），迟公布1个，逾期未公布1个，公布后撤下1个，"
        "未能核实1个（没有结论），期限未到1个。按时率为28.6%（最高可达57.1%）。"
    )


def test_rates_stand_by_level_and_by_office(paper: Paper) -> None:
    levels, offices = [t for t in paper.document.tables if t.rows[0].cells[1].text == "单位数"]
    assert [[c.text for c in r.cells] for r in levels.rows] == [
        [
            "层级",
            "单位数",
            "应公布",
            "按时公布",
            "迟公布",
            "逾期未公布",
            "撤下",
            "未能核实",
            "未到期",
            "按时率",
            "最高可达",
        ],
        ["乡镇街道", "9", "7", "2", "1", "1", "1", "1", "1", "28.6%", "57.1%"],
        ["合计", "9", "7", "2", "1", "1", "1", "1", "1", "28.6%", "57.1%"],
    ]
    assert [r.cells[0].text for r in offices.rows] == ["监督机关", "青岚区司法局", "云溪市司法局", "合计"]
    assert [r.cells[-2].text for r in offices.rows] == ["按时率", "33.3%", "0%", "28.6%"]


def test_the_formula_is_in_the_paper(paper: Paper) -> None:
    method = paper.paragraphs[paper.paragraphs.index("三、统计口径") : paper.paragraphs.index("四、工作要求")]
    assert any("按时率＝按时公布的单位数÷应公布的单位数" in p for p in method)
    assert any("“未能核实”" in p and "不作为迟公布或者逾期未公布计算" in p for p in method)


def test_every_unit_stands_in_the_list_of_its_standing(paper: Paper) -> None:
    lists = {
        "按时公布单位名单": ["甲镇人民政府", "乙镇人民政府"],
        "迟公布单位名单": ["丙镇人民政府"],
        "逾期未公布单位名单": ["丁镇人民政府"],
        "未能核实单位名单": ["戊镇人民政府"],
        "公布后撤下单位名单": ["己镇人民政府"],
        "期限未到单位名单": ["辛镇人民政府"],
        "登记免除单位名单": ["庚镇人民政府"],
        "不计入按时率单位名单": ["青石街道办事处"],
    }
    assert {title: [line[1] for line in paper.annex(title)[1:]] for title in lists} == lists


def test_an_accusation_names_its_day_its_rule_and_its_check(paper: Paper) -> None:
    head, line = paper.annex("逾期未公布单位名单")
    assert dict(zip(head, line, strict=True)) == {
        "序号": "1",
        "单位": "丁镇人民政府",
        "监督机关": "青岚区司法局",
        "公开期限": "2026-03-31",
        "逾期": "20天",
        "最近完整检查": "2026-04-03 02:00",
        "期限依据": NATIONAL,
    }
    assert paper.annex("迟公布单位名单")[1][3:] == ["2026-03-31", "2026-04-05", "5天", NATIONAL, ""]
    assert paper.annex("未能核实单位名单")[1][4] == GAP


@pytest.mark.parametrize("one", [r for r in ROWS if r["unit"] in "abeghi"], ids=lambda r: str(r["unit"]))
def test_nobody_is_accused_by_another_standing(one: dict[str, Any]) -> None:
    """A paper on this unit alone: no list, no count and no sentence outside the method says that it failed."""
    paper = Paper(docx([one], 2025, "青岚区司法局", ABOUT))
    titles = {group.title for group in GROUPS if group is not group_of(one)}
    assert not titles & set(paper.paragraphs)
    cut = paper.paragraphs.index("三、统计口径")
    own = "".join(p for p in (*paper.paragraphs[:cut], *paper.paragraphs[cut + 6 :]))
    for denial in ("不作未公布或者迟公布的认定", "不作迟公布或者逾期未公布的认定", "不能认定逾期"):
        own = own.replace(denial, "")
    assert [word for word in ACCUSING if word in own] == []


def test_lists_that_nobody_reads_are_left_to_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence.groups.MOST", 1)
    paper = Paper(docx(ROWS, 2025, None, ABOUT))
    assert "按时公布的单位2个，名单较长，见所附台账。" in paper.paragraphs
    assert "附件：1．迟公布单位名单" in paper.paragraphs
    assert not any("甲镇人民政府" in c.text for t in paper.document.tables for r in t.rows for c in r.cells)


def test_one_office_is_not_named_in_every_line() -> None:
    paper = Paper(docx(ROWS[:3], 2025, "青岚区司法局", ABOUT))
    assert paper.annex("迟公布单位名单")[0][:3] == ["序号", "单位", "公开期限"]
    assert "青岚区司法局监督的单位" in paper.paragraphs[2]
    assert "青岚区司法局" in paper.paragraphs
    assert "表2　分监督机关公布情况" not in paper.paragraphs


def test_official_form(paper: Paper) -> None:
    names = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    section = paper.document.sections[0]
    assert [round((x or 0) / 36000) for x in (section.page_width, section.page_height, section.top_margin)] == [
        210,
        297,
        37,
    ]
    styles = paper.part("word/styles.xml")
    fonts = set(styles.xpath("//w:rFonts/@w:eastAsia", namespaces=names))
    assert {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"} <= fonts
    table = paper.part("word/fontTable.xml")
    fallbacks = dict(
        zip(
            table.xpath("//w:font/@w:name", namespaces=names),
            table.xpath("//w:altName/@w:val", namespaces=names),
            strict=True,
        )
    )
    assert fallbacks["仿宋_GB2312"] == "仿宋"
    assert set(fallbacks) >= fonts - {"宋体"}
    for footer in (section.footer, section.even_page_footer):
        xml = etree.tostring(footer._element).decode()
        assert 'w:instr="PAGE"' in xml
    assert "代拟稿" in section.header.paragraphs[0].text
    heads = paper.part("word/document.xml").xpath("//w:tr[1]/w:trPr/w:tblHeader", namespaces=names)
    assert len(heads) == len(paper.document.tables)


def test_names_that_would_break_a_paper_do_not() -> None:
    name = "青\u202e河\x00\n镇<w:p>&amp;\ud800" + "长" * 10_000
    paper = Paper(docx([row(unit_name=name, reason=name)], 2025, name, About()))
    assert paper.annex("按时公布单位名单")[1][1].startswith("青河 镇＜w:p＞&amp;长")
    assert "　　年　月　日" in paper.paragraphs
