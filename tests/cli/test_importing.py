"""`import` as its users call it: a table of what became of each thing, and one line for a mistake."""

import json
from pathlib import Path
from typing import Any

from tests.crawlers.warcs_made import Made
from tests.flows.bringing import REGISTER, SITE, report_page
from tests.flows.conftest import fazhiwatch

NOW = "2025-03-25T02:00:00"


def test_a_crawl_a_page_and_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "yx.yaml").write_text(REGISTER, encoding="utf-8")
    where: dict[str, Any] = {"FAZHIWATCH_REGISTRY": str(tmp_path / "registry"), "FAZHIWATCH_NOW": NOW}
    made = Made(tmp_path / "crawl.warc.gz")
    made.response(f"{SITE}/qs/1.html", report_page())
    made.response(f"{SITE}/a.css", b"body{}", media_type="text/css")

    done = fazhiwatch(tmp_path / "var", "import", str(made.saved()), **where)
    assert done.returncode == 0, done.stderr
    assert "合计：新报告 1，不是年度报告 1" in done.stdout
    assert "图片、样式、脚本等" in done.stdout
    again = fazhiwatch(tmp_path / "var", "import", str(made.path), "--json", **where)
    results = json.loads(again.stdout)
    assert (results[0]["outcome"], results[0]["url"]) == ("unchanged", f"{SITE}/qs/1.html")
    assert {"file", "outcome", "reason", "report_id", "unit", "report_year", "title", "url", "count"} == set(results[0])

    wrong = fazhiwatch(tmp_path / "var", "import", str(made.path), "--unit", "qinglan", **where)
    assert (wrong.returncode, wrong.stderr.strip()) == (2, "--url 和 --unit 只能用于单个页面或附件")
