"""`/api/v1`: the command line's answers, page by page; true to its description; of nobody else's units."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from cli.main import fazhiwatch
from core.accounts import Role
from settings import Settings
from storage.database import Database, open_database
from storage.models import SimilarityRow
from tests.web.programs import OFFICE, OTHER, Program, program
from web.api.shapes import boards, compared, found, register, reports, watching

API = "/api/v1"
YEAR = 2025


@pytest.fixture(scope="module")
def database(town: Settings) -> Iterator[Database]:
    opened = open_database(town.database)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def operator(town: Settings, database: Database) -> Program:
    return program(town, database, Role.OPERATOR, None)


@pytest.fixture(scope="module")
def reader(town: Settings, database: Database) -> Program:
    """Sees one of the two offices."""
    return program(town, database, Role.READER, [OFFICE])


@pytest.fixture(scope="module")
def told(town: Settings) -> Any:
    """What the command line says to the same question."""
    assert town.now is not None
    environment = {
        "FAZHIWATCH_HOME": str(town.home),
        "FAZHIWATCH_REGISTRY": str(town.registry),
        "FAZHIWATCH_NOW": town.now.isoformat(),
    }

    def ask(*words: object) -> Any:
        done = CliRunner().invoke(fazhiwatch, [*map(str, words), "--json"], env=environment)
        assert done.exit_code == 0, (words, done.output, done.exception)
        return json.loads(done.stdout)

    return ask


def undeclared(shape: Any, model: type[BaseModel], where: str = "") -> list[str]:
    """Fields that are answered and not described, however deep."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    over = [f"{where}.{name}" for name in shape if name not in fields]
    for name, field in fields.items():
        inner = [m for m in models_in(field.annotation) if name in shape]
        values = shape.get(name) if isinstance(shape.get(name), list) else [shape.get(name)]
        over += [
            f for m in inner for v in values or [] if isinstance(v, dict) for f in undeclared(v, m, f"{where}.{name}")
        ]
    return over


def models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    arguments = getattr(annotation, "__args__", ())
    return [] if getattr(annotation, "__origin__", None) is dict else [m for a in arguments for m in models_in(a)]


def revised(told: Any) -> int:
    """A report that has two revisions."""
    return int(next(row["id"] for row in told("reports", "list") if row["revisions"] > 1))


def test_lists_are_the_command_lines_in_any_portion(operator: Program, told: Any) -> None:
    by_unit = sorted(told("board", "--year", YEAR), key=lambda row: row["unit"])
    assert list(operator.every(f"{API}/obligations", year=YEAR, limit=7)) == by_unit
    assert list(operator.every(f"{API}/reports", limit=50)) == told("reports", "list")
    assert list(operator.every(f"{API}/units", limit=10)) == sorted(told("units", "list"), key=lambda u: u["id"])
    assert list(operator.every(f"{API}/alerts", limit=20)) == told("alerts", "list")[::-1]
    for model, path in ((boards.Obligation, "obligations"), (reports.ReportRow, "reports"), (register.Unit, "units"),
                        (watching.Alert, "alerts"), (register.Office, "offices"), (register.Column, "columns"),
                        (watching.Run, "runs")):  # fmt: skip
        for one in operator.get(f"{API}/{path}")["items"]:
            assert undeclared(one, model) == []


def test_single_answers_are_the_command_lines(operator: Program, told: Any) -> None:
    report = revised(told)
    for model, path, words in (
        (reports.Report, f"reports/{report}", ("reports", "show", report)),
        (reports.Report, f"reports/{report}?revision=1", ("reports", "show", report, "--revision", 1)),
        (compared.Difference, f"reports/{report}/diff", ("reports", "diff", report)),
        (compared.Provenance, f"reports/{report}/provenance", ("reports", "show", report, "--provenance")),
    ):
        answer = operator.get(f"{API}/{path}")
        assert answer == told(*words)
        assert undeclared(answer, model) == []
    similar = next(id_ for id_ in range(1, 50) if told("reports", "similar", id_))
    assert operator.get(f"{API}/reports/{similar}/similar")["items"] == told("reports", "similar", similar)
    assert [one["revision"] for one in operator.get(f"{API}/reports/{report}/revisions")["items"]] == [1, 2]
    newest = operator.get(f"{API}/runs", limit=1)["items"][0]
    whole = operator.get(f"{API}/runs/{newest['run_id']}")
    assert whole["summary"]["run_id"] == newest["run_id"] and whole | newest == whole


