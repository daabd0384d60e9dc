"""Judging only what was touched comes to the same as judging everything; and judging decides once."""

import os
from dataclasses import replace
from typing import Any

import pytest

from core.duties import Standing, Status
from flows.judge import judge
from storage.models import AlertRow, RejudgeRow
from tests.storage.chance import Nights

SEEDS = int(os.environ.get("FAZHIWATCH_TEST_SEEDS", "1"))


def told(standing: Standing) -> Standing:
    """What is kept of a standing; the lists that lack a withdrawn report are those of when that was judged."""
    archive = () if standing.status is Status.WITHDRAWN else standing.archive
    plain: dict[str, Any] = {"absent_at": None, "revision": 1, "revised_at": None, "revised_how": None}
    return replace(standing, archive=archive, **plain)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_was_touched_comes_to_the_same_as_everything(scene: Any, seed: int) -> None:
    nights = Nights(scene, seed)
    for number in range(8):
        nights.night(quiet=number % 4 == 3)
        whole, stored = nights.judged(), nights.stored()
        assert stored.keys() == whole.keys()
        for key, standing in whole.items():
            assert told(stored[key]) == told(standing), (number, nights.day)
        assert {row["key"] for row in scene.rows(AlertRow)} == nights.told, (number, nights.day)
    assert scene.rows(RejudgeRow) == []
    before = scene.dump()
    judge(nights.run)
    after = scene.dump()
    assert after["transitions"] == before["transitions"]
    assert after["alerts"] == before["alerts"]
