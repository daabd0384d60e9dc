"""Names of organs taken apart, so that the many ways to write one unit compare equal.

「中共天津市滨海新区茶淀街道工委」, 「天津市滨海新区人民政府茶淀街道办事处」, 「茶淀街」 all are the street 茶淀;
「茶淀街道司法所」 is a body within it, 「滨海新区司法局」 a department, 「区政府」 names nobody.
"""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 300  # characters of a text that are looked at
DEPARTMENT = "部门"
BARE = ""  # a word that may be a place without its type (茶淀)
TOWNSHIP_KINDS = ("街道", "镇", "乡", "苏木")

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_BRACKETED = re.compile(r"\([^()]*\)")
_QUOTES = re.compile("[《》〈〉「」『』“”\"'‘’【】〔〕\\[\\]*:。·]")
_PARTY = re.compile(r"^(?:中共|中国共产党)")
_OF_GOVERNMENT = re.compile(r"人民政府(?=.+(?:办事处|街道办|街道|管理委员会|管委会|工委|工作委员会)$)")
_ORGAN = re.compile(
    r"(?:(?<=[省市区县旗盟州镇乡街道])(?:人民政府|政府|委员会|委|党委|党工委|工委|工作委员会|办事处)"
    r"|(?<=[委会])(?:人民政府|政府|办事处)|(?<=街道)办|(?<=[区园港城])(?:管理委员会|管委会))$"
)
_OTHER_COMMITTEE = re.compile(r"(?:政协|共青团|团(?=[省市区县])|民革|民盟|民建|民进|致公党|九三学社).*(?:委|委员会)")

_STREET_UNTYPED = re.compile(r"(?!.*驻).{2,}(?<![街道区委会])办事处")  # 南城办事处

_PLACE = re.compile(
    r"(?P<above>.*(?:自治州|[省市区县旗盟]))?(?P<stem>.+?)"
    r"(?P<kind>自治区|自治州|自治县|自治旗|新区|地区|街道|苏木|省|市|区|县|旗|盟|镇|乡)"
)
_BODY = re.compile(
    r"(?P<above>.*(?:自治州|街道|[省县旗盟]|(?<!城)市(?![场政容民])|城市(?!管理|更新|建设|规划|运行|综合)"
    r"|(?<!社)区(?![域划块])|(?<!城)镇|(?<!城)乡(?!村)))?"
    r"(?P<stem>.+(?:局|委|委员会|厅|院|所|站|队|中心|办公室|办|处|科|会|社|馆|集团|公司|学校|大学|部|署))"
)
_TYPE_WORDS = re.compile(r"自治[区州县旗]|新区|地区|街道|苏木|[省市区县旗盟镇乡]")
_NO_STEM = frozenset("社园地辖景校厂小全本我该各乡集城街")  # 社区, 园区, 全市, 乡镇 …: words, not places
_ANY_ORGAN = re.compile(
    r"(?:本|我|该|全|各|区|市|县|省|镇|乡|街道?|人民政府|政府|委员会|委|党委|党工委|工委|工作委员会|办事处|机关|局|办|站|办公室)*"
)


@dataclass(frozen=True, slots=True)
class Name:
    """One organ's name. `stem` and `kind`: 茶淀 + 街道, 红桥 + 区, 司法局 + DEPARTMENT, or a BARE word.

    `within` is what stands before it as written (天津市滨海新区), `above` the same without type words (天津滨海).
    """

    stem: str
    kind: str
    within: str = ""

    @property
    def above(self) -> str:
        return _TYPE_WORDS.sub("", self.within)

    @property
    def place(self) -> bool:
        return self.kind not in (DEPARTMENT, BARE)


def clean_name(text: str) -> str:
    """Half width, no spaces, quotes, brackets; a government, its party committee and its office become the place."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:LONGEST]))
    text = _QUOTES.sub("", _BRACKETED.sub("", re.sub(r"\s+", "", text)))
    if _OTHER_COMMITTEE.fullmatch(text):
        return text
    text = _OF_GOVERNMENT.sub("", _PARTY.sub("", text))
    while (shorter := _without_organ(text)) != text:
        text = shorter
    return re.sub(r"(?<=..)街$", r"街道", text)


def _without_organ(text: str) -> str:
    if _STREET_UNTYPED.fullmatch(text):
        return text.removesuffix("办事处") + "街道"
    return _ORGAN.sub("", text)


def read_name(text: str) -> Name | None:
    """The organ that `text` names; None when it names nobody in particular (区政府, 本站)."""
    cleaned = clean_name(text)
    if len(cleaned) < 2 or _ANY_ORGAN.fullmatch(cleaned):
        return None
    if found := _PLACE.fullmatch(cleaned):
        vague = found["stem"] in _NO_STEM
        return None if vague else Name(found["stem"], found["kind"], found["above"] or "")
    if found := _BODY.fullmatch(cleaned):
        stem = re.sub(r"委员会$", "委", found["stem"]).replace("人民政府", "政府")
        return Name(stem, DEPARTMENT, found["above"] or "")
    return Name(cleaned, BARE)
