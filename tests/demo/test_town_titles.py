"""The product recognises the town's reports by their titles, leaves the look-alikes, and knows whose report each is."""

from pathlib import Path

import pytest

from core.posts import Kind
from core.times import local_day
from demo.posts import REPORT, all_posts
from demo.register import write
from demo.script import TOWN
from demo.sites import Town
from parsers.recognise import recognise_title
from registry import Candidates, assign, load

POSTS = [p for column in TOWN.columns for p in all_posts(column)]
KINDS = {
    "interpretation": {Kind.INTERPRETATION},
    "notice": {Kind.NOTICE},
    "other_annual": {Kind.OTHER_ANNUAL_REPORT},
}


@pytest.mark.parametrize("column_id", list(TOWN.columns))
def test_titles_are_told_apart(column_id: str) -> None:
    for post in all_posts(column_id):
        seen = recognise_title(post.title, listed_on=local_day(post.shown_at) if post.shown_at else None)
        if post.kind == REPORT:
            assert (seen.kind, seen.report_year, seen.doubtful) == (Kind.ANNUAL_REPORT, post.year, False), post.title
        else:
            assert not seen.candidate, post.title
            assert seen.kind in KINDS.get(post.kind, {seen.kind}), post.title


def test_every_report_is_assigned_to_its_unit(town: Town, tmp_path: Path) -> None:
    write(tmp_path, town)
    read = load(tmp_path)
    for post in POSTS:
        if post.kind == REPORT:
            found = assign((), post.title, post.source, Candidates(read.units_of_column(post.column_id)))
            assert (found.unit_id, found.doubtful) == (post.unit_id, False), post.title
