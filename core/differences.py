"""What differs between two readings of a report, as a reader sees it 改动, and what nobody would call a change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize


class PieceKind(StrEnum):
    """What became of a run of text. KEPT: the same characters. VARIANT: other characters that read the same (`folded`).

    NUMBER: a heading's number that changed because of its place 改编号. Only ADDED and REMOVED count as edits.
    """

    KEPT = "kept"
    VARIANT = "variant"
    NUMBER = "number"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in both bodies: `before` is old[before_start:before_end], `after` is new[after_start:after_end].

    ADDED has an empty `before`, REMOVED an empty `after`; their empty span stands where the other text would.
    """

    kind: PieceKind
    before: str
    after: str
    before_start: int
    after_start: int

    @property
    def before_end(self) -> int:
        return self.before_start + len(self.before)

    @property
    def after_end(self) -> int:
        return self.after_start + len(self.after)

    @property
    def edits(self) -> bool:
        return self.kind in (PieceKind.ADDED, PieceKind.REMOVED)


class SectionKind(StrEnum):
    """KEPT: nothing of its text changed (its number or place may have)."""

    KEPT = "kept"
    EDITED = "edited"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Place:
    """A section in one of the bodies, with its own text but without its subsections: offsets `start` to `end`.

    The text above the first heading has level 0, number "" and no title.
    """

    level: int
    number: str
    title: str | None
    heading: str  # number and title as printed, cut where it is long
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SectionDifference:
    """A section of either text 章节改动. `before` or `after` is None where it stands in the other one only.

    `moved`: it stands before what it stood behind, or the reverse. `pieces` cover both spans without a gap. `edits`:
    places that were changed 处; `added`/`removed`: characters without white space 字.
    """

    kind: SectionKind
    before: Place | None
    after: Place | None
    pieces: tuple[Piece, ...]
    moved: bool = False
    edits: int = 0
    added: int = 0
    removed: int = 0
    above: tuple[str, ...] = ()  # headings of the sections it stands under, outermost first

    @property
    def name(self) -> str:
        place = self.after or self.before
        return (place.heading if place else "") or "正文开头"

    @property
    def path(self) -> str:
        return " › ".join((*self.above, self.name))

    @property
    def renumbered(self) -> bool:
        return any(piece.kind is PieceKind.NUMBER for piece in self.pieces)

    @property
    def changed(self) -> bool:
        return self.kind is not SectionKind.KEPT or self.moved or self.renumbered


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of the report that differs: its name in the contract and in Chinese, None where it had or has none."""

    field: str
    name: str
    before: str | None
    after: str | None


class FileChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"  # other bytes under the same address or name
    RENAMED = "renamed"
    READDRESSED = "readdressed"  # the same name under another address, bytes unknown


@dataclass(frozen=True, slots=True)
class FileChange:
    """An attachment that differs 附件改动; name, address and SHA-256 as now, or as before where it is gone."""

    kind: FileChangeKind
    name: str
    url: str
    sha256: str | None = None
    before_name: str | None = None
    before_url: str | None = None
    before_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two readings of a report.

    `sections` holds every section of both, unchanged ones too, in the order of the new text; a removed one stands
    behind what it stood behind. Sums count outermost sections only where sections were added, removed or moved.
    """

    sections: tuple[SectionDifference, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    attachments: tuple[FileChange, ...] = ()
    edits: int = 0
    added: int = 0
    removed: int = 0
    sections_added: int = 0
    sections_removed: int = 0
    sections_moved: int = 0
    sections_renumbered: int = 0

    @property
    def text_changed(self) -> bool:
        return any(section.changed for section in self.sections)

    @property
    def changed(self) -> bool:
        return bool(self.text_changed or self.fields or self.attachments)


_ASIDE = {"○": "〇", "◯": "〇", "“": '"', "”": '"', "‘": "'", "’": "'", "〜": "~"}
_DASHES = "‐‑‒–—―─－﹣−"
_DOTS = "•‧・･∙⋅"
_UNSEEN = "\u00ad\u180e\u2060\u2061\u2062\u2063\u2064\ufeff\x7f"
_UNSEEN_RANGES = ((0x00, 0x20), (0x80, 0xA0), (0x200B, 0x2010), (0x202A, 0x202F), (0xFE00, 0xFE10))
_WIDE_RANGES = ((0xFF01, 0xFFEF), (0x2E80, 0x2FE0), (0xF900, 0xFB00), (0xFE30, 0xFE6C))


def _signs(ranges: Iterable[tuple[int, int]]) -> list[str]:
    return [chr(c) for start, end in ranges for c in range(start, end)]


def _same_signs() -> dict[str, str]:
    """One sign for all that read as the same one, "" for what is not seen at all."""
    wide = {c: n for c in _signs(_WIDE_RANGES) if len(n := normalize("NFKC", c)) == 1}
    unseen = [*_UNSEEN, *_signs(_UNSEEN_RANGES)]
    blank = [c for c in map(chr, range(0x3001)) if c.isspace()]
    known = wide | dict.fromkeys(_DASHES, "-") | dict.fromkeys(_DOTS, "·") | _ASIDE
    return known | dict.fromkeys((*unseen, *blank), "")


_SAME_SIGNS = _same_signs()
_WORDLIKE = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def folded_signs(text: str) -> Iterator[tuple[str, int]]:
    """The signs of `folded(text)`, each with the offset in `text` that it comes from."""
    last, blank = "", -1
    for at, raw in enumerate(text):
        sign = _SAME_SIGNS.get(raw, raw)
        if not sign:
            blank = at if blank < 0 and raw.isspace() else blank
            continue
        if sign == last == "-" and raw != "-":
            continue
        if blank >= 0 and last in _WORDLIKE and sign in _WORDLIKE:
            yield " ", blank
        yield sign, at
        last, blank = sign, -1


def folded(text: str) -> str:
    """`text` by what a reader takes in: two texts that fold alike differ in nothing that one would call a change.

    No change are: white space, paragraph breaks and invisible characters (but a blank between two words or figures
    stays one), full and half width, straight and curly quotation marks, the lengths of dashes, the forms of the
    middle dot and of 〇, and compatibility forms of a Chinese character. Everything else is one: another mark
    (、 for ，), another case, 12 for 十二.
    """
    return "".join(sign for sign, _ in folded_signs(text))


def same_to_a_reader(one: str | None, other: str | None) -> bool:
    """Whether nobody would call the difference between two texts a change; None equals an empty text."""
    return one == other or folded(one or "") == folded(other or "")
