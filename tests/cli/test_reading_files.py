"""`parse` and `import` on attachments, as their users call them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests import seasons
from tests.cli.inside import fazhiwatch
from tests.parsers import files_made as made

BODY = "\n".join(made.BODY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = tmp_path / "files"
    files.mkdir()
    (files / "1.txt").write_bytes(made.docx(numbered=True))  # names lie
    (files / "2.wps").write_bytes((made.GOLDEN / "report.doc").read_bytes())
    (files / "3.ofd").write_bytes(made.ofd())
    (files / "4.pdf").write_bytes(made.pdf_by_reportlab("secret"))
    (files / "5.html").write_bytes(b"Rar!\x1a\x07\x00")
    return files


def test_parse_reads_files_by_their_bytes(folder: Path, tmp_path: Path) -> None:
    paths = [str(path) for path in sorted(folder.iterdir())]
    done = seasons.fazhiwatch(tmp_path / "var", "parse", *paths, "--json")
    shapes = json.loads(done.stdout)
    assert done.returncode == 1
    assert [shape["file"] for shape in shapes] == paths
    assert [shape["is_report"] for shape in shapes] == [True, True, True, False, False]
    assert {shape["body"] for shape in shapes[:3]} == {BODY}
    told = [line for line in done.stderr.splitlines() if line.startswith("读不出文件")]
    assert len(told) == 2
    assert "4.pdf" in told[0]
    assert "打开密码" in told[0]
    assert "RAR" in told[1]
    assert "Traceback" not in done.stderr


def test_parse_prints_a_file_for_people(folder: Path, tmp_path: Path) -> None:
    done = fazhiwatch(tmp_path / "var", "parse", str(folder / "2.wps"))
    assert done.returncode == 0
    assert made.TITLE in done.stdout
    assert "提纲：" in done.stdout


def test_import_keeps_files_and_names_the_rest(folder: Path, tmp_path: Path) -> None:
    registry = tmp_path / "registry"
    registry.mkdir()
    (registry / "liu.yaml").write_text(
        "office:\n  id: liu\n  name: 晴川县司法局\nunits:\n"
        "  - id: liu-liuxi\n    name: 晴川县柳溪镇人民政府\n    level: township\n",
        encoding="utf-8",
    )
    where: dict[str, Any] = {"FAZHIWATCH_REGISTRY": str(registry), "FAZHIWATCH_NOW": "2025-04-10T09:00:00"}
    done = fazhiwatch(tmp_path / "var", "import", str(folder), "--json", **where)
    assert done.returncode == 1, done.stderr
    outcomes = json.loads(done.stdout)
    assert (outcomes[0]["outcome"], outcomes[0]["unit"], outcomes[0]["report_year"]) == ("new", "liu-liuxi", 2024)
    assert [o["outcome"] for o in outcomes[3:]] == ["unreadable", "unsupported"]
    assert "打开密码" in outcomes[3]["reason"]
    assert {o["outcome"] for o in outcomes[1:3]} <= {"review", "not_report", "unchanged", "new"}
