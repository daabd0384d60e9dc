"""Changes and addresses of reports: kept with what they changed, and filled in for what is older than their tables."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from alembic import command

from core.changes import Change, ChangeKind
from core.posts import PostRef
from core.reports import Report
from storage import changes, engines, report_posts, reports, schema
from storage.database import _address, open_database
from storage.models import ChangeRow, PostRow, ReportPostRow, ReportRow
from tests.storage.conftest import Scene

REF = PostRef("http://site.test/1", "甲镇人民政府2025年法治政府建设年度报告")
COPY = PostRef("http://far.test/9", "甲镇人民政府2025年法治政府建设年度报告")


def keep(scene: Any, report: Report, now: datetime, *kinds: ChangeKind, ref: PostRef = REF, about: str = "") -> int:
    capture_id = scene.keep_article("zhen", ref, at=now)
    [post] = [row["id"] for row in scene.rows(PostRow) if row["url"] == ref.url]
    with scene.session() as session:
        return reports.keep(
            session, run_id=scene.run_id, unit_id="zhen-a", report=report, url=ref.url, post_id=post,
            changes=[Change(kind, "因为", address=about or ref.url) for kind in kinds], capture_id=capture_id,
            parser_version="1", first_seen_at=now, now=now,
        )  # fmt: skip


def test_changes_that_come_together_make_one_revision(
    scene: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    keep(scene, make_report(), now, ChangeKind.APPEARED)
    kinds = (ChangeKind.RETURNED, ChangeKind.EDITED, ChangeKind.REDATED)
    keep(scene, make_report(body="改"), now + timedelta(days=1), *kinds)
    keep(scene, make_report(body="改"), now + timedelta(days=2), ChangeKind.UNCHANGED)
    assert [(row["kind"], row["revision"]) for row in scene.rows(ChangeRow)] == [
        ("appeared", 1),
        ("returned", None),
        ("edited", 2),
        ("redated", 2),
    ]


def test_the_units_own_address_overtakes_a_copy(scene: Any, now: datetime, make_report: Callable[..., Report]) -> None:
    report_id = keep(scene, make_report(), now, ChangeKind.APPEARED, ref=COPY)
    keep(scene, make_report(), now + timedelta(days=1), ChangeKind.DUPLICATED, about=COPY.url)
    [row] = scene.rows(ReportRow)
    assert (row["url"], row["revision"], row["first_seen_at"]) == (REF.url, 1, now)
    with scene.session() as session:
        told = [(a["url"], a["role"], a["until"]) for a in report_posts.of_report(session, report_id)]
    assert told == [(REF.url, "current", None), (COPY.url, "mirror", None)]


@pytest.mark.parametrize(
    ("kinds", "later", "gone"),
    [
        ((ChangeKind.UNCHANGED,), 1, False),  # it was only missed
        ((ChangeKind.UNCHANGED,), -1, True),  # read late: had before it was missed
        ((ChangeKind.RETURNED,), 1, False),
    ],
)
def test_a_page_had_after_it_was_missed_ends_that(
    scene: Any,
    now: datetime,
    make_report: Callable[..., Report],
    kinds: tuple[ChangeKind, ...],
    later: int,
    *,
    gone: bool,
) -> None:
    keep(scene, make_report(), now - timedelta(days=9), ChangeKind.APPEARED)
    with scene.session() as session:
        row = session.get_one(ReportRow, scene.rows(ReportRow)[0]["id"])
        row.gone_since = now
        row.withdrawn_at = now if ChangeKind.RETURNED in kinds else None
    keep(scene, make_report(), now + timedelta(days=later), *kinds)
    [after] = scene.rows(ReportRow)
    assert (after["gone_since"] is not None, after["withdrawn_at"]) == (gone, None)


def test_what_is_older_than_the_tables_is_filled_in(
    servers: Any, now: datetime, make_report: Callable[..., Report]
) -> None:
    url = servers.empty()
    database = open_database(url)
    scene = Scene(database, url)
    scene.begin()
    report_id = keep(scene, make_report(), now, ChangeKind.APPEARED)
    keep(scene, make_report(body="改"), now + timedelta(days=1), ChangeKind.EDITED)
    with scene.session() as session:
        before = changes.of_report(session, report_id), report_posts.of_report(session, report_id)
    database.close()
    engine = engines.make(_address(url), migrating=True)
    with engine.begin() as connection:
        command.downgrade(schema.config(connection), "r0004")
        command.upgrade(schema.config(connection), "r0005")
    engine.dispose()
    database = open_database(url)
    scene = Scene(database, url)
    with scene.session() as session:
        after = changes.of_report(session, report_id), report_posts.of_report(session, report_id)
    assert [{**change, "url": None} for change in before[0]] == after[0]
    assert before[1] == after[1] and len(scene.rows(ReportPostRow)) == 1
    database.close()
