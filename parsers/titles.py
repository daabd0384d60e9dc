"""A title prepared for reading: characters, digits and blanks made alike, what it quotes and carries set apart."""

import re
from dataclasses import dataclass

from parsers import vocabulary as words
from parsers.doubts import without_end
from parsers.issuers import is_organ
from parsers.numerals import year_in_digits
from parsers.text import clean_line

LONGEST = 400  # characters of a title that are looked at
_TRADITIONAL = (
    "設设報报況况總总結结彙汇匯汇關关於于區区縣县鎮镇鄉乡廳厅局局務务與与進进實实績绩務务責责任任規规劃划計计劃划"
    "開开發发會会員员處处辦办黨党國国稅税審审財财經经濟济廣广東东門门龍龙雲云陽阳陵陵灣湾島岛臺台衛卫環环護护"
    "農农業业衝冲漢汉瀋沈濱滨濟济寧宁興兴慶庆貴贵蘇苏雙双對对導导團团園园華华圖图讀读議议聽听調调點点項项範范"
)
_ALIKE = {ord(a): b for a, b in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)} | {
    ord("０") + i: str(i) for i in range(10)
}
_BRACKETED_YEAR = re.compile(
    r"[（(【\[〔]\s?((?:19|20)\d{2})\s?[)）】\]〕](?=\s?[年度])"
    r"|[（(【\[〔]\s?((?:19|20)\d{2}\s?年度?)\s?[)）】\]〕](?=[\u4e00-\u9fff])"
    r"|^[（(【\[〔]\s?((?:19|20)\d{2})\s?[)）】\]〕](?=[\u4e00-\u9fff])"
)
_QUOTED = re.compile(r"《[^《》]*》?")
_TAG = re.compile(r"^\s?(?:【[^【】]{0,12}】|\[[^\[\]]{0,12}\]|（[^（）]{0,12}）|\([^()]{0,12}\))\s?(?=\S)")
_ENCLOSURE = re.compile(r"^附件\s?\d{0,2}\s?[:：.、]\s?")
_NAMES_END = re.compile(r"关于|(?:19|20)\d{2}|法治|依法|推进")
# what may stand behind a report's title without making it another: brackets, a year, an extension, the site's name
_TAIL = re.compile(
    r"(?:[》”\"\s]|[（(][^（）()]{0,30}[)）]|[【\[〔][^【】\[\]〔〕]{0,30}[】\]〕]|全文|正文|原文|公开[稿版]|公示稿|(?:19|20)\d{2}(?:年度?)?"
    r"|\.(?:pdf|docx?|wps|ofd|html?)){0,6}(?:[-_|｜—]+[^-_|｜—]{0,40}){0,3}$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Title:
    """`text` as written, with years in digits; `bare` without its tag and what it quotes in 《》; `quoted` is that.

    `subject` is where `bare` names the matter (法治政府建设, 依法行政 …).
    `core` is `bare` without what may stand behind any title: （公开稿）, .pdf, the year in brackets.
    `cut` tells that the title ends in an ellipsis.
    """

    text: str
    bare: str
    quoted: str
    subject: re.Match[str] | None
    core: str
    cut: bool


def plain(title: str) -> str:
    """`title` in one line, with simplified characters and years in digits, without blanks inside words."""
    text = year_in_digits(clean_line(title[:LONGEST]).translate(_ALIKE))
    text = _BRACKETED_YEAR.sub(lambda m: m.group(m.lastindex or 0), text)
    return _tight(text) if " " in text else text


def prepare(text: str) -> Title:
    """`text` (made plain) apart: a title that stands in 《》 as a whole quotes nothing."""
    text = without_end(text)
    bare, quoted = _QUOTED.sub("", text), "".join(_QUOTED.findall(text))
    if quoted and not words.SUBJECT.search(bare) and not words.SPEAKS_OF.search(bare):
        bare, quoted = text.replace("《", "").replace("》", ""), ""
    bare = _ENCLOSURE.sub("", _without_tag(bare))
    subject = words.SUBJECT.search(bare) or words.PLACE_SUBJECT.search(bare)
    return Title(text, bare, quoted, subject, _without_tail(bare), bool(words.CUT.search(text)))


def _without_tail(bare: str) -> str:
    end = _TAIL.search(bare)
    return bare[: end.start()] if end else bare


def _without_tag(bare: str) -> str:
    rest = _TAG.sub("", bare)
    return rest if words.SUBJECT.search(rest) or not words.SUBJECT.search(bare) else bare


def _tight(text: str) -> str:
    """Blanks stay between two organs' names only; 「柳 溪 镇 2024 年 …」 and 「2024 年度 法治 政府」 lose them all."""
    parts = text.split(" ")
    if 2 * sum(len(part) <= 2 for part in parts) > len(parts) + 1:
        return "".join(parts)
    joined = parts[0]
    for part in parts[1:]:
        joined += part if _goes_on(joined, part) else " " + part
    return joined


def _goes_on(before: str, part: str) -> bool:
    """`part` is no second issuer: no organ's name of more than three characters stands at its beginning."""
    name = _NAMES_END.split(part)[0].strip()
    return not (len(name) > 3 and is_organ(name) and is_organ(_NAMES_END.split(before)[-1].split(" ")[-1]))
