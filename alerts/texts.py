"""Small words for people: cleaned outside text, dates and instants in Chinese. Pure."""

import re
import unicodedata
from datetime import date, datetime
from urllib.parse import quote, urlsplit

from core.times import SHANGHAI

NAME_LIMIT = 60
URL_LIMIT = 500

# Text that came from a web page must not become markup, a mention, or one of our `#key` lines in a chat or a mail.
_MARKUP = str.maketrans("<>`[]*@#\\", "＜＞＇［］＊＠＃＼")
_UNSAFE_IN_URL = re.compile(r"[\s<>`\[\]()*@\"\\^{|}]")


def clean_inline(text: str, limit: int = NAME_LIMIT) -> str:
    """Outside text as one harmless line of at most `limit` characters."""
    spaced = " ".join("".join(c if c.isprintable() else _blank(c) for c in text).split())
    harmless = spaced.translate(_MARKUP)
    return harmless if len(harmless) <= limit else harmless[: limit - 1] + "…"


def _blank(character: str) -> str:
    """Line breaks and odd spaces part words; zero-width, bidi and control characters vanish."""
    return " " if character.isspace() or unicodedata.category(character).startswith("Z") else ""


def clean_url(url: str | None) -> str | None:
    """An http(s) address that stays one link wherever it is shown; None for anything else, and for endless ones."""
    if not url or not _is_web(url.strip()):
        return None
    visible = "".join(c for c in url.strip() if c.isprintable())
    encoded = _UNSAFE_IN_URL.sub(lambda m: quote(m.group(), safe=""), visible)
    return encoded if len(encoded) <= URL_LIMIT else None


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def short_day_words(day: date) -> str:
    return f"{day.month}月{day.day}日"


def instant_words(instant: datetime) -> str:
    """An instant as the clock in Beijing showed it, to the minute."""
    local = instant.astimezone(SHANGHAI)
    return f"{day_words(local.date())}{local:%H:%M}"
