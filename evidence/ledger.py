"""The ledger 台账 as a workbook: the obligations, counts and rates, what it all means. Rows stream."""

import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.problems import UserProblem
from evidence.legend import legend
from evidence.rates import Counts, Tally
from evidence.table import FIELDS, About, Cell, Link, Row, plain, risky
from evidence.words import LEVEL_WORDS

SHEETS = ("台账", "统计", "说明")
_MOST_LINKS = 60_000  # Excel takes 65,530 on a sheet; what is beyond stands as text
_MOST_ROWS = 1_048_575  # of a sheet, below its head
_OPTIONS = {
    "constant_memory": True,  # a row is on the disk as soon as the next begins
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}
_COUNTED: tuple[tuple[str, Callable[[Counts], int | float | None]], ...] = (
    ("单位数", lambda c: c.units),
    ("应公布", lambda c: c.owing),
    ("按时公布", lambda c: c.on_time),
    ("其中待核对", lambda c: c.questioned),
    ("迟公布", lambda c: c.late),
    ("逾期未公布", lambda c: c.overdue),
    ("撤下", lambda c: c.withdrawn),
    ("未能核实", lambda c: c.unverified),
    ("未到期", lambda c: c.pending),
    ("按时率", lambda c: c.rate),
    ("最高可达", lambda c: c.highest),
    ("免除", lambda c: c.exempt),
    ("不计入（没有公开义务）", lambda c: c.unbound),
    ("其中已公布", lambda c: c.unbound_published),
)


class TooLong(UserProblem):
    """More obligations than a sheet has rows."""


def xlsx(rows: Iterable[Row], title: str, about: About | None = None) -> bytes:
    """The workbook of the rows of `storage.standings.board`. `title` (Chinese): what it is the ledger of."""
    out = io.BytesIO()
    write_xlsx(out, rows, title, about or About())
    return out.getvalue()


def write_xlsx(out: BinaryIO, rows: Iterable[Row], title: str, about: About) -> int:
    """Writes the workbook to `out`; how many obligations it has. Memory does not grow with them.

    Raises TooLong for more rows than a sheet can hold, and OSError.
    """
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:  # nothing of an unfinished workbook stays behind
        book = Workbook(out, _OPTIONS | {"tmpdir": folder})
        book.set_properties({"title": plain(title, 200)} | ({"created": about.made_at} if about.made_at else {}))
        ledger, rates, notes = (_Sheet(book, book.add_worksheet(name), title) for name in SHEETS)
        ledger.table([(field.head, field.width) for field in FIELDS], _obligations(rows, about, tally))
        rates.table([("分组", 34), *((head, 12) for head, _ in _COUNTED)], _groups(tally, about))
        notes.table([("事项", 24), ("说明", 110)], legend(title, about, tally.total))
        try:
            book.close()
        except FileCreateError as error:
            raise OSError(*getattr(error.args[0], "args", ())) from None
    return tally.total.units


def _obligations(rows: Iterable[Row], about: About, tally: Tally) -> Iterator[Sequence[Cell]]:
    for number, row in enumerate(rows, start=1):
        if number > _MOST_ROWS:
            raise TooLong(f"超过一张工作表所能容纳的 {_MOST_ROWS} 行，请按监督机关分别导出，或者用 csv")
        tally.add(row)
        yield [field.cell(row, about) for field in FIELDS]


def _groups(tally: Tally, about: About) -> Iterator[Sequence[Cell | float]]:
    yield _group("合计", tally.total)
    for level, counts in tally.levels():
        yield _group(f"层级：{LEVEL_WORDS[level]}", counts)
    for office, counts in tally.offices.items():
        yield _group(f"监督机关：{about.office(office)}", counts)


def _group(name: str, counts: Counts) -> Sequence[Cell | float]:
    return [name, *(count(counts) for _, count in _COUNTED)]


class _Sheet:
    """A worksheet with a frozen head, filters, and the look of an official table in print."""

    def __init__(self, book: Workbook, sheet: Worksheet, title: str) -> None:
        self._sheet = sheet
        self._links = 0
        plain_cell = {"font_name": "宋体", "font_size": 10, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
        self._head = self._format(book, plain_cell, bold=True, bg_color="#DDE6F0", text_wrap=True, align="center")
        self._text = self._format(book, plain_cell, text_wrap=True)
        self._risky = self._format(book, plain_cell, text_wrap=True, quote_prefix=True)
        self._number = self._format(book, plain_cell)
        self._share = self._format(book, plain_cell, num_format="0.0%")
        self._day = self._format(book, plain_cell, num_format="yyyy-mm-dd")
        self._instant = self._format(book, plain_cell, num_format="yyyy-mm-dd hh:mm")
        self._link = self._format(book, plain_cell, font_color="#0563C1", underline=1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&C{plain(title, 100).replace('&', '&&')}")
        sheet.set_footer("&C第 &P 页，共 &N 页")

    @staticmethod
    def _format(book: Workbook, plain_cell: dict[str, object], **more: object) -> Format:
        return book.add_format(plain_cell | more)

    def table(self, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell | float]]) -> None:
        sheet = self._sheet
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        for place, (head, width) in enumerate(heads):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, head, self._head)
        last = 0
        for last, cells in enumerate(rows, start=1):
            for place, cell in enumerate(cells):
                self._write(last, place, cell)
        sheet.autofilter(0, 0, last, len(heads) - 1)

    def _write(self, row: int, place: int, cell: Cell | float) -> None:
        sheet = self._sheet
        match cell:
            case None:
                sheet.write_blank(row, place, None, self._text)
            case datetime():
                sheet.write_datetime(row, place, cell, self._instant)
            case date():
                sheet.write_datetime(row, place, cell, self._day)
            case float():
                sheet.write_number(row, place, cell, self._share)
            case int():
                sheet.write_number(row, place, cell, self._number)
            case Link() if self._links < _MOST_LINKS:
                self._links += 1
                sheet.write_url(row, place, cell, self._link, string=cell)
            case _:
                sheet.write_string(row, place, cell, self._risky if risky(cell) else self._text)
