"""When a reader looked before: two times in a cookie, so that looking writes nothing into the database."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from fastapi import Request
from fastapi.responses import Response

from core.accounts import Reader

_ONE_LOOK = timedelta(minutes=30)  # what is asked for again within this is still the same look
_KEPT = 400 * 24 * 3600


def before(request: Request, asking: Reader, now: datetime) -> datetime | None:
    """When this reader last looked, before this look began; None for one who never did, as far as is known."""
    earlier, latest = _times(request, asking)
    return latest if latest and now - latest > _ONE_LOOK else earlier


def note(response: Response, request: Request, asking: Reader, now: datetime) -> None:
    """Remembers this look, and the one before it."""
    earlier = before(request, asking, now)
    response.set_cookie(
        _name(asking),
        f"{_second(earlier)}.{_second(now)}",
        max_age=_KEPT,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def _name(asking: Reader) -> str:
    """Several may look with one browser."""
    return f"looked-{sha256(asking.name.encode()).hexdigest()[:8]}"


def _times(request: Request, asking: Reader) -> tuple[datetime | None, datetime | None]:
    earlier, _, latest = request.cookies.get(_name(asking), "").partition(".")
    return _instant(earlier), _instant(latest)


def _instant(second: str) -> datetime | None:
    """None for what is no time, or not one that we would have written."""
    if not second.isascii() or not second.isdigit() or len(second) > 10:
        return None
    return datetime.fromtimestamp(int(second), UTC) if int(second) else None


def _second(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0
