"""Compared figures as CSV, one a line, for Excel and WPS."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from evidence.table import BOM, defused, plain
from parsers.indicators import INDICATORS
from web.comparing import Line, Value

_HEADS = (
    "指标",
    "单位",
    "层级",
    "监督机关",
    "年份",
    "数值",
    "计量单位",
    "约数",
    "报告年度",
    "提示",
    "提示的理由",
    "原文",
    "链接",
)


def lines(
    found: Sequence[Line], years: Sequence[int], key: str, offices: Mapping[str, str], base: str, *, cut: bool
) -> Iterator[str]:
    """`base`: where the pages are; `cut`: there were more units."""
    yield BOM + _line(_HEADS)
    for one in found:
        about = INDICATORS[key].name, one.name, one.level, offices.get(one.office_id, one.office_id)
        for year, value in zip(years, one.values, strict=True):
            if value is not None:
                yield _line((*map(plain, about), year, *_cells(value, base)))
    if cut:
        yield _line((f"单位太多，只导出了前{len(found)}个，请缩小范围后分次导出",))


def _cells(value: Value, base: str) -> tuple[object, ...]:
    figure, mark = value.figure, value.mark
    number = int(figure.value) if figure.value.is_integer() else figure.value
    said = (mark.words, mark.reason) if mark else ("", "")
    approximate = "是" if figure.approximate else ""
    return (
        number,
        plain(figure.unit),
        approximate,
        figure.report_year,
        *said,
        plain(figure.quote),
        f"{base.rstrip('/')}{value.href}",
    )


def _line(cells: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(
        [defused(cell) if isinstance(cell, str) else cell for cell in cells]
    )
    return out.getvalue()