def test_filters_narrow_and_agree(operator: Program, told: Any) -> None:
    board = told("board", "--year", YEAR)
    late = {row["unit"] for row in board if row["status"] == "overdue"}
    assert {o["unit"] for o in operator.every(f"{API}/obligations", year=YEAR, status="overdue")} == late != set()
    assert {o["status"] for o in operator.every(f"{API}/obligations", status="withdrawn")} == {"withdrawn"}
    assert {o["level"] for o in operator.every(f"{API}/obligations", level="county", limit=3)} == {"county"}
    of_unit = list(operator.every(f"{API}/units/{board[0]['unit']}/obligations", limit=2))
    assert [o["report_year"] for o in of_unit] == sorted({o["report_year"] for o in of_unit})
    counted = operator.get(f"{API}/rates", year=YEAR)
    assert (counted["units"], counted["overdue"]) == (len(board), len(late))
    assert set(counted) == set(boards.Rates.model_fields)
    halves = [operator.get(f"{API}/rates", year=YEAR, office=office)["units"] for office in (OFFICE, OTHER)]
    assert sum(halves) == len(board) and min(halves) > 0


def test_what_reports_hold_is_found(operator: Program) -> None:
    hits = list(operator.every(f"{API}/search", q="行政诉讼", limit=20))
    assert len({hit["id"] for hit in hits}) == len(hits) > 30
    for hit in hits:
        assert undeclared(hit, found.Hit) == []
        for piece in hit["snippets"]:
            assert {piece["text"][start:end] for start, end in piece["marks"]} == {"行政诉讼"}
    figures = list(operator.every(f"{API}/indicators", key="litigation_cases", year=YEAR, limit=4))
    assert [f["value"] for f in figures] == sorted((f["value"] for f in figures), reverse=True)
    assert len({f["unit"] for f in figures}) == len(figures) > 4
    for figure in figures[:2]:
        assert undeclared(figure, found.Figure) == []
        assert figure["quote"] in operator.get(f"{API}/reports/{figure['report_id']}")["body"]


LISTS = (
    "obligations",
    "units",
    "offices",
    "reports",
    "alerts",
    "search?q=法治",
    "indicators?key=training_sessions&year=2025",
)


@pytest.mark.parametrize("path", LISTS)
def test_other_offices_units_are_not_there(reader: Program, operator: Program, path: str) -> None:
    def offices(items: list[dict[str, Any]]) -> set[str]:
        return {str(one.get("office") or one.get("office_id") or one.get("unit") or one["id"]) for one in items}

    def strange(names: set[str]) -> set[str]:
        return {name for name in names if name.startswith(("ql-", OTHER))}

    joint = "&" if "?" in path else "?"
    mine = reader.get(f"{API}/{path}{joint}limit=500")["items"]
    assert mine and not strange(offices(mine))
    assert strange(offices(operator.get(f"{API}/{path}{joint}limit=500")["items"]))


def test_other_offices_things_are_like_no_things(reader: Program, operator: Program) -> None:
    unit = next(u["id"] for u in operator.every(f"{API}/units", office=OTHER))
    report = next(r["id"] for r in operator.every(f"{API}/reports", office=OTHER))
    paths = [f"reports/{{id}}{end}" for end in ("", "/revisions", "/diff", "/similar", "/provenance")]
    for path in (*paths, "units/{id}", "units/{id}/obligations"):
        theirs, nobodys = (unit, "nobody") if path.startswith("units") else (report, 999_999)
        refused = [reader.client.get(f"{API}/{path.format(id=id_)}") for id_ in (theirs, nobodys)]
        assert [answer.status_code for answer in refused] == [404, 404]
        assert refused[0].json()["error"] == refused[1].json()["error"]
        assert refused[0].json()["detail"].replace(str(theirs), str(nobodys)) == refused[1].json()["detail"]
    for path in ("obligations", "reports", "alerts", "search?q=法治", "rates?year=2025"):
        joint = "&" if "?" in path else "?"
        assert reader.client.get(f"{API}/{path}{joint}office={OTHER}").status_code == 404
        assert reader.client.get(f"{API}/{path}{joint}office=nobody").status_code == 404
    assert reader.get(f"{API}/obligations", unit=unit)["items"] == []
    assert {a["audience"] for a in reader.every(f"{API}/alerts")} == {"office"}
    assert {reader.client.get(f"{API}/{path}").status_code for path in ("runs", "columns", "runs/x")} == {403}


