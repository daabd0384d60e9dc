"""Notify entries: what may stand in the register, and how the environment's secrets come in when a message is sent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.units import Recipient

SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*://"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_URL = re.compile(SCHEME + r"\S+")
_BETWEEN_URLS = re.compile(rf"\s*,\s*(?={SCHEME})")


def channel_fault(entry: str) -> str | None:
    """Why `entry` can be no notify entry, in Chinese, without repeating it (it may hold a secret); None when it can."""
    if _VARIABLE.fullmatch(entry):
        return None
    if entry.startswith("$") or "${" in _VARIABLE.sub("", entry):
        return "环境变量要写成 ${NAME}（字母、数字和下划线，不以数字开头）"
    if not _URL.fullmatch(entry):
        return "应为 Apprise 地址（如 mailto://…、wecombot://…）或 ${NAME} 形式的环境变量（为防泄密，此处不显示原文）"
    return None


def expand_channels(
    notify: Sequence[Recipient], environment: Mapping[str, str]
) -> tuple[tuple[Recipient, ...], tuple[str, ...]]:
    """The recipients that `notify` stands for, one Apprise URL each, and the names of variables that are not set (or
    empty).

    A variable may hold several URLs separated by commas; an entry that lacks a variable gives no URL. A URL named twice
    is given once, as it was named first, so that nobody is told twice.
    """
    found: dict[str, Recipient] = {}
    missing: dict[str, None] = {}
    for entry in notify:
        lacking = [name for name in _VARIABLE.findall(entry.url) if not environment.get(name, "").strip()]
        missing |= dict.fromkeys(lacking)
        if not lacking:
            filled = _VARIABLE.sub(lambda match: environment[match[1]].strip(), entry.url)
            for url in _split(filled):
                found.setdefault(url, replace(entry, url=url))
    return tuple(found.values()), tuple(missing)


def _split(text: str) -> list[str]:
    """Commas inside an address (several recipients of one mail) do not separate: only one before a scheme does."""
    pieces = (piece.strip().rstrip(",").rstrip() for piece in _BETWEEN_URLS.split(text))
    return [piece for piece in pieces if piece]
