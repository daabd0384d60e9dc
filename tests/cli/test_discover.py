"""`discover` on a real loopback site: as a whole process, and what it prints for people."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.discover import show
from core.problems import UserProblem
from core.units import Column, Registry
from crawlers import platforms
from flows.discover import Discovered, discover
from registry import load
from settings import Settings
from tests.crawlers.discovered_site import COLUMN, build
from tests.crawlers.loopback import serve
from tests.seasons import fazhiwatch


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Discovered]:
    """A site whose true column is registered already."""
    with serve() as elsewhere, serve() as site:
        build(site, elsewhere)
        known = Registry(columns={"q-bg": Column("q-bg", site.url(COLUMN + "index.html"), allow_private=True)})
        settings = Settings(home=tmp_path_factory.mktemp("home"), download_delay=0)
        yield discover(settings, known, site.url("/"), allow_private=True)


def test_what_is_proposed_can_be_pasted(seen: Discovered, tmp_path: Path) -> None:
    best = seen.found.proposals[0]
    assert best.url.endswith(COLUMN)
    assert seen.registered == {best.url: "q-bg"}
    (tmp_path / "q.yaml").write_text("office:\n  id: q\n  name: 青岚区司法局\n" + seen.snippet, encoding="utf-8")
    register = load(tmp_path, platforms=platforms.names())
    assert best.url in {column.url for column in register.columns.values()}
    assert {"青石街道办事处", "青岚区人民政府"} <= {unit.name for unit in register.units.values()}


def test_people_are_shown_what_was_found_and_why(seen: Discovered, capsys: pytest.CaptureFixture[str]) -> None:
    show(seen)
    told = capsys.readouterr().out
    for words in (
        "已证实",
        "按发文机关归属",
        "导航：从首页起看了",
        "已登记为 q-bg",
        "confirmed: false",
        "站点地图：没有",
    ):
        assert words in told


def test_a_site_that_cannot_be_looked_through_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    with serve() as site:
        site.put("/", "<html><script>var $_ts={};</script><body></body></html>", status=412)
        words = ("discover", site.url("/"), "--allow-private", "--json")
        done = fazhiwatch(tmp_path / "var", *words, FAZHIWATCH_DOWNLOAD_DELAY="0")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert (found["outcome"], found["proposals"], found["snippet"]) == ("blocked", [], "")
    assert "访问被拦截" in done.stderr
    assert "发现栏目" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("url", ["qinglan", "ftp://www.qinglan.gov.cn/", "http://", "http://[x"])
def test_what_is_no_address_is_wrong_usage(url: str) -> None:
    with pytest.raises(UserProblem, match="不能从这里找栏目：网址"):
        discover(Settings(), Registry(), url, allow_private=False)
