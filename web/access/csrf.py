"""What a form of ours carries and no other page can know 表单令牌."""

import hmac
from secrets import token_bytes

_SIZE = 32


def token(key: bytes) -> str:
    """Another one each time, so that the size of a compressed page tells nothing about it; hexadecimal."""
    pad = token_bytes(_SIZE)
    return (pad + _mixed(pad, _mark(key))).hex()


def fits(sent: str, key: bytes) -> bool:
    try:
        raw = bytes.fromhex(sent)
    except ValueError:
        return False
    return len(raw) == 2 * _SIZE and hmac.compare_digest(_mixed(raw[:_SIZE], raw[_SIZE:]), _mark(key))


def _mark(key: bytes) -> bytes:
    return hmac.digest(key, b"form", "sha256")


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
