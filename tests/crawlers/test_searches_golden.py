"""Saved pages and what each search must make of them: tests/golden/searches/<search>/<case>/.

`expected.json` holds `ask` (of a page that offers the search, or does not), or the hits, or why it is no answer.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.pages import Ask, Page
from crawlers import searches

WORDS = "法治政府建设"
GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "searches"
CASES = sorted(meta.parent for meta in GOLDEN.glob("*/*/meta.json"))


def load(case: Path) -> tuple[Page, dict[str, Any]]:
    meta = json.loads((case / "meta.json").read_text(encoding="utf-8"))
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    ask = to_ask(meta.get("ask", {"url": meta["url"]}))
    body = next(case.glob("page.*")).read_bytes()
    headers = (("Content-Type", meta["content_type"]),)
    return Page(ask, meta["url"], 200, body, datetime(2026, 3, 1, tzinfo=UTC), headers), expected


def to_ask(written: dict[str, Any]) -> Ask:
    form = tuple((name, value) for name, value in written.get("form", []))
    headers = tuple((name, value) for name, value in written.get("headers", []))
    return Ask(written["url"], written.get("method", "GET"), form, headers)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_search_reads_its_pages(case: Path) -> None:
    page, expected = load(case)
    search = searches.search(case.parent.name)
    if "ask" in expected:
        wanted = to_ask(expected["ask"]) if expected["ask"] else None
        assert search.offered(page, WORDS) == wanted
        return
    if "unreadable" in expected:
        with pytest.raises(searches.Unreadable, match=expected["unreadable"]):
            search.read_hits(page)
        return
    found = search.read_hits(page)
    posts = [
        {"url": p.url, "title": p.title, "listed_on": p.listed_on and p.listed_on.isoformat()} for p in found.posts
    ]
    assert posts == expected["posts"]
    assert found.next == (to_ask(expected["next"]) if expected["next"] else None)
    assert (found.total, found.pages) == (expected["total"], expected["pages"])


OFFERS = [case for case in CASES if "ask" in load(case)[1]]


@pytest.mark.parametrize("case", OFFERS, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_the_registry_chooses_the_search_that_is_offered(case: Path) -> None:
    page, expected = load(case)
    found = searches.offered(page, WORDS)
    assert (found and found[0].NAME) == (case.parent.name if expected["ask"] else None)


def test_every_search_has_its_golden_folder() -> None:
    assert {case.parent.name for case in CASES} == set(searches.names())
    for name in searches.names():
        kinds = [load(case)[1] for case in CASES if case.parent.name == name]
        assert any(expected.get("ask") for expected in kinds)
        assert any(expected.get("posts") for expected in kinds)
        assert any("unreadable" in expected or expected.get("posts") == [] for expected in kinds)


@pytest.mark.parametrize(
    ("one", "other", "same", "below"),
    [
        ("https://www.qinglan.gov.cn/", "http://qinglan.gov.cn/x", True, True),
        ("https://www.qinglan.gov.cn/", "https://qsjd.qinglan.gov.cn/", True, True),
        ("https://qsjd.qinglan.gov.cn/", "https://www.qinglan.gov.cn/", True, False),
        ("https://www.qinglan.gov.cn/", "https://www.yunxi.gov.cn/", False, False),
        ("https://www.qinglan.gov.cn/", "https://www.notqinglan.gov.cn/", False, False),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8001/x", True, True),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8002/", False, False),
        ("https://www.qinglan.example/", "https://so.qinglan.example/", True, True),
    ],
)
def test_what_is_one_site(one: str, other: str, same: bool, below: bool) -> None:
    assert (searches.same_site(one, other), searches.below(one, other)) == (same, below)
