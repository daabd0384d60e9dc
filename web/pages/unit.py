"""`/units/{unit}`: a unit with its years, its columns, its reports and what was told of it."""

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from alerts.outcomes import outcome_words
from core.accounts import Role
from core.alerts import Audience
from core.duties import Status
from evidence import rates
from evidence.citation import Citation
from storage import unit_views
from storage.standings import StoredStanding
from storage.unit_views import UnitSeen
from web.addressed import addressed
from web.citing import cited
from web.missing import Missing
from web.page import render
from web.site import AsReader, Here, Looking, Site

router = APIRouter()
_ALERTS = 50


@router.get("/units/{unit_id}")
def page(
    request: Request, asking: AsReader, session: Looking, here: Here, unit_id: str = Path(max_length=200)
) -> Response:
    unit = unit_views.unit(session, unit_id, asking.offices)
    if unit is None:
        raise Missing(f"没有这个单位：{unit_id}")
    years = unit_views.years(session, unit_id)
    audience = None if asking.may(Role.OPERATOR) else Audience.OFFICE.value
    return render(
        request,
        "unit.html",
        asking,
        unit=unit,
        years=years,
        cited=_binding(here, unit, years),
        columns=unit_views.columns(session, unit_id),
        newest=unit_views.newest_years(session, unit_id),
        outcome_words=outcome_words,
        addressed=addressed(session, [stored.standing.reason for stored in years]),
        reports=unit_views.reports(session, unit_id),
        alerts=unit_views.alerts(session, unit_id, audience=audience, limit=_ALERTS),
        most_alerts=_ALERTS,
        past=rates.PAST if any(_accused(stored, here.cycle_year()) for stored in years) else None,
    )


def _accused(stored: StoredStanding, cycle: int) -> bool:
    return stored.standing.report_year < cycle and stored.status is Status.OVERDUE


def _binding(here: Site, unit: UnitSeen, years: list[StoredStanding]) -> tuple[StoredStanding, Citation | None] | None:
    """What binds it in the running cycle, or in the last one that it was judged in."""
    dated = [stored for stored in years if stored.standing.report_year <= here.cycle_year()]
    if not dated:
        return None
    return dated[0], cited(here, dated[0].standing, unit.office_name)
