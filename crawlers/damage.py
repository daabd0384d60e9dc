"""What did not arrive as it was meant 内容受损: packed, garbled, cut off; and errors that come as data. Pure."""

import json
import re
from typing import Any

from core.pages import Outcome, Page
from crawlers.error_pages import wording
from crawlers.obstacles import Finding
from crawlers.pagetext import json_of, text_of

_PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# what the commonest characters of such pages, 政 and 年, become: UTF-8 read as GBK, UTF-8 read as Latin-1
_COMMON, _AS_GBK, _AS_LATIN = "政年", "鏀骞", "æå"
_DATA_WORDS = ("msg", "message", "errorMsg", "errmsg", "error", "info", "reason", "desc")
_DATA_CODES = ("code", "status", "errcode", "errorCode", "resultCode", "ret", "state")
_GOOD_CODES = frozenset({"0", "1", "200", "00000", "0000", "000000", "ok", "success", "true", "none", ""})


def packed(page: Page) -> Finding | None:
    """A body that is compressed still, or no text at all."""
    head = page.body[:2000]
    if head.startswith(_PACKED):
        return Outcome.UNREADABLE, "内容是没有解开的压缩数据"
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16 is full of zero bytes
    if not wide and len(_CONTROLS.findall(head)) * 50 > len(head):
        return Outcome.UNREADABLE, "内容是乱码，不是文字"
    return None


def garbled(page: Page) -> Finding | None:
    """Text whose characters were lost before it came: nothing can be recognised in it."""
    text = text_of(page)
    if text.isascii():
        lost = text.count("???") >= 5
    else:
        signs = (sum(text.count(sign) for sign in kind if sign in text) for kind in ("\ufffd", _AS_GBK, _AS_LATIN))
        unknown, as_gbk, as_latin = signs
        suspect = unknown > 9 or as_gbk > 3 or as_latin > 20
        common = sum(map(text.count, _COMMON)) if suspect else 0
        lost = unknown > 9 + 4 * common or as_gbk > 3 + common or as_latin > 20 + 5 * common
    return (Outcome.UNREADABLE, "文字是乱码，无法识读") if lost else None


_OPENS = re.compile(r"<(?:ul|ol|table|tbody|script|head|select|div)\b", re.I)
_CLOSES = re.compile(r"</(?:ul|ol|table|tbody|script|head|select|div)\s*>", re.I)
_END = re.compile(r"</(?:body|html|frameset)\b", re.I)
_START = re.compile(r"<(?:!doctype html|html|body)\b", re.I)
_FOOT = re.compile(r"版权所有|ICP备|备案号|标识码|主办(?:单位)?[:：]|承办(?:单位)?[:：]|copyright|&copy;|©", re.I)


def cut_off(page: Page) -> Finding | None:
    """A web page that ends in the middle: no end, no footer, and inside of a tag or of a box that was never closed."""
    text = text_of(page)
    if _START.search(text[:1000]) is None or _END.search(text[-3000:]) or _END.search(text):
        return None
    unclosed = len(_OPENS.findall(text)) > len(_CLOSES.findall(text)) and _FOOT.search(text[-3000:]) is None
    if unclosed or text.rfind("<") > text.rfind(">"):
        return Outcome.INCOMPLETE, "网页没有传完，在中间断开"
    return None


def data_error(page: Page) -> Finding | None:
    """An interface that answers with an error instead of a list."""
    answer = json_of(page)
    if not isinstance(answer, dict) or _holds_rows(answer) or not _says_no(answer):
        return None
    words = next((v for name in _DATA_WORDS if isinstance(v := answer.get(name), str) and v.strip()), "")
    code = next((str(answer[name]) for name in _DATA_CODES if name in answer), "")
    outcome, _ = wording(f"{words} {code}") or (Outcome.SERVER_ERROR, "")
    return outcome, f"接口答复报错（{words.strip()[:30] or code or 'success=false'}）"


def _says_no(answer: dict[str, Any]) -> bool:
    codes = [str(answer[name]).strip().lower() for name in _DATA_CODES if isinstance(answer.get(name), str | int)]
    failed = answer.get("success") is False or str(answer.get("success")).lower() == "false"
    return failed or any(code not in _GOOD_CODES for code in codes)


def _holds_rows(answer: dict[str, Any]) -> bool:
    """Whether anything that could be a list, or markup of one, stands in the answer."""
    text = json.dumps(answer, ensure_ascii=False)
    return re.search(r"\[\s*\{|\{\"|<(?:li|tr|a)\b", text[1:]) is not None
