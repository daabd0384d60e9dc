"""The ledger: the workbook as a spreadsheet opens it, CSV and JSON lines byte for byte, and names that mean harm."""

import csv
import io
import json
from datetime import datetime

import pytest

from core.chain import START
from evidence.ledger import SHEETS, TooLong, write_xlsx, xlsx
from evidence.table import FIELDS, About, csv_lines, json_lines
from tests.evidence.ledgers import ABOUT, NATIONAL, opened, row, values

local = datetime.fromisoformat
TITLE = "青岚区司法局2025年度台账"
LATE = row("qinghe", "published_late", days_late=5, published_on="2026-04-05")
OVERDUE = row("qingquan", "overdue", unit_name="青泉镇人民政府", days_late=20, reason="期满后均已完整检查")
STREET = row("qingshi", "not_due", unit_name="青石街道办事处", duty="customary", days_late=0)
HARMFUL = [
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    '=HYPERLINK("http://bad.example","查看")',
    "\u200b=1+1",
    "\ufeff=1+1",
]


def test_the_ledger_reads_as_an_office_expects() -> None:
    sheet = opened(xlsx([LATE, OVERDUE, STREET], TITLE, ABOUT))["台账"]
    head, late, overdue, street = (dict(zip([f.head for f in FIELDS], line, strict=True)) for line in values(sheet))
    assert list(head.values()) == list(head)
    assert late == {
        "单位": "青河镇人民政府",
        "层级": "乡镇街道",
        "监督机关": "青岚区司法局",
        "报告年度": 2025,
        "办理状态": "迟公布",
        "晚于期限天数": 5,
        "公开期限": local("2026-03-31"),
        "公布日期": local("2026-04-05"),
        "公布日期依据": "页面显示的发布日期",
        "标记": "",
        "说明": "因为",
        "链接": "http://www.qinglan.example/t1.html",
        "首次发现时间": local("2026-03-13T02:03"),
        "最近完整检查时间": local("2026-04-03T02:00"),
        "公开义务": "法定公开主体",
        "期限依据": NATIONAL,
        "检查栏目": "qh-fzbg",
        "单位编号": "qinghe",
        "报告编号": 7,
    }
    assert (overdue["办理状态"], overdue["晚于期限天数"], overdue["链接"]) == ("逾期未公布", 20, None)
    assert (street["办理状态"], street["公开义务"]) == ("不作认定", "按惯例公布，不作迟报认定")


def test_sheets_are_made_to_be_worked_with() -> None:
    book = opened(xlsx([LATE, OVERDUE], TITLE, ABOUT))
    assert tuple(book.sheetnames) == SHEETS
    assert book.properties.title == TITLE
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.column_dimensions["A"].width > 20
    ledger = book["台账"]
    assert ledger["L2"].hyperlink.target == "http://www.qinglan.example/t1.html"
    assert [ledger[cell].number_format for cell in ("G2", "N2")] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]


def test_lateness_that_is_not_held_against_a_unit_is_not_in_the_ledger() -> None:
    rows = [row(duty="customary", days_late=9), row(days_late=3, flags=["year_conflict"]), row("x", "unverified")]
    sheet = opened(xlsx(rows, TITLE))["台账"]
    assert [sheet.cell(line, 6).value for line in (2, 3, 4)] == [None, None, None]


def test_counts_and_rates_stand_on_a_sheet_of_their_own() -> None:
    rows = [row("a"), row("b", "overdue"), row("c", "unverified", office="yx", level="county"), row("d", "exempt")]
    head, *lines = values(opened(xlsx(rows, TITLE, ABOUT))["统计"])
    found = {line[0]: dict(zip(head[1:], line[1:], strict=True)) for line in lines}
    assert list(found) == ["合计", "层级：县级", "层级：乡镇街道", "监督机关：青岚区司法局", "监督机关：云溪市司法局"]
    total = found["合计"]
    assert [total[word] for word in ("单位数", "应公布", "按时公布", "逾期未公布", "未能核实", "免除")] == [
        4,
        3,
        1,
        1,
        1,
        1,
    ]
    assert (round(total["按时率"], 4), round(total["最高可达"], 4)) == (0.3333, 0.6667)
    assert found["层级：县级"]["按时率"] == 0


