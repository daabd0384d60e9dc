"""The authorisation matrix: every route of the application, asked by everybody; a new one fails until it is here."""

import io
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount
from starlette.testclient import TestClient

from core.accounts import Role
from settings import Settings
from storage import accounts, logins, tokens
from storage.database import Database, open_database
from storage.tokens import NewToken
from tests.web.house import csrf_of
from web import site
from web.access.door import Door
from web.app import create_app

HOST = "jiance.example"
OWN, FOREIGN = "yunxi", "qinglan"
READER, CLERK, OPERATOR = Role.READER, Role.CLERK, Role.OPERATOR
_GUARDS = {site.reader: READER, site.clerk: CLERK, site.operator: OPERATOR}


@dataclass(frozen=True)
class Place:
    """`ask`: an address that the route answers, with {facts}; `role`: who may (None: everybody, without login).

    `of`: it names something of the office OWN, which is nothing to people of other offices. `form`: what is sent.
    `persons`: a person's own, which no program sees. `empty`: the status for people of no office at all.
    `costly`: it takes its time, and is asked by fewer.
    """

    ask: str = ""
    role: Role | None = READER
    of: bool = False
    form: dict[str, str] = field(default_factory=dict)
    persons: bool = False
    empty: int = 200
    costly: bool = False


