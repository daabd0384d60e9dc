"""No regular expression of the reader backtracks without end, whatever the text."""

import re
import time
from collections.abc import Callable

from regexploit.ast.sre import SreOpParser
from regexploit.redos import find

from tests.parsers.regexes import Found, all_patterns, attacks

LONG = 4_000
GUARD = 0.1  # seconds: a pattern that grows linearly takes less than a hundredth of it, a quadratic one more


class _Parser(SreOpParser):  # type: ignore[misc]
    """The analyser's reading, with the groups and repetitions that never backtrack read as if they did."""

    from_POSSESSIVE_REPEAT = SreOpParser.from_MAX_REPEAT  # noqa: N815 - named as the analyser asks

    def from_ATOMIC_GROUP(self, data: object) -> object:  # noqa: N802
        return self.sequence_or_singleton(data)


def _starriness(pattern: re.Pattern[str]) -> int:
    """How many repetitions compete for the same characters."""
    sequence = _Parser().parse_sre(pattern.pattern, pattern.flags)
    return max((redos.starriness for redos in find(sequence)), default=0) if sequence else 0


def _seconds(run: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    run(text)
    return time.process_time() - began


def _slowest(found: Found) -> float:
    runs: list[Callable[[str], object]] = [found.pattern.match, found.pattern.fullmatch]
    if found.scans:
        runs.append(lambda text: sum(1 for _ in found.pattern.finditer(text)))
    worst = 0.0
    for text in attacks(found.pattern, min(LONG, found.longest)):
        for run in runs:
            if (taken := _seconds(run, text)) > GUARD:
                taken = min(taken, _seconds(run, text))  # a busy machine
            worst = max(worst, taken)
            if worst > GUARD:
                return worst
    return worst


def test_the_patterns_are_found() -> None:
    found = all_patterns()
    names = {one.where for one in found}
    assert {"parsers.labels._LABEL", "parsers.dates._URL_STAMPS[0]", "parsers.chrome._TOOLS"} <= names
    assert len(found) > 100


def test_the_checks_see_a_bad_pattern() -> None:
    assert _starriness(re.compile(r"(?:a|aa|\w)+\w+\w+$")) > 2
    assert _slowest(Found("here", re.compile(r"\w+\s*$"), scans=True)) > GUARD


def test_no_pattern_backtracks_without_end() -> None:
    assert not [one.where for one in all_patterns() if _starriness(one.pattern) > 2]


def test_time_grows_with_the_text_and_not_with_its_square() -> None:
    assert not [one.where for one in all_patterns() if _slowest(one) > GUARD]
