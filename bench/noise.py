"""Noise and edits: pages that are never twice the same bytes give no revision, and every real edit gives one.

The demo's report pages go through archive, parser, decision and database, night by night, as the crawl would hand them
over. Then a part of them is edited, one thing each, in the midst of the same noise.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from bench.noisy_pages import EDITS, NoisyPage, UnservedTown, pages, restless
from core.crawl import ArticleRead, SecondLook
from core.pages import Ask, Outcome, Page
from core.posts import PostRef
from core.times import SHANGHAI
from crawlers.archive import ArchiveWriter, archive_name
from demo import register
from flows.looks import read_looks
from flows.read import read_captures
from flows.run import Run, begin_run
from settings import Settings
from storage import looks, reports, watch

FIRST = datetime(2026, 4, 20, 2, tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of it. `missed`: edits without exactly one revision more, by kind and address."""

    reports: int
    fetches: int
    noise_revisions: int
    edits: int
    edit_revisions: int
    missed: tuple[tuple[str, str], ...]
    seconds: float


class Nights:
    """Nights over the same pages, all in one run whose clock goes on; each visit has bytes of its own."""

    def __init__(self, run: Run, rng: random.Random) -> None:
        self.run, self.rng, self.number = run, rng, 0

    def play(self, these: Sequence[NoisyPage], *, twice: bool = False) -> None:
        """One night; with `twice` new articles are looked at once more, as the crawl does."""
        self.run.now = FIRST + timedelta(days=self.number)
        self.number += 1
        self._keep(self.run, these, self.run.now, twice=twice)
        read_captures(self.run)
        read_looks(self.run)

    def revisions(self) -> Mapping[str, int]:
        with self.run.database.session() as session:
            return {row["url"]: row["revisions"] for row in reports.list_reports(session)}

    def _keep(self, run: Run, these: Sequence[NoisyPage], at: datetime, *, twice: bool) -> None:
        archive = ArchiveWriter(run.settings.archive_dir, archive_name(run.id, self.number, at))
        with run.database.session() as session:
            for page in these:
                column, ref = page.post.column_id, PostRef(page.url, page.post.title)
                asked = [archive.write(self._answer(page, at), ())]
                watch.keep_article(session, run.id, ArticleRead(column, ref, Outcome.OK, "", at, asked[0]))
                if twice:
                    again = archive.write(self._answer(page, at + timedelta(minutes=9)), ())
                    looks.keep(session, run.id, SecondLook(column, ref.url, ref.url, Outcome.OK, at, again))
        archive.close()

    def _answer(self, page: NoisyPage, at: datetime) -> Page:
        body = restless(page, self.rng, at + timedelta(seconds=self.rng.randint(0, 3600)))
        return Page(Ask(page.url), page.url, 200, body, at, (("Content-Type", "text/html"),))


def measure(home: Path, fetches: int, edits: int, *, seed: int = 1) -> Figures:
    """Nights of noise until there were `fetches` more, then nights with `edits` among the pages."""
    began = time.monotonic()
    town = UnservedTown(FIRST - timedelta(days=5))
    register.write(home / "registry", town)
    settings = Settings(home=home / "var", registry=home / "registry", now=FIRST)
    with begin_run(settings, kind="nightly") as run:
        nights = Nights(run, random.Random(seed))
        these = list(islice(pages(town), max(fetches // 8, 8)))
        nights.play(these, twice=True)
        kept = nights.revisions()
        these = [page for page in these if page.url in kept]
        done = _noise(nights, these, fetches)
        noise = sum(nights.revisions().values()) - sum(kept.values())
        return Figures(len(kept), done, noise, *_edits(nights, these, edits), time.monotonic() - began)


def _noise(nights: Nights, these: Sequence[NoisyPage], fetches: int) -> int:
    done = 0
    while done < fetches:
        some = these[: fetches - done]
        nights.play(some)
        done += len(some)
    return done


def _edits(nights: Nights, these: Sequence[NoisyPage], edits: int) -> tuple[int, int, tuple[tuple[str, str], ...]]:
    """How many were planted, the revisions that the nights made, and the edits that were missed."""
    total, made, missed = 0, 0, []
    while total < edits:
        planted = _planted(these, nights.rng, edits - total, skip=total)
        before = nights.revisions()
        these = [planted.get(page.url, ("", page))[1] for page in these]
        nights.play(these)
        after = nights.revisions()
        made += sum(after.values()) - sum(before.values())
        missed += [(kind, url) for url, (kind, _) in planted.items() if after[url] != before[url] + 1]
        total += len(planted)
    return total, made, tuple(missed)


def _planted(
    these: Sequence[NoisyPage], rng: random.Random, most: int, *, skip: int
) -> dict[str, tuple[str, NoisyPage]]:
    """One edit on each page, the kinds taking turns; at most half of the pages, so that the others prove the noise."""
    kinds = list(EDITS)
    planted: dict[str, tuple[str, NoisyPage]] = {}
    for page in rng.sample(these, min(len(these) // 2, most)):
        kind = kinds[(skip + len(planted)) % len(kinds)]
        edited = EDITS[kind](page, rng)
        if edited is not None:
            planted[page.url] = (kind, edited)
    return planted


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--fetches", type=int, default=1000)
    words.add_argument("--edits", type=int, default=200)
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), asked.fetches, asked.edits, seed=asked.seed)
    print(f"{figures.reports} reports, {figures.fetches} fetches of noise: {figures.noise_revisions} revisions")
    print(f"{figures.edits} edits: {figures.edit_revisions} revisions, missed {len(figures.missed)}")
    for kind, url in figures.missed:
        print(f"  {kind}: {url}")
    print(f"{figures.seconds:.0f} s")


if __name__ == "__main__":
    main()
