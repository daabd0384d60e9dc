"""A link in a list: its full title, and the date that stands in its row."""

import re
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from crawlers.pagetext import Element, elements, fold, whole_text
from crawlers.platforms._reading import make_date, read_date

_DAY = r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?"
_TIME = r"(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
_BARE_DATE = re.compile(rf"[\[(（【<\s]*(?:[\u4e00-\u9fff]{{0,4}}(?:日期|时间)\s*[:：]?\s*)?{_DAY}{_TIME}[\])）】>\s]*")
_LABELLED_DATE = re.compile(rf"[^\d]{{0,14}}{_DAY}{_TIME}[^\d]{{0,4}}")
_DASHED_DATE = re.compile(r"(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)")
_WRITTEN = re.compile(r"成文|生成|印发|签发|施行|生效|截止")  # dates of the document, not of its publication
_PUBLISHED = re.compile(r"发布|公开|公布|上网")
_PIECES = (  # day and month set apart from the year: (pattern, order of year, month, day in it)
    (re.compile(r"(?<![\d-])(\d{1,2})日?\s+(\d{4})\s?[-/.年]\s?(\d{1,2})(?!\s?[-/.\d])"), (2, 3, 1)),
    (re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})月?\s+(\d{1,2})(?!\d)"), (1, 2, 3)),
    (re.compile(r"(?<!\d)(\d{4})年?\s+(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)"), (1, 2, 3)),
    (re.compile(r"(?<!\d)(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?[\])】]?\s+(\d{4})(?!\d)"), (3, 1, 2)),
)
_DATE_CLASS = re.compile(r"date|time|day|riqi|shijian|\b(?:fb)?(?:rq|sj)\b", re.I)
_MARKS_TITLE = re.compile(r"[tT]it")
_BULLETS, _ARROWS = "·•∙▪■□◆◇●○▶►›»>-—* ", " >»"  # before a title, behind it
_ROW_NUMBER = re.compile(r"\s*\d{1,3}\s*[.、．]\s*")
_CUT = re.compile(r"(?:…|\.\.|。。|···)+$")
_CUTS = ("…", "..", "。。", "···")
_LABELLED_TITLE = re.compile(
    r"^(?:文章)?标\s*题\s*[:：]\s*(.+?)\s*(?:(?:作\s*者|发布|发表|更新|点击|日期|时间)\S{0,4}[:：].*)?$"
)
_ARTICLE_FILE = re.compile(r"\.(?:s?html?|jhtml|aspx?|jspx?|php|do|pdf|docx?|wps|ofd)$", re.I)
_LIST_FILE = re.compile(r"(?:^|/)(?:index|list)(?:_\d+)?\.[a-z]+$|/col/col\d+/|/channels/\d+", re.I)
_NUMBERED_FOLDER = re.compile(r"/\d{5,}/index\.")
_NUMBER = re.compile(r"\d{3,}|[0-9a-f]{16,}")
_LONG_NUMBER = re.compile(r"/[\w-]*\d{5,}[\w-]*/?$")
_SHARED = re.compile(r"/s/[\w-]{10,}$")
_DIGIT = re.compile(r"\d")
_DATE_FIRST = re.compile(r"[\[(（\s]*\d")


@lru_cache(maxsize=2048)
def leads_to_article(url: str) -> bool:
    """Whether an address looks like one post rather than a column, a site or a service."""
    parts = urlsplit(url)
    if _LIST_FILE.search(parts.path) and not _NUMBERED_FOLDER.search(parts.path):
        return False
    numbered = _NUMBER.search(parts.path + "?" + parts.query) is not None
    named = _ARTICLE_FILE.search(parts.path) or "=" in parts.query or _LONG_NUMBER.search(parts.path)
    return (numbered and bool(named)) or _SHARED.search(parts.path) is not None


def title_of(link: Element) -> str:
    """The full title of a link: its `title` attribute where the text is cut; no bullets, no dates set apart."""
    attribute = fold(link.get("title"))
    text = (_own_title(link) or fold("".join(_title_texts(link)))).lstrip(_BULLETS).rstrip(_ARROWS)
    if not text:
        return attribute or next((fold(image.get("alt")) for image in elements(link, ".//img[@alt]")), "")
    if not attribute:
        return text
    labelled = _LABELLED_TITLE.match(attribute)
    attribute = labelled.group(1) if labelled else attribute
    stem = _stem(text)
    if stem != text:
        same = len(attribute) >= len(stem) and (stem[:6] in attribute or stem[-6:] in attribute)
        return attribute if same else text
    return attribute if attribute.startswith(text) or attribute in text else text


def title_beside(row: Element) -> str:
    """The longest text of a row outside of its links that is no date."""
    inside_links = {node for link in row.iter("a") for node in link.iter()}
    texts = [fold(text) for text, parent in _texts(row) if parent not in inside_links]
    return max((text for text in texts if not _BARE_DATE.fullmatch(text)), key=len, default="")


