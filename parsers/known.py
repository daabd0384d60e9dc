"""What is known of a page from outside it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Known:
    """`url`: the page's address; `list_title`, `listed_on`: the list's row; `last_modified`: the HTTP header.

    `told_year`: a person says that it is the report of this year.
    """

    url: str | None = None
    list_title: str | None = None
    listed_on: date | None = None
    last_modified: str | None = None
    told_year: int | None = None
