"""Rows of a board made up for these tests, and what a workbook reads like."""

import io
from datetime import timedelta
from typing import Any

import openpyxl

from core.chain import Head
from evidence.table import About
from tests.evidence.cases import MADE_AT

NATIONAL = "《法治政府建设与责任落实督察工作规定》第二十四条"
ABOUT = About(
    MADE_AT,
    Head(12, "ab" * 32),
    {"ql": "青岚区司法局", "yx": "云溪市司法局"},
    {"national-2019": NATIONAL, "office:yx": "云溪市司法局规定的期限（云法〔2024〕3号）"},
    MADE_AT - timedelta(hours=9),
)


def row(unit: str = "qinghe", status: str = "published", **more: Any) -> dict[str, Any]:
    checked_at = more.pop("checked_at", "2026-04-02T18:00:41+00:00")
    plain = {
        "unit": unit,
        "unit_name": "青河镇人民政府",
        "office": "ql",
        "level": "township",
        "report_year": 2025,
        "due_on": "2026-03-31",
        "rule": "national-2019",
        "status": status,
        "reason": "因为",
        "days_late": 0,
        "published_on": "2026-03-12" if status.startswith("published") else None,
        "first_seen_at": "2026-03-12T18:03:31+00:00" if status.startswith("published") else None,
        "report_id": 7 if status.startswith("published") else None,
        "url": "http://www.qinglan.example/t1.html" if status.startswith("published") else None,
        "duty": "required",
        "published_basis": "displayed" if status.startswith("published") else None,
        "flags": [],
        "evidence": {"last_complete_check_at": checked_at, "columns": ["qh-fzbg"], "archive": ["<urn:uuid:1>"]},
    }
    return plain | more


def opened(book: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(book))


def values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in line] for line in sheet.iter_rows()]
