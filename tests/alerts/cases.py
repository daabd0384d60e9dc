"""What the tests of this folder share: units, offices, moments in Shanghai, and the golden tables."""

import csv
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from alerts import rules
from core.duties import ColumnFact, Facts, Obligation, PublishedFact
from core.times import SHANGHAI
from core.units import Level, Office, OwnDueDate, Unit
from registry import packaged_rules

GOLDEN = Path(__file__).parent / "golden"
RULES = packaged_rules()
OFFICE = Office("tj-binhai", "天津市滨海新区司法局")
OWN_DATE_OFFICE = Office("own", "河畔区司法局", own_due_date=OwnDueDate(3, 15, 2021, "河畔区依法治区办通知"))


def obligation(of: Unit, office: Office, year: int) -> Obligation:
    """Under the rules that come with the product."""
    return rules.obligation(of, office, year, RULES)


def unit(name: str = "柳林镇人民政府", level: Level = Level.TOWNSHIP, **more: Any) -> Unit:
    return Unit(id="u1", name=name, office_id="tj-binhai", level=level, **more)


UNITS = {
    "镇": unit(),
    "街道": unit("柳荫街道办事处"),
    "区政府": unit("河畔区人民政府", Level.COUNTY),
    "部门": unit("河畔区教育局", Level.DEPARTMENT),
    "管委会": unit("河畔经济开发区管理委员会", Level.COUNTY),
    "税务": unit("国家税务总局河畔区税务局", Level.DEPARTMENT),
}
PLACES = {
    "jilin-2023": "220211",
    "yunnan-2017": "530102",
    "shenzhen-2025": "440305",
    "chongqing-jiangbei-2022": "500105",
}


def at(text: str) -> datetime:
    """An instant by the clock in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def columns(*checks: datetime | None) -> tuple[ColumnFact, ...]:
    return tuple(ColumnFact(f"column-{n}", check) for n, check in enumerate(checks))


def published(published_on: date | None, first_seen_at: datetime, flags: tuple[str, ...] = ()) -> PublishedFact:
    basis = "displayed" if published_on else None
    url = "http://hepan.gov.cn/t1.html"
    return PublishedFact(7, url, published_on, basis, first_seen_at, flags, archive=("urn:uuid:1",))


@dataclass(frozen=True)
class Golden:
    """One row of a golden table."""

    table: str
    row: dict[str, str]

    @property
    def unit(self) -> Unit:
        """The unit, at the place that the table's rule is made for."""
        return replace(UNITS[self.row["unit"]], division_code=PLACES.get(self.table))

    @property
    def now(self) -> datetime:
        return at(self.row["now"])

    @property
    def facts(self) -> Facts:
        row = self.row
        report = None
        if row["published_on"]:
            stated = None if row["published_on"] == "-" else date.fromisoformat(row["published_on"])
            report = published(stated, at(row["first_seen"]))
        checks = columns(*(None if c == "-" else at(c) for c in row["checked"].split()))
        return Facts(report, checks, (row["doubt"],) if row["doubt"] else ())


def golden(table: str) -> list[Golden]:
    with (GOLDEN / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [Golden(table, row) for row in csv.DictReader(file)]
