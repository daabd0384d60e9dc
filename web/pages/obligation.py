"""`/units/{unit}/{year}`: one obligation: where it stands, and all that this rests on."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from alerts.bodies import FLAG_NOTES
from core.duties import Status
from core.times import day_begins_at
from evidence import rates, sheet, words
from evidence.checks import check_lines
from evidence.dates import reason_words
from evidence.events import events
from evidence.nights import LATELY, nights, window
from settings import VERSION
from storage import chain, chain_segment, decisions, dossiers, unit_views
from storage.database import Session
from storage.unit_views import UnitSeen
from web.addressed import addressed
from web.citing import cited
from web.missing import Missing
from web.page import render
from web.pages.review import VERDICTS
from web.site import AsReader, Here, Looking, Site

router = APIRouter()
_LATELY = timedelta(days=LATELY)
_NO_VERDICT = (Status.UNVERIFIED, Status.NOT_DUE, Status.DUE_SOON, Status.EXEMPT)
_ACCUSING = (Status.OVERDUE, Status.PUBLISHED_LATE, Status.WITHDRAWN)
_FEW = 30  # captures that are shown at once


@router.get("/units/{unit_id}/{year}")
def page(
    request: Request,
    asking: AsReader,
    session: Looking,
    here: Here,
    *,
    unit_id: str = Path(max_length=200),
    year: int = Path(ge=1990, le=2200),
) -> Response:
    unit = unit_views.unit(session, unit_id, asking.offices)
    if unit is None:
        raise Missing(f"没有这个单位：{unit_id}")
    told = _sheet(session, here, unit, year)
    standing = told.dossier.standing
    own, lists = sheet.numbered(told)
    told_events = events(told.dossier)
    counted = window(told.dossier.checks, sheet.counts_on(told), here.today())
    return render(
        request,
        "obligation.html",
        asking,
        unit=unit,
        years=_years(session, unit_id, year),
        dossier=told.dossier,
        standing=standing,
        report=told.dossier.report,
        citation=told.citation,
        flags=[(flag, FLAG_NOTES.get(flag)) for flag in standing.flags],
        verdictless=standing.status in _NO_VERDICT,
        accusing=standing.status in _ACCUSING or "backdated" in standing.flags,
        past=rates.PAST if standing.status is Status.OVERDUE and year < here.cycle_year() else None,
        gaps=list(sheet.gaps(told, words.minute)) if standing.status is Status.UNVERIFIED else [],
        nights=nights(told.dossier.columns, told.dossier.checks, counted, unit_views.newest_years(session, unit_id)),
        window=counted,
        lines=check_lines(told.dossier.checks),
        dated=sheet.dated(told.dossier.report) if told.dossier.report else [],
        events=told_events,
        captures={one.kept.capture.warc_record_id: one.kept.id for one in (*own, *lists)},
        own=own,
        lists=lists,
        few=_FEW,
        sealed=chain_segment.stated(session, unit_id, year),
        head=chain.head(session),
        by_people=decisions.about(session, unit_id, year),
        verdicts=VERDICTS,
        reason_words=reason_words,
        addresses=(addresses := {column.column_id: column.url for column in told.dossier.columns}),
        unnumbered=lambda use: _unnumbered(use, addresses),
        addressed=addressed(session, [standing.reason, *(event.text for event in told_events)]),
    )


def _unnumbered(use: str, columns: Iterable[str]) -> str:
    """What a capture is for, without the ids of columns: its address stands beside it."""
    for column_id in columns:
        use = use.replace(f"（{column_id}）", "")
    return use


def _sheet(session: Session, here: Site, unit: UnitSeen, year: int) -> sheet.Sheet:
    """The facts of an evidence sheet, with the checks of the last weeks."""
    since = day_begins_at(here.today() - _LATELY)
    found = dossiers.dossier(session, unit.id, year, since)
    if found is None:
        raise Missing(f"{unit.name}没有{year}年度的认定结果")
    citation = cited(here, found.standing, found.office_name)
    return sheet.Sheet(found, citation, here.now(), VERSION, losses={})


def _years(session: Session, unit_id: str, year: int) -> Sequence[int]:
    """The years before and behind it."""
    known = dossiers.years_owed(session, unit_id) or []
    return [one for one in known if one != year]
