"""`evidence`: sheets and packs of a small register, with a real browser once, and what is said where none is made."""

import json
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from click.testing import CliRunner, Result

from cli.main import fazhiwatch
from core.problems import UserProblem
from crawlers.browser import find_browser
from crawlers.printing import print_page, stamped
from flows.judge import judge
from flows.sheets import make_sheet
from settings import Settings
from tests.evidence.test_evidence_pack import instructions, passes
from tests.flows.bringing import bring, kept, report_page, running, settings_of, title_of

NO_BROWSER = "/nonexistent/browser"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One unit's report was brought in and judged; of the other nothing is known."""
    folder = tmp_path_factory.mktemp("office")
    made = settings_of(folder)
    (folder / "1.html").write_bytes(report_page())
    bring(made, folder / "1.html")
    with running(made, "nightly") as run:
        judge(run)
    return made


@pytest.fixture
def ask(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> "Ask":
    monkeypatch.setenv("FAZHIWATCH_HOME", str(settings.home))
    monkeypatch.setenv("FAZHIWATCH_REGISTRY", str(settings.registry))
    monkeypatch.setenv("FAZHIWATCH_NOW", "2025-04-10T09:00:00")
    monkeypatch.setenv("FAZHIWATCH_BROWSER", NO_BROWSER)
    return Ask()


class Ask:
    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(fazhiwatch, ["evidence", *words])

    def refused(self, *words: str) -> str:
        done = self(*words)
        assert isinstance(done.exception, UserProblem)
        said = str(done.exception)
        assert "\n" not in said
        return said


def test_without_a_browser_there_is_html_and_a_line_that_says_so(ask: Ask, tmp_path: Path) -> None:
    done = ask("sheet", "qingshi", "2024", str(tmp_path / "out"), "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    [(path, digest)] = told["files"].items()
    assert path.endswith("/qingshi-2024-20250410090000.html")
    assert sha256(Path(path).read_bytes()).hexdigest() == digest
    assert (told["status"], told["lost"], len(told["chain_head"])) == ("published", [], 64)
    assert told["remark"].startswith("没有生成 PDF：FAZHIWATCH_BROWSER 指定的") and done.stderr.startswith(
        told["remark"]
    )
    page = Path(path).read_text(encoding="utf-8")
    for words in (title_of(), told["reason"], "没有缺失", "1.html", "2025-02-20 09:30"):
        assert words in page


def test_the_sheet_of_a_unit_of_which_nothing_is_known(ask: Ask, tmp_path: Path) -> None:
    done = ask("sheet", "qinglan", "2024", str(tmp_path / "a.html"))
    assert done.exit_code == 0, done.output
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "名录中没有登记该单位的栏目" in page
    assert "不认定该单位逾期" in page


def test_a_pack_that_checks_itself(ask: Ask, settings: Settings, tmp_path: Path) -> None:
    for name in ("a", "b"):
        done = ask("pack", "qingshi", "2024", str(tmp_path / f"{name}.zip"))
        assert done.exit_code == 0, done.output
    with ZipFile(tmp_path / "a.zip") as file:
        file.extractall(tmp_path / "a")
    assert [command for command in instructions(tmp_path / "a") if not passes(tmp_path / "a", command)] == []
    [capture] = json.loads((tmp_path / "a" / "captures.json").read_text(encoding="utf-8"))
    assert capture["record_id"] == kept(settings)[0].warc_record_id
    assert {p.name for p in (tmp_path / "a").iterdir()} == {
        "SHA256SUMS", "captures.json", "chain-links.txt", "chain.jsonl", "dossier.json", "records.warc.gz",
        "sheet.html", "说明.txt",
    }  # fmt: skip
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_damaged_archive_is_named_on_the_sheet(ask: Ask, settings: Settings, tmp_path: Path) -> None:
    [capture] = kept(settings)
    file = settings.archive_dir / capture.warc_file
    sound = file.read_bytes()
    try:
        file.write_bytes(sound[: capture.warc_offset + 40] + b"\0" * 40 + sound[capture.warc_offset + 80 :])
        done = ask("pack", "qingshi", "2024", str(tmp_path / "a.zip"))
    finally:
        file.write_bytes(sound)
    assert done.exit_code == 0, done.output
    assert f"已无法取得：存档 {capture.warc_file} 偏移 {capture.warc_offset}" in done.stderr
    with ZipFile(tmp_path / "a.zip") as pack:
        assert f"存档 {capture.warc_file} 偏移 {capture.warc_offset}" in pack.read("说明.txt").decode()
        assert "凡依据它们的内容请谨慎使用" in pack.read("sheet.html").decode()


def test_mistakes_are_told_in_one_line(ask: Ask, settings: Settings, tmp_path: Path) -> None:
    assert ask.refused("sheet", "nobody", "2024") == "名录中没有这个单位：nobody（fazhiwatch units list 列出全部单位）"
    assert ask.refused("pack", "qingshi", "2011").startswith("qingshi 没有 2011 年度的公开义务；认定过的年度：2019、")
    (tmp_path / "file").write_text("")
    assert "写不了文件" in ask.refused("sheet", "qingshi", "2024", str(tmp_path / "file" / "a.html"))
    empty = settings.model_copy(update={"home": tmp_path / "empty"})
    with pytest.raises(UserProblem, match="还没有 qingshi 的认定结果；先运行 fazhiwatch run"):
        make_sheet(empty, "qingshi", 2024, tmp_path)


def test_a_print_bears_the_time_of_the_sheet() -> None:
    at = datetime(2026, 4, 20, 3, tzinfo=UTC)
    pdf = b"%PDF /CreationDate (D:20300101000000+00'00') /ModDate (D:20300101000000+00'00') (D:1) %%EOF"
    made = stamped(pdf, at)
    assert made.count(b"(D:20260420030000+00'00')") == 2 and len(made) == len(pdf)


@pytest.mark.skipif(find_browser() is None, reason="no browser here")
def test_a_real_browser_prints_the_sheet_on_a4(settings: Settings, tmp_path: Path) -> None:
    made = make_sheet(settings, "qingshi", 2024, tmp_path / "a.pdf")
    assert ([Path(path).name for path in made.files], made.remark) == (["a.html", "a.pdf"], None)
    printed = (tmp_path / "a.pdf").read_bytes()
    pdf = pypdfium2.PdfDocument(printed)
    assert pdf.get_page_size(0) == pytest.approx((595, 842), abs=1)
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    for words in ("法治政府建设年度报告公开情况取证单", title_of(), f"第1页，共{len(pdf)}页", made.number):
        assert words in text
    shutil.copy(tmp_path / "a.html", tmp_path / "again.html")
    assert print_page(tmp_path / "again.html", tmp_path / "log", made.made_at) == printed