def test_the_note_says_what_it_is() -> None:
    said = dict(values(opened(xlsx([LATE], TITLE, ABOUT))["说明"])[1:])
    assert said["名称"] == TITLE
    assert said["制表时间"] == "2026-04-20 11:00（北京时间）"
    assert "自动监测" in said["性质"]
    assert "不是处理决定" in said["性质"]
    assert "ab" * 32 in said["证据链"]
    assert "不得据此认定" in said["状态：未能核实"]
    assert "应公布" in said["统计口径1"]


def test_a_ledger_of_nothing_and_without_a_chain_is_a_workbook() -> None:
    book = opened(xlsx([], TITLE, About(head=START)))
    assert len(values(book["台账"])) == 1
    assert "证据链" not in dict(values(book["说明"])[1:])


def test_no_name_becomes_a_formula() -> None:
    rows = [row(unit_name=name, reason=name) for name in HARMFUL]
    for sheet in opened(xlsx(rows, HARMFUL[0])):
        cells = [cell for line in sheet.iter_rows() for cell in line]
        assert all(cell.data_type != "f" for cell in cells)
        assert all(cell.hyperlink is None for cell in cells if cell.column_letter == "A")
    lines = list(csv.reader(io.StringIO("".join(csv_lines(rows, ABOUT)).removeprefix("\ufeff"))))[1:]
    assert len(lines) == len(HARMFUL)
    assert not [cell for line in lines for cell in line if cell.strip().startswith(tuple("=+-@＝＋－＠"))]
    assert [line[0] for line in lines[:2]] == ["'=cmd|'/c calc'!A1", "'+1+1"]


def test_names_that_would_break_a_table_do_not() -> None:
    name = '青\u202e河\n镇\x00,"人民\u2028政府' + "长" * 10_000
    book = opened(xlsx([row(unit_name=name, url="javascript:alert(1)")], TITLE))
    cell = book["台账"]["A2"].value
    assert cell.startswith('青河 镇,"人民 政府')
    assert len(cell) <= 500
    assert book["台账"]["L2"].value is None
    text = "".join(csv_lines([row(unit_name=name)], ABOUT))
    assert text.count("\r\n") == 2
    assert text.splitlines()[1].startswith('"青河 镇,""人民 政府')


def test_csv_opens_in_a_spreadsheet_by_a_double_click() -> None:
    data = "".join(csv_lines([LATE], ABOUT)).encode()
    assert data.startswith(b"\xef\xbb\xbf\xe5\x8d\x95\xe4\xbd\x8d,")
    assert data.endswith(b",qinghe,7\r\n")
    assert b",2026-03-31,2026-04-05," in data
    assert b",2026-03-13 02:03,2026-04-03 02:00," in data


def test_json_lines_are_the_obligations_unaltered() -> None:
    rows = [LATE, row(unit_name="=1+1\u2028\n换行", reason="\x85")]
    text = "".join(json_lines(rows))
    assert len(text.splitlines()) == 2  # also for a reader that takes U+2028 for the end of a line
    assert [json.loads(line) for line in text.split("\n")[:-1]] == rows


def test_links_beyond_what_a_sheet_takes_stand_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence.ledger._MOST_LINKS", 1)
    sheet = opened(xlsx([LATE, LATE], TITLE))["台账"]
    assert [bool(sheet[cell].hyperlink) for cell in ("L2", "L3")] == [True, False]
    assert sheet["L3"].value == sheet["L2"].value


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence.ledger._MOST_ROWS", 1)
    with pytest.raises(TooLong, match="超过一张工作表"):
        write_xlsx(io.BytesIO(), [LATE, LATE], TITLE, ABOUT)
