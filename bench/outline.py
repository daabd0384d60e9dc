"""How exactly outlines are read, which contents are found, and what it costs.

Reports made from drafts in every numbering style and with every flaw, and texts written by hand, all of our own
(tests/parsers); the seeds' gold too where it lies beside the project. A heading counts where level, number and title
are all exact.
"""

import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from core.reports import Section  # noqa: E402
from parsers import read_report  # noqa: E402
from parsers.coverage import judge_coverage  # noqa: E402
from parsers.flaws import find_flaws  # noqa: E402
from parsers.outline import read_outline  # noqa: E402
from tests.parsers.outline_cases import CASES, as_read, flat, load  # noqa: E402
from tests.parsers.outline_drafts import YEAR, made_reports  # noqa: E402

SEEDS = ROOT.parent / "shared" / "seeds"
ROUNDS = 7

Head = tuple[int, str, str | None]


@dataclass
class Tally:
    """Headings right, read and expected; top sections with the right content, and all of them; the same of coverage."""

    right: int = 0
    read: int = 0
    expected: int = 0
    items_right: int = 0
    items: int = 0
    covered_right: int = 0
    covered: int = 0

    def heads(self, read: Sequence[Head], expected: Sequence[Head]) -> None:
        self.right += sum((Counter(read) & Counter(expected)).values())
        self.read += len(read)
        self.expected += len(expected)

    def pairs(self, read: Sequence[object], expected: Sequence[object]) -> None:
        self.items_right += sum((Counter(map(str, read)) & Counter(map(str, expected))).values())
        self.items += len(expected)

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.read + self.expected)


def heads_of(sections: Sequence[Section]) -> list[Head]:
    return [(s.level, s.number, s.title) for s in flat(sections)]


def items_of(sections: Sequence[Section]) -> list[tuple[str, str]]:
    return [(s.number, s.item.value) for s in sections if s.item]


def on_drafts() -> tuple[Tally, list[str]]:
    tally, bodies = Tally(), []
    for made in made_reports():
        outline, _ = read_outline(made.body, YEAR)
        tally.heads(heads_of(outline), [(level, number, title) for level, number, title, _ in made.outline])
        tally.pairs(items_of(outline), [(number, item) for _, number, _, item in made.outline if item])
        bodies.append(made.body)
    return tally, bodies


def on_cases() -> tuple[Tally, list[str]]:
    tally, bodies = Tally(), []
    for case in map(load, CASES):
        read = as_read(case.body)
        split = [[line.rsplit("|", 1) for line in lines] for lines in (read.outline, case.outline)]
        tally.heads(*[[(0, head, None) for head, _ in lines] for lines in split])
        tally.pairs(*[[(head, item) for head, item in lines if item] for lines in split])
        tally.covered_right += sum(line in case.coverage for line in read.coverage)
        tally.covered += len(case.coverage)
        bodies.append(case.body)
    return tally, bodies


def on_seeds() -> tuple[Tally, list[str]]:
    tally, bodies = Tally(), []
    gold = json.loads((SEEDS / "gold.json").read_text(encoding="utf-8")) if SEEDS.exists() else {}
    for name, expected in gold.items():
        report = read_report((SEEDS / name).read_bytes(), url=expected["url"])
        tally.heads(heads_of(report.outline), [(h["level"], h["number"], h["title"]) for h in expected["outline"]])
        tally.pairs(items_of(report.outline), [(h["number"], h["item"]) for h in expected["outline"] if "item" in h])
        bodies.append(report.body)
    return tally, bodies


def milliseconds(work: Callable[[str], object], body: str) -> float:
    """Of processor time, the best of several rounds, for 5,000 characters."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        work(body)
        best = min(best, time.process_time() - began)
    return best * 1000 * 5000 / len(body)


def main() -> None:
    print(f"{'texts':<24}{'count':>6}{'headings':>10}{'exact F1':>10}{'items':>8}{'coverage':>10}")
    bodies: list[str] = []
    for name, run in (("made from drafts", on_drafts), ("written by hand", on_cases), ("seeds", on_seeds)):
        tally, texts = run()
        if not texts:
            continue
        covered = f"{tally.covered_right / tally.covered:.4f}" if tally.covered else "-"
        items = tally.items_right / tally.items
        print(f"{name:<24}{len(texts):>6}{tally.expected:>10}{tally.f1:>10.4f}{items:>8.4f}{covered:>10}")
        bodies += texts
    long = "\n".join(body for body in bodies if len(body) < 3000)
    steps: dict[str, Callable[[str], object]] = {
        "outline": lambda body: read_outline(body, YEAR),
        "outline and coverage": lambda body: judge_coverage(read_outline(body, YEAR)[0], body, YEAR),
        "flaws": find_flaws,
    }
    real = [body for body in bodies if len(body) >= 3000] or [long]
    print(f"\n{'ms for 5,000 characters':<24}{'real length':>16}{'headings only':>16}{'16 times that':>16}")
    for step, work in steps.items():
        typical = statistics.median(milliseconds(work, body) for body in real)
        print(f"{step:<24}{typical:>16.2f}{milliseconds(work, long):>16.2f}{milliseconds(work, long * 16):>16.2f}")


if __name__ == "__main__":
    main()
