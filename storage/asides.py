"""Pages kept aside 另存待查: what a page said that is not, or not yet, a unit's report, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from core.posts import Kind
from core.reports import Report
from storage import marks
from storage.models import PostRow, ReportRow
from storage.report_shapes import conflict_years
from storage.sql import chunks

_NAMES = ("unit_id", "kind", "report_year", "issuers", "reasons", "review_reason", "conflict_years")


@dataclass(frozen=True, slots=True)
class Aside:
    """What a post's page said, and why (Chinese) it is no unit's report.

    With `review` it waits for a person, and until then nothing may be missing where it might belong. `conflict_years`
    are report years that it names besides `report_year`.
    """

    kind: Kind
    report_year: int | None
    reason: str
    issuers: tuple[str, ...] = ()
    unit_id: str | None = None
    review: bool = False
    conflict_years: tuple[int, ...] = ()

    @classmethod
    def of(cls, seen: Report, unit_id: str | None, reason: str, *, review: bool) -> Self:
        """A page that was read."""
        issuers, others = tuple(seen.issuers), tuple(conflict_years(seen))
        return cls(seen.kind, seen.report_year, reason, issuers, unit_id, review, others)

    def row(self) -> dict[str, Any]:
        """As it stands on its post."""
        return {
            "unit_id": self.unit_id,
            "kind": self.kind.value,
            "report_year": self.report_year,
            "issuers": list(self.issuers),
            "reasons": [self.reason],
            "review_reason": self.reason if self.review else None,
            "conflict_years": sorted(self.conflict_years),
        }


def keep(session: Session, post_id: int, aside: Aside) -> None:
    post = update(PostRow).where(PostRow.id == post_id)
    marks.of_posts(session, [post_id])
    session.execute(post.values(**aside.row(), doubtful=False))
    marks.of_posts(session, [post_id])


def of_posts(session: Session, post_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What is noted on each of the posts (`Aside.row`) where none of them bears a report."""
    bare = select(PostRow.id, *(getattr(PostRow, name) for name in _NAMES))
    bare = bare.where(~PostRow.doubtful, ~exists().where(ReportRow.post_id == PostRow.id))
    return {
        post_id: dict(zip(_NAMES, values, strict=True))
        for some in chunks(post_ids)
        for post_id, *values in session.execute(bare.where(PostRow.id.in_(some)))
    }
