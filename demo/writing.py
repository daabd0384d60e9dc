"""Reports written from the town's phrases 写作: the same unit, year and version always give the same text."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from demo import phrases, phrases_ending
from demo.cast import Sort, TownUnit
from demo.script import LAST_YEAR, TOWN
from demo.titles import issuers, report_title, title_lines

NUMERALS = "一二三四五六七八九十"
_SLOT = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]|\{(\d+)-(\d+)\}|\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Para:
    """One printed paragraph: plain text (`level` 0), or a heading with its bare number, alone or with text run in."""

    level: int = 0
    number: str = ""
    title: str = ""
    text: str = ""
    dotless: bool = False

    @property
    def line(self) -> str:
        if self.level == 0:
            return self.text
        mark = {1: f"{self.number}、", 2: f"（{self.number}）"}.get(self.level)
        mark = mark or (self.number if self.dotless else f"{self.number}.")
        return mark + self.title + (f"。{self.text}" if self.text else "")


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as its clerk has it 稿件. The body is `paras`; everything else has its own place on the page."""

    title: str
    title_lines: tuple[str, ...]
    recipient: str | None
    paras: tuple[Para, ...]
    signed_by: tuple[str, ...]
    signed_on: date | None
    page_number: str | None

    @property
    def ending(self) -> tuple[str, ...]:
        """What stands under the text: who signs, and when."""
        on = self.signed_on
        return (*self.signed_by, f"{on.year}年{on.month}月{on.day}日") if on else self.signed_by

    @property
    def body(self) -> str:
        """One paragraph a line, as a reader of the page must give it back."""
        return "\n".join(p.line for p in self.paras)


def fill(text: str, words: dict[str, str], rng: random.Random) -> str:
    """Takes one of each `[a|b]`, draws each `{12-40}`, and puts the words in."""

    def one(match: re.Match[str]) -> str:
        choices, low, high, word = match.groups()
        if choices is not None:
            return fill(rng.choice(choices.split("|")), words, rng)
        return words[word] if word else str(rng.randint(int(low), int(high)))

    return _SLOT.sub(one, text)


def words_of(unit: TownUnit, year: int) -> dict[str, str]:
    """The words by which a unit speaks of itself."""
    place = TOWN.offices[unit.office_id].place
    seat = place[-1]  # 市 or 区
    we, org, boss, places = {
        Sort.GOVERNMENT: (f"我{seat}", f"{seat}政府", f"{seat}政府主要负责人", "镇街"),
        Sort.DEPARTMENT: ("我局", "局党组", "局主要负责人", "基层单位"),
        Sort.TOWN: ("我镇", "镇党委、政府", "镇党政主要负责人", "村（社区）"),
        Sort.STREET: ("我街道", "街道党工委、办事处", "街道党政主要负责人", "社区"),
    }[unit.sort]
    return {"we": we, "org": org, "boss": boss, "places": places, "field": unit.business,
            "year": str(year), "next": str(year + 1)}  # fmt: skip


