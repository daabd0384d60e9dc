"""Real and made pages of government sites, against their gold; skipped where they are not at hand."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz.distance import LCSseq

from core.reports import Report
from parsers import read_report

PAGES = Path(__file__).parents[3] / "shared" / "pages"
GOLD: list[dict[str, Any]] = [
    {**json.loads(line), "path": folder / json.loads(line)["file"]}
    for folder in (PAGES / "made", PAGES / "real")
    if folder.exists()
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
]

pytestmark = pytest.mark.skipif(not GOLD, reason="the sample pages are not at hand")


@pytest.fixture(params=GOLD or [{}], ids=lambda gold: str(gold.get("file")))
def page(request: pytest.FixtureRequest) -> tuple[Report, dict[str, Any]]:
    return read_report(request.param["path"].read_bytes()), request.param


def _norm(text: str | None) -> str:
    text = unicodedata.normalize("NFKC", text or "").replace("“", '"').replace("”", '"')
    return re.sub(r"\s+", "", text)


def _whole_text(report: Report) -> str:
    """Recipient, body and signature as they stood on the page."""
    day = report.signed_on
    signed = f"{day.year}年{day.month}月{day.day}日" if day else ""
    recipient = f"{report.recipient}：" if report.recipient else ""
    return _norm("".join([recipient, report.body, *report.signed_by, signed]))


def _without_title(text: str, gold: dict[str, Any]) -> str:
    """Titles, document numbers and by-lines repeated in the text may be kept or dropped."""
    for repeated in sorted({_norm(o) for o in [*gold["optional"], gold["title"]]}, key=len, reverse=True):
        text = text.replace(repeated, "", 1)
    return text


def test_title_date_and_source(page: tuple[Report, dict[str, Any]]) -> None:
    report, gold = page
    assert _norm(report.title) == _norm(gold["title"])
    assert report.published_at is not None
    assert report.published_at.date().isoformat() == gold["published"]
    if gold["source_ok"]:
        assert _norm(report.source) in [_norm(source) for source in gold["source_ok"]]


def test_body(page: tuple[Report, dict[str, Any]]) -> None:
    report, gold = page
    seen, wanted = _without_title(_whole_text(report), gold), _without_title(_norm(gold["text"]), gold)
    common = LCSseq.similarity(seen, wanted)
    assert 2 * common / (len(seen) + len(wanted)) >= 0.998


def test_made_pages_are_reports_and_real_ones_are_not(page: tuple[Report, dict[str, Any]]) -> None:
    report, gold = page
    assert report.is_report is ("seed" in gold)
    assert not report.doubtful


@pytest.mark.parametrize("name", ["handan_xxgk_list", "shwjw_list_2022", "zjdsx_home", "wuan_tpl_list1"])
def test_lists_and_home_pages_are_no_reports(name: str) -> None:
    assert not read_report((PAGES / "real" / f"{name}.html").read_bytes()).is_report