# Open to everybody, each for a reason: the door itself, what it looks like, and whether the house stands.
OPEN = {"GET /login", "POST /login", "GET /healthz", "GET /static"}
WHY = {"reason": "试一试"}
PLACES = {
    "GET /static": Place("/static/style.css", None),
    "GET /healthz": Place("", None),
    "GET /login": Place("", None),
    "POST /login": Place("", None),
    "POST /logout": Place(),
    "GET /account": Place(persons=True),
    "POST /account/password": Place(form={"old": "x", "new": "x", "again": "x"}),
    "POST /account/tokens": Place(form={"name": "x", "role": "reader", "days": "1"}),
    "POST /account/tokens/{token_id}/revoke": Place("/account/tokens/1/revoke"),
    "GET /": Place(),
    "GET /changes": Place(),
    "GET /units/{unit_id}": Place("/units/{unit}", of=True),
    "GET /units/{unit_id}/{year}": Place("/units/{unit}/{year}", of=True),
    "GET /reports/{report_id}": Place("/reports/{report}", of=True),
    "GET /reports/{report_id}/text": Place("/reports/{report}/text", of=True),
    "GET /reports/{report_id}/diff": Place("/reports/{report}/diff", of=True),
    "GET /reports/{report_id}/similar": Place("/reports/{report}/similar", of=True),
    "GET /captures/{capture_id}": Place("/captures/{capture}", of=True),
    "GET /captures/{capture_id}/original": Place("/captures/{capture}/original", of=True),
    "GET /captures/{capture_id}/file": Place("/captures/{capture}/file", of=True),
    "GET /search": Place("/search?q=法治"),
    "GET /compare": Place(),
    "GET /compare.csv": Place("/compare.csv?key=litigation_cases"),
    "GET /plots": Place(costly=True),
    "GET /plots/{name}.{kind}": Place("/plots/calendar.svg", costly=True),
    "GET /alerts": Place(),
    "POST /alerts/{alert_id}/ack": Place("/alerts/{alert}/ack", CLERK, of=True, form={"note": "试一试"} | WHY),
    "POST /alerts/silences": Place("", OPERATOR, form={"days": "1", "unit": "{unit}"} | WHY),
    "POST /alerts/silences/{number}/end": Place("/alerts/silences/999999/end", OPERATOR, form=WHY),
    "GET /review": Place("", CLERK),
    "GET /review/decided": Place("", CLERK),
    "GET /review/{post_id}": Place("/review/{post}", CLERK, of=True),
    "POST /review/{post_id}/confirm": Place(
        "/review/{post}/confirm", CLERK, of=True, form={"year": "2025", "unit": "{unit}"} | WHY
    ),
    "POST /review/{post_id}/refuse": Place("/review/{post}/refuse", CLERK, of=True, form=WHY),
    "POST /review/{post_id}/undo": Place("/review/{post}/undo", CLERK, of=True, form=WHY),
    "GET /operations": Place("", OPERATOR),
    "GET /operations/runs/{run_id}": Place("/operations/runs/{run}", OPERATOR),
    "GET /operations/columns": Place("", OPERATOR),
    "POST /operations/columns/silence": Place("", OPERATOR, form={"column": "{column}", "days": "1"} | WHY),
    "GET /operations/checks": Place("", OPERATOR),
    "GET /operations/registry": Place("", OPERATOR),
    "GET /operations/journal": Place("", OPERATOR),
    "GET /export/ledger.{form}": Place("/export/ledger.csv?year={year}", empty=404),
    "GET /export/bulletin.docx": Place("/export/bulletin.docx?year={year}", empty=404, costly=True),
    "GET /export/evidence/{unit}/{year}.{form}": Place("/export/evidence/{unit}/{year}.html", of=True, costly=True),
    "GET /feeds/offices/{id}.atom": Place("/feeds/offices/{office}.atom", of=True),
    "GET /feeds/units/{id}.atom": Place("/feeds/units/{unit}.atom", of=True),
    "GET /feeds/offices/{id}.ics": Place("/feeds/offices/{office}.ics", of=True),
    "GET /feeds/units/{id}.ics": Place("/feeds/units/{unit}.ics", of=True),
    "GET /api": Place(costly=True),
    "GET /api/v1/openapi.json": Place(),
    "GET /api/v1/search": Place("/api/v1/search?q=法治"),
    "GET /api/v1/indicators": Place("/api/v1/indicators?key=litigation_cases&year={year}"),
    "GET /api/v1/rates": Place("/api/v1/rates?year={year}"),
    "GET /api/v1/obligations": Place(),
    "GET /api/v1/reports": Place(),
    "GET /api/v1/reports/{id}": Place("/api/v1/reports/{report}", of=True),
    "GET /api/v1/reports/{id}/revisions": Place("/api/v1/reports/{report}/revisions", of=True),
    "GET /api/v1/reports/{id}/diff": Place("/api/v1/reports/{report}/diff", of=True),
    "GET /api/v1/reports/{id}/similar": Place("/api/v1/reports/{report}/similar", of=True),
    "GET /api/v1/reports/{id}/provenance": Place("/api/v1/reports/{report}/provenance", of=True),
    "GET /api/v1/units": Place(),
    "GET /api/v1/units/{id}": Place("/api/v1/units/{unit}", of=True),
    "GET /api/v1/units/{id}/obligations": Place("/api/v1/units/{unit}/obligations", of=True),
    "GET /api/v1/offices": Place(),
    "GET /api/v1/alerts": Place(),
    "GET /api/v1/runs": Place("", OPERATOR),
    "GET /api/v1/runs/{id}": Place("/api/v1/runs/{run}", OPERATOR),
    "GET /api/v1/columns": Place("", OPERATOR),
}
# Lists asked for another's things by name: they may say that there is none, or show nothing of them.
ASKED_FOR_ANOTHERS = (
    "/?office={office}",
    "/?year={year}&q={name}",
    "/changes?office={office}",
    "/search?q=法治&office={office}",
    "/search?q=法治&unit={unit}",
    "/compare?office={office}",
    "/compare?unit={unit}",
    "/compare.csv?key=litigation_cases&office={office}",
    "/plots?office={office}",
    "/plots/calendar.svg?office={office}",
    "/plots/units.svg?key=litigation_cases&year={year}&office={office}",
    "/alerts?office={office}",
    "/review?office={office}",
    "/export/ledger.csv?year={year}&office={office}",
    "/export/ledger.jsonl?year={year}&office={office}",
    "/api/v1/obligations?office={office}",
    "/api/v1/obligations?unit={unit}",
    "/api/v1/reports?unit={unit}",
    "/api/v1/units?office={office}",
    "/api/v1/alerts?office={office}",
    "/api/v1/search?q=法治&office={office}",
    "/api/v1/search?q=法治&unit={unit}",
    "/api/v1/indicators?key=litigation_cases&year={year}&office={office}",
    "/api/v1/rates?year={year}&office={office}",
)


def routes(of: list[BaseRoute]) -> Iterator[BaseRoute]:
    for route in of:
        inner = getattr(route, "original_router", None)
        yield from routes(inner.routes) if inner else [route]


def names(route: BaseRoute) -> list[str]:
    if isinstance(route, Mount):
        return [f"GET {route.path}"]
    assert isinstance(route, APIRoute), f"{route!r}: whatever else it is, nothing here looks after it"
    return [f"{method} {route.path}" for method in sorted(route.methods or ())]


def guard(route: BaseRoute) -> Role | None:
    """The most that a route asks of whoever comes."""

    def calls(dependant: Dependant) -> Iterator[object]:
        yield dependant.call
        for one in dependant.dependencies:
            yield from calls(one)

    if not isinstance(route, APIRoute):
        return None
    asked = [_GUARDS[call] for call in calls(route.dependant) if call in _GUARDS]
    return max(asked, key=list(Role).index, default=None)


