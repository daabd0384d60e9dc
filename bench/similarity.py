"""How far copies lie from independent reports, and what comparing costs.

The pairs: reports of the town's writer against each other (all units write from one stock of phrases, which is harsher
than life), a unit's own reports of two years, the reference reports where they are present, and copies with names,
years and figures swapped and a part of the sentences edited.
"""

import random
import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import permutations

from demo import writing
from demo.cast import TownUnit
from demo.script import LAST_YEAR, TOWN
from parsers import read_report
from parsers.outline import read_outline
from parsers.similarity import (
    COPIED,
    OWN_STOCK,
    Document,
    Heading,
    Stock,
    bands,
    compare,
    document_of,
    fingerprint,
    learn_stock,
)
from parsers.similarity.folding import fold
from settings import CHECKOUT

PAIRS = 300
SEEDS = CHECKOUT.parent / "shared" / "seeds"


def report_of(unit: TownUnit, year: int) -> Document:
    body = writing.write(unit, year, date(year + 1, 3, 1)).body
    headings = tuple(Heading(s.title or "", s.start) for s in read_outline(body, year)[0])
    return Document(body, (unit.name, *unit.aliases), headings)


def copy_of(original: Document, edited: float, rng: random.Random) -> Document:
    """Figures swapped, a share `edited` of the sentences touched or dropped, a third of that of the paragraphs too."""
    kept = [line for line in original.body.split("\n") if len(line) < 40 or rng.random() > edited / 3]
    lines = (re.sub(r"\d+", lambda m: str(rng.randint(1, 99)), line) for line in kept)
    body = "\n".join("".join(_sentences(line, edited, rng)) for line in lines)
    return Document(body, ("柳溪镇人民政府",), original.headings)


def _sentences(line: str, edited: float, rng: random.Random) -> Iterator[str]:
    for sentence in re.split("(?<=[。；])", line):
        if len(sentence) <= 15 or rng.random() >= edited:
            yield sentence
        elif (dice := rng.random()) < 0.8:
            at = rng.randrange(3, len(sentence) - 6)
            word = rng.choice(["进一步", "切实", "全面", "持续"]) if dice < 0.5 else ""
            yield sentence[:at] + word + sentence[at + (0 if word else rng.randint(2, 5)) :]


def show(what: str, shares: Iterable[float]) -> None:
    found = sorted(shares)
    over = sum(share >= COPIED for share in found)
    print(
        f"{what:<44} n={len(found):<4} min {found[0]:.3f}  median {statistics.median(found):.3f}  "
        f"max {found[-1]:.3f}  ≥ {COPIED}: {over}"
    )


def separation(reports: Sequence[Document], earlier: Sequence[Document], stock: Stock, words: str) -> None:
    pairs = list(permutations(range(len(reports)), 2))
    random.Random(1).shuffle(pairs)
    show(f"independent, {words}", (compare(reports[a], reports[b], stock).share for a, b in pairs[:PAIRS]))
    show(
        f"own report of last year, {words}", (compare(a, b, stock).share for a, b in zip(reports, earlier, strict=True))
    )
    for edited in (0.0, 0.1, 0.3, 0.6):
        rng = random.Random(3)
        copies = [(copy_of(report, edited, rng), report) for report in reports]
        show(f"copy, {edited:.0%} of the sentences edited, {words}", (compare(c, r, stock).share for c, r in copies))


def candidates(reports: Sequence[Document]) -> None:
    """How often a copy and its original, or strangers, meet in a band."""
    marks = [set(bands(m, 1)) for r in reports if (m := fingerprint(r))]
    rng = random.Random(3)
    for edited in (0.1, 0.3, 0.6):
        copies = [set(bands(m, 1)) for r in reports if (m := fingerprint(copy_of(r, edited, rng)))]
        met = sum(bool(a & b) for a, b in zip(marks, copies, strict=True))
        print(f"copies that meet their original in a band ({edited:.0%} edited): {met} of {len(marks)}")
    met = sum(bool(a & b) for a, b in permutations(marks, 2))
    print(f"independent pairs that meet: {met} of {len(marks) * (len(marks) - 1)} (each is then compared exactly)")


def cost(reports: Sequence[Document]) -> None:
    text = "\n".join(report.body for report in reports)
    mine, theirs = Document(text[:5000]), Document(text[6000:11000])
    for words, work in (
        ("compare 5,000 × 5,000 characters", lambda: compare(mine, theirs)),
        ("compare 5,000 characters with themselves", lambda: compare(mine, mine)),
        ("fingerprint of 5,000 characters", lambda: fingerprint(mine)),
    ):
        print(f"{words}: {_median_ms(work):.1f} ms")


def _median_ms(work: Callable[[], object]) -> float:
    """Of processor time, so that a busy machine does not count."""
    times = []
    for _ in range(15):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times) * 1000


def main() -> None:
    units = list(TOWN.units.values())
    reports = [report_of(unit, LAST_YEAR) for unit in units]
    earlier = [report_of(unit, LAST_YEAR - 1) for unit in units]
    separation(reports, earlier, OWN_STOCK, "nothing learned")
    separation(reports, earlier, learn_stock(fold(r.body, r.names) for r in reports), "stock learned")
    if SEEDS.is_dir():
        real = [document_of(read_report(path.read_bytes())) for path in sorted(SEEDS.glob("*.txt"))]
        show("reference reports against each other", (compare(a, b).share for a, b in permutations(real, 2)))
    candidates(reports)
    cost(reports)


if __name__ == "__main__":
    main()
