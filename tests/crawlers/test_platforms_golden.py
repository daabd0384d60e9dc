"""Saved pages and what each platform must read from them: tests/golden/platforms/<platform>/<case>/."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.pages import Ask, Page
from core.posts import Listing
from crawlers import platforms

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "platforms"
CASES = sorted(meta.parent for meta in GOLDEN.glob("*/*/meta.json"))


def load(case: Path) -> tuple[Page, dict[str, Any], dict[str, Any]]:
    meta = json.loads((case / "meta.json").read_text(encoding="utf-8"))
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    body = next(case.glob("page.*")).read_bytes()
    headers = (("Content-Type", meta["content_type"]),)
    ask = to_ask(meta.get("ask", {"url": meta["url"]}))
    return Page(ask, meta["url"], 200, body, datetime(2026, 3, 1, tzinfo=UTC), headers), meta, expected


def to_ask(written: dict[str, Any]) -> Ask:
    form = tuple((name, value) for name, value in written.get("form", []))
    headers = tuple((name, value) for name, value in written.get("headers", []))
    return Ask(written["url"], written.get("method", "GET"), form, headers, json=written.get("json"))


def as_written(listing: Listing) -> dict[str, Any]:
    return {
        "posts": [
            {"url": p.url, "title": p.title, "listed_on": p.listed_on.isoformat() if p.listed_on else None}
            for p in listing.posts
        ],
        "next": listing.next,
        "total": listing.total,
        "pages": listing.pages,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_reads_a_saved_page(case: Path) -> None:
    page, _, expected = load(case)
    reader = platforms.platform(case.parent.name)
    if "unreadable" in expected:
        with pytest.raises(platforms.Unreadable, match=expected["unreadable"]):
            reader.read_listing(page)
        return
    expected["next"] = to_ask(expected["next"]) if expected["next"] else None
    assert as_written(reader.read_listing(page)) == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_fingerprint_names_the_platform(case: Path) -> None:
    page, meta, _ = load(case)
    module, reason = platforms.fingerprint(page)
    assert meta.get("fingerprint", module.NAME) == module.NAME
    assert reason == module.SIGNS


@pytest.mark.parametrize("name", platforms.names())
def test_every_platform_has_its_golden_folder(name: str) -> None:
    cases = [case for case in CASES if case.parent.name == name]
    assert len(cases) >= 4
    assert any("unreadable" in load(case)[2] for case in cases), "one page that is not a list of this platform"
    assert any(load(case)[2].get("next") for case in cases), "one page with a following page"


def test_no_golden_folder_without_its_platform() -> None:
    assert {case.parent.name for case in CASES} == set(platforms.names())
