"""How well and how fast figures are read, over sentences of our own and, where at hand, real reports."""

import statistics
import sys
import time
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from parsers.indicators import read_indicators
from parsers.outline import read_outline
from tests.parsers.indicator_gold import ALSO_TRUE, gold_reports
from tests.parsers.indicator_sentences import SENTENCES, YEAR

ROUNDS = 30

Figures = set[tuple[str, float]]


def score(name: str, cases: Iterable[tuple[Figures, Figures]]) -> None:
    """One line of the table, from pairs of expected and found figures."""
    pairs = list(cases)
    right = sum(len(expected & found) for expected, found in pairs)
    wished = sum(len(expected) for expected, _ in pairs)
    given = sum(len(found) for _, found in pairs)
    if wished and given:
        print(f"{name:<28}{wished:>8}{given:>8}{right / given:>11.3f}{right / wished:>9.3f}")


def own_sentences() -> Iterable[tuple[Figures, Figures]]:
    for said in SENTENCES:
        yield {f[:2] for f in said.figures}, {(i.key, i.value) for i in read_indicators(said.sentence, YEAR)}


def real_reports() -> Iterable[tuple[Figures, Figures]]:
    for gold in gold_reports():
        listed = {(f["key"], float(f["value"])) for f in gold.figures} | set(ALSO_TRUE[gold.name].items())
        yield listed, {(i.key, i.value) for i in gold.report.indicators}


def milliseconds(body: str, year: int | None) -> float:
    """Of processor time, the median of several rounds; the outline is at hand, as it is in a report."""
    outline, _ = read_outline(body, year)
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        read_indicators(body, year, outline)
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken)


def bodies() -> Iterable[tuple[str, str, int | None]]:
    for gold in gold_reports():
        yield gold.name, gold.report.body, gold.report.report_year
    text = "\n".join(said.sentence for said in SENTENCES)
    for times in (1, 4, 16, 64):
        yield f"our sentences ×{times}", text * times, YEAR


def main() -> None:
    print(f"{'figures (key and value)':<28}{'gold':>8}{'found':>8}{'precision':>11}{'recall':>9}")
    score("our sentences", own_sentences())
    score("real reports", real_reports())
    print(f"\n{'time':<28}{'chars':>9}{'ms':>9}{'µs/1000 chars':>15}")
    for name, body, year in bodies():
        taken = milliseconds(body, year)
        print(f"{name:<28}{len(body):>9}{taken:>9.2f}{taken * 1e6 / len(body):>15.0f}")


if __name__ == "__main__":
    main()
