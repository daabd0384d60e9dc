"""Reasons as officials read them: a column is named by its address, not by its id in the register."""

import re
from collections.abc import Callable, Iterable

from storage import column_addresses
from storage.database import Session

_NAMED = re.compile(r"栏目 ([^\s（]+)(?: |（(?=https?://))")


def addressed(session: Session, reasons: Iterable[str | None]) -> Callable[[str], str]:
    """Gives one of the reasons with the addresses of the columns it names."""
    named = {found for reason in reasons for found in _NAMED.findall(reason or "")}
    known = column_addresses.of(session, named)

    def words(reason: str) -> str:
        return _NAMED.sub(lambda found: _column(found, known.get(found[1])), reason)

    return words


def _column(found: re.Match[str], url: str | None) -> str:
    """Without its id where the address follows, or is known."""
    if found[0].endswith("（"):
        return "栏目（"
    return f"栏目（{url}）" if url else found[0]
