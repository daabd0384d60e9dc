"""Whole seasons of nights, good and bad: who is called overdue was looked for, and is called so in time."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.rules import judge, with_forerunners
from core.duties import ColumnFact, Facts, Forerunner, PublishedFact, Standing, Status
from core.times import SHANGHAI
from tests.alerts.cases import OFFICE, OWN_DATE_OFFICE, UNITS, at, obligation, published

DAY = timedelta(days=1)
COLUMNS = ("a", "b")


@dataclass(frozen=True)
class Night:
    """What the run of a night brought: columns read to their end, columns that broke, a report, a doubt that stands."""

    on: date
    hour: int
    complete: frozenset[str]
    broken: frozenset[str]
    found: bool
    doubt: bool

    @property
    def at(self) -> datetime:
        return datetime.combine(self.on, time(self.hour), SHANGHAI)

    @property
    def sound(self) -> bool:
        return self.complete == set(COLUMNS) and not self.broken and not self.doubt


some_columns = st.sampled_from([frozenset(COLUMNS), frozenset(COLUMNS), frozenset("a"), frozenset[str]()])


@st.composite
def seasons(draw: st.DrawFn, due_on: date) -> list[Night]:
    return [
        Night(
            on=due_on + n * DAY,
            hour=draw(st.integers(0, 23)),
            complete=(complete := draw(some_columns)),
            broken=draw(some_columns) - complete if draw(st.booleans()) else frozenset(),
            found=draw(st.integers(0, 14)) == 0,
            doubt=draw(st.integers(0, 5)) == 0,
        )
        for n in range(-1, draw(st.integers(3, 9)))
        if draw(st.integers(0, 5)) > 0  # some nights there is no run
    ]


def facts_after(nights: list[Night]) -> Facts:
    """What is known after these nights, in whatever order their news came in."""
    ordered = sorted(nights, key=lambda night: night.at)
    columns = []
    for name in COLUMNS:
        complete = [night.at for night in ordered if name in night.complete]
        told = [name in night.broken for night in ordered if name in night.complete | night.broken]
        columns.append(ColumnFact(name, max(complete, default=None), broken=bool(told and told[-1])))
    found = [night for night in ordered if night.found]
    report = PublishedFact(1, "http://a.gov.cn/", found[0].on, "list", found[0].at) if found else None
    return Facts(report, tuple(columns), ("一份标题不明的材料",) if ordered[-1].doubt else ())


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from([(OFFICE, date(2026, 3, 31)), (OWN_DATE_OFFICE, date(2024, 3, 15))]))
def test_whoever_is_called_overdue_was_looked_for(data: st.DataObject, where: tuple[object, date]) -> None:
    office, due_on = where
    owed = obligation(UNITS["镇"], office, due_on.year - 1)  # type: ignore[arg-type]
    last_day = owed.borderline_on or due_on
    nights = data.draw(seasons(due_on))
    for n, night in enumerate(nights, 1):
        standing = judge(owed, facts_after(nights[:n]), night.at)
        assert (standing.status is Status.OVERDUE) <= _witnessed(nights[:n], last_day)
        if night.sound and night.on > last_day and not any(one.found for one in nights[:n]):
            assert standing.status is Status.OVERDUE  # the first sound night says it


def _witnessed(nights: list[Night], last_day: date) -> bool:
    """Every column was read to its end on a later day and did not break since, nothing waits, and nothing was found."""

    def seen(name: str) -> bool:
        told = [night for night in nights if name in night.complete | night.broken]
        return bool(told) and name in told[-1].complete and told[-1].on > last_day

    return all(seen(name) for name in COLUMNS) and not nights[-1].doubt and not any(night.found for night in nights)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.randoms(use_true_random=False))
def test_news_in_any_order_gives_the_same_standing(data: st.DataObject, shuffle: random.Random) -> None:
    owed = obligation(UNITS["镇"], OFFICE, 2025)
    nights = data.draw(seasons(date(2026, 3, 31)).filter(bool))
    now = nights[-1].at
    facts = replace(facts_after(nights), doubts=("乙材料", "甲材料", "丙材料", "丁材料"), interim=("半年", "季度"))
    standing = judge(owed, facts, now)
    shuffled = list(nights)
    shuffle.shuffle(shuffled)
    turned = replace(
        facts_after(shuffled),
        columns=tuple(shuffle.sample(facts.columns, len(facts.columns))),
        doubts=tuple(shuffle.sample(facts.doubts, len(facts.doubts))),
        interim=("季度", "半年"),
    )
    assert judge(owed, turned, now) == standing
    assert {judge(owed, facts, now) for _ in range(20)} == {standing}


@given(st.permutations(["old", "older", "oldest"]), st.sets(st.sampled_from(["old", "older", "oldest"])))
def test_forerunners_in_any_order_give_the_same_standing(order: list[str], publishers: set[str]) -> None:
    def before(id_: str, answers: bool) -> Forerunner:
        return Forerunner(id_, f"{id_}镇", date(2026, 1, {"old": 20, "older": 10, "oldest": 5}[id_]), answers)

    def stands(ids: list[str]) -> Standing:
        owed = obligation(UNITS["镇"], OFFICE, 2025)
        owed = replace(owed, forerunners=tuple(before(id_, id_ != "older") for id_ in ids))
        fact = published(date(2026, 1, 15), at("2026-01-16T02:00"))
        theirs = {
            id_: Facts(
                replace(fact, report_id=len(id_)) if id_ in publishers else None,
                (ColumnFact(id_, at("2026-04-02T02:00")),),
            )
            for id_ in ids
        }
        own = Facts(None, (ColumnFact("own", at("2026-04-02T02:00")),))
        return judge(owed, with_forerunners(owed, own, theirs), at("2026-04-02T09:00"))

    standing = stands(order)
    assert standing == stands(sorted(order))
    assert (standing.status is Status.PUBLISHED) == bool(publishers & {"old", "oldest"})
    assert (standing.status is Status.OVERDUE) == (not publishers)
