"""What a file says, and how reading it ended."""

from dataclasses import dataclass

from core.reports import FileOutcome


class FileProblem(Exception):  # noqa: N818
    """Why a file gives no text: an outcome, and the reason in Chinese for a person. Never leaves this package."""

    def __init__(self, outcome: FileOutcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FileText:
    """A file read 附件文本. `lines` are its paragraphs in reading order, a table's row one line, cells divided by tabs.

    Only outcome READ has lines; every other has a `reason` in Chinese. `ocr` tells that the text was recognised from
    pictures 文字识别 and may hold misread characters.
    """

    outcome: FileOutcome
    media_type: str | None = None
    lines: tuple[str, ...] = ()
    reason: str | None = None
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What a format's reader gives: paragraphs, and whether OCR read them."""

    lines: tuple[str, ...]
    ocr: bool = False
