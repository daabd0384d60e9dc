"""A served town, and a visitor who asks plainly."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from demo.script import DAYS
from demo.sites import Town


@dataclass(frozen=True)
class Visit:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        declared = b"charset=gb2312" in self.body[:600]
        return self.body.decode("gbk" if declared else "utf-8")


def visit(url: str, form: dict[str, str] | None = None, **headers: str) -> Visit:
    """One request, with `If_None_Match` for If-None-Match; any status comes back as it is."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = urlencode(form).encode() if form is not None else None
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, named), timeout=10) as answer:
            return Visit(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
    except urllib.error.HTTPError as error:
        return Visit(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read())


@pytest.fixture(scope="session")
def served() -> Iterator[Town]:
    with Town(day=DAYS[-1]).serve() as town:
        yield town


@pytest.fixture
def town(served: Town) -> Iterator[Town]:
    """The served town on its last day, its visits and letters counted anew."""
    served.day = DAYS[-1]
    served.requests.clear()
    served.inbox.clear()
    yield served
    served.day = DAYS[-1]
