"""Units that a report may be of, found by the names that they go by."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from core.units import Unit
from registry.mentions import split_joint
from registry.names import DEPARTMENT, Name, office, read_name


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit with the names it goes by, and the places above it that those names tell; `place` is its turn."""

    place: int
    unit: Unit
    names: tuple[Name, ...]
    chains: tuple[str, ...]


class Candidates:
    """Some units 候选单位, each once, in the order given."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = tuple({unit.id: unit for unit in units}.values())
        self._all = tuple(Candidate(n, unit, *_names_of(unit.name, unit.aliases)) for n, unit in enumerate(self.units))

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self._all)

    def with_stem_in(self, stem: str) -> list[Candidate]:
        """Those with a name whose stem is the end of this one."""
        ends = (stem[start:] for start in range(len(stem)))
        return self._at({place for end in ends for place in self._by_stem.get(end, ())})

    def with_office(self, stem: str) -> list[Candidate]:
        """Those with a department's name that is one office with this one."""
        return self._at(set(self._by_office.get(office(stem), ())))

    def _at(self, places: Iterable[int]) -> list[Candidate]:
        return [self._all[place] for place in sorted(places)]

    @cached_property
    def _by_stem(self) -> Mapping[str, list[int]]:
        return _places((name.stem, c.place) for c in self._all for name in c.names)

    @cached_property
    def _by_office(self) -> Mapping[str, list[int]]:
        departments = ((name, c.place) for c in self._all for name in c.names if name.kind == DEPARTMENT)
        return _places((office(name.stem), place) for name, place in departments)


def _places(pairs: Iterable[tuple[str, int]]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, place in pairs:
        found.setdefault(key, []).append(place)
    return found


@lru_cache(maxsize=16384)
def _names_of(name: str, aliases: tuple[str, ...]) -> tuple[tuple[Name, ...], tuple[str, ...]]:
    written = (part for text in (name, *aliases) for part in split_joint(text))
    names = tuple(dict.fromkeys(found for text in written if (found := read_name(text)) is not None))
    return names, tuple({found.above for found in names if found.above})