def _own_title(link: Element) -> str:
    """The title where the link wraps a whole row and marks it: <a><p class="tit">…</p><p class="info">…</p></a>."""
    if not len(link):
        return ""
    for part in link.iterdescendants("*"):
        if not _MARKS_TITLE.search(part.get("class") or "") and part.tag not in ("h2", "h3", "h4"):
            continue
        text = fold("".join(_title_texts(part)))
        attribute = fold(part.get("title"))
        if len(text) >= 4 or attribute:
            return attribute if len(attribute) >= len(_stem(text)) else text
    return ""


def _stem(text: str) -> str:
    """A folded text without the dots that show where it was cut."""
    return _CUT.sub("", text) if text.endswith(_CUTS) else text


def _title_texts(element: Element) -> list[str]:
    """Inline texts as they stand, joined by nobody; those that are a date of their own left out where others remain."""
    texts = _texts(element)
    if len(texts) == 1:
        return [texts[0][0]]
    pieces = [(text, parent) for text, parent in texts if parent is element or not _ROW_NUMBER.fullmatch(text)]
    kept = [text for text, parent in pieces if not _is_date_text(fold(text), parent)]
    return kept if any(fold(text) for text in kept) else [text for text, _ in texts]


def _is_date_text(text: str, parent: Element) -> bool:
    """A date, or a piece of one (a day, a year and month) in an element that is named for it."""
    if not _DIGIT.search(text):
        return False
    if _BARE_DATE.fullmatch(text):
        return True
    if len(text) > 12:
        return False
    outer = parent.getparent()
    classes = f"{parent.get('class')} {outer.get('class') if outer is not None else ''}"
    return _DATE_CLASS.search(classes) is not None


def _texts(element: Element) -> list[tuple[str, Element]]:
    """Every text below an element with the element that it stands in."""
    found: list[tuple[str, Element]] = []
    for node in element.iter():
        if node.text and isinstance(node.tag, str) and node.tag not in ("script", "style"):
            found.append((node.text, node))
        parent = node.getparent() if node.tail and node is not element else None
        if parent is not None:
            found.append((node.tail or "", parent))
    return found


def date_in(row: Element) -> date | None:
    """The date of a row: never out of a title; a publication date before others; never the document's own 成文日期."""
    inside_links = {node for link in row.iter("a") for node in link.iter()}
    skipped = {node for cell in _document_date_cells(row) for node in cell.iter()}
    texts = []
    for text, parent in _texts(row):
        if not _DIGIT.search(text) and parent in inside_links:
            continue
        folded = fold(text)
        if folded and parent not in skipped and (parent not in inside_links or _is_date_text(folded, parent)):
            texts.append(folded)
    return date_among(texts)


def _document_date_cells(row: Element) -> list[Element]:
    """Cells below a table heading like 成文日期."""
    if row.tag != "tr":
        return []
    heads = [fold(whole_text(head)) for head in elements(row, "ancestor::table[1]/descendant::tr[1][not(.//a)]/*")]
    cells = elements(row, "./td | ./th")
    return [cell for cell, head in zip(cells, heads, strict=False) if _WRITTEN.search(head)]


def date_among(texts: list[str]) -> date | None:
    """The publication date among the loose texts of a row, in their order."""
    plain: list[date] = []
    published: list[date] = []
    for before, text in zip(["", *texts], texts, strict=False):
        day = _labelled_day(text)
        label = text if not _DATE_FIRST.match(text) else before[-8:] if not _DIGIT.search(before) else ""
        if day is None or (_WRITTEN.search(label) and not _PUBLISHED.search(label)):
            continue
        (published if _PUBLISHED.search(label) else plain).append(day)
    if published or plain:
        return (published or plain)[-1]
    return _date_in_passing(texts) or _date_in_pieces(" ".join(texts)[:200])


@lru_cache(maxsize=2048)  # the days of one list are those of the next
def _labelled_day(text: str) -> date | None:
    """The day that a text says and hardly anything else."""
    return read_date(text) if len(text) < 60 and _LABELLED_DATE.fullmatch(text) else None


def _date_in_passing(texts: list[str]) -> date | None:
    """A dashed date inside of a short line: 来源：区司法局 2024-03-25 浏览 12 次."""
    for text in texts:
        found = _DASHED_DATE.search(text) if len(text) <= 80 else None
        if found and not _WRITTEN.search(text[: found.start()]):
            return read_date(found.group())
    return None


def _date_in_pieces(line: str) -> date | None:
    for pattern, order in _PIECES:
        found = pattern.search(line)
        if found:
            return make_date(*(found.group(i) for i in order))
    return None
