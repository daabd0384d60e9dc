"""Whose report it is: decided by the organs that title, signature and source name, never by the host."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.divisions import PROVINCES
from core.units import Unit
from registry.candidates import Candidate, Candidates
from registry.mentions import issuer_names, source_names, title_names
from registry.names import BARE, DEPARTMENT, TOWNSHIP_KINDS, Name, akin


@dataclass(frozen=True, slots=True)
class Assignment:
    """归属: the unit a report belongs to, or None; `doubtful` leaves it to a person (then `unit_id` is None)."""

    unit_id: str | None
    reason: str
    doubtful: bool = False


def assign(
    report_issuers: Sequence[str],
    title: str | None,
    source: str | None,
    candidates: Candidates,
    report_year: int | None = None,
) -> Assignment:
    """The candidate whose report this is.

    The title's issuer decides; without one whom the title is about, then the signature, then the source. Where a name
    was handed on, the `report_year` tells who bore it.
    """
    if not candidates:
        return Assignment(None, "栏目没有登记任何单位")
    issuing, about = title_names(title)
    groups = (
        ("标题署名", issuing),
        ("标题所述单位", about),
        ("落款", issuer_names(report_issuers)),
        ("来源", source_names(source)),
    )
    told = [(where, names) for where, group in groups if (names := _telling(group, candidates))]
    if not told:
        return _without_issuer(candidates)
    return _decide(told, candidates, report_year)


def _decide(told: Sequence[tuple[str, tuple[Name, ...]]], known: Candidates, report_year: int | None) -> Assignment:
    where, names = told[0]
    said = f"{where}“{'、'.join(_written(name) for name in names)}”"
    matching = _there(_matching(names, known), report_year)
    if len(matching) == 1:
        return Assignment(matching[0].id, f"{said}，即{matching[0].name}")
    if matching:
        return _narrowed(said, matching, told[1:], known)
    for other, later in told[1:]:
        if elsewhere := _matching(later, known):
            return Assignment(None, f"{said}与{other}（{_listed(elsewhere)}）不一致，请人工确认", doubtful=True)
    if len(known) == 1:
        return Assignment(None, f"{said}不是栏目所属的{known.units[0].name}，请人工确认", doubtful=True)
    if near := [k.unit for k in known if any(_near(name, k) for name in names)]:
        return Assignment(None, f"{said}与{_listed(near)}相近而不相同，请人工确认", doubtful=True)
    return Assignment(None, f"{said}不是栏目中登记的任何单位")


def _there(matching: list[Unit], report_year: int | None) -> list[Unit]:
    """A unit and its successor may go by one name: the one that was there at the end of the report year is meant."""
    if len(matching) < 2 or report_year is None:
        return matching
    return [unit for unit in matching if unit.alive_on(date(report_year, 12, 31))] or matching


def _narrowed(
    said: str, matching: Sequence[Unit], told: Sequence[tuple[str, tuple[Name, ...]]], known: Candidates
) -> Assignment:
    """Several fit what was said first (two towns of one name): what is said next may leave one of them."""
    for where, names in told:
        left = [unit for unit in _matching(names, known) if unit in matching]
        if len(left) == 1:
            return Assignment(left[0].id, f"{said}，{where}表明是{left[0].name}")
    return Assignment(None, f"{said}同时符合{_listed(matching)}，请人工确认", doubtful=True)


def _without_issuer(known: Candidates) -> Assignment:
    if len(known) == 1:
        return Assignment(known.units[0].id, f"未写明发文机关，栏目只属于该单位（{known.units[0].name}）")
    return Assignment(None, f"未写明发文机关，栏目由 {len(known)} 个单位共用，请人工确认", doubtful=True)


def _telling(names: Sequence[Name], known: Candidates) -> tuple[Name, ...]:
    """A bare word tells something only when it is some candidate's own name."""
    return tuple(name for name in names if name.kind != BARE or _fitting(name, known))


def _matching(names: Sequence[Name], known: Candidates) -> list[Unit]:
    """The units that the names mean; a department's other common name counts where nobody bears the name itself."""
    meant = {k.place for name in names for k in _fitting(name, known) or _of_that_office(name, known)}
    return [known.units[place] for place in sorted(meant)]


def _of_that_office(name: Name, known: Candidates) -> list[Candidate]:
    """市场监管局 is the 市场监督管理局 of its place."""
    if name.kind != DEPARTMENT:
        return []
    return [k for k in known.with_office(name.stem) if _lies_within(name, k)]


def _fitting(name: Name, known: Candidates) -> list[Candidate]:
    return [k for k in known.with_stem_in(name.stem) if _fits(name, k)]


def _fits(name: Name, known: Candidate) -> bool:
    return any(_same_stem(name, own, known.chains) for own in known.names) and _lies_within(name, known)


def _same_stem(name: Name, own: Name, chains: Sequence[str]) -> bool:
    """Equal, but for a bare word's lacking type, and for a place above run together with it (东莞南城街道)."""
    if name.kind != own.kind and (name.kind != BARE or not own.place):
        return False
    abbreviated = name.stem.removesuffix(own.stem)
    return name.stem == own.stem or (
        abbreviated != name.stem and any(chain.endswith(abbreviated) or abbreviated.endswith(chain) for chain in chains)
    )


def _lies_within(name: Name, known: Candidate) -> bool:
    """Whether the places above the name can be those above the unit; what nobody states contradicts nothing.

    A place may leave out levels (重庆市几江街道). A department may not: 天津市司法局 is not 红桥区司法局.
    """
    if not name.above:
        return name.kind != DEPARTMENT or _same_tier(name, known)
    if not known.chains:
        return _in_province(name.within, known.unit.division_code)
    if name.kind == DEPARTMENT:
        return any(chain.endswith(name.above) or name.above.endswith(chain) for chain in known.chains)
    return any(name.above in chain or chain in name.above for chain in known.chains)


def _same_tier(name: Name, known: Candidate) -> bool:
    """市司法局 is the city's, 区司法局 the district's, 司法局 may be either."""
    return not known.chains or any(own.within.endswith(name.within) for own in known.names)


def _in_province(within: str, division_code: str | None) -> bool:
    """Enough to refuse 「重庆市…南城街道」 for a unit of 44 whose names hold no place above it."""
    own = PROVINCES.get((division_code or "")[:2])
    return own is None or within.startswith(own) or not within.startswith(tuple(PROVINCES.values()))


def _near(name: Name, known: Candidate) -> bool:
    """The same place under another type or within another place, a body within a township, a department of much the
    same name: a person should look.
    """
    if name.kind == DEPARTMENT:
        return _within_township(name, known) or _akin_here(name, known)
    return name.place and any(own.place and own.stem == name.stem for own in known.names)


def _within_township(name: Name, known: Candidate) -> bool:
    return any(name.within.endswith(own.stem + own.kind) for own in known.names if own.kind in TOWNSHIP_KINDS)


def _akin_here(name: Name, known: Candidate) -> bool:
    return _lies_within(name, known) and any(
        own.kind == DEPARTMENT and akin(name.stem, own.stem) for own in known.names
    )


def _written(name: Name) -> str:
    return name.within + name.stem + ("" if name.kind in (DEPARTMENT, BARE) else name.kind)


def _listed(units: Sequence[Unit]) -> str:
    names = [unit.name for unit in units[:3]]
    return "、".join(names) + (f"等 {len(units)} 个单位" if len(units) > 3 else "")
