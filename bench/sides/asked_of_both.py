"""Questions that our pages and Datasette both answer, and whether both answers say the same.

What a page of ours holds beyond the answer (columns and alerts of the unit, the same units' four years before and what
changed, outline and coverage of a report) is made and sent with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

import httpx
from lxml import html as lxml_html

from bench.sides.datasette import OFFICE_PAGE
from bench.sides.watched import CYCLE
from storage.search import PAGE

FORMS = ("HTML", "JSON")
WORDS = ("法治政府", "行政复议", "执法人员培训", "优化营商环境", "规范性文件", "第3镇")  # of three characters or more
FIRST_REPORT = 20_000_000
_COUNTED = {
    "published": "on_time",
    "published_late": "late",
    "overdue": "overdue",
    "unverified": "unverified",
    "exempt": "exempt",
}


@dataclass(frozen=True, slots=True)
class Question:
    """`keys`: what it may be about; `ours` and `theirs`: an address for each of FORMS, with `{}` for the key."""

    name: str
    keys: Callable[[Random], str]
    ours: tuple[str, str]
    theirs: tuple[str, str]
    check: Callable[["Both"], None]

    def address(self, side: int, form: str, key: str) -> str:
        return (self.ours, self.theirs)[side][FORMS.index(form)].format(quote(key))


@dataclass(frozen=True, slots=True)
class Both:
    """A question with its key, asked of both: `sides` are ours and theirs."""

    question: Question
    key: str
    sides: tuple[httpx.Client, httpx.Client]

    def data(self) -> list[Any]:
        return [self._get(side, "JSON").json() for side in (0, 1)]

    def pages(self) -> list["Page"]:
        return [Page(self._get(side, "HTML").text) for side in (0, 1)]

    def same(self, what: str, ours: object, theirs: object) -> None:
        if ours != theirs:
            raise SystemExit(f"{self.question.name}, {self.key}: {what} differ: {ours!r:.500} and {theirs!r:.500}")

    def _get(self, side: int, form: str) -> httpx.Response:
        return self.sides[side].get(self.question.address(side, form, self.key)).raise_for_status()


class Page:
    def __init__(self, text: str) -> None:
        self._tree = lxml_html.document_fromstring(text)
        self._said = _plain("".join(self._found("//text()[not(parent::a[@class='sign'])]")))  # our notes in a text

    def lacks(self, texts: list[str]) -> list[str]:
        return [text for text in texts if _plain(text) not in self._said]

    def rows(self, path: str = "//table[contains(@class, 'rows-and-columns')]/tbody/tr") -> int:
        """Of a table of ours by an XPath, else of Datasette's."""
        return len(self._found(path))

    def _found(self, path: str) -> list[Any]:
        found = self._tree.xpath(path)
        assert isinstance(found, list)
        return found


def questions(units: int, reports: int) -> tuple[Question, ...]:
    return (
        Question(
            "all years of a unit",
            lambda rng: f"u{rng.randrange(units):06}",
            ("/units/{}", "/api/v1/obligations?unit={}"),
            _theirs("pages/unit", "unit={}"),
            _check_unit,
        ),
        Question(
            "an office's units",
            lambda rng: f"o{rng.randrange(-(-units // OFFICE_PAGE))}",
            (f"/?year={CYCLE}&office={{}}", f"/api/v1/obligations?year={CYCLE}&limit={OFFICE_PAGE}&office={{}}"),
            _theirs("pages/office", f"year={CYCLE}&office={{}}"),
            _check_office,
        ),
        Question(
            "units by standing",
            lambda _: str(CYCLE),
            ("/?year={}", "/api/v1/rates?year={}"),
            _theirs("pages/standings", "year={}"),
            _check_standings,
        ),
        Question(
            "a report and its text",
            lambda rng: str(FIRST_REPORT + rng.randrange(reports)),
            ("/reports/{}", "/api/v1/reports/{}"),
            _theirs("pages/report", "id={}"),
            _check_report,
        ),
        Question(
            "words in the texts",
            lambda rng: rng.choice(WORDS),
            ("/search?q={}", f"/api/v1/search?limit={PAGE}&q={{}}"),
            _theirs("texts/search", "q={}"),
            _check_search,
        ),
    )


def _theirs(query: str, parameters: str) -> tuple[str, str]:
    return f"/{query}?{parameters}", f"/{query}.json?_shape=array&{parameters}"


def _check_unit(both: Both) -> None:
    ours, theirs = both.data()
    told = [(one["unit_name"], one["report_year"], one["status"]) for one in reversed(ours["items"])]
    both.same("years", told, [(row["name"], row["report_year"], row["status"]) for row in theirs])
    _check_pages(both, [told[0][0], *(str(year) for _, year, _ in told)], "//main//tr[th[@scope='row']/a]", len(told))


def _check_office(both: Both) -> None:
    ours, theirs = both.data()
    told = sorted((one["unit"], one["unit_name"], one["status"]) for one in ours["items"])
    both.same("units", told, sorted((row["id"], row["name"], row["status"]) for row in theirs))
    _check_pages(both, [name for _, name, _ in told], "//table[@class='m']/tbody/tr[th/a]", len(told))


def _check_standings(both: Both) -> None:
    ours, theirs = both.data()
    told = {status: ours[name] for status, name in _COUNTED.items() if ours[name]}
    both.same("counts", told, {row["status"]: row["units"] for row in theirs})
    cards = "//ul[contains(@class, 'glance')]/li/a[b != '0']"
    _check_pages(both, [str(number) for number in told.values()], cards, len(told))


def _check_report(both: Both) -> None:
    ours, (theirs,) = both.data()
    wanted = [theirs["name"], theirs["title"], *filter(None, theirs["body"].splitlines())]
    for name in ("title", "body", "report_year"):
        both.same(name, ours[name], theirs[name])
    _check_pages(both, wanted, "//article", 1)


def _check_search(both: Both) -> None:
    """The order is each side's own; what one shows, the other has to find."""
    ours, theirs = both.data()
    us, them = both.sides
    if not ours["approximate"]:
        found = them.get("/texts/found.json", params={"q": both.key, "_shape": "array"}).raise_for_status().json()
        both.same("numbers of reports", ours["total"], found[0]["total"])
    ids = [one["id"] for one in ours["items"]]
    sql = f"select count(*) from texts_fts where texts_fts match '\"{both.key}\"' and rowid in ({str(ids)[1:-1]})"
    known = them.get("/texts.json", params={"sql": sql, "_shape": "arrayfirst"}).raise_for_status().json()
    both.same("reports found by us", len(ids), known[0])
    for row in theirs:
        only = {"q": both.key, "unit": row["unit"], "year_from": row["report_year"], "year_to": row["report_year"]}
        hits = us.get("/api/v1/search", params=only).raise_for_status().json()["items"]
        both.same("reports found by them", [hit["id"] for hit in hits], [row["id"]])
    _check_pages(both, [], "//ol[@class='hits']/li", len(theirs))


def _check_pages(both: Both, texts: list[str], rows: str, number: int) -> None:
    ours, theirs = both.pages()
    both.same("texts that are missing on the pages", ours.lacks(texts) + theirs.lacks(texts), [])
    both.same("rows of the pages", (ours.rows(rows), theirs.rows()), (number, number))


def _plain(text: str) -> str:
    return "".join(text.split())
