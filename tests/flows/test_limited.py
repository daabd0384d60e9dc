"""A file that breaks its reader, hangs it or eats all memory costs itself only."""

import os
import time
from collections.abc import Iterator
from multiprocessing import get_context

import pytest

from core.posts import Kind
from core.reports import Report
from flows.limited import LimitedReader, ReaderLostError


def obey(source: bytes, **known: str) -> Report:
    """Does what the bytes say, as a hostile file would."""
    if source == b"die":
        os._exit(11)
    if source == b"hang":
        time.sleep(60)
    if source == b"eat":
        bytearray(16 << 30)
    return Report(is_report=False, kind=Kind.OTHER, title=source.decode(), source=str(os.getpid()))


@pytest.fixture
def reader() -> Iterator[LimitedReader]:
    reader = LimitedReader(obey, seconds=60)
    yield reader
    reader.close()


def test_the_answer_comes_back_from_another_process(reader: LimitedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole way, as `fazhiwatch` goes it; the tests below fork, which is quicker."""
    monkeypatch.setattr("flows.limited._SPAWN", get_context("spawn"))
    first, second = reader(b"one"), reader(b"two", url="http://site.test/")
    assert (first.title, second.title) == ("one", "two")
    assert first.source == second.source != str(os.getpid())


@pytest.mark.parametrize(("hostile", "reason"), [(b"die", "异常结束"), (b"hang", "超过 2 秒"), (b"eat", "MemoryError")])
def test_a_lost_process_is_told_and_replaced(reader: LimitedReader, hostile: bytes, reason: str) -> None:
    reader(b"first")
    reader.seconds = 2
    with pytest.raises(ReaderLostError, match=reason):
        reader(hostile)
    reader.seconds = 60
    assert reader(b"next").title == "next"


def test_one_that_was_closed_begins_anew(reader: LimitedReader) -> None:
    first = reader(b"one").source
    reader.close()
    reader.close()
    assert reader(b"two").source != first
