"""The lists of checks that runs are sealed with: every check is told with its run, whatever row keeps it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import Row, collate, select
from sqlalchemy.orm import Session

from core.chain import canonical
from core.sealed import Tally, check_lines
from storage.checks import DamagedChecks, moments_of
from storage.models import CaptureRow, CheckRow
from storage.sql import table_of

_AT_ONCE = 500


def tallies(session: Session, runs: Collection[int]) -> Mapping[int, dict[str, Any]]:
    """Of each run, by its number, the list of its checks: by column, then by the bytes of the lines.

    A damaged row leaves its trace in the lists of the first and the last run that it names.
    """
    told = {run: Tally() for run in runs}
    for _, rows in groupby(_rows(session, runs), key=lambda row: row.column_id):
        lines: dict[int, list[str]] = defaultdict(list)
        for row in rows:
            for run, line in _lines(row):
                lines[run].append(line)
        for run in told.keys() & lines.keys():
            for line in sorted(lines[run]):
                told[run].add(line)
    return {run: tally.facts() for run, tally in told.items()}


def _rows(session: Session, runs: Collection[int]) -> Iterator[Row[Any]]:
    """The rows of the runs, in the order of the columns' bytes on both databases."""
    if not runs:
        return iter(())
    bytewise = "C" if session.get_bind().dialect.name == "postgresql" else "BINARY"
    rows = select(table_of(CheckRow), CaptureRow.warc_record_id)
    rows = rows.outerjoin(CaptureRow, CaptureRow.id == CheckRow.capture_id)
    rows = rows.where(CheckRow.last_run >= min(runs), CheckRow.first_run <= max(runs))
    rows = rows.order_by(collate(CheckRow.column_id, bytewise))
    return iter(session.execute(rows, execution_options={"yield_per": _AT_ONCE}))


def _lines(row: Row[Any]) -> Iterator[tuple[int, str]]:
    """The lines of a row, each with its run."""
    came_out = row.outcome, row.reason, row.complete, row.whole, row.platform, row.posts_seen, row.digest
    try:
        made = moments_of(row)
    except DamagedChecks:
        for run in {row.first_run, row.last_run}:
            yield run, canonical([row.column_id, row.state, "damaged"]) + "\n"
        return
    lines = check_lines(row.column_id, (moment.at for moment in made), *came_out, row.warc_record_id)
    yield from zip((moment.run for moment in made), lines, strict=True)
