"""Where a list goes on 续页标记: opaque to who holds it, and good only for the question that it was given for."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from collections.abc import Sequence
from hashlib import sha256

from web.missing import Unfit

Key = tuple[str | int | float, ...]
_LARGEST = 2**63 - 1  # what a column of the database can be compared with


def written(question: str, after: Key) -> str:
    """The mark of a page of `question` that goes on behind `after`."""
    return urlsafe_b64encode(json.dumps([_digest(question), *after]).encode()).decode().rstrip("=")


def read(mark: str, question: str, kinds: Sequence[type]) -> Key:
    """The key again, of those types. Raises Unfit for a broken mark, and for one of another question."""
    asked, *key = _values(mark)
    if asked != _digest(question):
        raise Unfit("续页标记 next 不是这个查询给出的：换了查询条件请从第一页开始")
    if len(key) != len(kinds) or not all(_fits(value, kind) for value, kind in zip(key, kinds, strict=True)):
        raise _broken()
    return tuple(key)


def _values(mark: str) -> list[str | int | float]:
    try:
        padded = mark.encode("ascii") + b"=" * (-len(mark) % 4)
        values = json.loads(urlsafe_b64decode(padded))
    except (UnicodeError, NotBase64Error, ValueError, RecursionError):
        raise _broken() from None
    if not isinstance(values, list) or not values:
        raise _broken()
    return values


def _fits(value: object, kind: type) -> bool:
    return type(value) is kind and (not isinstance(value, int | float) or abs(value) <= _LARGEST)


def _digest(question: str) -> str:
    return sha256(question.encode()).hexdigest()[:12]


def _broken() -> Unfit:
    return Unfit("续页标记 next 不完整或者被改动过：请原样使用上一页给出的 next")
