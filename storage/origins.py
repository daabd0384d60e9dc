"""Where captures come from that were not fetched from their address 来源, in words; one of the words is read again."""

import re

_BY_WORD = " · 单位由导入人指明："
_NAMED = re.compile(re.escape(_BY_WORD) + r"(\S+)")


def with_unit(origin: str, unit_id: str | None) -> str:
    """The origin with the unit that a person says the page is of, where one does."""
    return f"{origin}{_BY_WORD}{unit_id}" if unit_id else origin


def unit_of(origin: str | None) -> str | None:
    """The id of the unit that a person named."""
    named = _NAMED.search(origin or "")
    return named[1] if named else None