def test_similar_reports_of_others_are_left_out(reader: Program, operator: Program, database: Database) -> None:
    units = {row["id"]: row["unit"] for row in operator.every(f"{API}/reports")}
    with database.reading() as session:
        pairs = session.query(SimilarityRow.report_id, SimilarityRow.other_id).all()
    crossing = {mine for pair in pairs for mine, other in (pair, pair[::-1])
                if units[mine].startswith("yx-") and units[other].startswith("ql-")}  # fmt: skip
    assert crossing, "no report of this office reads like one of the other's"
    for id_ in sorted(crossing)[:3]:
        every = operator.get(f"{API}/reports/{id_}/similar")["items"]
        mine = [row for row in every if not row["unit"].startswith("ql-")]
        assert reader.get(f"{API}/reports/{id_}/similar")["items"] == mine != every


def test_what_has_not_changed_is_not_sent_again(reader: Program) -> None:
    for path in (f"{API}/obligations?limit=3", f"{API}/openapi.json", f"/feeds/offices/{OFFICE}.atom"):
        first = reader.client.get(path)
        etag = first.headers["etag"]
        for asked in (etag, f'"other", {etag}', "*", etag.removeprefix("W/")):
            again = reader.client.get(path, headers={"if-none-match": asked})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag), asked
        assert reader.client.get(path, headers={"if-none-match": '"other"'}).status_code == 200
        assert first.headers["cache-control"] == "private, no-cache"
        assert {"authorization", "cookie"} <= {part.strip().lower() for part in first.headers["vary"].split(",")}
        head = reader.client.head(path)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", etag)
    assert reader.client.get(f"{API}/obligations?limit=4").headers["etag"] != etag
    assert "etag" not in reader.client.get(f"{API}/reports/999999").headers


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("obligations?yaer=2025", "没有这个参数：yaer"),
        ("obligations?year=2024&year=2025", "给了 2 次"),
        ("obligations?year=now", "year"),
        ("obligations?status=late", "status"),
        ("obligations?limit=0", "limit"),
        ("obligations?limit=501", "limit"),
        ("obligations?next=%C3%A9", "next"),
        ("obligations?next=WzFd", "next"),
        ("obligations?next=!!", "next"),
        ("reports/1?revision=0", "revision"),
        ("reports/99999999999", "id"),
        ("search?q=", "要查找"),
        ("search?q=%E3%80%82", "检索"),
        ("indicators?key=cases&year=2025", "key"),
        ("rates", "year"),
    ],
)
def test_what_cannot_be_asked_so_is_refused(reader: Program, asked: str, why: str) -> None:
    answer = reader.client.get(f"{API}/{asked}")
    assert answer.status_code == 422, answer.text
    assert set(answer.json()) == {"error", "detail"} and why in " ".join(answer.json().values())


def test_a_mark_is_good_for_its_own_question_only(reader: Program) -> None:
    mark = reader.get(f"{API}/obligations", year=YEAR, limit=2)["next"]
    assert reader.get(f"{API}/obligations", year=YEAR, limit=5, next=mark)["items"]
    for path, params in ((f"{API}/obligations", {"year": 2024}), (f"{API}/reports", {"year": YEAR})):
        answer = reader.client.get(path, params={**params, "next": mark})
        assert (answer.status_code, "next" in answer.json()["detail"]) == (422, True)
    changed = mark[:-3] + ("A" if mark[-3] != "A" else "B") + mark[-2:]
    assert reader.client.get(f"{API}/obligations", params={"year": YEAR, "next": changed}).status_code in (200, 422)


def test_nobody_is_told_anything(reader: Program) -> None:
    for path in (f"{API}/obligations", f"{API}/obligations?nothing=1", f"{API}/openapi.json", "/feeds/offices/x.atom"):
        answer = reader.client.get(path, headers={"authorization": "Bearer wrong"})
        assert (answer.status_code, set(answer.json())) == (401, {"error", "detail"})
    assert reader.client.post(f"{API}/obligations").status_code in (403, 405)


def test_the_endpoints_are_listed_for_people(reader: Program) -> None:
    page = reader.client.get("/api").text
    described = reader.get(f"{API}/openapi.json")
    assert len(described["paths"]) >= 17
    assert [path for path in described["paths"] if f"<code>{path}</code>" not in page] == []
    assert all(path.startswith(API) for path in described["paths"])
