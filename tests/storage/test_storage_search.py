"""Full text search on both databases: what is found, in which order, by whom, and that the index stays in step."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from core.changes import Change, ChangeKind
from core.duties import Status
from core.posts import PostRef
from core.reports import Report
from core.search_text import asked
from core.times import SHANGHAI
from core.units import Unit
from storage import register, reports, search, standings
from storage.models import PostRow, SearchRow

Make = Callable[..., Report]
YEARS = range(2015, 2026)


class Shelf:
    """Reports in a scene, kept as the nightly keeps them."""

    def __init__(self, scene: Any, make: Make, now: datetime) -> None:
        self.scene, self.make, self.now = scene, make, now

    def keep(
        self,
        body: str,
        *,
        unit: str = "zhen-a",
        year: int = 2025,
        title: str | None = None,
        on: str | None = None,
        change: ChangeKind = ChangeKind.APPEARED,
    ) -> int:
        name = self.scene.registry.units[unit].name
        ref = PostRef(f"http://site.test/{unit}/{year}", f"{name}{year}年法治政府建设年度报告")
        day = on or f"{year + 1}-03-01"
        report = self.make(
            title=title or ref.title,
            report_year=year,
            body=body,
            published_at=datetime.fromisoformat(day).replace(tzinfo=SHANGHAI),
            published_precision="day",
            published_basis="displayed",
        )
        capture_id = self.scene.keep_article("zhen", ref, at=self.now)
        post_id = next(row["id"] for row in self.scene.rows(PostRow) if row["url"] == ref.url)
        with self.scene.session() as session:
            return reports.keep(
                session,
                run_id=self.scene.run_id,
                unit_id=unit,
                report=report,
                changes=(Change(change, "因为"),),
                url=ref.url,
                post_id=post_id,
                capture_id=capture_id,
                parser_version="1",
                first_seen_at=self.now,
                now=self.now,
            )

    def find(self, typed: str, *, limit: int = 50, after: search.Place | None = None, **sought: Any) -> search.Found:
        with self.scene.database.reading() as session:
            return search.find(session, search.Sought(asked(typed), **sought), limit=limit, after=after)

    def ids(self, typed: str, **sought: Any) -> list[int]:
        return [hit["id"] for hit in self.find(typed, **sought).hits]


@pytest.fixture
def shelf(scene: Any, make_report: Make, now: datetime) -> Shelf:
    return Shelf(scene, make_report, now)


def test_characters_words_phrases_names_and_several_words(shelf: Shelf) -> None:
    one = shelf.keep("全年办理行政复议案件29件。\n组织ＡＰＰ培训3场。")
    two = shelf.keep("行政调解9件，复议2件。", unit="shi-ju", year=2024)
    expected = {
        "行政复议": [one], "议": [one, two], "复议": [one, two], "行政 复议": [one, two], "app": [one], "２９件": [one],
        "行政复议 调解": [], "茶": [], "乙镇": [], "甲镇": [one], "财政局": [two], "某县司法局": [one], "某市": [two],
        "全年办理行政复议案件": [one], "案件29件组织": [], "调解9件复议": [],
    }  # fmt: skip
    assert {typed: shelf.ids(typed) for typed in expected} == expected
    hit = shelf.find("行政复议").hits[0]
    assert {name: hit[name] for name in ("unit", "unit_name", "office", "level", "report_year", "score", "status")} == {
        "unit": "zhen-a", "unit_name": "甲镇人民政府", "office": "xian", "level": "township", "report_year": 2025,
        "score": 1, "status": None,
    }  # fmt: skip
    assert hit["snippets"] == [
        {"text": "全年办理行政复议案件29件。", "marks": [[4, 8]], "start": 0, "first": 1, "cut": (False, False)}
    ]


def test_the_best_come_first_and_pages_meet_every_report_once(shelf: Shelf) -> None:
    said = {2018: "信访。", 2019: "信访" * 3, 2020: "信访" * 9, 2021: "信访" * 9, 2022: "别的", 2023: "信访。"}
    ids = {year: shelf.keep(f"{body}。", year=year) for year, body in said.items()}
    named = shelf.keep("别的。", unit="zhen-b", year=2017, title="信访工作报告")
    best = [named, *(ids[year] for year in (2021, 2020, 2019, 2023, 2018))]
    newest = [*(ids[year] for year in (2023, 2021, 2020, 2019, 2018)), named]
    assert shelf.ids("信访") == best
    assert [hit["score"] for hit in shelf.find("信访").hits] == [4, 3, 3, 2, 1, 1]
    assert shelf.ids("信访", by_date=True) == newest
    for by_date, order in ((False, best), (True, newest)):
        met: list[int] = []
        after = None
        while not met or after:
            page = shelf.find("信访", limit=2, after=after, by_date=by_date)
            assert (page.total, page.approximate) == (6, False)
            met += [hit["id"] for hit in page.hits]
            after = page.next
        assert met == order
    assert shelf.find("信访", after=(2**62, 2**62), by_date=True).hits == []


def test_filters_and_whose_units_are_seen(shelf: Shelf) -> None:
    ids = {
        (unit, year): shelf.keep("同一句话。", unit=unit, year=year)
        for unit in ("zhen-a", "xian-fu", "shi-ju")
        for year in (2023, 2024, 2025)
    }
    with shelf.scene.session() as session:
        judged = [
            shelf.scene.standing("zhen-a", Status.WITHDRAWN, year=2024, report_id=ids["zhen-a", 2024]),
            shelf.scene.standing(
                "shi-ju", Status.PUBLISHED, year=2025, report_id=ids["shi-ju", 2025], flags=("copied",)
            ),
        ]
        for standing in judged:
            run = shelf.scene.run_id
            standings.turn(session, run_id=run, standing=standing, before=None, now=shelf.now, alerts=())

    def found(**sought: Any) -> set[tuple[str, int]]:
        page = shelf.find("同一句", **sought)
        assert page.total == len(page.hits)
        return {(hit["unit"], hit["report_year"]) for hit in page.hits}

    assert found() == set(ids)
    assert found(unit="zhen-a") == {key for key in ids if key[0] == "zhen-a"}
    assert (
        found(office="shi")
        == found(offices=["shi"])
        == found(level="department")
        == {k for k in ids if k[0] == "shi-ju"}
    )
    assert found(office="shi", offices=["xian"]) == found(offices=[]) == found(office="nowhere") == set()
    assert found(year_from=2024) == {key for key in ids if key[1] >= 2024}
    assert found(year_from=2023, year_to=2023) == found(year_to=2023) == {key for key in ids if key[1] == 2023}
    assert found(year_from=2030) == found(year_from=2025, year_to=2023) == set()
    assert found(standing="withdrawn") == {("zhen-a", 2024)}
    assert found(flag="copied", office="shi") == {("shi-ju", 2025)}
    assert found(flag="%") == found(flag="cop") == found(standing="overdue") == set()
    withdrawn = shelf.find("同一句", standing="withdrawn").hits[0]
    assert (withdrawn["status"], withdrawn["duty"]) == ("withdrawn", "required")


def _index(scene: Any) -> Any:
    """Everything that the index holds."""
    with scene.database.session() as session:
        if scene.database.kind == "postgresql":
            rows = session.execute(text("SELECT doc, tokens FROM search_grams ORDER BY doc"))
            return [(doc, sorted(tokens)) for doc, tokens in rows]
        session.execute(text("CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, search_grams, instance)"))
        held = session.execute(text("SELECT term, doc FROM temp.held")).all()
        session.execute(text("DROP TABLE temp.held"))
        return sorted(tuple(row) for row in held)


def test_the_index_follows_texts_dates_and_names_and_can_be_made_anew(shelf: Shelf) -> None:
    first = shelf.keep("旧的说法。", year=2024)
    other = shelf.keep("别的说法。", year=2023)
    assert shelf.ids("说法", by_date=True) == [first, other]
    shelf.keep("新的说法。", year=2024, on="2023-01-05", change=ChangeKind.EDITED)
    assert (shelf.ids("旧的"), shelf.ids("新的")) == ([], [first])
    assert shelf.ids("说法", by_date=True) == [other, first]
    shelf.keep("新的说法。", year=2024, on="2023-01-05", change=ChangeKind.RETURNED)

    shelf.scene.registry = replace(
        shelf.scene.registry,
        units=shelf.scene.registry.units
        | {
            "zhen-a": Unit(
                "zhen-a", "丙街道办事处", "shi", shelf.scene.registry.units["zhen-a"].level, aliases=("丙街",)
            )
        },
    )
    with shelf.scene.session() as session:
        register.sync(session, shelf.scene.registry, shelf.now + timedelta(days=1))
    assert shelf.ids("丙街") == [other, first]
    assert shelf.ids("说法", offices=["shi"]) == [other, first]
    assert shelf.ids("说法", offices=["xian"]) == []
    assert shelf.ids("某县司法局") == []

    rows, held = shelf.scene.rows(SearchRow), _index(shelf.scene)
    with shelf.scene.session() as session:
        assert search.rebuild(session) == 2
    assert (shelf.scene.rows(SearchRow), _index(shelf.scene)) == (rows, held)


def test_what_is_found_is_what_stands_there(shelf: Shelf) -> None:
    """Against reading every text, with short words of few characters so that they meet by chance."""
    rng = random.Random(11)
    texts = {}
    for year in YEARS:
        body = "".join(rng.choices("法治政府，。", weights=[3, 3, 3, 3, 1, 1], k=rng.randint(5, 60)))
        texts[shelf.keep(body, year=year, title="报告")] = body
    met = 0
    for _ in range(120):
        words = ["".join(rng.choices("法治政府", k=rng.randint(1, 6))) for _ in range(rng.randint(1, 2))]
        names = "甲镇人民政府 某县司法局"
        held = {id_ for id_, body in texts.items() if all(w in body or w in names for w in words)}
        found = shelf.find(" ".join(words))
        assert (found.total, found.approximate) == (len(held), False)
        assert {hit["id"] for hit in found.hits} == held, words
        met += len(held)
    assert met > 100


def test_so_many_texts_are_looked_at_for_one_page(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """All have the pairs of characters, but few the phrase: the page ends early and can be gone on from."""
    monkeypatch.setattr(search, "_FEW", 3)
    monkeypatch.setattr(search, "_MOST_LOOKED_AT", 4)
    ids = {
        year: shelf.keep("政府，府法，法治。" + ("政府法治。" if year in (2015, 2024) else ""), year=year)
        for year in YEARS
    }
    first = shelf.find("政府法治", limit=1)
    assert [hit["id"] for hit in first.hits] == [ids[2024]]
    assert first.approximate
    monkeypatch.setattr(search, "_MOST_LOOKED_AT", 300)
    every = shelf.find("政府法治", limit=5)
    assert (len(every.hits), every.total, every.approximate, every.next) == (2, 2, False, None)
    monkeypatch.setattr(search, "_MOST_LOOKED_AT", 4)
    gave_up = 0
    met = [hit["id"] for hit in first.hits]
    after = first.next
    for _ in range(len(YEARS)):
        if after is None:
            break
        page = shelf.find("政府法治", limit=1, after=after)
        met += [hit["id"] for hit in page.hits]
        gave_up += page.gave_up or 0
        after = page.next
    assert met == [ids[2024], ids[2015]]
    assert gave_up >= 4
