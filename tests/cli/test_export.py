"""`export`: the four formats of one board, whole files or none, and one line for every mistake."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from docx import Document

from cli.main import fazhiwatch
from cli.written import written
from core.problems import UserProblem
from flows.judge import judge
from settings import Settings
from storage import standings
from storage.board import Filter
from storage.database import open_database
from tests.flows.bringing import looked, running, settings_of

STREET, DISTRICT = "云溪市青石街道办事处", "云溪市青岚区人民政府"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two units, judged by the calendar alone."""
    made = settings_of(tmp_path_factory.mktemp("office"))
    with running(made, "nightly") as run:
        judge(run)
    return made


class Ask:
    def __call__(self, *words: object) -> Result:
        return CliRunner().invoke(fazhiwatch, ["export", *map(str, words)])

    def refused(self, *words: object) -> tuple[str, int]:
        done = self(*words)
        assert isinstance(done.exception, UserProblem), done.output
        said = str(done.exception)
        assert "\n" not in said
        return said, done.exception.exit_code


@pytest.fixture
def ask(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setenv("FAZHIWATCH_HOME", str(settings.home))
    monkeypatch.setenv("FAZHIWATCH_REGISTRY", str(settings.registry))
    monkeypatch.setenv("FAZHIWATCH_NOW", "2025-04-10T09:00:00")
    return Ask()


@pytest.fixture
def board(settings: Settings) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = looked(settings, lambda session: standings.board(session, year=2024))
    return rows


def test_json_lines_are_the_board(ask: Ask, board: list[dict[str, Any]], tmp_path: Path) -> None:
    done = ask("--format", "jsonl", "--year", 2024, tmp_path / "a.jsonl")
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert "已导出 2 个单位" in done.stderr
    lines = (tmp_path / "a.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == board


def test_all_formats_name_every_unit(ask: Ask, tmp_path: Path) -> None:
    for form in ("xlsx", "csv", "docx"):
        assert ask("--format", form, "--year", 2024, "--office", "yx", tmp_path / f"a.{form}").exit_code == 0
    ledger = openpyxl.load_workbook(tmp_path / "a.xlsx")["台账"]
    assert {cell.value for cell in ledger["A"][1:]} == {STREET, DISTRICT}
    assert ledger["C2"].value == "云溪市司法局"
    table = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"))))
    assert {line[0] for line in table[1:]} == {STREET, DISTRICT}
    paper = Document(str(tmp_path / "a.docx"))
    assert "云溪市司法局监督的单位2024年度" in paper.paragraphs[2].text
    assert {c.text for t in paper.tables for r in t.rows for c in r.cells} >= {STREET, DISTRICT}


def test_rules_are_cited_by_their_titles(ask: Ask, tmp_path: Path) -> None:
    assert ask("--format", "csv", "--year", 2024, tmp_path / "a.csv").exit_code == 0
    assert "《法治政府建设与责任落实督察工作规定》第二十四条" in (tmp_path / "a.csv").read_text("utf-8-sig")


def test_standard_output_is_the_answer_and_nothing_else(ask: Ask, board: list[dict[str, Any]]) -> None:
    done = ask("--format", "jsonl", "--year", 2024, "-")
    assert [json.loads(line) for line in done.stdout_bytes.decode().splitlines()] == board
    assert done.stderr == ""
    assert ask("--format", "csv", "--year", 2024, "-").stdout_bytes.startswith("\ufeff单位,".encode())


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_what_cannot_be_piped_is_not(ask: Ask, form: str) -> None:
    assert ask.refused("--format", form, "--year", 2024, "-") == (f"{form} 不能写到标准输出，请写明文件名", 2)


def test_mistakes_are_one_line(ask: Ask, tmp_path: Path) -> None:
    plain = "--format", "csv", "--year", 2024
    assert ask.refused(*plain, "--office", "nobody", tmp_path / "a.csv") == ("没有这个监督机关：nobody", 2)
    assert ask.refused("--format", "csv", "--year", 1999, tmp_path / "a.csv")[1] == 1
    assert ask.refused(*plain, tmp_path) == (f"写不了文件 {tmp_path}：这是目录，不是文件", 2)
    there = tmp_path / "none" / "a.csv"
    assert ask.refused(*plain, there) == (f"写不了文件 {there}：没有目录 {there.parent}", 2)
    (tmp_path / "file").write_text("x")
    assert "没有目录" in ask.refused(*plain, tmp_path / "file" / "a.csv")[0]
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_a_format_that_nobody_knows_is_said_in_chinese() -> None:
    from cli.chinese import no_traceback  # noqa: PLC0415 - as `main` does it

    with pytest.raises(SystemExit) as left, no_traceback():
        fazhiwatch.main(["export", "--format", "pdf", "--year", "2024", "x"], standalone_mode=False)
    assert left.value.code == 2


def test_after_a_fault_stands_what_stood_before(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "a.xlsx"
    place.write_bytes(b"before")
    rows = standings.board_rows

    def broken(*words: Any, **more: Any) -> Any:
        yield from rows(*words, **more)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(standings, "board_rows", broken)
    for form in ("xlsx", "csv", "jsonl", "docx"):
        assert ask.refused("--format", form, "--year", 2024, place)[1] == 1
        assert place.read_bytes() == b"before"
        assert list(tmp_path.iterdir()) == [place]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), written(tmp_path / "a") as file:
        file.write(b"half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with written(tmp_path / "a") as file:
        file.write(b"all")
        assert not (tmp_path / "a").exists()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"all")]


def test_the_board_row_by_row_is_the_board(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(settings.database)
    monkeypatch.setattr("storage.standings.chunks", lambda items: ([item] for item in items))
    with database.reading() as session:
        assert list(standings.board_rows(session, Filter(year=2024))) == standings.board(session, year=2024)
        assert list(standings.board_rows(session, Filter(year=2024, office="xx"))) == []
    database.close()
