"""The ledger 台账 as a table: one obligation a row, in words and dates that a clerk reads, as CSV, as JSON lines. Pure.

A row is what `storage.standings.board` gives: the contract's obligation with its level and reason.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from alerts.texts import clean_inline, clean_url
from core.chain import Head
from core.duties import Status
from core.times import SHANGHAI
from evidence import words

BOM = "\ufeff"  # without it Excel and WPS take the file for GBK
_LONGEST = 500  # characters of a cell; a name or a reason is no book
# What makes a spreadsheet take a text for a formula, half and full width; a tab or a line break may hide one.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")

_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}


class Link(str):
    """A web address that is safe to be followed."""

    __slots__ = ()


Row = Mapping[str, Any]
Cell = str | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class About:
    """What a ledger says of itself. `offices`: names by id; `rules`: how a rule is cited, by its id.

    `judged_at`: up to when all its standings are known to hold; `scope`: to which units it is limited (Chinese).
    """

    made_at: datetime | None = None
    head: Head | None = None
    offices: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    judged_at: datetime | None = None
    scope: str = ""

    def office(self, office_id: str) -> str:
        return plain(self.offices.get(office_id, office_id))

    def rule(self, rule_id: str | None) -> str:
        return plain(self.rules.get(rule_id, rule_id), 200) if rule_id else ""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the ledger: its head, its width in characters, and what stands in it."""

    head: str
    width: int
    cell: Callable[[Row, About], Cell]


FIELDS = (
    Field("单位", 30, lambda row, _: plain(row["unit_name"])),
    Field("层级", 10, lambda row, _: words.LEVEL_WORDS[row["level"]]),
    Field("监督机关", 24, lambda row, about: about.office(row["office"])),
    Field("报告年度", 10, lambda row, _: row["report_year"]),
    Field("办理状态", 12, lambda row, _: words.standing_words(row["status"], row["duty"])),
    Field("晚于期限天数", 13, lambda row, _: days_late(row)),
    Field("公开期限", 12, lambda row, _: _day(row["due_on"])),
    Field("公布日期", 12, lambda row, _: _day(row["published_on"])),
    Field("公布日期依据", 20, lambda row, _: words.DATE_WORDS.get(row["published_basis"] or "", "")),
    Field("标记", 18, lambda row, _: flags(row)),
    Field("说明", 60, lambda row, _: plain(row["reason"])),
    Field("链接", 40, lambda row, _: _link(row["url"])),
    Field("首次发现时间", 17, lambda row, _: instant(row["first_seen_at"])),
    Field("最近完整检查时间", 17, lambda row, _: instant(row["evidence"]["last_complete_check_at"])),
    Field("公开义务", 26, lambda row, _: words.DUTY_WORDS[row["duty"]]),
    Field("期限依据", 40, lambda row, about: about.rule(row["rule"])),
    Field("检查栏目", 30, lambda row, _: plain("、".join(row["evidence"]["columns"]))),
    Field("单位编号", 24, lambda row, _: plain(row["unit"])),
    Field("报告编号", 10, lambda row, _: row["report_id"]),
)


def csv_lines(rows: Iterable[Row], about: About) -> Iterator[str]:
    """The lines of a CSV file that Excel and WPS open by a double click: with a byte order mark, without formulas."""
    yield BOM + _line([column.head for column in FIELDS])
    for row in rows:
        yield _line([defused(_text(column.cell(row, about))) for column in FIELDS])


def json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """The rows as they are, one JSON document a line (also for readers that take U+2028 for the end of one)."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False).translate(_LINE_ENDS) + "\n"


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if risky(text) else text


def risky(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula."""
    return text.startswith(_FORMULA)


def plain(text: object, limit: int = _LONGEST) -> str:
    """Outside text as one line without anything that cannot be seen."""
    return clean_inline(str(text), limit)


def flags(row: Row) -> str:
    return "、".join(words.FLAG_WORDS.get(flag, flag) for flag in row["flags"])


def days_late(row: Row) -> int | None:
    """Only where the standing says so: what came later than a date that did not bind is not held against anybody."""
    return row["days_late"] if row["status"] in (Status.PUBLISHED_LATE, Status.OVERDUE) else None


def instant(text: str | None) -> datetime | None:
    """A stored instant (ISO) as the clock in Beijing showed it, without its zone, to the minute."""
    if text is None:
        return None
    return datetime.fromisoformat(text).astimezone(SHANGHAI).replace(tzinfo=None, second=0, microsecond=0)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _link(url: str | None) -> Link | None:
    return Link(safe) if (safe := clean_url(url)) else None


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else str(cell)


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
