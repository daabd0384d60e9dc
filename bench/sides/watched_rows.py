"""Rows as watching leaves them, one noun a function."""

from datetime import UTC, datetime
from typing import Any

from core.checks import month_of, second_of
from core.units import Column, Unit


def run_row(now: datetime) -> dict[str, Any]:
    times = dict.fromkeys(("started_at", "finished_at", "begun_at", "lease_expires_at"), now)
    return {"id": "past", "number": 1, "kind": "backfill", "state": "finished", "holder": "", "summary": None, **times}


def unit_row(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.id,
        "name": unit.name,
        "office_id": unit.office_id,
        "level": unit.level.value,
        "aliases": [],
        "division_code": unit.division_code,
        "duty": None,
        "since_year": unit.since_year,
        "exempt": [],
        "confirmed": True,
    }


def column_row(column: Column) -> dict[str, Any]:
    asked = {"allow_private": False, "min_posts": 1, "platform": "auto", "render": "auto", "confirmed": True}
    return {"id": column.id, "url": column.url, "needs_browser": False, **asked}


def capture_row(number: int, role: str, now: datetime) -> dict[str, Any]:
    url = f"http://site.test/{role}/{number}.html"
    return {
        "id": number,
        "run_id": "past",
        "role": role,
        "url": url,
        "final_url": url,
        "status": 200,
        "fetched_at": now,
        "digest": f"{number:064x}",
        "warc_file": "2026/03/past.warc.gz",
        "warc_offset": number << 12,
        "warc_record_id": f"<urn:uuid:{number:032x}>",
        "rendered": False,
        "read_at": now,
        "parser_version": "1",
    }


def page_row(number: int, column: Column, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "column_id": column.id,
        "position": 0,
        "ask_key": f"{number:064x}",
        "ask": {"url": column.url},
        "reader": "trs-1",
        "digest": f"{number:064x}",
        "listing": {"posts": []},
        "capture_id": number,
        "read_at": now,
    }


def check_values(first: datetime, last: datetime) -> dict[str, Any]:
    """Checks of one month that all came out alike."""
    nights = (last - first).days
    return {
        "month": month_of(first),
        "state": "0" * 32,
        "outcome": "ok",
        "reason": "列表完整",
        "complete": True,
        "whole": True,
        "posts_seen": 9,
        "first_second": second_of(first),
        "first_run": 1,
        "last_second": second_of(first) + nights * 86400,
        "last_run": 1,
        "checks": nights + 1,
        "times": " 86400/0" * nights,
    }


def post_row(number: int, unit_id: str, year: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "url": f"http://site.test/article/{number}.html",
        "url_key": f"{number:064x}",
        "title": f"{year}年度法治政府建设情况报告",
        "listed_on": published_at(year).date(),
        "first_seen_at": published_at(year),
        "last_seen_at": now,
        "kind": "annual_report",
        "report_year": year,
        "issuers": [],
        "doubtful": False,
        "reasons": [],
        "state": "held",
        "last_outcome": "ok",
        "capture_id": number,
        "unit_id": unit_id,
        "conflict_years": [],
    }


def report_row(number: int, unit_id: str, year: int) -> dict[str, Any]:
    return {
        "id": number,
        "unit_id": unit_id,
        "report_year": year,
        "url": f"http://site.test/article/{number}.html",
        "title": f"{year}年度法治政府建设情况报告",
        "published_at": published_at(year),
        "published_precision": "day",
        "published_basis": "displayed",
        "first_seen_at": published_at(year),
        "revision": 1,
        "flags": [],
        "post_id": number,
    }


def revision_row(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "report_id": number,
        "number": 1,
        "title": None,
        "body": "正文",
        "content": {},
        "capture_id": number,
        "parser_version": "1",
        "made_at": now,
        "run_id": "past",
        "change_kind": "appeared",
        "change_reason": "首次发现",
    }


def published_at(year: int) -> datetime:
    return datetime(year + 1, 3, 10, 2, tzinfo=UTC)
