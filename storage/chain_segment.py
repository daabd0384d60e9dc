"""The piece of the chain that concerns one obligation: its entries, and what leads from them to the head."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import BindParameter, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from core.chain import START, Entry, Kind, Segment
from storage import chain, standings
from storage.models import CaptureRow, ChangeRow, ReportRow, RevisionRow, TransitionRow
from storage.sql import chunks

_Subjects = dict[str, set[str]]  # by kind


_UNIT: BindParameter[str] = bindparam("unit")
_YEAR: BindParameter[int] = bindparam("year")
_THEIRS = ReportRow.unit_id == _UNIT, ReportRow.report_year == _YEAR
_STATED = union_all(
    select(literal(Kind.STATEMENT.value), TransitionRow.id).where(
        TransitionRow.unit_id == _UNIT, TransitionRow.report_year == _YEAR
    ),
    *(
        select(literal(kind.value), model.id).join(ReportRow, ReportRow.id == model.report_id).where(*_THEIRS)
        for kind, model in ((Kind.REVISION, RevisionRow), (Kind.CHANGE, ChangeRow))
    ),
)


def segment(session: Session, unit_id: str, year: int) -> Segment:
    """What a third party needs of the chain for the unit's report of a year; no entries where nothing is sealed."""
    subjects = _subjects(session, unit_id, year)
    before, mine, contents, last = START, list[Entry](), list[str](), START
    for entry in chain.entries(session):
        own = entry.subject.partition("@")[0] if entry.kind == Kind.LOSS else entry.subject  # "record@run"
        concerns = own in subjects.get(entry.kind, ())
        if concerns and not mine:
            before = last
        if concerns:
            mine.append(entry)
        if mine:
            contents.append(entry.content)
        last = entry.head
    return Segment(tuple(mine), before if mine else last, tuple(contents), last)


def stated(session: Session, unit_id: str, year: int) -> list[Entry]:
    """The entries of the statements on the obligation, and of its report's revisions and changes, by themselves."""
    subjects: dict[str, set[str]] = defaultdict(set)
    for kind, id_ in session.execute(_STATED, {"unit": unit_id, "year": year}).tuples():
        subjects[kind].add(str(id_))
    return chain.entries_of(session, subjects)


def _subjects(session: Session, unit_id: str, year: int) -> _Subjects:
    """The statements, the report's revisions and changes, the runs that made them, and the files that bear them out."""
    subjects: _Subjects = defaultdict(set)
    records: set[str] = set()
    turns = select(TransitionRow).where(TransitionRow.unit_id == unit_id, TransitionRow.report_year == year)
    for turn in session.scalars(turns):
        subjects[Kind.STATEMENT].add(str(turn.id))
        subjects[Kind.RUN].add(turn.run_id)
        records.update(turn.archive or ())
    for stored in standings.current(session, [year], [unit_id]).values():
        records.update(stored.standing.archive)
    captures: set[int] = set()
    report = select(ReportRow).where(ReportRow.unit_id == unit_id, ReportRow.report_year == year)
    for row in session.scalars(report):
        captures |= _of_report(session, row, subjects)
    _add_files(session, captures, records, subjects)
    return subjects


def _of_report(session: Session, report: ReportRow, subjects: _Subjects) -> set[int]:
    """Notes what became of the report; gives the captures that show it."""
    captures = {report.absent_capture_id}
    for kind, model in ((Kind.REVISION, RevisionRow), (Kind.CHANGE, ChangeRow)):
        rows = select(model.id, model.run_id, model.capture_id).where(model.report_id == report.id)
        for own_id, run_id, capture_id in session.execute(rows).tuples():
            subjects[kind].add(str(own_id))
            subjects[Kind.RUN].add(run_id)
            captures.add(capture_id)
    return {capture_id for capture_id in captures if capture_id is not None}


def _add_files(session: Session, ids: Iterable[int], records: Iterable[str], subjects: _Subjects) -> None:
    """The archive files of the captures, the runs that kept them, and losses that were acknowledged in them."""
    rows = select(CaptureRow.warc_record_id, CaptureRow.warc_file, CaptureRow.run_id)
    asked = [CaptureRow.id.in_(some) for some in chunks(sorted(ids))]
    asked += [CaptureRow.warc_record_id.in_(some) for some in chunks(sorted(records))]
    for some in asked:
        for record, file, run_id in session.execute(rows.where(some)).tuples():
            subjects[Kind.ARCHIVE_FILE].add(file)
            subjects[Kind.RUN].add(run_id)
            subjects[Kind.LOSS] |= {record, file}
