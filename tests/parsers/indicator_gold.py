"""Real reports with a gold of their figures, where they are at hand; and what else was found true in them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.reports import Report
from parsers import read_report

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"

# true figures that the gold does not list, looked up in the texts one by one
ALSO_TRUE: dict[str, dict[str, float]] = {
    "000_a8395baeb6e86de4.txt": {"disclosure_answer_rate": 100},
    "001_2dee9f555e64716b.txt": {"hotline_orders": 84867, "disclosure_answer_rate": 100},
    "002_a62e05a80edb9c41.txt": {"disclosed_documents": 120, "fines_yuan": 500000},
    "003_2c9c4544be17b5e5.txt": {},
    "004_a231e4008d05c14d.txt": {"law_publicity_events": 30, "training_sessions": 10},
}


@dataclass(frozen=True)
class GoldReport:
    name: str
    report: Report
    figures: tuple[dict[str, Any], ...]


def gold_reports() -> Iterator[GoldReport]:
    """Every seed read, with its gold figures; nothing where the seeds are not at hand."""
    if not SEEDS.exists():
        return
    for name, gold in json.loads((SEEDS / "gold.json").read_text(encoding="utf-8")).items():
        yield GoldReport(name, read_report((SEEDS / name).read_bytes(), url=gold["url"]), tuple(gold["indicators"]))
