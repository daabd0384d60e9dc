"""Counting for one answer, with what others had counted."""

from collections.abc import Callable
from typing import Any, TypeVar

from storage import board_edition
from storage.database import Session
from web.counted import Count
from web.site import Site

T = TypeVar("T")


class Counting:
    """What is counted for one answer: kept, as long as it is true, for all who ask the same."""

    def __init__(self, session: Session, here: Site) -> None:
        self._session = session
        self._here = here
        self._edition = board_edition.edition(session)

    def __call__(self, what: Callable[..., T], *given: Any) -> Count[T]:
        """`what` of the session and those things, which are its key."""
        here = self._here

        def count() -> Count[T]:
            return Count.of(lambda: what(self._session, *given), here.now(), self._edition)

        def beside() -> Count[T]:
            with here.database.reading() as session:
                edition = board_edition.edition(session)
                return Count.of(lambda: what(session, *given), here.now(), edition)

        return here.counted.get((what.__module__, what.__name__, *given), self._edition, count, beside)
