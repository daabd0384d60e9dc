"""The messages of a season as golden files, one a desk; what differs from run to run is folded away.

`python -m tests.flows.season_letters` plays the season and writes them anew; read the difference as a clerk would.
"""

import re
import tempfile
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from tests.seasons import play

GOLDEN = Path(__file__).parents[1] / "golden" / "season"

# Ports of the town, heads of the chain, and numbers that follow the order in which pages came.
_FOLDED = (
    (re.compile(r"(127\.0\.0\.\d+):\d+"), r"\1"),
    (re.compile(r"证据链：\S.*"), "证据链：‹链首›"),
    (re.compile(r"(reports (?:show|diff|similar)) \d+"), r"\1 ‹编号›"),
)


def folded(text: str) -> str:
    for pattern, instead in _FOLDED:
        text = pattern.sub(instead, text)
    return text


def written(letters: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """For each desk its messages, in the order in which they arrived: the file's name and its text."""
    by_desk = groupby(sorted(letters, key=_desk), key=_desk)
    return {f"{desk}.txt": "\n".join(_letter(letter) for letter in theirs) for desk, theirs in by_desk}


def _desk(letter: Mapping[str, str]) -> str:
    return letter["path"].strip("/").rpartition("/")[2]


def _letter(letter: Mapping[str, str]) -> str:
    return f"======== {letter['day'][:10]} {letter['title']}\n{folded(letter['body'].rstrip())}\n"


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name, text in written(play(Path(tempfile.mkdtemp()), seconds=3600).letters()).items():
        (GOLDEN / name).write_text(text, encoding="utf-8")
