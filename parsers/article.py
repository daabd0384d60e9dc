"""From a page's lines to the report's text: what stands above it, recipient, signature, what stands below."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parsers.chrome import is_clock, is_furniture, is_numbered, is_prose
from parsers.dates import SignedDate, read_signed_date
from parsers.flaws import is_page_number
from parsers.issuers import is_organ, split_joint
from parsers.labels import has_label
from parsers.text import fold

_ADDRESSEE = re.compile(
    r"(?P<names>[\u4e00-\u9fff、，,（）()和及并\s]{1,80}"
    r"(?:政府|[省市区县旗镇乡盟地州纪监工]委|党委|党中央|国务院|行署|委员会|人大|政协|常委会|办公室|[局厅部办]|部门|单位|机构|领导小组|党组|处|司))\s*[:：]"
)
_NOT_ADDRESSEE = re.compile(r"如下|以下|包括|方面|主要|情况|问题|表现|附件|来源|单位名称|公开")
_DOC_NO = re.compile(
    r"[\u4e00-\u9fff（）()]{1,16}\s?[〔\[［(（【]\s?(?:19|20)\d{2}\s?[〕\]］)）】]\s?第?\s?\d{1,4}\s?号"
)
_SIGNED_LINE = re.compile(
    r"(?P<who>[\u4e00-\u9fff（）()、\s]{4,60}?)\s*(?P<on>(?:20\d{2}|[二2][〇○零0]..)\s?年?[\d一二三四五六七八九十年月日.\-/\s]{2,12})"
)
_MONTH = re.compile(
    r"(?:20\d{2}|二[〇○零0][一二三四五六七八九〇○零]{2})\s?年\s?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s?月份?"
)
_SIGNED_LABEL = re.compile(
    r"(?:报告|报送|填报|落款)(?:单位|机关|时间|日期)\s?(?:[（(](?:加?盖)?[公印]?章[)）])?\s?[:：]\s?"
)
_SEAL = re.compile(r"\s?[（(](?:加?盖)?[公印代]?章[)）]")
_HEAD_LIMIT = 60
_MOST_PROSE_ABOVE = 150  # characters: more is the text itself
_TAIL_LIMIT = 14


@dataclass(frozen=True, slots=True)
class Cut:
    """An article in three: the lines above the text, the text, the lines below."""

    head: tuple[str, ...]
    text: tuple[str, ...]
    tail: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """落款: who signed and when, as far as the end (or the head) of the text tells."""

    by: tuple[str, ...] = ()
    on: SignedDate | None = None


def head_length(lines: Sequence[str]) -> int | None:
    """How many lines stand above the text: up to the first addressee, sentence or heading; None where none comes."""
    meta_end = _meta_end(lines)
    for i, line in enumerate(lines[:_HEAD_LIMIT]):
        if i < meta_end or is_furniture(line) or is_clock(line) or has_label(line) or read_doc_no(line):
            continue
        if read_recipient(line) or is_numbered(line) or is_prose(line):
            return i
    return None


def _meta_end(lines: Sequence[str]) -> int:
    """One past the last meta line above the text: a slogan or a greeting before it is no text."""
    end = prose = 0
    for i, line in enumerate(lines[:_HEAD_LIMIT]):
        if has_label(line) and not line.startswith("附件"):  # the list of files stands below the text
            end = i + 1
        elif is_prose(line):
            prose += len(line)
        if prose > _MOST_PROSE_ABOVE or is_numbered(line):
            break
    return end


def cut_article(lines: Sequence[str], titles: frozenset[int], *, loose: bool) -> Cut:
    """`lines` without what surrounds the text. `titles` are the indices of title lines.

    Where the article's borders are known (`loose` False) only furniture, labels and the title are taken off its ends;
    otherwise all that stands above the first sentence and below the last.
    """
    start = _text_start(lines, titles, loose)
    end = _text_end(lines, start, loose)
    return Cut(tuple(lines[:start]), tuple(lines[start:end]), tuple(lines[end:]))


def _text_start(lines: Sequence[str], titles: frozenset[int], loose: bool) -> int:
    zone = head_length(lines) or 0
    above = [i for i in range(len(lines)) if i in titles and i <= zone]
    if loose:
        return max([zone, *(i + 1 for i in above)])
    above += [i for i in range(zone) if is_furniture(lines[i]) or has_label(lines[i])]
    start = max((i + 1 for i in above), default=0)
    return start + 1 if 0 < start < len(lines) and read_doc_no(lines[start]) else start


def _text_end(lines: Sequence[str], start: int, loose: bool) -> int:
    end = len(lines)
    while end > start and (_is_below(lines[end - 1]) or _is_stray_number(lines, end - 1)):
        end -= 1
    last = next((i for i in range(end - 1, start - 1, -1) if _is_text(lines[i])), start - 1)
    if not loose:  # what follows a heading such as 相关文章 or 上一篇 is no text any more
        return next((i for i in range(last + 1, end) if is_furniture(lines[i])), end) if last >= start else end
    signed = next((i for i in range(last + 1, min(last + 6, end)) if _signed_at(lines, i)), None)
    if signed is not None:
        return signed + 1
    unsigned = last + 1 < end and is_organ(lines[last + 1]) and not lines[last + 1].endswith("网站")
    return last + 1 + unsigned


def _is_below(line: str) -> bool:
    return is_furniture(line) or (has_label(line) and not is_prose(line))


def _is_text(line: str) -> bool:
    return not is_furniture(line) and (is_prose(line) or is_numbered(line))


def _is_stray_number(lines: Sequence[str], i: int) -> bool:
    """A page number left below the text (not the last cell of a table of figures)."""
    if not is_page_number(lines[i]) or i == 0:
        return False
    return is_prose(lines[i - 1]) or _signed_at(lines, i - 1)


def read_recipient(line: str) -> str | None:
    """The addressee 主送机关 that `line` consists of (市委、市政府：), without its colon."""
    m = _ADDRESSEE.fullmatch(line)
    return m.group("names").strip() if m and not _NOT_ADDRESSEE.search(line) else None


def read_doc_no(line: str) -> str | None:
    """A document number 发文字号 that stands alone in its line."""
    return line if len(line) <= 40 and _DOC_NO.fullmatch(line) else None


def take_recipient(text: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The addressee off the beginning of a report's text."""
    if text and (recipient := read_recipient(text[0])):
        return recipient, text[1:]
    return None, text


