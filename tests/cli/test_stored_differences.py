"""`reports diff` and `reports show --provenance` over a real database of pages that were brought in."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from cli.main import fazhiwatch
from core.problems import UserProblem
from flows.imports import Word
from settings import Settings
from storage.models import ReportRow
from tests.flows.bringing import SITE, bring, kept, looked, pointer_page, report_page, settings_of, title_of
from tests.flows.little_town import docx_of

PAGE, FILE = f"{SITE}/qs/1.html", f"{SITE}/ql/P0250220.docx"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A report in three revisions, and one out of an attachment in one."""
    folder = tmp_path_factory.mktemp("office")
    made = settings_of(folder)
    saved = folder / "1.html"
    for page in (report_page(), report_page().replace("17件".encode(), "19件".encode())):
        saved.write_bytes(page)
        bring(made, saved, word=Word(url=PAGE))
    saved.write_bytes(report_page(day="2025-03-31").replace("17件".encode(), "19件".encode()))
    bring(made, saved, word=Word(url=PAGE))
    (folder / "2.html").write_bytes(
        f"<!-- saved from url=(0042){SITE}/ql/2.html -->\r\n".encode() + pointer_page(title=title_of("qinglan"))
    )
    (folder / "P0250220.docx").write_bytes(docx_of(2024))
    both = folder / "both"
    both.mkdir()
    for name in ("2.html", "P0250220.docx"):
        (folder / name).rename(both / name)
    bring(made, both)
    return made


@pytest.fixture
def ids(settings: Settings) -> dict[str, int]:
    rows = looked(settings, lambda s: s.execute(select(ReportRow.unit_id, ReportRow.id)).tuples().all())
    return dict(rows)


@pytest.fixture
def ask(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> "Ask":
    monkeypatch.setenv("FAZHIWATCH_HOME", str(settings.home))
    monkeypatch.setenv("FAZHIWATCH_REGISTRY", str(settings.registry))
    return Ask()


class Ask:
    def __call__(self, *words: object) -> Result:
        return CliRunner().invoke(fazhiwatch, ["reports", *map(str, words)])

    def json(self, *words: object) -> Any:
        done = self(*words, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def refused(self, *words: object) -> str:
        done = self(*words)
        assert isinstance(done.exception, UserProblem)
        return str(done.exception)


def test_the_newest_is_compared_with_the_one_before(ask: Ask, ids: dict[str, int]) -> None:
    shape = ask.json("diff", ids["qingshi"])
    assert (shape["from"]["revision"], shape["to"]["revision"], shape["revisions"]) == (2, 3, 3)
    assert [(c["field"], c["before"][:10], c["after"][:10]) for c in shape["fields"]] == [
        ("published_at", "2025-02-20", "2025-03-31")
    ]
    assert (shape["edits"], shape["summary"], shape["remarks"]) == (0, "公布时间有改动", [])


def test_any_two_revisions_are_compared(ask: Ask, ids: dict[str, int]) -> None:
    done = ask("diff", ids["qingshi"], "--from", 1, "--to", 2)
    assert done.exit_code == 0, done.output
    assert "~ 完善重大行政决策程序，全年办理行政处罚案件[-17-][+19+]件" in done.stdout
    assert "改动1处，增2字，删2字" in done.stdout.splitlines()
    assert "\x1b" not in done.stdout


def test_what_is_not_there_is_said_in_a_line(ask: Ask, ids: dict[str, int]) -> None:
    report = ids["qingshi"]
    assert ask.refused("diff", 99) == "没有编号为 99 的报告"
    assert ask.refused("diff", report, "--to", 4) == f"报告 {report} 没有第 4 版，现有 3 版"
    assert ask.refused("diff", report, "--from", 0) == f"报告 {report} 没有第 0 版，现有 3 版"
    assert ask.refused("diff", report, "--from", 2, "--to", 2) == "要比较的是同一个版本"
    assert ask.refused("diff", report, "--to", 1).startswith("第 1 版之前没有版本")
    assert ask.refused("show", 99, "--provenance") == "没有编号为 99 的报告"


def test_a_single_revision_is_no_mistake(ask: Ask, ids: dict[str, int]) -> None:
    done = ask("diff", ids["qinglan"])
    assert (done.exit_code, "只有一个版本，没有可以比较的改动" in done.stdout) == (0, True)
    shape = ask.json("diff", ids["qinglan"])
    assert (shape["from"], shape["to"]["revision"], shape["changed"], shape["sections"]) == (None, 1, False, [])


def test_a_page_is_written_where_asked(ask: Ask, ids: dict[str, int], tmp_path: Path) -> None:
    done = ask("diff", ids["qingshi"], "--from", 1, "--html", tmp_path / "改动.html")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "<del>17</del><ins>19</ins>件" in (tmp_path / "改动.html").read_text(encoding="utf-8")
    assert "没有这个文件" in ask.refused("diff", ids["qingshi"], "--html", tmp_path / "none" / "a.html")


def test_every_value_leads_to_its_record(ask: Ask, settings: Settings, ids: dict[str, int]) -> None:
    found = ask.json("show", ids["qingshi"], "--revision", 2, "--provenance")
    page = kept(settings)[1]
    [capture] = found["captures"]
    assert (capture["record_id"], capture["digest"]) == (page.warc_record_id, page.digest)
    assert (capture["warc_file"], capture["warc_offset"]) == (page.warc_file, page.warc_offset)
    assert (found["revision"], found["parser_version"], found["run"]["kind"]) == (2, "3", "import")
    by_field = {value["field"]: value for value in found["values"]}
    assert {"title", "issuers", "report_year", "published_at", "dates", "body", "outline", "coverage"} <= set(by_field)
    assert (by_field["title"]["where"], by_field["published_at"]["where"]) == ("页面标题", "页面“发布日期”")
    for value in found["values"]:
        assert value["records"] == ([] if value["origin"] in ("list", "comparison") else [page.warc_record_id])


def test_offsets_quote_the_body(ask: Ask, ids: dict[str, int]) -> None:
    report = ask.json("show", ids["qingshi"])
    found = ask.json("show", ids["qingshi"], "--provenance")
    quoted = [value for value in found["values"] if value["quote"]]
    assert {"outline", "indicators", "coverage"} <= {value["field"] for value in quoted}
    for value in quoted:
        assert report["body"][value["start"] : value["end"]] == value["quote"]


def test_what_an_attachment_tells_leads_to_the_attachment(ask: Ask, settings: Settings, ids: dict[str, int]) -> None:
    found = ask.json("show", ids["qinglan"], "--provenance")
    page, file = kept(settings)[-2:]
    assert [c["role"] for c in found["captures"]] == ["import", "attachment"]
    records = {value["field"]: value["records"] for value in found["values"]}
    assert records["body"] == records["outline"] == [file.warc_record_id]
    assert records["title"] == records["published_at"] == [page.warc_record_id]
    assert records["attachments"] == [page.warc_record_id, file.warc_record_id]


def test_the_table_numbers_the_records(ask: Ask, ids: dict[str, int]) -> None:
    said = ask("show", ids["qinglan"], "--provenance").stdout
    for words in ("原件 [1] 人工导入：", "原件 [2] 附件：", "SHA-256 ", "偏移 ", "识读程序版本 3", "[1][2]"):
        assert words in said
