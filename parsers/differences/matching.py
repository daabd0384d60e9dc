"""Which section of the old outline is which of the new one: by title, text, number and place."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from parsers.differences.likeness import alike
from parsers.differences.outlines import Part

_ENOUGH = 0.6
_MANY = 400  # pairs of sections with one title; of more only the first with the first, and so on
_ITEMS = ("measures", "problems", "leadership", "plans")


def matched(olds: Sequence[Part], news: Sequence[Part]) -> dict[int, int]:
    """The old section of each new one that has one, each used once; the texts above the first headings are a pair."""
    pairs = {0: 0}
    _pair(pairs, _same(olds, news, lambda part: (part.place.number, part.title, part.text)))
    taken = set(pairs.values())
    olds = [part if n in taken else part.folded() for n, part in enumerate(olds)]
    news = [part if n in pairs else part.folded() for n, part in enumerate(news)]
    _pair(pairs, _same(olds, news, lambda part: (part.title, part.text) if part.text else None))
    for level in sorted({part.place.level for part in olds[1:]}):
        _pair(pairs, _rated(olds, news, pairs, level))
    _pair(pairs, _rated(olds, news, pairs, None))
    return pairs


def _pair(pairs: dict[int, int], wanted: Iterable[tuple[int, int]]) -> None:
    """Takes (old, new) in that order, as long as both are free."""
    taken = set(pairs.values())
    for old, new in wanted:
        if new not in pairs and old not in taken:
            pairs[new] = old
            taken.add(old)


def _same(
    olds: Sequence[Part], news: Sequence[Part], key_of: Callable[[Part], tuple[str, ...] | None]
) -> Iterator[tuple[int, int]]:
    """Sections with the same key, the first with the first."""
    places: dict[tuple[str, ...] | None, deque[int]] = defaultdict(deque)
    for n, part in enumerate(olds[1:], 1):
        places[key_of(part)].append(n)
    for n, part in enumerate(news[1:], 1):
        if (key := key_of(part)) and (same := places[key]):
            yield same.popleft(), n


def _rated(
    olds: Sequence[Part], news: Sequence[Part], pairs: Mapping[int, int], level: int | None
) -> list[tuple[int, int]]:
    """Free sections (of a level) that may be a pair, the surest first."""
    taken = set(pairs.values())
    ones = [n for n, part in enumerate(olds) if n not in taken and level in (None, part.place.level)]
    others = [n for n, part in enumerate(news) if n not in pairs and level in (None, part.place.level)]
    titles, texts = _likeness(olds, news, ones, others)
    rated = []
    for one, other in {*titles, *texts, *_same_places(olds, news, ones, others)}:
        rate = titles.get((one, other), 0) + texts.get((one, other), 0)
        rate += _in_place(olds[one], news[other], pairs)
        if rate >= _ENOUGH:
            rated.append((-rate, abs(one - other), one, other))
    return [(one, other) for _, _, one, other in sorted(rated)]


_Rates = dict[tuple[int, int], float]


def _likeness(
    olds: Sequence[Part], news: Sequence[Part], ones: Sequence[int], others: Sequence[int]
) -> tuple[_Rates, _Rates]:
    """How alike the titles are, and how alike the texts."""
    titles: _Rates = {}
    for like in alike([olds[n].title for n in ones], [news[n].title for n in others]):
        titles[ones[like.one], others[like.other]] = 0.8 * like.part
    titles |= dict.fromkeys(_same_titles(olds, news, ones, others), 1.0)
    texts: _Rates = {}
    for like in alike([olds[n].text for n in ones], [news[n].text for n in others]):
        pair = ones[like.one], others[like.other]
        sizes = sorted((len(olds[pair[0]].text), len(news[pair[1]].text)))
        texts[pair] = like.part * (0.5 + 0.5 * sizes[0] / sizes[1])
    return titles, texts


def _same_titles(
    olds: Sequence[Part], news: Sequence[Part], ones: Sequence[int], others: Sequence[int]
) -> Iterator[tuple[int, int]]:
    places: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for n in ones:
        places[olds[n].title][0].append(n)
    for n in others:
        places[news[n].title][1].append(n)
    for title, (mine, theirs) in places.items():
        if not title:
            continue
        if len(mine) * len(theirs) > _MANY:
            yield from zip(mine, theirs, strict=False)
        else:
            yield from ((one, other) for one in mine for other in theirs)


def _same_places(
    olds: Sequence[Part], news: Sequence[Part], ones: Sequence[int], others: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Sections of one statutory item and number, whatever stands in them."""
    places = {(olds[n].item, olds[n].place.number): n for n in ones if olds[n].item in _ITEMS}
    for n in others:
        if (one := places.get((news[n].item, news[n].place.number))) is not None:
            yield one, n


def _in_place(old: Part, new: Part, pairs: Mapping[int, int]) -> float:
    """What speaks for a pair besides its words."""
    above = old.parent is None if new.parent is None else pairs.get(new.parent) == old.parent
    numbered = old.place.number == new.place.number and old.place.level == new.place.level
    return 0.15 * above + 0.1 * numbered + 0.4 * (old.item == new.item and old.item in _ITEMS)
