"""All tables together: importing this module fills `Base.metadata`."""

from storage.base import Base
from storage.outbox_rows import AlertRow, DeliveryRow
from storage.register_rows import ColumnRow, OfficeRow, UnitColumnRow, UnitRow
from storage.report_rows import ReportRow, RevisionRow, SectionRow
from storage.standing_rows import ObligationRow, TransitionRow
from storage.watch_rows import CaptureRow, CheckRow, ListPageRow, PostColumnRow, PostRow, RunRow

__all__ = [
    "AlertRow",
    "Base",
    "CaptureRow",
    "CheckRow",
    "ColumnRow",
    "DeliveryRow",
    "ListPageRow",
    "ObligationRow",
    "OfficeRow",
    "PostColumnRow",
    "PostRow",
    "ReportRow",
    "RevisionRow",
    "RunRow",
    "SectionRow",
    "TransitionRow",
    "UnitColumnRow",
    "UnitRow",
]
