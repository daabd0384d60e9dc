"""The quick half of `bench/noise.py`: restless pages give no revision, and every planted edit gives one."""

from pathlib import Path

from bench.noise import measure


def test_noise_gives_no_revision_and_every_edit_gives_one(tmp_path: Path) -> None:
    figures = measure(tmp_path, fetches=32, edits=8)
    assert (figures.reports, figures.fetches, figures.noise_revisions) == (8, 32, 0)
    assert (figures.edits, figures.edit_revisions, figures.missed) == (8, 8, ())