@dataclass
class Town:
    """The served town. `facts`: what there is of the office OWN; `askers`: how everybody asks, by name."""

    app: FastAPI
    path: Path
    facts: dict[str, str]
    names: list[str]
    askers: dict[str, TestClient]

    def address(self, name: str, place: Place) -> str:
        return (place.ask or name.partition(" ")[2]).format(**self.facts)

    def rows(self) -> dict[str, int]:
        """How many rows the tables of what is changed by hand have."""
        tables = ("journal", "silences", "acknowledgements", "decisions", "tokens", "logins")
        with sqlite3.connect(self.path) as rows:
            return {name: rows.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}

    def form(self, place: Place) -> dict[str, str]:
        return {key: value.format(**self.facts) for key, value in place.form.items()}


def facts_of(path: Path) -> tuple[dict[str, str], list[str]]:
    """Of a report with two revisions; and the names of all units of its office."""
    with sqlite3.connect(path) as rows:
        report, unit, name, year = rows.execute(
            "SELECT r.id, u.id, u.name, r.report_year FROM reports r JOIN units u ON u.id = r.unit_id"
            " WHERE u.office_id = ? ORDER BY r.revision DESC, r.id",
            [OWN],
        ).fetchone()
        (capture,) = rows.execute("SELECT capture_id FROM revisions WHERE report_id = ?", [report]).fetchone()
        column, post = rows.execute(
            "SELECT pc.column_id, p.id FROM posts p JOIN post_columns pc ON pc.post_id = p.id"
            " JOIN report_posts rp ON rp.post_id = p.id WHERE rp.report_id = ?",
            [report],
        ).fetchone()
        rows.execute("UPDATE posts SET review_reason = '标题与正文年度不一致' WHERE id = ?", [post])
        (alert,) = rows.execute("SELECT id FROM alerts WHERE office_id = ? AND audience = 'office'", [OWN]).fetchone()
        (run,) = rows.execute("SELECT id FROM runs ORDER BY id DESC").fetchone()
        units = [name for (name,) in rows.execute("SELECT name FROM units WHERE office_id = ?", [OWN])]
    found = {"office": OWN, "unit": unit, "name": name, "year": year, "report": report, "capture": capture}
    found |= {"column": column, "post": post, "alert": alert, "run": run}
    return {key: str(value) for key, value in found.items()}, units


PEOPLE: dict[str, tuple[Role, list[str] | None]] = {
    "reader": (READER, None),
    "clerk": (CLERK, None),
    "operator": (OPERATOR, None),
    "own": (CLERK, [OWN]),
    "foreign": (CLERK, [FOREIGN]),
    "nothing": (CLERK, []),
}
# by name: whose it is, and what it is for
PROGRAMS: dict[str, tuple[str, Role, list[str] | None]] = {
    "token": ("operator", OPERATOR, None),
    "token of a reader": ("operator", READER, None),
    "foreign token": ("operator", READER, [FOREIGN]),
    "token of a foreigner": ("foreign", CLERK, None),
}
RIGHTS = PEOPLE | {
    name: (role, [FOREIGN] if "foreign" in name else offices) for name, (_, role, offices) in PROGRAMS.items()
}


def _askers(town: Settings, database: Database, browser: Callable[..., TestClient]) -> dict[str, TestClient]:
    now = town.clock()
    askers = {"nobody": browser()}
    with database.session() as session:
        for name, (role, offices) in PEOPLE.items():
            made = accounts.add(session, name, role, offices, None, by="测试", at=now)
            logins.begin(session, made.id, f"login-of-{name}", now=now, until=now.replace(year=now.year + 1))
            askers[name] = browser()
            askers[name].cookies.set("fazhiwatch", f"login-of-{name}")
        for name, (maker, role, offices) in PROGRAMS.items():
            new = NewToken(name, role, offices, now.replace(year=now.year + 1))
            tokens.add(session, accounts.named(session, maker), new, f"token-of-{name}", by="测试", at=now)
            askers[name] = browser(headers={"authorization": f"Bearer token-of-{name}"})
    return askers


@pytest.fixture(scope="module")
def matrix(town: Settings) -> Iterator[Town]:
    database = open_database(town.database)
    path = Path(town.database.removeprefix("sqlite:///"))
    facts, units = facts_of(path)
    app = create_app(town, database, Door("0.0.0.0", frozenset({HOST})))

    def browser(**more: dict[str, str]) -> TestClient:
        return TestClient(app, base_url=f"http://{HOST}", follow_redirects=False, **more)  # type: ignore[arg-type]

    yield Town(app, path, facts, units, _askers(town, database, browser))
    database.close()


def test_every_route_stands_in_the_table(matrix: Town) -> None:
    there = [name for route in routes(matrix.app.routes) for name in names(route)]
    assert sorted(set(there) - PLACES.keys()) == [], "add these routes to PLACES, with who may ask"
    assert sorted(PLACES.keys() - set(there)) == [], "these routes are gone"
    assert len(there) == len(set(there)), "one address, two routes"


