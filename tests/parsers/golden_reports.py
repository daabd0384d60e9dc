"""Golden pages of our own: a folder a case, with the page, what is known from outside it, and the report expected."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from core.reports import Report
from parsers import read_report

FOLDER = Path(__file__).parents[1] / "golden" / "reports"
CASES = sorted(path for path in FOLDER.iterdir() if path.is_dir())


def read_case(case: Path) -> Report:
    """The case's page read with what its `known.json` says (url, list title, list date, encoding to save it in)."""
    page = next(p for p in case.iterdir() if p.stem == "page")
    known: dict[str, Any] = {}
    if (case / "known.json").exists():
        known = json.loads((case / "known.json").read_text(encoding="utf-8"))
    body = page.read_text(encoding="utf-8").encode(known.pop("encoding", "utf-8"))
    listed_on = date.fromisoformat(known.pop("listed_on")) if "listed_on" in known else None
    return read_report(body, listed_on=listed_on, **known)


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain JSON, every field of it."""
    return dict(json.loads(json.dumps(asdict(report), default=str, ensure_ascii=False)))


def listed_in(expected: Any, got: Any) -> Any:
    """`got` without the fields that `expected` does not list, at any depth: a new field is no new expectation."""
    if isinstance(expected, dict) and isinstance(got, dict):
        return {name: listed_in(expected[name], got[name]) for name in got if name in expected}
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        return [listed_in(e, g) for e, g in zip(expected, got, strict=True)]
    return got
