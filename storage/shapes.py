"""Our frozen types as JSON and back, and instants as text."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from core.pages import Ask
from core.posts import Listing

_ASK = TypeAdapter(Ask)
_LISTING = TypeAdapter(Listing)


def dump_ask(ask: Ask) -> dict[str, Any]:
    shape: dict[str, Any] = _ASK.dump_python(ask, mode="json")
    return shape


def load_ask(shape: dict[str, Any]) -> Ask:
    return _ASK.validate_python(shape)


def dump_listing(listing: Listing) -> dict[str, Any]:
    shape: dict[str, Any] = _LISTING.dump_python(listing, mode="json", exclude_defaults=True)
    return shape


def load_listing(shape: dict[str, Any]) -> Listing:
    return _LISTING.validate_python(shape)


def iso(instant: datetime | None) -> str | None:
    """An instant as the contract writes it: ISO 8601 in UTC with its zone."""
    return instant.isoformat() if instant else None
