"""A rule that dates the publishing of yearly reports, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.kinds import UnitKind
from core.units import Duty, Level

MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """A dated rule 公开期限规定.

    It governs the report years `from_year`–`to_year` (None: until further notice) in the places whose division codes
    begin with one of `jurisdiction` (none: the whole country), and there the units of `levels` (none: all). `due` and
    `borderline` are days of the year after the report year. A local rule may leave out both: it then only says whom it
    binds. `confirmed` is False where nobody has read it so in the text. `contents`: it says what a report must contain.
    """

    id: str
    title: str  # the document and article, as a clerk cites it
    citation: str  # document number, date of issue, and what it asks for, in our words
    source: str  # where the text was seen
    scope: str  # whom it binds, in words
    confirmed: bool
    from_year: int
    to_year: int | None = None
    jurisdiction: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    due: MonthDay | None = None
    borderline: MonthDay | None = None
    duties: Mapping[UnitKind, Duty] = field(default_factory=dict)
    contents: bool = False

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def national(self) -> bool:
        return not self.jurisdiction

    def governs(self, report_year: int) -> bool:
        return self.from_year <= report_year and (self.to_year is None or report_year <= self.to_year)

    def nearness(self, division_code: str | None) -> int | None:
        """How close to the place the rule is made: 0 for the whole country, more the narrower; None: not for it."""
        if self.national:
            return 0
        return max((len(code) for code in self.jurisdiction if (division_code or "").startswith(code)), default=None)

    def dates(self, kind: UnitKind) -> bool:
        """Whether its date is for units of that kind: where it names those whom it binds, it speaks of no others."""
        return self.national or not self.duties or kind in self.duties

    @property
    def cited(self) -> str:
        """How it is named to a reader; what nobody has read in the text says so."""
        matter = "期限" if self.due else "要求"
        return self.title if self.confirmed else f"{self.title}，具体{matter}待核对"
