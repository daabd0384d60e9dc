"""A webhook that listens for the length of a test."""

import threading
from collections.abc import Iterator

import pytest

from tests.alerts.receiving import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.let_go.set()
    server.shutdown()
    thread.join()
    server.server_close()
