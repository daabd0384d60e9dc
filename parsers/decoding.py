"""Bytes to text, for pages whose declarations lie."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,40})|encoding\s*=\s*["']([\w.:-]{2,40})""", re.I)
_GB = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "ms936", "936", "euc-cn", "euccn", "hz-gb-2312"}
# declarations that are believed; others (Latin-1 above all) stand in unconfigured servers and prove nothing
_BELIEVED = {
    "gb18030",
    "big5",
    "big5hkscs",
    "cp950",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "euc_jp",
    "shift_jis",
    "euc_kr",
}


def decode_text(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The text of `body` and the encoding that was used; never raises, undecodable bytes become U+FFFD.

    Order: byte order mark, strict UTF-8, UTF-8 with a few broken bytes, what page and header declare, GB 18030
    (a superset of GB 2312 and GBK, which pages declare but do not keep to).
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace"), name
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    repaired = body.decode("utf-8", "replace")
    if _mostly_sound(repaired):
        return repaired, "utf-8"
    for name in [*_declared(body, content_type), "gb18030"]:
        try:
            return body.decode(name), name
        except UnicodeDecodeError:
            continue
    return body.decode("gb18030", "replace"), "gb18030"


def _mostly_sound(text: str) -> bool:
    """UTF-8 cut in the middle of a character or hurt in transit: few losses among many good characters."""
    lost = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - lost
    return good >= 20 * lost


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Encodings named by the page's first bytes, then by the header, without those that prove nothing."""
    found = [m.group(1) or m.group(2) for m in _DECLARED.finditer(body[:4096])]
    if content_type:
        found += [m.group(1) or m.group(2) for m in _DECLARED.finditer(content_type.encode("ascii", "replace"))]
    names = (_python_name(name.decode("ascii").lower()) for name in found)
    return [name for name in names if name in _BELIEVED]


def _python_name(label: str) -> str:
    if label in _GB:
        return "gb18030"
    try:
        return codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
