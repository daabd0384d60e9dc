"""Small words for people: cleaned outside text, dates and instants in Chinese. Pure."""

import re
import unicodedata
from urllib.parse import quote, urlsplit

from core.times import day_words, instant_words, short_day_words

__all__ = ["clean_inline", "clean_url", "day_words", "instant_words", "short_day_words"]

NAME_LIMIT = 60
URL_LIMIT = 500

# Text that came from a web page must not become markup, a mention, or one of our `#key` lines in a chat or a mail.
_MARKUP = str.maketrans("<>`[]*@#\\", "＜＞＇［］＊＠＃＼")
_UNSAFE_IN_URL = re.compile(r"[\s<>`\[\]()*@\"\\^{|}]")


def clean_inline(text: str, limit: int = NAME_LIMIT) -> str:
    """Outside text as one harmless line of at most `limit` characters."""
    visible = text if text.isprintable() else "".join(c if c.isprintable() else _blank(c) for c in text)
    harmless = " ".join(visible.split()).translate(_MARKUP)
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
