"""What proves that a post was not there: lists that were read soundly and to their ends, and nothing less."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from core.crawl import Depth
from core.pages import Outcome
from core.posts import PostRef
from storage import checks
from storage.checks import Absence
from storage.database import Session
from storage.models import ColumnRow, ListPageRow, PostRow
from tests.storage.test_storage_checks import NEW, NIGHT, OLD, keep, more_runs, unchanged, undone


def absence(scene: Any, ref: PostRef = NEW) -> Absence | None:
    with scene.database.reading() as session:
        post_id = session.scalars(select(PostRow.id).where(PostRow.url == ref.url)).one()
        return checks.last_absence(session, [post_id])[post_id]


def test_the_last_whole_list_before_the_post_proves_that_it_was_not_there(scene: Any, now: datetime) -> None:
    first, second, third, fourth, fifth = more_runs(scene, 5)
    keep(scene, first, scene.column_read("zhen", (OLD,), at=now))
    [page] = scene.rows(ListPageRow)
    keep(scene, second, unchanged(scene, "zhen", now + NIGHT))
    keep(scene, third, unchanged(scene, "zhen", now + 2 * NIGHT, depth=Depth.NEWEST, complete=False))
    keep(scene, fourth, unchanged(scene, "zhen", now + 3 * NIGHT, outcome=Outcome.TOO_FEW, complete=False))
    seen = now + 4 * NIGHT + timedelta(milliseconds=700)
    keep(scene, fifth, scene.column_read("zhen", (NEW, OLD), at=seen))
    assert absence(scene) == Absence(now + NIGHT, page["capture_id"])
    assert absence(scene, OLD) is None, "it stood there from the first check on"


@pytest.mark.parametrize("clock", [timedelta(seconds=-1), timedelta()])
def test_the_check_that_showed_it_is_no_witness_of_its_absence(scene: Any, now: datetime, clock: timedelta) -> None:
    """Not even when the very same second, or a clock that was set back later, would make it one."""
    first, second = more_runs(scene, 2)
    keep(scene, first, scene.column_read("zhen", (NEW,), at=now))
    keep(scene, second, scene.column_read("zhen", (NEW, OLD), at=now + clock))
    with scene.session() as session:
        session.execute(update(PostRow).values(first_seen_at=now))
    assert absence(scene) is None


def test_all_columns_that_show_it_must_have_lacked_it(scene: Any, now: datetime) -> None:
    first, second, third, fourth = more_runs(scene, 4)
    keep(scene, first, scene.column_read("zhen", (OLD,), at=now))
    keep(scene, second, scene.column_read("gong", (OLD,), at=now + NIGHT))
    keep(scene, third, scene.column_read("zhen", (NEW, OLD), at=now + 2 * NIGHT))
    assert absence(scene) is not None
    keep(scene, fourth, scene.column_read("gong", (NEW, OLD), at=now + 3 * NIGHT))
    found = absence(scene)
    assert found is not None
    assert found.at == now, "the earlier of now (zhen) and a night later (gong)"
    keep(scene, fourth, scene.column_read("ju", (NEW,), at=now + 3 * NIGHT))
    assert absence(scene) is None, "who knows since when it stood there"


def test_what_was_another_list_or_is_damaged_proves_nothing(scene: Any, now: datetime) -> None:
    first, second = more_runs(scene, 2)
    keep(scene, first, scene.column_read("zhen", (OLD,), at=now))
    keep(scene, second, scene.column_read("zhen", (NEW, OLD), at=now + 2 * NIGHT))
    assert absence(scene) is not None
    for change in ("times = ' 1'", "whole = (1 = 0)", "outcome = 'too_few'"):
        with undone(scene) as session:
            session.execute(text(f"UPDATE checks SET {change}"))
            assert list(checks.last_absence(session, _ids(session)).values()) == [None, None], change
    with scene.session() as session:
        session.execute(update(ColumnRow).values(moved_at=now + NIGHT))
    assert absence(scene) is None


def _ids(session: Session) -> list[int]:
    return list(session.scalars(select(PostRow.id)))
