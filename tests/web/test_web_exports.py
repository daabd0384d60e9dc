"""Files from where one is looking: opened with other libraries; whole, bounded, of nobody else's units."""

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from urllib.parse import unquote
from zipfile import ZipFile

import openpyxl
import pytest
from docx import Document

from core.accounts import Role
from crawlers.printing import NotPrintedError
from flows import gathering
from settings import Settings
from storage.database import open_database
from tests.web.conftest import Looked
from tests.web.programs import OFFICE, OTHER, Program, program
from web.api import exports

HERE = {"year": 2025, "office": OFFICE}
ACCUSED = "/export/evidence/ql-cuiping/2025"


@pytest.fixture(scope="module")
def asking(town: Settings) -> Iterator[tuple[Program, Program]]:
    database = open_database(town.database)
    yield program(town, database, Role.READER, [OFFICE]), program(town, database, Role.CLERK, None)
    database.close()


@pytest.fixture
def reader(asking: tuple[Program, Program]) -> Program:
    return asking[0]


@pytest.fixture
def clerk(asking: tuple[Program, Program]) -> Program:
    return asking[1]


def file(program: Program, path: str, **params: object) -> tuple[bytes, str]:
    """What is sent, and under which name it is to be kept."""
    answer = program.client.get(path, params=params or None)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["x-content-type-options"] == "nosniff"
    if "content-encoding" not in answer.headers:
        assert len(answer.content) == int(answer.headers["content-length"])
    disposition = answer.headers["content-disposition"]
    assert disposition.isascii() and '"fazhiwatch-' in disposition
    return answer.content, unquote(disposition.partition("filename*=UTF-8''")[2])


def test_the_ledger_in_all_forms_is_the_board_as_it_is_filtered(reader: Program) -> None:
    board = list(reader.every("/api/v1/obligations", **HERE))
    names = {row["unit_name"] for row in board}
    book, called = file(reader, "/export/ledger.xlsx", **HERE)
    assert called == "云溪市司法局2025年度法治政府建设年度报告公布情况台账.xlsx"
    assert {cell.value for cell in openpyxl.load_workbook(io.BytesIO(book))["台账"]["A"][1:]} == names
    lines, _ = file(reader, "/export/ledger.jsonl", **HERE)
    rows = [json.loads(line) for line in lines.splitlines()]
    assert sorted(rows, key=lambda row: row["unit"]) == board
    for name, value in (("standing", "overdue"), ("level", "township"), ("q", "局"), ("division", "9901")):
        table, _ = file(reader, "/export/ledger.csv", **HERE, **{name: value}, sort="name", size="300")
        found = {line[0] for line in list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))[1:]}
        same = {"status" if name == "standing" else name: value}
        assert found == {row["unit_name"] for row in reader.every("/api/v1/obligations", **HERE, **same)} != set()
    paper, called = file(reader, "/export/bulletin.docx", **HERE)
    assert called.endswith("通报（代拟稿）.docx")
    cells = {c.text for t in Document(io.BytesIO(paper)).tables for r in t.rows for c in r.cells}
    assert {row["unit_name"] for row in board if row["status"] == "overdue"} <= cells


def test_a_circular_is_of_a_whole_group_and_says_of_which(clerk: Program, reader: Program) -> None:
    def told(asking: Program, **params: object) -> list[str]:
        paper = Document(io.BytesIO(file(asking, "/export/bulletin.docx", year=2025, **params)[0]))
        return [p.text for p in paper.paragraphs if p.text]

    whole = told(clerk, office=OFFICE)
    assert told(clerk, office=OFFICE, standing="overdue", q="局") == whole
    assert "监测范围" not in whole[2]
    within = told(clerk, office=OFFICE, level="township", division="9901")
    assert "监测范围：乡镇街道单位，行政区划代码以9901开头的单位。" in within[2] and within != whole
    assert "监测范围：云溪市司法局监督的单位。" in told(reader)[2]


def test_nobody_elses_units_are_in_a_file(reader: Program) -> None:
    rows = [json.loads(line) for line in file(reader, "/export/ledger.jsonl", year=2025)[0].splitlines()]
    assert {row["office"] for row in rows} == {OFFICE}
    refused = {"office": OTHER}, {"office": "nobody"}, {"year": 1999}, {"standing": "withdrawn", "q": "没有这个名字"}
    assert [reader.client.get("/export/ledger.csv", params=p).status_code for p in refused] == [404] * 4
    assert [reader.client.get(f"/{page}?office={OTHER}").status_code for page in ("alerts", "search")] == [404] * 2
    for form in ("html", "pdf", "zip"):
        assert reader.client.get(f"{ACCUSED}.{form}").status_code == 404
    for wrong in ("/export/ledger.csv?ofice=yunxi", "/export/ledger.pdf", "/export/evidence/x/1.html"):
        assert reader.client.get(wrong).status_code == 422
    assert reader.client.get("/export/evidence/yx-scjg/2011.html").status_code == 404


def test_the_sheet_is_shown_with_its_own_style_and_can_do_nothing(clerk: Program, look: Callable[..., Looked]) -> None:
    answer = clerk.client.get(f"{ACCUSED}.html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'") and "script" not in policy
    assert answer.headers["content-disposition"].startswith("inline")
    looked = look()
    looked.page.set_extra_http_headers({"authorization": f"Bearer {clerk.secret}"})
    page = looked.goes(f"{ACCUSED}.html")
    heading = page.locator("h1")
    assert heading.inner_text() == "法治政府建设年度报告公开情况取证单"
    assert heading.evaluate("e => getComputedStyle(e).textAlign") == "center"


def test_the_pack_is_made_with_and_without_a_browser(clerk: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "printed", lambda *_: b"%PDF-1.7 printed")
    assert file(clerk, f"{ACCUSED}.pdf")[0] == b"%PDF-1.7 printed"
    packed, called = file(clerk, f"{ACCUSED}.zip")
    assert called.startswith("证据包 ql-cuiping-2025-")
    with ZipFile(io.BytesIO(packed)) as pack:
        assert pack.testzip() is None
        assert {"sheet.html", "sheet.pdf", "records.warc.gz", "SHA256SUMS", "dossier.json"} <= set(pack.namelist())

    def broken(*_: object) -> bytes:
        raise NotPrintedError("没有找到浏览器")

    monkeypatch.setattr(gathering, "printed", broken)
    with ZipFile(io.BytesIO(file(clerk, f"{ACCUSED}.zip")[0])) as pack:
        assert "sheet.pdf" not in pack.namelist()
    refused = clerk.client.get(f"{ACCUSED}.pdf")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")


def test_one_browser_at_a_time(clerk: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    began, over = threading.Event(), threading.Event()

    def slow(*_: object) -> bytes:
        began.set()
        assert over.wait(20)
        return b"%PDF"

    monkeypatch.setattr(gathering, "printed", slow)
    monkeypatch.setattr(exports, "_PATIENCE", 0.05)
    first: list[int] = []
    thread = threading.Thread(target=lambda: first.append(clerk.client.get(f"{ACCUSED}.pdf").status_code))
    thread.start()
    assert began.wait(20)
    second = clerk.client.get(f"{ACCUSED}.pdf")
    over.set()
    thread.join(20)
    assert (first, second.status_code, second.headers["retry-after"]) == ([200], 503, "30")
    assert "请稍后再试" in second.text
