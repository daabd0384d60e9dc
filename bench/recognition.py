"""How well a yearly report is told from its look-alikes: by titles alone, and by whole pages.

Positive is what goes on without a person: recognised and not doubtful. What is doubtful goes to a person; it counts
as a miss where it is a report, and is counted apart, since it is looked at and makes no alert.
"""

import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.sides.samples import SAMPLES, other_posts, sample_pages, town_reports
from core.posts import Kind, Recognition
from parsers import read_report, recognise_title
from tests.parsers.title_corpus import Told, drawn, written


@dataclass(frozen=True)
class Judged:
    """One title or page: whether it is a report, whether it was told to be one, whether a person shall look."""

    name: str
    is_report: bool
    told: bool
    doubtful: bool


def judged_title(told: Told) -> Judged:
    seen = recognise_title(told.title)
    sure = seen.kind is Kind.ANNUAL_REPORT and not seen.doubtful
    return Judged(told.title, told.sure, sure, seen.doubtful)


def facts_right(titles: Sequence[Told]) -> tuple[float, float]:
    """The shares of report titles whose year, and whose issuers, are exact."""
    seen: list[tuple[Told, Recognition]] = [(told, recognise_title(told.title)) for told in titles if told.sure]
    years = sum(recognised.report_year == told.year for told, recognised in seen)
    issuers = sum(recognised.issuers == told.issuers for told, recognised in seen)
    return years / len(seen), issuers / len(seen)


def judged_pages() -> Iterable[Judged]:
    for truth in (*town_reports(), *other_posts(), *sample_pages()):
        report = read_report(truth.body, url=truth.url)
        yield Judged(truth.name, truth.is_report, report.is_report and not report.doubtful, report.doubtful)
    for page in sorted((SAMPLES / "real").glob("*list*.html")):
        report = read_report(page.read_bytes())
        yield Judged(page.name, False, report.is_report and not report.doubtful, report.doubtful)


def show(name: str, judged: Sequence[Judged]) -> None:
    right = sum(j.told and j.is_report for j in judged)
    told, there = sum(j.told for j in judged), sum(j.is_report for j in judged)
    doubtful = sum(j.doubtful for j in judged)
    precision, recall = right / max(1, told), right / max(1, there)
    print(f"{name:<24}{len(judged):>7}{there:>9}{precision:>11.4f}{recall:>9.4f}{doubtful:>10}")
    for j in judged:
        if j.told != j.is_report:
            print(f"    {'missed' if j.is_report else 'wrongly taken'}{', doubtful' if j.doubtful else ''}: {j.name}")


def main() -> None:
    titles = {"titles by hand": written(), "titles drawn": drawn(4000, seed=11)}
    print(f"{'what':<24}{'number':>7}{'reports':>9}{'precision':>11}{'recall':>9}{'doubtful':>10}")
    for name, corpus in titles.items():
        show(name, [judged_title(told) for told in corpus])
    show("pages", list(judged_pages()))
    for name, corpus in titles.items():
        year, issuers = facts_right(corpus)
        print(f"{name}: year exact {year:.4f}, issuers exact {issuers:.4f}")
    plain = [told.title for found in titles.values() for told in found]
    began = time.process_time()
    for title in plain:
        recognise_title(title)
    print(f"{(time.process_time() - began) / len(plain) * 1e6:.0f} µs a title")


if __name__ == "__main__":
    main()
