"""Marks 待重新认定: left in the very transaction that changes a fact, so that no judging ever misses it.

They are taken away by the judgement that has seen the fact (`storage.rejudging`).
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from storage.models import PostRow, RejudgeRow, ReportRow
from storage.sql import chunks, table_of


def add(session: Session, keys: Iterable[tuple[str, int]]) -> None:
    """A fact of these obligations (unit, report year) was changed in this transaction."""
    rows = [{"unit_id": unit_id, "report_year": year} for unit_id, year in keys]
    if rows:
        session.execute(insert(table_of(RejudgeRow)), rows)


def of_posts(session: Session, post_ids: Sequence[int]) -> None:
    """What the posts are taken for, and whose, is about to change, or has changed."""
    whose = select(PostRow.unit_id, PostRow.report_year)
    whose = whose.where(PostRow.unit_id.is_not(None), PostRow.report_year.is_not(None))
    for some in chunks(post_ids):
        theirs = whose.where(PostRow.id.in_(some))
        session.execute(insert(table_of(RejudgeRow)).from_select(["unit_id", "report_year"], theirs))


def of_reports(session: Session, which: ColumnElement[bool]) -> None:
    """Something was changed in what is kept of these reports."""
    theirs = select(ReportRow.unit_id, ReportRow.report_year).where(which)
    session.execute(insert(table_of(RejudgeRow)).from_select(["unit_id", "report_year"], theirs))
