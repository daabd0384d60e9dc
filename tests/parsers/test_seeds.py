"""Five real reports as saved text, against their gold; skipped where they are not at hand."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from core.reports import Report, Section
from parsers import read_report

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
GOLD: dict[str, Any] = json.loads((SEEDS / "gold.json").read_text(encoding="utf-8")) if SEEDS.exists() else {}

pytestmark = pytest.mark.skipif(not GOLD, reason="the seed pages are not at hand")


@pytest.fixture(params=sorted(GOLD) or [""])
def seed(request: pytest.FixtureRequest) -> tuple[Report, dict[str, Any]]:
    gold = GOLD[request.param]
    return read_report((SEEDS / request.param).read_bytes(), url=gold["url"]), gold


def _flat(sections: Sequence[Section]) -> Iterator[dict[str, Any]]:
    for s in sections:
        item = {"item": s.item.value} if s.item else {}
        yield {"level": s.level, "number": s.number, "title": s.title, "run_in": s.run_in, **item}
        yield from _flat(s.children)


def test_facts(seed: tuple[Report, dict[str, Any]]) -> None:
    report, gold = seed
    for name in ("is_report", "title", "report_year", "source", "recipient"):
        assert getattr(report, name) == gold[name], name
    assert list(report.issuers) == gold["issuers"]
    assert list(report.signed_by) == gold["signed_by"]
    assert (report.signed_on.isoformat() if report.signed_on else None) == gold["signed_on"]
    assert not report.doubtful


def test_publication(seed: tuple[Report, dict[str, Any]]) -> None:
    report, gold = seed
    if gold["published_at"] is None:
        assert report.published_at is None
        assert "date_missing" in report.flags
    else:
        assert report.published_at is not None
        assert report.published_at.isoformat().startswith(gold["published_at"])
        assert report.published_basis == "displayed"


def test_outline(seed: tuple[Report, dict[str, Any]]) -> None:
    report, gold = seed
    assert list(_flat(report.outline)) == gold["outline"]


def test_body(seed: tuple[Report, dict[str, Any]]) -> None:
    report, gold = seed
    assert report.body.startswith(gold["body_first"])
    # one gold body ends two paragraphs before the text does: the text is what was published
    end = report.body.index(gold["body_last"]) + len(gold["body_last"])
    assert len("".join(report.body[:end].split())) == gold["body_chars"]
    rest = report.body[end:].split()
    assert all(line.startswith(("二是", "三是")) for line in rest)


def test_flaws_are_told_with_their_place(seed: tuple[Report, dict[str, Any]]) -> None:
    report, _ = seed
    for warning in report.warnings:
        assert 0 <= warning.start <= warning.end <= len(report.body)
        assert report.body[warning.start : warning.end] in warning.detail


def test_the_known_flaws_are_found() -> None:
    by_year = {r.report_year: r for r in (read_report((SEEDS / name).read_bytes()) for name in GOLD)}
    told = {year: [w.detail for w in report.warnings] for year, report in by_year.items()}
    assert sum("缺“年”字" in detail for detail in told[2020]) == 3
    assert any("2021226" in detail for detail in told[2020])
    assert told[2018] == ["编号“2”后缺标点", "落款日期“20181219”缺“年、月、日”字，读作2018年12月19日"]
    assert told[2021] == told[2023] == told[2024] == []


def test_the_site_clock_is_no_date_of_the_post(seed: tuple[Report, dict[str, Any]]) -> None:
    report, _ = seed
    assert all(not date.value.startswith("2019-12-03") for date in report.dates)
