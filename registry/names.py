"""Names of organs taken apart, so that the many ways to write one unit compare equal.

「中共天津市滨海新区茶淀街道工委」, 「天津市滨海新区人民政府茶淀街道办事处」, 「茶淀街」 all are the street 茶淀;
「茶淀街道司法所」 is a body within it, 「滨海新区司法局」 a department, 「区政府」 names nobody.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

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
    r"(?P<above>.*(?:自治州|街道|[省县旗盟]|(?<!城)市(?![场政容民]|监局)|城市(?!管理|更新|建设|规划|运行|综合)"
    r"|(?<!社)区(?![域划块])|(?<!城)镇|(?<!城)乡(?!村)))?"
    r"(?P<stem>.+(?:局|委|委员会|厅|院|所|站|队|中心|办公室|办|处|科|会|社|馆|集团|公司|学校|大学|部|署))"
)
_TYPE_WORDS = re.compile(r"自治[区州县旗]|新区|地区|街道|苏木|[省市区县旗盟镇乡]")
_NO_STEM = frozenset("社园地辖景校厂小全本我该各乡集城街")  # 社区, 园区, 全市, 乡镇 …: words, not places
_ANY_ORGAN = re.compile(
    r"(?:本|我|该|全|各|区|市|县|省|镇|乡|街道?|人民政府|政府|委员会|委|党委|党工委|工委|工作委员会|办事处|机关|局|办|站|办公室)*"
)

# Departments by their full names, each with the ways it is commonly shortened; a name that another line could mean
# as well (规划局, 农业局) stands in none. One place has one office of a line, whatever variant it chose.
_OFFICES = """
市场监督管理局 市场监管局 市场监督局 市监局
自然资源和规划局 规划和自然资源局 自然资源局 自然资源规划局 规划自然资源局 自规局 资规局 规资局 规自局
住房和城乡建设局 住房城乡建设局 住房和建设局 住建局 住房和城乡建设委 住房城乡建设委 住建委
人力资源和社会保障局 人力资源社会保障局 人社局 人力社保局
卫生健康局 卫健局 卫生健康委 卫健委
文化和旅游局 文化旅游局 文旅局 文化广电和旅游局 文化广电旅游局 文广旅局 文广旅游局 文化体育和旅游局 文化旅游体育局 \
文化体育旅游局 文化旅游和体育局 文体旅局 文旅体局 文体旅游局 文化广电旅游体育局 文化广电体育旅游局 \
文化广电体育和旅游局 文化广电旅游和体育局 文广旅体局 文广体旅局
农业农村局 农业农村委 农委 农业委
城市管理局 城管局 城市管理委 城管委
城市管理综合执法局 城市管理和综合执法局 城市管理行政执法局 城管执法局
综合行政执法局 综合执法局 行政综合执法局
发展和改革局 发展改革局 发改局 发展和改革委 发展改革委 发改委
教育体育局 教育和体育局 教体局
工业和信息化局 工业信息化局 工信局 经济和信息化局 经济信息化局 经信局 \
工业和信息化委 经济和信息化委 工信委 经信委 经济信息委
科学技术局 科技局
生态环境局 环境局
交通运输局 交通局 交通运输委 交通委
应急管理局 应急局
退役军人事务局 退役军人局
医疗保障局 医保局
行政审批局 行政审批服务局 审批局 行政审批和政务服务局
民族宗教事务局 民族宗教局 民宗局 民族和宗教事务局 民族宗教事务委 民宗委
国有资产监督管理委 国有资产监管委 国资委 国有资产监督管理局 国有资产监管局 国资局
乡村振兴局 振兴局
林业和草原局 林业草原局 林草局
水利局 水务局
公安局 公安分局
"""
_OFFICE_OF = {name: line.split()[0] for line in _OFFICES.strip().split("\n") for name in line.split()}
_MATTER = re.compile(r"[和与及、]|事务|(?:局|委|厅|办公室|办)$")


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


@lru_cache(maxsize=16384)  # a unit is named in each of its reports
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


def office(stem: str) -> str:
    """The department's full name for a common short one (住建局); what is in no list stays as it is."""
    return _OFFICE_OF.get(stem, stem)


def akin(stem: str, other: str) -> bool:
    """Whether two departments may be one: the matter of one is left when characters of the other's are left out."""
    pairs = [(_MATTER.sub("", a), _MATTER.sub("", b)) for a in {stem, office(stem)} for b in {other, office(other)}]
    return any(_shortens(a, b) or _shortens(b, a) for a, b in pairs)


def _shortens(short: str, full: str) -> bool:
    rest = iter(full)
    return len(short) >= 2 and all(character in rest for character in short)
