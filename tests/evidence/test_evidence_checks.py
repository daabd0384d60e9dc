"""Many checks in few lines, and none of them left out."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.dossiers import Check
from evidence.checks import check_lines, check_spells
from evidence.words import clock
from tests.evidence.cases import at, check

OUTCOMES = st.sampled_from(["ok", "not_modified", "timeout", "server_error", "of_another_version"])


def nights(outcomes: list[str], column: str = "a") -> list[Check]:
    first = at("01-01 02:00")
    plain = [check("01-01 02:00", outcome, f"因为{outcome}", column=column) for outcome in outcomes]
    return [replace(one, checked_at=first + timedelta(days=n)) for n, one in enumerate(plain)]


def test_what_came_out_alike_is_one_line() -> None:
    lines = check_lines([*nights(["ok", "not_modified", "timeout", "timeout", "ok"]), *nights(["ok"], "b")])
    assert [(line.column_id, line.count, line.whole, line.result) for line in lines] == [
        ("a", 2, 2, "列表查到底，正常，因为not_modified"),
        ("a", 2, 0, "没有查成：等待超时，因为timeout"),
        ("a", 1, 1, "列表查到底，正常，因为ok"),
        ("b", 1, 1, "列表查到底，正常，因为ok"),
    ]
    assert (lines[1].first_at, lines[1].last_at) == (at("01-03 02:00"), at("01-04 02:00"))


def test_a_restless_column_is_told_by_months() -> None:
    lines = check_lines(nights(["ok", "timeout"] * 40))
    assert [(line.count, line.whole) for line in lines] == [(31, 16), (28, 14), (21, 10)]
    assert lines[0].result == "列表查到底，正常，16次；没有查成：等待超时，15次"


@given(st.lists(OUTCOMES, max_size=400), st.lists(OUTCOMES, max_size=5))
def test_every_check_is_counted_and_listed(one: list[str], other: list[str]) -> None:
    checks = [*nights(one), *nights(other, "b")]
    lines, spells = check_lines(checks), list(check_spells(checks))
    assert sum(line.count for line in lines) == len(checks)
    assert sum(line.whole for line in lines) == sum(c.complete for c in checks)
    assert len(lines) <= 10 + 14 + 5
    listed = [(spell.column_id, when, run) for spell in spells for when, run in spell.times]
    assert listed == [(c.column_id, clock(c.checked_at), c.run_id) for c in checks]
