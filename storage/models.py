"""All tables together: importing this module fills `Base.metadata`."""

from storage.base import Base
from storage.chain_rows import ArchiveFileRow, ChainRow
from storage.outbox_rows import AcknowledgementRow, AlertRow, ChannelRow, DeliveryRow, SilenceRow
from storage.register_rows import ColumnRow, OfficeRow, UnitColumnRow, UnitRow
from storage.report_rows import ChangeRow, ReportPostRow, ReportRow, RevisionRow, SectionRow
from storage.similar_rows import BandRow, FingerprintRow, SimilarityRow
from storage.standing_rows import ObligationRow, RejudgeRow, TransitionRow
from storage.watch_rows import (
    CaptureRow,
    CheckRow,
    HostRow,
    ListPageRow,
    PostColumnRow,
    PostFileRow,
    PostRow,
    RunRow,
    SecondLookRow,
    WalkRow,
)

__all__ = [
    "AcknowledgementRow",
    "AlertRow",
    "ArchiveFileRow",
    "BandRow",
    "Base",
    "CaptureRow",
    "ChainRow",
    "ChangeRow",
    "ChannelRow",
    "CheckRow",
    "ColumnRow",
    "DeliveryRow",
    "FingerprintRow",
    "HostRow",
    "ListPageRow",
    "ObligationRow",
    "OfficeRow",
    "PostColumnRow",
    "PostFileRow",
    "PostRow",
    "RejudgeRow",
    "ReportPostRow",
    "ReportRow",
    "RevisionRow",
    "RunRow",
    "SecondLookRow",
    "SectionRow",
    "SilenceRow",
    "SimilarityRow",
    "TransitionRow",
    "UnitColumnRow",
    "UnitRow",
    "WalkRow",
]
