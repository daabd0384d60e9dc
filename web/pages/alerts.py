"""The outbox 提醒: what was told and what is held back, why; acknowledged, silenced and released by hand."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from core.accounts import Reader, Role
from core.alerts import Audience, Event
from evidence.words import EVENT_WORDS
from storage import acknowledgements, alert_pages, board_choices, journal, sights, silences
from storage.alert_pages import Asked
from storage.database import Session
from storage.silences import Silence
from web.asked import choosable, office_named
from web.missing import Missing, Unfit
from web.page import query, render
from web.pages.columns import LONGEST, one_line
from web.site import AsClerk, AsOperator, AsReader, Changing, Here, Looking

router = APIRouter(include_in_schema=False)
PAGE = 30
STATES = {"queued": "待发", "sent": "已发", "failed": "未送达", "silenced": "静默"}
Word = Annotated[str, Query(max_length=300)]
Reason = Annotated[str, Form(max_length=LONGEST)]
DONE = {"ack": "已签收。", "silence": "已静默。", "release": "静默已结束，仍然成立的提醒下次发送时补发。"}
SILENCEABLE = {e.value: EVENT_WORDS[e.value] for e in Event if e not in silences.OF_OUR_WORK}


@router.get("/alerts")
def page(  # noqa: PLR0917
    request: Request,
    asking: AsReader,
    session: Looking,
    here: Here,
    state: Word = "",
    event: Word = "",
    office: Word = "",
    unit: Word = "",
    audience: Word = "",
    before: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
    done: Word = "",
) -> Response:
    offices = board_choices.offices(session, asking.offices)
    office_id, office_name = office_named(session, asking.offices, office.strip())
    given = {"state": state, "event": event, "office": office_id, "unit": unit, "audience": audience}
    asked = _asked(asking, {name: value or None for name, value in given.items()})
    found = alert_pages.page(session, asked, before=before, limit=PAGE + 1)
    return render(
        request,
        "alerts.html",
        asking,
        given=given,
        alerts=[_shown(row) for row in found[:PAGE]],
        counts=alert_pages.open_counts(session, asked),
        states=STATES,
        events=EVENT_WORDS,
        silenceable=SILENCEABLE,
        offices=offices,
        office_list=choosable(offices),
        office_name=office_name,
        silences=_silences(session, asking, here.now()) if asking.may(Role.OPERATOR) else [],
        may_note=asking.may(Role.CLERK),
        may_silence=asking.may(Role.OPERATOR),
        more=found[PAGE - 1]["id"] if len(found) > PAGE else None,
        done=DONE.get(done, ""),
    )


def _asked(asking: Reader, named: dict[str, str | None]) -> Asked:
    return Asked(asking.offices, asking.may(Role.OPERATOR), **named)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    silence = row["silence"] if row["state"] == "silenced" else None
    return {
        **row,
        "words": STATES.get(row["state"], row["state"]),
        "event_words": EVENT_WORDS.get(row["event"], row["event"]),
        "operator": row["audience"] == Audience.OPERATOR,
        "silenced": silence,
        "waits": [said for said in (row["held_because"], row["last_error"]) if said],
    }


def _silences(session: Session, asking: Reader, now: datetime) -> list[dict[str, Any]]:
    rows = silences.in_force(session, now)
    return [row for row in rows if asking.offices is None or row["office"] in asking.offices]


@router.post("/alerts/{alert_id}/ack")
def acknowledge(
    asking: AsClerk,
    session: Changing,
    here: Here,
    alert_id: Annotated[int, Path(ge=1, le=2**31 - 1)],
    note: Reason,
) -> Response:
    """Somebody took note: no reminder goes out until the standing turns."""
    if not alert_pages.visible(session, _asked(asking, {}), alert_id):
        raise Missing(f"没有编号为 {alert_id} 的提醒")
    said, now = one_line(note), here.now()
    acknowledgements.acknowledge(session, [alert_id], by=asking.name, note=said, now=now)
    journal.note(session, at=now, by=asking.name, action="签收提醒", about=f"提醒 {alert_id} 号", reason=said)
    return RedirectResponse("/alerts?done=ack", 303)


@router.post("/alerts/silences")
def silence(  # noqa: PLR0917
    asking: AsOperator,
    session: Changing,
    here: Here,
    days: Annotated[int, Form(ge=1, le=366)],
    reason: Reason,
    office: Annotated[str, Form(max_length=200)] = "",
    unit: Annotated[str, Form(max_length=200)] = "",
    event: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Some alerts are not sent for some days."""
    unit, office = unit.strip(), office.strip()
    if not (office or unit or event):
        raise Unfit("请写明静默哪个监督机关、哪个单位或哪种事项的提醒")
    office_id, office_name = office_named(session, asking.offices, office)
    if unit and not sights.of_unit(session, unit, asking.offices):
        raise Missing(f"没有这个单位：{unit}")
    if event and event not in SILENCEABLE:
        raise Unfit("这种事项不能静默")
    if asking.offices is not None and not (office_id or unit):
        raise Unfit("请写明是哪个监督机关或哪个单位的提醒")
    said, now = one_line(reason), here.now()
    of = Event(event) if event else None
    new = Silence(said, asking.name, now + timedelta(days=days), office_id, unit or None, of)
    number = silences.begin(session, new, now)
    named = [f"监督机关 {office_name}" if office_id else "", f"单位 {unit}" if unit else "", SILENCEABLE.get(event, "")]
    about = f"静默 {number} 号：{'，'.join(filter(None, named))}，{days}天"
    journal.note(session, at=now, by=asking.name, action="静默", about=about, reason=said)
    return RedirectResponse("/alerts?done=silence", 303)


@router.post("/alerts/silences/{number}/end")
def release(
    asking: AsOperator,
    session: Changing,
    here: Here,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    reason: Reason,
) -> Response:
    """Ends a silence; what is still true goes out with the next delivery."""
    said, now = one_line(reason), here.now()
    mine = {row["id"] for row in _silences(session, asking, now)}
    if number not in mine or not silences.end(session, number, by=asking.name, reason=said, now=now):
        raise Missing(f"没有在效的静默 {number} 号")
    journal.note(session, at=now, by=asking.name, action="结束静默", about=f"静默 {number} 号", reason=said)
    return RedirectResponse(query("/alerts", {"done": "release"}), 303)