def take_signature(text: tuple[str, ...], issuers: Sequence[str]) -> tuple[Signature, tuple[str, ...]]:
    """The signature off the end of a report's text; what follows it (notes, links) goes with it."""
    told = (*text[:-_TAIL_LIMIT], *map(_without_label, text[-_TAIL_LIMIT:]))
    for i in range(len(text) - 1, max(-1, len(text) - _TAIL_LIMIT), -1):
        if found := _read_signature_at(told, i):
            return found[0], text[: found[1]]
        if len(text[i]) >= 25 and is_prose(text[i]):
            break
    start = len(text)
    while start and _signs(told[start - 1], issuers):
        start -= 1
    if start < len(text):
        return Signature(_names(told[start:])), text[:start]
    return Signature(), text


def read_head_signature(lines: Sequence[str]) -> Signature:
    """A signature among the lines under the title: the organ, and a date in Chinese form (no stamp of the site)."""
    on = next((d for line in lines if is_written_date(line) and (d := read_signed_date(line))), None)
    return Signature(_names(line for line in lines if on and _is_signer(line)), on)


def is_written_date(line: str) -> bool:
    """A date alone in its line and in Chinese form: written under a text by its author, not stamped by the site."""
    return "年" in line and read_signed_date(line) is not None


def take_head_signature(text: tuple[str, ...]) -> tuple[Signature, tuple[str, ...]]:
    """A signature at the beginning of the text: organ and date lines before the first sentence."""
    start = 0
    while start < min(len(text), 4) and (is_organ(text[start]) or read_signed_date(text[start])):
        start += 1
    if start == len(text):
        return Signature(), text
    on = next((d for line in text[:start] if (d := read_signed_date(line))), None)
    return Signature(_names(t for t in text[:start] if not read_signed_date(t)), on), text[start:]


def _without_label(line: str) -> str:
    """「报告单位：柳溪镇人民政府 报告时间：2025年3月4日」 signs like any other line."""
    return _SIGNED_LABEL.sub("", line) if len(line) <= 80 and _SIGNED_LABEL.match(line) else line


def _read_signature_at(text: tuple[str, ...], i: int) -> tuple[Signature, int] | None:
    """The signature whose date stands in line `i`, and in which line it begins."""
    on = read_signed_date(text[i])
    who: tuple[str, ...] = ()
    if on is None and not _MONTH.fullmatch(text[i]):
        m = _SIGNED_LINE.fullmatch(text[i])
        on = read_signed_date(m.group("on")) if m else None
        dated = on or (m and _MONTH.fullmatch(m.group("on").strip()))
        if m is None or not dated or not is_organ(re.sub(r"\s", "", m.group("who"))):
            return None
        who = (m.group("who").strip(),)
    start = i
    while start and i - start < 4 and _is_signer(text[start - 1]):
        start -= 1
    signature = Signature(_names((*text[start:i], *who)), on)
    return (signature, start) if on or (signature.by and _is_last_month(text, i, start)) else None


def _is_last_month(text: Sequence[str], i: int, start: int) -> bool:
    """A date without its day signs only at the very end, and is no column of a table of dates."""
    return i >= len(text) - 2 and not any(
        _MONTH.search(line) for line in text[max(0, start - 6) : start] if len(line) <= 40
    )


def _signed_at(lines: Sequence[str], i: int) -> bool:
    part = tuple(_without_label(line) for line in lines[max(0, i - 4) : i + 1])
    return _read_signature_at(part, len(part) - 1) is not None


def _is_signer(line: str) -> bool:
    return len(line) <= 60 and not is_numbered(line) and (is_organ(line) or all(is_organ(p) for p in line.split()))


def _signs(line: str, issuers: Sequence[str]) -> bool:
    """An undated last line signs only where it names the issuer."""
    return _is_signer(line) and any(fold(i) in fold(line) or fold(line) in fold(i) for i in issuers)


def _names(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for line in lines for name in split_joint(_SEAL.sub("", line)))
