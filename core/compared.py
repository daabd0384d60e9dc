"""Two stored revisions of a report beside each other, with what a reader must know before blaming anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.differences import Difference

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """两版对照. `old` and `new` tell how the revisions came about (`old` is None where there is but one).

    `report` is the new one as stored. `remarks`: why a difference may be no change by the unit (Chinese).
    """

    report: Row
    old: Row | None
    new: Row
    difference: Difference
    remarks: tuple[str, ...] = ()
