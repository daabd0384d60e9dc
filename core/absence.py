"""Whether a report is gone 撤下: what one night shows of its addresses and of its columns. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.changes import NIGHT, Absence, Presence
from core.pages import Outcome

# The site says that there is no such page; any other failure says nothing.
GONE = frozenset({Outcome.NOT_FOUND, Outcome.SOFT_404, Outcome.REDIRECTED_HOME})


_LONG = timedelta(days=3)  # a column that is back by then has held up nothing


@dataclass(frozen=True, slots=True)
class Address:
    """An address where a report stands, as it answered this night 网址.

    `there_at`: when it did so with the report. `gone_at`: when it said that there is no such page, which
    is kept.
    """

    there_at: datetime | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ColumnTonight:
    """A registered column that showed the report (`showed`), or another one of its unit.

    `listed`: as it was last read it shows one of the report's addresses. `read_at`: when it was read soundly this
    night; `whole`: to its end, so that what it lacks is absent.
    """

    showed: bool
    listed: bool
    read_at: datetime | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Night:
    """What one night shows of a report 一夜所见. `elsewhere`: something that waits to be read may be this report."""

    addresses: tuple[Address, ...]
    columns: tuple[ColumnTonight, ...]
    elsewhere: bool = False


def seen(night: Night, since: datetime | None, *, withdrawn: bool) -> Absence | Presence | None:
    """What the night proves; None: nothing, or nothing new.

    `since` is the first night on which the report was missing, None where it was not. That first night takes the
    columns that showed it, read to their ends, and its dead addresses. The second takes every column of the unit read
    to its end and nothing that may be the report elsewhere, and lies at least a NIGHT later: two runs of one night are
    one witness. A list that shows the report ends the waiting, but what is `withdrawn` returns by answering.
    """
    if any(address.there_at for address in night.addresses):
        return Presence(_last(night)) if since is not None else None
    if any(column.listed and column.read_at for column in night.columns):
        return Presence(_last(night)) if since is not None and not withdrawn else None
    if withdrawn or not _missing(night):
        return None
    if since is None:
        return Absence(_last(night))
    sure = all(column.whole for column in night.columns) and not night.elsewhere
    return Absence(_last(night), since) if sure and _first(night) - since >= NIGHT else None


def _missing(night: Night) -> bool:
    """Every address dead, no list that shows it, and each that did is read to its end. Without a list no witness."""
    showed = [column for column in night.columns if column.showed]
    return (
        bool(night.addresses and showed)
        and all(address.gone_at for address in night.addresses)
        and not any(column.listed for column in night.columns)
        and all(column.whole for column in showed)
    )


def _witnesses(night: Night) -> Iterator[datetime]:
    for address in night.addresses:
        yield from filter(None, (address.there_at, address.gone_at))
    yield from filter(None, (column.read_at for column in night.columns))


def _first(night: Night) -> datetime:
    return min(_witnesses(night))


def _last(night: Night) -> datetime:
    return max(_witnesses(night))


def held_up(night: Night, broken: Mapping[str, datetime], now: datetime) -> tuple[str, ...] | None:
    """What keeps a report with dead addresses from ever being proven absent: columns that have long been `broken` (by
    id, since when); none where no column is left that showed it. None: nothing does.
    """
    long = tuple(sorted(id_ for id_, since in broken.items() if now - since >= _LONG))
    if long:
        return long
    return None if any(column.showed for column in night.columns) else ()
