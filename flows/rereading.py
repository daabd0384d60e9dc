"""After a parser was mended: kept articles are read again from the archive, and what that changed is summed up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.changes import OURS, ChangeKind
from flows.read import read_captures
from flows.run import Run
from flows.settled import Settled
from storage import captures, runs

MOST_EXAMPLES = 20
_OTHERWISE = OURS | {ChangeKind.EDITED, ChangeKind.REDATED}


@dataclass
class Reread:
    """What reading again came to 重新识读结果. A capture counts once, however often it was settled."""

    settled: set[int] = field(default_factory=set)
    unchanged: int = 0
    changed: int = 0
    by_field: Counter[str] = field(default_factory=Counter)
    newly_recognised: int = 0
    lost: set[int] = field(default_factory=set)
    review: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)

    def add(self, settled: Settled) -> None:
        if settled.capture.capture_id in self.settled:
            return
        self.settled.add(settled.capture.capture_id)
        self.lost |= {report.report_id for report in settled.lost}
        if ChangeKind.APPEARED in settled.kinds:
            self.newly_recognised += 1
            self._example(settled, ["newly_recognised"])
        elif settled.kinds & _OTHERWISE:
            self.changed += 1
            self.by_field.update(settled.fields)
            self._example(settled, list(settled.fields))
        elif settled.lost:
            self._example(settled, ["no_longer_recognised"])
        else:
            self.unchanged += 1
        self.review += settled.review

    def _example(self, settled: Settled, fields: list[str]) -> None:
        if len(self.examples) >= MOST_EXAMPLES:
            return
        lost = settled.lost[0] if settled.lost and settled.report_id is None else None
        report = settled.report
        self.examples.append(
            {
                "report_id": lost.report_id if lost else settled.report_id,
                "unit": lost.unit_id if lost else settled.unit.id if settled.unit else None,
                "year": lost.report_year if lost else report.report_year if report else None,
                "fields": fields,
                "reason": settled.reason,
            }
        )

    def summary(self) -> dict[str, Any]:
        return {
            "read": len(self.settled),
            "unchanged": self.unchanged,
            "changed": self.changed,
            "by_field": dict(self.by_field.most_common()),
            "newly_recognised": self.newly_recognised,
            "no_longer_recognised": len(self.lost),
            "review": self.review,
            "examples": self.examples,
        }


def kind_of(unit_ids: Sequence[str], year: int | None) -> str:
    """The kind of run: a walk is taken up again by one of the same scope only."""
    return ":".join(["reparse", *(sorted(unit_ids)), *([str(year)] if year else [])])


def reread(run: Run, unit_ids: Sequence[str] = (), year: int | None = None) -> Reread:
    """Reads the kept articles (of the units and year named) again; one that was broken off goes on where it was."""
    with run.database.session() as session:
        if not runs.left_unfinished(session, kind_of(unit_ids, year), run.id):
            captures.forget_reading(session, unit_ids, year)
    found = Reread()
    read_captures(run, found.add)
    return found
