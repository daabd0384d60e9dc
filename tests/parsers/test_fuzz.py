"""The fuzz targets run over what they begin with, and a little beyond; skipped where atheris is not installed."""

import random
from pathlib import Path

import pytest

pytest.importorskip("atheris")

from fuzz import outline, read_report

GOLDEN = sorted(p for p in (Path(__file__).parents[1] / "golden").rglob("*") if p.suffix in (".html", ".txt"))


@pytest.mark.parametrize("target", [read_report.target, outline.target], ids=["read_report", "outline"])
def test_a_target_finds_nothing_in_a_moment(target: read_report.Target) -> None:
    rng = random.Random(7)
    assert GOLDEN
    for page in GOLDEN:
        body = page.read_bytes()[:4096]
        target(body)
        a, b = sorted(rng.sample(range(len(body) + 1), 2)) if len(body) > 1 else (0, 0)
        target(body[:a] + body[b:])
