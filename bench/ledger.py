"""How long, and how much memory, the ledger of many units takes in each format.

.venv/bin/python bench/ledger.py [--units 140000]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import insert

from core.duties import Status
from core.units import Level
from storage.database import open_database
from storage.models import ObligationRow, OfficeRow, UnitRow

AT = datetime(2026, 4, 20, 2, tzinfo=UTC)
YEAR = 2025
OFFICES = 500
COMMAND = Path(sys.executable).parent / "fazhiwatch"
REGISTER = "office: {id: yx, name: 云溪市司法局}\nunits:\n  - {id: qs, name: 云溪市青石街道办事处, level: township}\n"
REASON = (
    "应于2026年3月31日前（含当日）公布，截至2026年4月20日已逾期20天；登记的2个栏目期满后均已完整检查，未发现该报告。"
)


def unit(number: int) -> dict[str, Any]:
    return {
        "id": f"unit-{number:06d}",
        "name": f"第{number:06d}号镇人民政府",
        "office_id": f"office-{number % OFFICES:03d}",
        "level": list(Level)[number % len(Level)].value,
        "aliases": [],
        "since_year": 2019,
        "exempt": [],
        "confirmed": True,
        "registered_at": AT,
    }


def obligation(number: int) -> dict[str, Any]:
    status = list(Status)[number % len(Status)]
    found = status in (Status.PUBLISHED, Status.PUBLISHED_LATE, Status.WITHDRAWN)
    return {
        "unit_id": f"unit-{number:06d}",
        "office_id": f"office-{number % OFFICES:03d}",
        "report_year": YEAR,
        "status": status.value,
        "duty": "required",
        "rule": "national-2019",
        "due_on": date(2026, 3, 31),
        "reason": REASON,
        "days_late": 20 if status is Status.OVERDUE else 0,
        "published_on": date(2026, 3, 1) + timedelta(number % 30) if found else None,
        "published_basis": "displayed" if found else None,
        "first_seen_at": AT if found else None,
        "url": f"http://www{number}.example.invalid/zwgk/t20260301_{number}.html" if found else None,
        "flags": [],
        "last_complete_check_at": AT,
        "columns": [f"column-{number}-a", f"column-{number}-b"],
        "archive": [f"<urn:uuid:00000000-0000-4000-8000-{number:012d}>"] * 2,
        "judged_at": AT,
        "turned_at": AT,
    }


def fill(home: Path, units: int) -> None:
    database = open_database(f"sqlite:///{home / 'fazhiwatch.db'}")
    offices = [{"id": f"office-{n:03d}", "name": f"第{n}司法局", "registered_at": AT} for n in range(OFFICES)]
    with database.session() as session:
        session.execute(insert(OfficeRow), offices)
        for start in range(0, units, 5000):
            some = range(start, min(start + 5000, units))
            session.execute(insert(UnitRow), [unit(number) for number in some])
            session.execute(insert(ObligationRow), [obligation(number) for number in some])
    database.close()


def measured(home: Path, form: str) -> tuple[float, float, float, int]:
    """Seconds, of which on a processor, MB of memory at the most, bytes written."""
    out = home / f"ledger.{form}"
    words = [str(COMMAND), "export", "--format", form, "--year", str(YEAR), str(out)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FAZHIWATCH_")}
    began = monotonic()
    child = subprocess.Popen(words, env=clean | {"FAZHIWATCH_HOME": str(home), "FAZHIWATCH_REGISTRY": str(home)})
    _, state, used = os.wait4(child.pid, 0)
    if state:
        raise SystemExit(f"{form} failed")
    return monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, out.stat().st_size


def rows(home: Path, units: int) -> Iterator[str]:
    for form in ("jsonl", "csv", "xlsx", "docx"):
        seconds, busy, megabytes, size = measured(home, form)
        spent = f"{seconds:7.1f} s ({busy:.1f} s of processor) {megabytes:5.0f} MB"
        yield f"{form:6}{units:>8} units {spent}, file of {size / 1e6:.1f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=140_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "office.yaml").write_text(REGISTER, encoding="utf-8")
        fill(home, options.units)
        for line in rows(home, options.units):
            print(line, flush=True)


if __name__ == "__main__":
    main()