class _Clerk:
    """Writes one report: the dice and the words of the unit, and its habits."""

    def __init__(self, unit: TownUnit, year: int, rng: random.Random) -> None:
        self.unit, self.year, self.rng, self.style = unit, year, rng, unit.style
        self.words = words_of(unit, year)

    def fill(self, text: str) -> str:
        return fill(text, self.words, self.rng)

    def points(self, level: int, points: Sequence[tuple[str, str]]) -> Iterator[Para]:
        """Points as numbered headings, or strung together as 一是…二是…."""
        if self.style.points == "listed":
            yield Para(text="".join(f"{NUMERALS[i]}是{t}。{self.fill(x)}" for i, (t, x) in enumerate(points)))
            return
        for i, (title, text) in enumerate(points):
            number = NUMERALS[i] if level == 2 else str(i + 1)
            dotless = self.style.dropped_dot and level == 3 and i == 1
            if self.style.points == "line":
                yield Para(level, number, title, dotless=dotless)
                yield Para(text=self.fill(text))
            else:
                yield Para(level, number, title, self.fill(text), dotless)

    def theme(self, number: int, theme: phrases.Theme) -> Iterator[Para]:
        points = self.rng.sample(theme.points, min(len(theme.points), self.rng.randint(3, 4)))
        lead = self.fill(self.rng.choice(theme.leads))
        heading = Para(2, NUMERALS[number], self.rng.choice(theme.titles))
        paras = list(self.points(3, points))
        if not self.style.sections_run_in:
            yield from (heading, Para(text=lead), *paras)
            return
        if self.style.points == "listed":
            lead, paras = lead + paras[0].text, []
        yield from (replace(heading, text=lead), *paras)

    def measures(self) -> Iterator[Para]:
        sort = "t" if self.unit.sort is Sort.STREET else self.unit.sort.value
        first, *others = [t for t in phrases.THEMES if sort in t.sorts]
        chosen = sorted(self.rng.sample(others, self.rng.randint(4, 5)), key=others.index)
        yield Para(text=self.fill(self.rng.choice(phrases.MEETINGS)))
        for number, theme in enumerate((first, *chosen)):
            yield from self.theme(number, theme)

    def items(self, leads: Sequence[str], bank: Sequence[tuple[str, str]], most: int) -> Iterator[Para]:
        yield Para(text=self.fill(self.rng.choice(leads)))
        yield from self.points(2, self.rng.sample(bank, self.rng.randint(3, most)))

    def sections(self) -> Iterator[tuple[str, list[Para]]]:
        ending = phrases_ending
        yield "measures", list(self.measures())
        yield "problems", list(self.items(ending.PROBLEMS_LEAD, ending.PROBLEMS, 4))
        if not self.style.three_items:
            yield "leadership", list(self.items(ending.LEADERSHIP_LEAD, ending.LEADERSHIP, 4))
        yield "plans", list(self.items(ending.PLANS_LEAD, ending.PLANS, 5))

    def paras(self, heading_year: int | None) -> Iterator[Para]:
        yield Para(text=self.fill(self.rng.choice(phrases.OPENINGS)))
        number = 0
        for number, (item, paras) in enumerate(self.sections()):
            title = self.fill(self.rng.choice(phrases_ending.SECTION_TITLES[item]))
            if item == "measures" and heading_year:
                title = f"{heading_year}年法治政府建设基本情况"
            yield Para(1, NUMERALS[number], title)
            yield from paras
        if self.unit.sort is Sort.GOVERNMENT:
            title, text = phrases_ending.EXTRA_ITEM
            yield from (Para(1, NUMERALS[number + 1], title), Para(text=text))


def _drop_year(paras: list[Para]) -> list[Para]:
    """The flaw of text saved by a poor extractor: 20255月 for 2025年5月."""
    return [replace(p, text=re.sub(r"(20\d\d)年(\d{1,2}月)", r"\1\2", p.text)) for p in paras]


def _edit(paras: list[Para]) -> list[Para]:
    """What a unit quietly changes after publication: a figure, and one more sentence at the end."""
    index = next(i for i, p in enumerate(paras) if i > 2 and re.search(r"\d+项", p.text))
    text = re.sub(r"(\d+)项", lambda m: f"{int(m[1]) + 3}项", paras[index].text, count=1)
    paras[index] = replace(paras[index], text=text)
    paras[-1] = replace(paras[-1], text=paras[-1].text + "同时建立统计数据复核制度，防止漏报错报。")
    return paras


@lru_cache(maxsize=512)
def write(
    unit: TownUnit,
    year: int,
    published_on: date,
    heading_year: int | None = None,
    *,
    edited: bool = False,
    like: str = "",
) -> Draft:
    """The report of `unit` for `year`; it is signed one to three weeks before `published_on`.

    `like` is the unit whose dice are thrown instead: the same phrases and figures under another name.
    """
    style, rng = unit.style, random.Random(f"report {like or unit.id} {year}")
    title = report_title(unit, year, latest=LAST_YEAR)
    paras = list(_Clerk(unit, year, rng).paras(heading_year))
    paras = _edit(paras) if edited else paras
    signed_on = published_on - timedelta(days=rng.randint(7, 21))
    return Draft(
        title=title,
        title_lines=title_lines(unit, title),
        recipient=TOWN.offices[unit.office_id].upper if style.recipient else None,
        paras=tuple(_drop_year(paras) if style.dropped_year else paras),
        signed_by=issuers(unit) if style.signed else (),
        signed_on=signed_on if style.signed else None,
        page_number=f"- {rng.randint(5, 9)} -" if style.page_number else None,
    )
