"""`parse`, `import` and `check` as their users call them."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo import register
from demo.script import DAYS
from demo.sites import Town
from settings import CHECKOUT
from tests import seasons
from tests.cli.inside import fazhiwatch
from tests.flows.pages import PAGE

SEEDS = CHECKOUT.parent / "shared" / "seeds"
needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the reference pages are not here")


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "柳溪镇.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "registry"
    folder.mkdir()
    (folder / "liu.yaml").write_text(
        "office:\n  id: liu\n  name: 柳县司法局\nunits:\n"
        "  - id: liu-liuxi\n    name: 柳县柳溪镇人民政府\n    level: township\n",
        encoding="utf-8",
    )
    return tmp_path / "var"


def test_one_file_is_a_report_and_several_are_an_array(page: Path, tmp_path: Path) -> None:
    one = answer(seasons.fazhiwatch(tmp_path / "var", "parse", str(page), "--json"))
    assert (one["title"], one["report_year"], one["recipient"], one["signed_on"]) == (
        "柳溪镇2024年度法治政府建设情况报告",
        2024,
        "县委、县政府",
        "2025-02-28",
    )
    assert one["published_at"] == "2025-03-05T09:30:00+08:00"
    assert [(s["number"], s["item"]) for s in one["outline"]] == [
        ("一", "measures"),
        ("二", "problems"),
        ("三", "plans"),
    ]
    assert one["coverage"]["leadership"] == "embedded"
    several = answer(fazhiwatch(tmp_path / "var", "parse", str(page), str(page), "--json"))
    assert [shape["file"] for shape in several] == [str(page)] * 2
    assert not (tmp_path / "var").exists()  # parsing needs no database


def test_a_file_that_is_missing_costs_itself_only(page: Path, tmp_path: Path) -> None:
    done = fazhiwatch(tmp_path / "var", "parse", str(page), str(tmp_path / "none.html"), "--json")
    assert done.returncode == 1
    assert [shape["file"] for shape in json.loads(done.stdout)] == [str(page)]
    assert "none.html" in done.stderr


@needs_seeds
def test_the_seeds_are_imported_once(tmp_path: Path) -> None:
    files = sorted(str(path) for path in SEEDS.glob("*.txt"))
    first = answer(fazhiwatch(tmp_path / "var", "import", *files, "--json"))
    assert [outcome["outcome"] for outcome in first] == ["new"] * 5
    again = answer(fazhiwatch(tmp_path / "var", "import", *files, "--json"))
    assert [outcome["outcome"] for outcome in again] == ["unchanged"] * 5
    rows = answer(fazhiwatch(tmp_path / "var", "reports", "list", "--json"))
    assert sorted(row["report_year"] for row in rows) == [2018, 2020, 2021, 2023, 2024]


def test_an_imported_page_answers_the_obligation(page: Path, home: Path) -> None:
    where: dict[str, Any] = {
        "FAZHIWATCH_REGISTRY": str(home.parent / "registry"),
        "FAZHIWATCH_NOW": "2025-04-10T09:00:00",
    }
    (home.parent / "notes.xyz").write_bytes(b"Rar!\x1a\x07\x00")
    mixed = seasons.fazhiwatch(home, "import", str(page), str(home.parent / "notes.xyz"), "--json", **where)
    assert mixed.returncode == 1
    assert [outcome["outcome"] for outcome in json.loads(mixed.stdout)] == ["new", "unsupported"]
    (row,) = answer(fazhiwatch(home, "board", "--year", "2024", "--json"))
    assert (row["status"], row["published_on"], row["published_basis"]) == ("published", "2025-03-05", "displayed")
    shown = answer(fazhiwatch(home, "reports", "show", str(row["report_id"]), "--json"))
    assert (shown["unit"], shown["revision"], shown["revisions"]) == ("liu-liuxi", 1, 1)
    assert row["evidence"]["archive"] == [capture["record_id"] for capture in shown["captures"]]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(day=DAYS[2]).serve() as served:
        register.write(tmp_path / "registry", served)
        yield served


def test_check_shows_what_is_recognised_and_why_the_rest_is_not(town: Town, tmp_path: Path) -> None:
    where: dict[str, Any] = {"FAZHIWATCH_REGISTRY": str(tmp_path / "registry"), "FAZHIWATCH_DOWNLOAD_DELAY": "0"}
    seen = answer(seasons.fazhiwatch(tmp_path / "var", "check", "yx-zhuli", "--json", **where))
    assert (seen["outcome"], seen["complete"], seen["platform"]) == ("ok", True, "contents")
    taken = [post for post in seen["posts"] if post["candidate"]]
    refused = [post for post in seen["posts"] if not post["candidate"]]
    assert {post["report_year"] for post in taken} == {2021, 2022, 2023, 2024, 2025}
    assert refused
    assert all(post["reasons"] for post in refused)
    assert not town.requests["towns", "article"]  # a dry run looks at the list only

    blocked = fazhiwatch(tmp_path / "var", "check", "yx-zrj", "--json", **where)
    assert blocked.returncode == 1
    assert json.loads(blocked.stdout)["outcome"] == "blocked"

    private = fazhiwatch(tmp_path / "var", "check", town.base_url("towns") + "/other/", "--json", **where)
    assert json.loads(private.stdout)["outcome"] == "private_address"
