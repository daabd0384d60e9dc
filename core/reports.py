"""A report as it was read: the contract's `report` shape."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from core.posts import Kind


class Item(StrEnum):
    """The statutory content a top section belongs to 法定内容."""

    MEASURES = "measures"  # 主要举措和成效
    PROBLEMS = "problems"  # 存在的不足和原因
    LEADERSHIP = "leadership"  # 党政主要负责人履行第一责任人职责
    PLANS = "plans"  # 下一年度主要安排
    OTHER = "other"


class Coverage(StrEnum):
    SECTION = "section"
    EMBEDDED = "embedded"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its own text 章节, without its children's. `number` is the bare numeral as printed (一, 3).

    An unnumbered heading has the number "". `run_in` tells a heading that stands in the same line as its text; `item`
    is set on top sections, else None. `start`/`end`: character offsets in the body, from number to title's end.
    """

    level: int
    number: str
    title: str | None
    text: str
    run_in: bool = False
    item: Item | None = None
    children: tuple["Section", ...] = ()
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class DateSeen:
    """A date found with the page 所见日期. `kind`: displayed, meta, url, list, signed, last_modified, first_seen."""

    kind: str
    value: str  # ISO date or date-time as precise as it was shown
    where: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that the report claims 指标. `start`/`end` are character offsets of `quote` in the body."""

    key: str
    value: float
    unit: str
    quote: str
    start: int
    end: int
    approximate: bool = False
    year: int | None = None


class FileOutcome(StrEnum):
    """How reading an attached file ended 附件识读结果. Closed; only READ gives text."""

    READ = "read"
    NO_TEXT = "no_text"  # a scan or a picture, and the OCR extra is not installed or found nothing
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_LARGE = "too_large"  # beyond what is read: bytes, pages, or what it unpacks to
    UNSUPPORTED = "unsupported"
    NOT_FETCHED = "not_fetched"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the page offers 附件. `outcome` is None where nobody tried to read it; `reason` says why, in Chinese.

    `media_type` is told by the file's bytes once they were read, before that by its name.
    """

    name: str
    url: str
    media_type: str | None = None
    outcome: FileOutcome | None = None
    reason: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A passage of the body that bears something out 依据: character offsets and the text between them."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class TextWarning:
    """A flaw of the published text 文本瑕疵; offsets into the body (both 0 when the flaw is not in the body)."""

    code: str
    detail: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A page read as a yearly report 年度报告 (or found not to be one: `is_report` False, `kind` says what)."""

    is_report: bool
    kind: Kind
    title: str | None = None
    issuers: tuple[str, ...] = ()
    report_year: int | None = None
    published_at: datetime | None = None  # Asia/Shanghai
    published_precision: str | None = None  # second | minute | day
    published_basis: str | None = None  # displayed | meta | list | url
    source: str | None = None
    doc_no: str | None = None
    index_no: str | None = None
    recipient: str | None = None
    signed_by: tuple[str, ...] = ()
    signed_on: date | None = None
    dates: tuple[DateSeen, ...] = ()
    body: str = ""
    outline: tuple[Section, ...] = ()
    coverage: dict[str, Coverage] | None = None
    indicators: tuple[Indicator, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    warnings: tuple[TextWarning, ...] = ()
    flags: tuple[str, ...] = ()  # year_conflict, date_missing
    doubtful: bool = False
    reasons: tuple[str, ...] = ()  # why it was recognised so, in Chinese
    made_title: str | None = None  # 拟题: made from issuer and year where the page prints no title
    published_reason: str | None = None  # why this date and no other, in Chinese
    site_name: str | None = None  # meta tags of the site, where the page does not contradict them
    site_id_code: str | None = None
    column_name: str | None = None
    unit_code: str | None = None  # the 18 characters at the head of an index number 统一社会信用代码
    provenance: dict[str, str] = field(default_factory=dict)  # field -> where it was read, in Chinese
    coverage_spans: dict[str, Span] = field(default_factory=dict)  # statutory item -> the passage that shows it
    body_file: str | None = None  # name of the attachment that the body was read from
