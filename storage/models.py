"""All tables together: importing this module fills `Base.metadata`."""

from storage.account_rows import AccountRow, JournalRow, LoginRow, TokenRow
from storage.base import Base
from storage.board_rows import EditionRow
from storage.chain_rows import ArchiveFileRow, ChainRow
from storage.decision_rows import DecisionRow
from storage.indicator_rows import IndicatorRow
from storage.outbox_rows import AcknowledgementRow, AlertRow, ChannelRow, DeliveryRow, SilenceRow
from storage.register_rows import ColumnRow, OfficeRow, UnitColumnRow, UnitRow
from storage.report_rows import ChangeRow, ReportPostRow, ReportRow, RevisionRow, SectionRow
from storage.search_rows import SearchRow
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
    "AccountRow",
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
    "DecisionRow",
    "DeliveryRow",
    "EditionRow",
    "FingerprintRow",
    "HostRow",
    "IndicatorRow",
    "JournalRow",
    "ListPageRow",
    "LoginRow",
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
    "SearchRow",
    "SecondLookRow",
    "SectionRow",
    "SilenceRow",
    "SimilarityRow",
    "TokenRow",
    "TransitionRow",
    "UnitColumnRow",
    "UnitRow",
    "WalkRow",
]
