"""Feeds 订阅: new reports and revisions as Atom, due dates as iCalendar, of an office and of a unit.

Ids are made of what stays: the unit, the year and the revision, never of the address that the feed was asked at.
"""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from feedgen.feed import FeedGenerator
from icalendar import Calendar, Event

from core.duties import Status
from core.times import day_words
from evidence.table import plain
from evidence.words import STATUS_WORDS
from storage import feeds
from storage.feeds import DueDay, News, Whose
from web.missing import Missing
from web.site import AsReader, Here, Looking

router = APIRouter(prefix="/feeds", include_in_schema=False)

Id = Annotated[str, Path(max_length=100)]
_TAG = "tag:fazhiwatch.invalid,2025:"
_ENTRIES = 50
_NAMES = 300  # of units that a day in a calendar lists
_ATOM = "application/atom+xml; charset=utf-8"
_CALENDAR = "text/calendar; charset=utf-8"


@router.get("/offices/{id}.atom")
def news_of_office(request: Request, id: Id, asking: AsReader, session: Looking) -> Response:
    whose = _known(feeds.office(session, id, asking.offices), f"没有这个监督机关：{id}")
    return _atom(request, whose, feeds.news(session, whose, _ENTRIES))


@router.get("/units/{id}.atom")
def news_of_unit(request: Request, id: Id, asking: AsReader, session: Looking) -> Response:
    whose = _known(feeds.unit(session, id, asking.offices), f"没有这个单位：{id}")
    return _atom(request, whose, feeds.news(session, whose, _ENTRIES))


@router.get("/offices/{id}.ics")
def dates_of_office(request: Request, id: Id, asking: AsReader, session: Looking, here: Here) -> Response:
    whose = _known(feeds.office(session, id, asking.offices), f"没有这个监督机关：{id}")
    return _calendar(request, whose, feeds.due(session, whose, _cycles(here), _NAMES))


@router.get("/units/{id}.ics")
def dates_of_unit(request: Request, id: Id, asking: AsReader, session: Looking, here: Here) -> Response:
    whose = _known(feeds.unit(session, id, asking.offices), f"没有这个单位：{id}")
    return _calendar(request, whose, feeds.due(session, whose, _cycles(here), _NAMES))


def _known(whose: Whose | None, otherwise: str) -> Whose:
    if whose is None:
        raise Missing(otherwise)
    return whose


def _cycles(here: Here) -> tuple[int, int]:
    """The report years of the running cycle and of the next."""
    return here.cycle_year(), here.cycle_year() + 1


def _page_of(whose: Whose) -> str:
    return f"?office={whose.id}" if whose.office else f"units/{whose.id}"


def _atom(request: Request, whose: Whose, news: list[News]) -> Response:
    base = str(request.base_url)
    feed = FeedGenerator()
    feed.id(f"{_TAG}{'offices' if whose.office else 'units'}/{whose.id}")
    feed.title(f"{plain(whose.name)}：法治政府建设年度报告新公布与改动")
    feed.author(name="法治年报监测")
    feed.language("zh-CN")
    feed.link(href=str(request.url.replace(query="")), rel="self", type="application/atom+xml")
    feed.link(href=base + _page_of(whose), rel="alternate", type="text/html")
    feed.updated(max((one.at for one in news), default=whose.since_at))
    for one in news:
        _add(feed, base, one)
    return Response(feed.atom_str(), media_type=_ATOM)


def _add(feed: FeedGenerator, base: str, one: News) -> None:
    entry = feed.add_entry(order="append")
    entry.id(f"{_TAG}{one.unit_id}/{one.report_year}/{one.revision}")
    named = plain(one.title or f"{one.report_year}年度报告（页面无标题）", 200)
    entry.title(f"{'新报告' if one.new else f'有改动（第{one.revision}版）'}：{named}")
    entry.author(name=plain(one.unit_name))
    entry.published(one.at)
    entry.updated(one.at)
    entry.link(href=f"{base}reports/{one.report_id}?revision={one.revision}", rel="alternate", type="text/html")
    reasons = "；".join(plain(reason) for reason in one.reasons)
    entry.summary(f"{plain(one.unit_name)}，{one.report_year}年度。{reasons}。原网址：{plain(one.url)}", type="text")


def _calendar(request: Request, whose: Whose, days: list[DueDay]) -> Response:
    calendar = Calendar()
    calendar.add("prodid", "-//FazhiWatch//法治年报监测//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{plain(whose.name)}：年度报告公布期限")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for day in days:
        calendar.add_component(_event(str(request.base_url), whose, day))
    return Response(calendar.to_ical(), media_type=_CALENDAR)


def _event(base: str, whose: Whose, day: DueDay) -> Event:
    """All day long, without an alarm: reminding is for the alerts to do."""
    event = Event()
    of = f"{day.due_on.isoformat()}-" if whose.office else ""
    event.add("uid", f"{day.report_year}-{of}{whose.id}@fazhiwatch.invalid")
    event.add("dtstamp", day.turned_at)
    event.add("last-modified", day.turned_at)
    event.add("dtstart", day.due_on)
    event.add("dtend", day.due_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    report = f"{day.report_year}年度法治政府建设年度报告"
    event.add("summary", f"{plain(whose.name)}：{report}公布期限（{_stand(whose, day)}）")
    event.add("description", _described(whose, day, report))
    page = f"?office={whose.id}&year={day.report_year}" if whose.office else f"units/{whose.id}/{day.report_year}"
    event.add("url", base + page)
    return event


def _stand(whose: Whose, day: DueDay) -> str:
    words = [STATUS_WORDS[status] + (f"{number}个" if whose.office else "") for status, number in day.counts.items()]
    return "，".join(words)


def _begun(day: DueDay) -> bool:
    """Whether anything of that year is looked for yet."""
    return day.counts.keys() - {Status.NOT_DUE, Status.EXEMPT} != set()


def _described(whose: Whose, day: DueDay, report: str) -> str:
    lines = [f"{plain(whose.name)}：{report}应于{day_words(day.due_on)}前（含当日）公布。", f"{_stand(whose, day)}。"]
    if whose.office and day.open and _begun(day):
        lines += [
            "",
            "目前网上没有报告或者没有查清的单位：",
            *(f"{plain(name)}（{STATUS_WORDS[s]}）" for name, s in day.open),
        ]
        if len(day.open) == _NAMES:
            lines.append("（单位较多，其余请看总览）")
    return "\n".join(lines)
