"""The evidence sheet 取证单: one obligation on paper, each statement with what it rests on. HTML without scripts."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from alerts.bodies import FLAG_NOTES
from alerts.outcomes import outcome_parts
from core.chain import Kind, Segment
from core.dossiers import Dossier, KeptCapture, ReportFound, RevisionSeen, WatchedColumn
from core.duties import Status
from core.times import SHANGHAI, day_begins_at
from evidence import words
from evidence.checks import check_lines, check_spells
from evidence.citation import Citation
from evidence.dates import DateLine, date_lines
from evidence.events import events
from evidence.templates import ENVIRONMENT

_LISTS = {"list", "check", "judged", "turn"}  # of many pages: in an annex, but where nothing else bears the judgement
_FEW = 12
_STATED = (Kind.STATEMENT, Kind.REVISION, Kind.CHANGE, Kind.LOSS)  # entries of the chain that a reader follows
_NO_VERDICT = (Status.UNVERIFIED, Status.NOT_DUE, Status.DUE_SOON, Status.EXEMPT)
_ACCUSING = (Status.OVERDUE, Status.PUBLISHED_LATE, Status.WITHDRAWN)
_ABSENT = (Status.OVERDUE, Status.UNVERIFIED, Status.DUE_SOON, Status.NOT_DUE)
_PAST_DUE = (Status.OVERDUE, Status.UNVERIFIED)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to be shown: `record_id` of the capture that it is."""

    record_id: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet is made of. `losses`: captures that cannot be had as they were kept, by record, with the reason."""

    dossier: Dossier
    citation: Citation | None
    made_at: datetime
    version: str
    losses: Mapping[str, str]
    pictures: Sequence[Picture] = ()
    chain: Segment | None = None

    @property
    def number(self) -> str:
        """What the sheet is cited by 编号."""
        standing = self.dossier.standing
        return f"{standing.unit_id}-{standing.report_year}-{self.made_at.astimezone(SHANGHAI):%Y%m%d%H%M%S}"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A capture with the number that the sheet calls it by."""

    number: int
    kept: KeptCapture
    loss: str | None

    @property
    def use(self) -> str:
        return "；".join(dict.fromkeys(words.purpose_words(purpose) for purpose in self.kept.purposes))


def render(sheet: Sheet) -> str:
    """The sheet as one HTML file: no script, no address that a browser would fetch."""
    dossier = sheet.dossier
    main, lists = numbered(sheet)
    sealed = sheet.chain.entries if sheet.chain else ()
    entries = [entry for entry in sealed if entry.kind in _STATED]
    return _TEMPLATE.render(
        sheet=sheet,
        dossier=dossier,
        standing=dossier.standing,
        report=dossier.report,
        words=words,
        verdictless=dossier.standing.status in _NO_VERDICT,
        accusing=dossier.standing.status in _ACCUSING or "backdated" in dossier.standing.flags,
        flags=[FLAG_NOTES[flag] for flag in dossier.standing.flags if flag in FLAG_NOTES],
        lines=check_lines(dossier.checks),
        after_due=after_due(sheet),
        spells=list(check_spells(dossier.checks)),
        gaps=list(gaps(sheet)) if dossier.standing.status is Status.UNVERIFIED else [],
        dated=dated(dossier.report) if dossier.report else [],
        events=events(dossier),
        main=main,
        lists=lists,
        numbers={n.kept.capture.warc_record_id: n.number for n in (*main, *lists)},
        entries=entries,
        others=len(sealed) - len(entries),
        lost=[n for n in (*main, *lists) if n.loss],
        pictures=[(p, b64encode(p.png).decode()) for p in sheet.pictures],
    )


def numbered(sheet: Sheet) -> tuple[list[Numbered], list[Numbered]]:
    """The captures that belong into the sheet itself, and those of its annex; numbered through."""
    dossier, losses = sheet.dossier, sheet.losses
    bears = dossier.standing.status in _ABSENT and dossier.report is None
    judged = [kept for kept in dossier.captures if "judged" in _kinds(kept)]
    in_sheet = {kept.id for kept in dossier.captures if not _kinds(kept) <= _LISTS}
    if bears and len(judged) <= _FEW:
        in_sheet |= {kept.id for kept in judged}
    ordered = sorted(dossier.captures, key=lambda kept: kept.id not in in_sheet)
    rows = [Numbered(n, kept, losses.get(kept.capture.warc_record_id)) for n, kept in enumerate(ordered, start=1)]
    return [row for row in rows if row.kept.id in in_sheet], [row for row in rows if row.kept.id not in in_sheet]


def _kinds(kept: KeptCapture) -> set[str]:
    return {purpose.kind for purpose in kept.purposes}


def after_due(sheet: Sheet) -> tuple[date, int, int] | None:
    """Where they matter: from which day checks count for an absence, how many there were, how many of them complete."""
    begin_on = counts_on(sheet)
    if begin_on is None or sheet.dossier.standing.status not in _PAST_DUE:
        return None
    since = [check for check in sheet.dossier.checks if check.checked_at >= day_begins_at(begin_on)]
    return begin_on, len(since), sum(check.complete for check in since)


def counts_on(sheet: Sheet) -> date | None:
    """From which day on checks count for an absence: the one after the last that was arguably in time."""
    last = (sheet.citation.borderline_on if sheet.citation else None) or sheet.dossier.standing.due_on
    return last + timedelta(days=1) if last else None


def gaps(sheet: Sheet, at: Callable[[datetime], str] = words.clock) -> Iterable[str]:
    """Why nothing can be said, column by column; `at` writes the times."""
    begin_on = counts_on(sheet)
    for column in sheet.dossier.columns:
        known_at = column.last_complete_at
        stale = known_at is None or (begin_on is not None and known_at < day_begins_at(begin_on))
        if column.retired_at is None and (stale or column.broken_since is not None):
            yield _gap(column, at)


def _gap(column: WatchedColumn, at: Callable[[datetime], str]) -> str:
    known = f"最近一次完整检查是{at(column.last_complete_at)}" if column.last_complete_at else "从未完整检查过"
    name, seen = outcome_parts(column.last_outcome, column.last_reason) if column.last_outcome else ("", "")
    latest = f"；最近一次检查的结果：{name}" if name else ""
    reason = f"（{seen}）" if seen else ""
    broken = f"；自{at(column.broken_since)}起一直没有查成" if column.broken_since else ""
    return f"栏目 {column.column_id}（{words.visible(column.url)}）：{known}{latest}{reason}{broken}。"


def dated(report: ReportFound) -> list[tuple[RevisionSeen, list[DateLine]]]:
    """The dates of each revision whose dates are its own, the newest first: what, value, where, whether chosen."""
    seen: list[RevisionSeen] = []
    for revision in report.revisions:
        if not seen or _date_facts(seen[-1]) != _date_facts(revision):
            seen.append(revision)
    return [(revision, _dates(revision)) for revision in reversed(seen)]


def _date_facts(revision: RevisionSeen) -> tuple[object, ...]:
    return revision.dates, revision.published_at, revision.published_basis, revision.published_reason


def _dates(revision: RevisionSeen) -> list[DateLine]:
    return date_lines(revision.dates, revision.published_basis, revision.published_at)


_TEMPLATE = ENVIRONMENT.get_template("sheet.html")
