"""One document, however its address is spelled: one post, one attachment; also in a database older than that."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from core.posts import PostRef
from storage import engines, schema
from storage.database import _address, open_database
from storage.models import PostColumnRow, PostRow
from tests.core.test_addresses import SPELLINGS
from tests.storage.conftest import Scene

TITLE = "青岚区2025年法治政府建设年度报告"
DAY = timedelta(days=1)


def test_twenty_spellings_are_one_post(scene: Any, now: datetime) -> None:
    for number, url in enumerate(SPELLINGS):
        scene.keep_list("gong", PostRef(url.strip(), TITLE), at=now + number * DAY)
        scene.keep_article("gong", PostRef(url.strip(), TITLE), at=now + number * DAY)
    [post] = scene.rows(PostRow)
    assert (post["url"], post["state"]) == (SPELLINGS[0], "held")
    [link] = scene.rows(PostColumnRow)
    assert link["last_seen_at"] == now + (len(SPELLINGS) - 1) * DAY and link["gone_at"] is None


@pytest.mark.parametrize("held", [0, 1])
def test_twins_of_an_older_database_become_one(servers: Any, now: datetime, held: int) -> None:
    url = servers.empty()
    database = open_database(url)
    scene = Scene(database, url)
    scene.begin()
    for column, number in (("gong", 0), ("zhen", 1)):
        scene.keep_list(column, PostRef(f"http://other.test/{number}", TITLE), at=now)
    scene.keep_article("gong", PostRef(f"http://other.test/{held}", TITLE))
    database.close()
    engine = engines.make(_address(url), migrating=True)
    with engine.begin() as connection:
        command.downgrade(schema.config(connection), "r0004")
        for number in (0, 1):  # as they were known before: each by its own spelling
            changed = "UPDATE posts SET url = :to WHERE url = :url"
            connection.execute(sa.text(changed), {"to": SPELLINGS[number], "url": f"http://other.test/{number}"})
        command.upgrade(schema.config(connection), "r0005")
    engine.dispose()
    database = open_database(url)
    scene = Scene(database, url)
    scene.run_id = _running(scene)
    scene.keep_list("gong", PostRef(SPELLINGS[5], TITLE), at=now + DAY)
    posts = {post["url"]: post["state"] for post in scene.rows(PostRow)}
    assert posts == {SPELLINGS[held]: "held", SPELLINGS[1 - held]: "gone"}
    [of_both] = {link["post_id"] for link in scene.rows(PostColumnRow)}
    assert of_both == next(post["id"] for post in scene.rows(PostRow) if post["state"] == "held")
    database.close()


def _running(scene: Scene) -> str:
    with scene.session() as session:
        return str(session.execute(sa.text("SELECT id FROM runs")).scalar_one())
