"""The same night in any order, or once more, leaves the same database but for the log of its runs."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.base import Base
from storage.database import open_database
from tests.crawlers.loopback import serve
from tests.flows.county import NIGHTS, County
from tests.flows.county_nights import Watch
from tests.flows.likeness import RUN_LOG, likeness


@pytest.fixture
def county() -> Iterator[County]:
    with serve() as gov, serve() as street:
        yield County(gov, street)


def left_by(watch: Watch) -> dict[str, list[str]]:
    database = open_database(watch.settings().database)
    try:
        return likeness(database)
    finally:
        database.close()


def test_nights_in_another_order_leave_the_same_database(county: County, tmp_path: Path) -> None:
    """Register, columns and answers in three orders, in one shard and in two; later nights in two of the orders."""
    watches = [Watch(county, tmp_path / str(n), random.Random(n) if n else None) for n in range(3)]
    for night, at in enumerate(NIGHTS):
        for number, watch in enumerate(watches[: 3 if night == 0 else 2]):
            county.stand(night)
            watch.night(at, shards=1 + number % 2)
        first, *others = (left_by(watch) for watch in watches[: 3 if night == 0 else 2])
        for other in others:
            for table, rows in first.items():
                assert other[table] == rows, (night, table)
    many = {table: len(first[table]) for table in ("reports", "revisions", "second_looks", "post_files")}
    assert many == {"reports": 5, "revisions": 6, "second_looks": 1, "post_files": 1}
    changes = Counter(json.loads(row)["kind"] for row in first["changes"])
    assert changes == {"appeared": 5, "duplicated": 1, "edited": 1, "vanished": 1}
    turned = {json.loads(row)["after"] for row in first["transitions"]}
    assert {"published", "withdrawn", "overdue"} <= turned


# What the latest check of a column said, and that there was one more: the log of the runs over the column.
CHECKED = {"last_outcome", "last_reason"}
# What is said of reports. Of one that is gone, each run asks anew, and keeps what its address answers.
SAID = ("reports", "revisions", "sections", "changes", "similarities", "transitions", "alerts")


def rows(watch: Watch) -> dict[str, list[str]]:
    """Every row as it is, numbers and all, but for the run log and the number of the board's edition."""
    database = open_database(watch.settings().database)
    try:
        with database.reading() as session:
            return {
                table.name: sorted(
                    repr({k: v for k, v in row._asdict().items() if table.name != "columns" or k not in CHECKED})
                    for row in session.execute(select(table))
                )
                for table in Base.metadata.sorted_tables
                if table.name not in RUN_LOG | {"checks", "board_edition"}
            }
    finally:
        database.close()


def test_the_same_night_again_adds_nothing_but_its_checks(county: County, tmp_path: Path) -> None:
    watch = Watch(county, tmp_path)
    county.stand(0)
    watch.night(NIGHTS[0])
    first = rows(watch)
    assert first["reports"] and first["obligations"] and first["alerts"]
    for _ in range(2):
        watch.night(NIGHTS[0])
        again = rows(watch)
        for table, before in first.items():
            assert again[table] == before, table
    assert len(list(watch.settings().archive_dir.rglob("*.warc.gz"))) == 1
    county.stand(1)
    watch.night(NIGHTS[1])
    gone = rows(watch)
    watch.night(NIGHTS[1])
    again = rows(watch)
    assert gone["reports"] != first["reports"]
    assert [again[table] == gone[table] for table in SAID[1:]] == [True] * len(SAID[1:])