def test_every_route_asks_for_the_role_that_the_table_says(matrix: Town) -> None:
    asked = {name: guard(route) for route in routes(matrix.app.routes) for name in names(route)}
    assert asked == {name: place.role for name, place in PLACES.items()}
    assert {name for name, role in asked.items() if role is None} == OPEN


def sees(who: str) -> bool:
    """Whether things of the office OWN are there for them."""
    if who == "nobody":
        return False
    offices = RIGHTS[who][1]
    return offices is None or OWN in offices


def due(who: str, address: str, place: Place) -> int:
    """The status of the answer to a look."""
    if who == "nobody":
        return 401 if address.startswith(("/api/", "/feeds/")) else 303
    assert place.role
    if not RIGHTS[who][0].may(place.role) or (place.persons and who in PROGRAMS):
        return 403
    if place.of and not sees(who):
        return 404
    return place.empty if RIGHTS[who][1] == [] else 200


def asked_by(place: Place) -> set[str]:
    """Everybody, but where a reader may look, those who may do more are asked on the pages that are theirs."""
    if place.costly:
        return {"nobody", "own", "foreign"}
    more = {"clerk", "operator", "token of a reader"} if place.role is READER and not place.of else set()
    return {"nobody", *RIGHTS} - more


def text_of(answer: httpx.Response) -> str:
    """All words of an answer, of those in an office document, too."""
    if not answer.content.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as whole:
        return "".join(whole.read(name).decode(errors="replace") for name in whole.namelist())


def told(matrix: Town, answer: httpx.Response) -> list[str]:
    """The units of the office OWN that an answer names."""
    words = text_of(answer)
    return [name for name in matrix.names if name in words]


@pytest.mark.parametrize("name", [n for n, place in PLACES.items() if n.startswith("GET") and place.role])
def test_who_may_look(matrix: Town, name: str) -> None:
    place = PLACES[name]
    address = matrix.address(name, place)
    answers = {who: client.get(address) for who, client in matrix.askers.items() if who in asked_by(place)}
    assert {who: answer.status_code for who, answer in answers.items()} == {
        who: due(who, address, place) for who in answers
    }
    assert {who: told(matrix, answer) for who, answer in answers.items() if not sees(who)} == {
        who: [] for who in answers if not sees(who)
    }
    for who, answer in answers.items():
        assert "default-src 'none'" in answer.headers["content-security-policy"], who
        assert "unsafe" not in answer.headers["content-security-policy"].partition("style-src")[0], who
    if answers["nobody"].status_code == 303:
        assert answers["nobody"].headers["location"].startswith("/login?next=/")


@pytest.mark.parametrize("ask", ASKED_FOR_ANOTHERS)
def test_nothing_of_others_comes_when_it_is_asked_for(matrix: Town, ask: str) -> None:
    address = ask.format(**matrix.facts)
    assert matrix.askers["own"].get(address).status_code == 200
    for who in ("foreign", "nothing", "foreign token", "token of a foreigner"):
        answer = matrix.askers[who].get(address)
        assert answer.status_code in (200, 403, 404), who
        assert told(matrix, answer) in ([], [matrix.facts["name"]] if "{name}" in ask else []), who


@pytest.mark.parametrize("name", [n for n, place in PLACES.items() if n.startswith("POST") and place.role])
def test_who_may_change(matrix: Town, name: str) -> None:
    place = PLACES[name]
    assert place.role
    address, form = matrix.address(name, place), matrix.form(place)
    before = matrix.rows()
    for who, client in matrix.askers.items():
        bare = client.post(address, data=form)
        if who == "nobody":
            assert (bare.status_code, bare.headers["location"]) == (303, "/login?next=/")
            continue
        assert bare.status_code == 403, who
        if who in PROGRAMS:
            continue
        if RIGHTS[who][0].may(place.role):
            assert "没有执行" in bare.text, who
            if not place.of or sees(who):
                continue
        signed = client.post(address, data=form | {"csrf": csrf_of(client.get("/account"))})
        assert signed.status_code == (404 if RIGHTS[who][0].may(place.role) else 403), who
        assert told(matrix, signed) == [], who
    assert matrix.rows() == before


def test_people_and_programs_with_rights_are_let_in(matrix: Town) -> None:
    """Else the tables above could be right about a house whose doors are all shut."""
    page = matrix.askers["own"].get("/account")
    assert "own" in page.text
    assert matrix.askers["own"].post("/logout", data={"csrf": csrf_of(page)}).status_code == 303
    assert matrix.askers["own"].get("/account").status_code == 303
    assert len(told(matrix, matrix.askers["token"].get("/api/v1/units"))) > 10
