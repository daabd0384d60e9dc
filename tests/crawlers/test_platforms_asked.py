"""A real shard on a column whose list takes three kinds of asking: a page, a script, and JSON sent to an interface."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.pages import Ask, Outcome
from tests.crawlers.loopback import Asked, Reply, serve
from tests.crawlers.portals import epoint_site, jpaas_site, title
from tests.crawlers.shards import column, known, shard

COLUMN = "/dynamic/zwgk/govInfoPub.html?deptcode=&categorynum=003010"
SCRIPT, API = "/js/webBuilderCommon.js", "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"


def answers(draw: Callable[[Ask], str]) -> Callable[[Asked], Reply]:
    """The drawn site as a server's answers, each under the type that servers give."""
    kinds = {"{": "application/json", "<": "text/html; charset=utf-8", "v": "application/javascript"}

    def answer(asked: Asked) -> Reply:
        body = draw(Ask(asked.path, asked.method, json=asked.body.decode() or None))
        return Reply(body.encode(), headers=(("Content-Type", kinds[body[0]]),))

    return answer


@pytest.mark.parametrize(("trap", "outcome"), [("none", Outcome.OK), ("last_repeated", Outcome.REPEATED)])
def test_a_list_behind_a_script_and_an_interface(tmp_path: Path, trap: str, outcome: Outcome) -> None:
    draw = epoint_site(12, 5, trap, counted=True)
    with serve() as site:
        site.pages = dict.fromkeys((COLUMN, SCRIPT, API), answers(draw))
        read = shard(tmp_path, [column(site.url(COLUMN), platform="auto")], fetch_articles=False).one
        lists = [asked for asked in site.asked if asked.path != "/robots.txt"]
    assert (read.platform, read.outcome, read.complete) == ("epoint", outcome, trap == "none"), read.reason
    assert [asked.path for asked in lists] == [COLUMN, SCRIPT, API, API, API]
    assert {asked.headers.get("referer", "") for asked in lists[1:]} == {site.url(COLUMN.replace("deptcode=&", ""))}
    assert [json.loads(asked.body)["pageIndex"] for asked in lists[2:]] == [0, 1, 2]
    if trap == "none":
        assert [post.title for page in read.pages for post in page.listing.posts] == [title(i) for i in range(12)]


def test_the_second_night_asks_in_the_same_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve() as site:
        url = site.url("/col/col1229300001/index.html")
        draw = jpaas_site(12, 5, "none", counted=True, in_page=False)
        monkeypatch.setattr(site, "answer", answers(draw))
        first = shard(tmp_path, [column(url, platform="auto")], fetch_articles=False).one
        known_job = column(url, platform="auto", pages=known(first))
        again = shard(tmp_path, [known_job], fetch_articles=False, run_id="r2").one
    assert (first.platform, first.outcome, first.complete) == ("jpaas", Outcome.OK, True), first.reason
    assert [len(page.listing.posts) for page in first.pages] == [0, 5, 5, 2]
    assert (again.outcome, again.complete) == (Outcome.NOT_MODIFIED, True), again.reason
