"""`import` as its users call it: a table of what became of each thing, the contract's JSON, and the exit code."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from cli.importing import import_
from core.problems import UserProblem
from tests.crawlers.warcs_made import Made
from tests.flows.bringing import SITE, report_page, settings_of


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_of(tmp_path)
    for name, value in {"HOME": tmp_path / "var", "REGISTRY": tmp_path / "registry", "NOW": "2025-03-25T02:00"}.items():
        monkeypatch.setenv(f"FAZHIWATCH_{name}", str(value))


def test_a_crawl_a_page_and_a_mistake(tmp_path: Path) -> None:
    made = Made(tmp_path / "crawl.warc.gz")
    made.response(f"{SITE}/qs/1.html", report_page())
    made.response(f"{SITE}/a.css", b"body{}", media_type="text/css")
    run = CliRunner()

    done = run.invoke(import_, [str(made.saved())])
    assert done.exit_code == 0, done.output
    assert "合计：新报告 1，不是年度报告 1" in done.stdout
    assert "图片、样式、脚本等" in done.stdout

    (tmp_path / "cut.warc").write_bytes(made.path.read_bytes()[:-40])
    again = run.invoke(import_, [str(made.path), str(tmp_path / "cut.warc"), "--json"])
    results = json.loads(again.stdout)
    assert (results[0]["outcome"], results[0]["url"], results[1]["count"]) == ("unchanged", f"{SITE}/qs/1.html", 1)
    assert set(results[0]) == {
        "file", "outcome", "reason", "report_id", "unit", "report_year", "title", "url", "count",
    }  # fmt: skip
    assert (again.exit_code, results[-1]["file"]) == (1, str(tmp_path / "cut.warc"))

    wrong = run.invoke(import_, [str(made.path), "--unit", "qinglan"])
    assert isinstance(wrong.exception, UserProblem)
    assert str(wrong.exception) == "--url 和 --unit 只能用于单个页面或附件"


def test_a_zip_of_pages_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "all.zip", "w") as packed:
        packed.writestr("1.html", report_page())
    done = CliRunner().invoke(import_, [str(tmp_path / "all.zip"), "--json"])
    [result] = json.loads(done.stdout)
    assert (done.exit_code, result["outcome"]) == (1, "unsupported")
    assert result["reason"] == "是压缩包，暂不支持读取；请先解压，再导入文件夹"
