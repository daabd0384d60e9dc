"""Readings that are kept together leave behind what they leave when they are kept one by one."""

import contextlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.crawl import ArticleRead, ColumnRead, Depth, ListPageRead
from core.pages import Ask, Capture, Outcome
from core.posts import Listing, PostRef
from core.units import Column
from storage import columns, register, watch
from storage.database import Session
from storage.models import CaptureRow, CheckRow, ColumnRow, ListPageRow, PostColumnRow, PostRow
from storage.posts import PostCounts
from storage.sql import table_of
from tests.storage.test_storage_bulk import counted

NOW = datetime(2026, 3, 1, 18, tzinfo=UTC)
DEAD = [PostRef(f"http://site.test/{n}", f"法治{2020 + n}") for n in range(3)]  # known of old, their addresses dead
TABLES = (ColumnRow, CheckRow, ListPageRow, PostRow, PostColumnRow, CaptureRow)

REFS = st.builds(
    PostRef,
    url=st.sampled_from([f"http://site.test/{n}" for n in range(6)]),
    title=st.sampled_from(["法治2024", "法治2025", "疑", "召开会议", ""]),
    listed_on=st.sampled_from([None, date(2026, 1, 1), date(2026, 1, 2)]),
)


def capture_of(number: int) -> Capture:
    url = f"http://site.test/list{number}"
    return Capture(url, url, 200, NOW, f"{number:064x}", "run.warc.gz", number, f"<urn:uuid:{number}>")


@st.composite
def pages(draw: st.DrawFn, column_id: str) -> ListPageRead:
    known = draw(st.booleans())
    return ListPageRead(
        ask=Ask(f"http://site.test/{column_id}/{draw(st.integers(0, 1))}"),
        listing=Listing(tuple(draw(st.lists(REFS, max_size=4)))),
        reader="trs-1",
        digest=draw(st.sampled_from(["d1", "d2"])),
        not_modified=known,
        capture=None if known else capture_of(draw(st.integers(0, 10**9))),
        etag=draw(st.sampled_from([None, "", '"1"'])),
    )


@st.composite
def reads(draw: st.DrawFn) -> ColumnRead:
    column_id = draw(st.sampled_from(["zhen", "gong", "ju"]))
    outcome = draw(st.sampled_from([Outcome.OK, Outcome.NOT_MODIFIED, Outcome.INCOMPLETE, Outcome.BROWSER_MISSING]))
    return ColumnRead(
        column_id=column_id,
        outcome=outcome,
        reason="因为",
        complete=outcome.sound and draw(st.booleans()),
        checked_at=NOW + timedelta(minutes=draw(st.integers(0, 3))),
        platform="trs",
        pages=tuple(draw(st.lists(pages(column_id), max_size=2))),
        needs_browser=draw(st.booleans()),
        depth=draw(st.sampled_from([Depth.WHOLE, Depth.NEWEST])),
        listed=draw(st.sampled_from([None, 3])),
    )


@pytest.fixture
def known_of_old(scene: Any) -> Any:
    """Three dead candidates stand in one column, one of them in another as well."""
    scene.keep_list("zhen", *DEAD, at=NOW - timedelta(days=1))
    scene.keep_list("gong", DEAD[0], at=NOW - timedelta(days=1))
    for ref in DEAD:
        scene.keep_article("zhen", ref, Outcome.NOT_FOUND, at=NOW - timedelta(days=1), fetched=False)
    return scene


class _UndoneError(Exception):
    """Takes a transaction back."""


def told(session: Session) -> dict[str, list[str]]:
    """What the tables of lists say, whatever numbers their rows have."""
    session.flush()
    posts = dict(session.execute(select(PostRow.id, PostRow.url)).tuples().all())
    kept = dict(session.execute(select(CaptureRow.id, CaptureRow.digest)).tuples().all())
    said: dict[str, list[str]] = {}
    for model in TABLES:
        table = table_of(model)
        rows = [dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()]
        for row in rows:
            row["post_id"], row["capture_id"] = posts.get(row.get("post_id", 0)), kept.get(row.get("capture_id", 0))
            row["id"] = row["id"] if model is ColumnRow else None
            if "rejudge_at" in row:  # a sign is there or not; its instant only tells one from another
                row["rejudge_at"] = row["rejudge_at"] is not None
        said[table.name] = sorted(map(repr, rows))
    return said


def kept(scene: Any, parts: Sequence[Sequence[ColumnRead]]) -> tuple[PostCounts, dict[str, list[str]]]:
    """What is counted and told after the parts were kept one after the other; then all is as it was before."""
    with contextlib.suppress(_UndoneError), scene.session() as session:
        counts = [columns.keep(session, scene.run_id, part, scene.recognise) for part in parts]
        sums = (sum(getattr(count, name) for count in counts) for name in ("seen", "new", "vanished"))
        found = PostCounts(*sums), told(session)
        raise _UndoneError
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(readings=st.lists(reads(), max_size=7))
def test_many_together_are_as_one_by_one(known_of_old: Any, readings: list[ColumnRead]) -> None:
    assert kept(known_of_old, [readings]) == kept(known_of_old, [[reading] for reading in readings])


def test_the_next_list_takes_up_what_the_one_before_let_go(known_of_old: Any) -> None:
    lost = known_of_old.column_read("zhen", (DEAD[0],), at=NOW)
    found = known_of_old.column_read("ju", (DEAD[1],), at=NOW - timedelta(minutes=1))
    with known_of_old.session() as session:
        columns.keep(session, known_of_old.run_id, [lost, found], known_of_old.recognise)
    states = [row["state"] for row in sorted(known_of_old.rows(PostRow), key=lambda row: str(row["url"]))]
    assert states == ["failed", "wanted", "gone"]


def test_a_list_has_the_last_word_on_an_article_of_the_same_transaction(scene: Any) -> None:
    """What the session still holds back of the article must not be written over what the list says."""
    wanted = PostRef("http://site.test/1", "法治2024")
    scene.keep_list("zhen", wanted, at=NOW)
    asked = ArticleRead("zhen", wanted, Outcome.TIMEOUT, "超时", NOW)
    page = ListPageRead(
        Ask("http://site.test/"), Listing((PostRef(wanted.url, "法治2025"),)), "trs-1", "d", False, None
    )
    renamed = ColumnRead("zhen", Outcome.OK, "", False, NOW, "trs", (page,))
    with scene.session() as session:
        watch.keep_article(session, scene.run_id, asked)
        columns.keep(session, scene.run_id, [renamed], scene.recognise)
    [post] = scene.rows(PostRow)
    assert (post["state"], post["last_outcome"]) == ("wanted", "timeout")


def test_statements_do_not_follow_readings(scene: Any) -> None:
    def night(first: int, number: int) -> int:
        ids = [f"c{n}" for n in range(first, first + number)]
        scene.registry.columns.update({id_: Column(id_, f"http://site.test/{id_}/") for id_ in ids})
        shared = PostRef("http://site.test/", "疑")
        readings = [scene.column_read(id_, (PostRef(f"http://site.test/{id_}/1", "法治2025"), shared)) for id_ in ids]
        with scene.session() as session:
            register.sync(session, scene.registry, NOW)
        with counted() as seen, scene.session() as session:
            columns.keep(session, scene.run_id, readings, scene.recognise)
        return len(seen)

    night(0, 1)
    assert night(1, 3) == night(10, 100)
