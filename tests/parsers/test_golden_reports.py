"""Saved pages of our own, each with the whole report that it must be read as."""

import json
from pathlib import Path

import pytest

from parsers import read_report
from tests.parsers.golden_reports import CASES, as_json, listed_in, read_case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_page_is_read_as_expected(case: Path) -> None:
    got, told = as_json(read_case(case)), case / "expected.json"
    if not told.exists():
        told.write_text(json.dumps(got, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{told} is new: look through it, then run the test again")
    expected = json.loads(told.read_text(encoding="utf-8"))
    assert listed_in(expected, got) == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reading_twice_gives_the_same(case: Path) -> None:
    assert read_case(case) == read_case(case)


def test_a_hidden_report_of_another_year_leaves_no_trace() -> None:
    report = read_case(next(case for case in CASES if case.name == "hanweb_hidden_copy"))
    assert "2022" not in report.body
    assert all("2019" not in seen.value for seen in report.dates)


def test_str_and_bytes_read_alike() -> None:
    page = next(case for case in CASES if case.name == "trs_bracket_block") / "page.html"
    assert read_report(page.read_text(encoding="utf-8")) == read_report(page.read_bytes())
