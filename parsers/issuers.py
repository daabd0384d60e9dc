"""Who reports 发文机关: the units named in a title or under a text, as written there, joint ones split."""

import re

from parsers.text import fold

_YEAR = r"(?:19|20)\d{2}\s*年?度?"
_ENDS = (
    "人民政府|政府|管理委员会|管委会|工作委员会|委员会|办事处|办公室|党工委|工委|党委|党组|市委|区委|县委|镇委|乡委|省委|旗委|"
    "公安局|分局|总队|支队|大队|海关|总局|税务局|监督局|管理局|法院|检察院|中心|指挥部|街道|开发区|园区|保护区|"
    "[局厅部委办署院所站社会镇乡街区县市省旗]"
)
_ORGAN = re.compile(rf"[\w（）()·、和及]{{0,60}}(?:{_ENDS})(?:[（(][^（）()]{{1,20}}[)）])?")
# the Party body's name ends here where the government's follows without a blank (中共某市委某市人民政府)
_PARTY_FIRST = re.compile(
    r"(中共[^\s、]{1,40}?(?:工作委员会|委员会|(?<=[省市区县旗镇乡])委|党工委|工委|党委|党组))[\s、和及]*(?=\S{2,}(?:政府|办事处|管委会|管理委员会)$)"
)
# 柳溪镇党委、政府; 云陵县委、县政府: the second name leaves out the place
_SHORT_PAIR = re.compile(
    r"(?P<head>中共)?(?P<place>[^\s、]{1,30}?)(?P<party>党工委|工委|党委|[省市区县旗镇乡]委)[\s、和及与]{0,2}"
    r"(?P<own>[省市区县旗镇乡]?(?:人民)?政府|(?:街道)?办事处|管委会)"
)
_TWICE = re.compile(r"(?P<name>\S{2,30}?(?:人民政府|办事处|委员会|管委会))(?P<again>\S{2,14})")
_JOINTS = re.compile(r"\s+|、|暨")


def read_issuers(head: str) -> tuple[str, ...]:
    """The units in `head`, the part of a title before 关于 or the year; () where it names none."""
    head = re.sub(r"^[\s【\[（(].{0,12}?[】\]）)]", "", head) if head[:1] in "【[（(" else head
    head = re.sub(r"^附件\s*\d{0,2}\s*[:：.、]?", "", head.strip(" \t　:：,，-—_|·“”‘’\"'"))
    if not re.search(r"\w", head) or len(head) > 120:
        return ()
    if (m := _TWICE.fullmatch(head)) and m["again"] in m["name"]:  # 柳溪镇人民政府柳溪镇
        head = m["name"]
    return tuple(part.strip() for part in split_joint(head) if part.strip())


def split_joint(text: str) -> tuple[str, ...]:
    """Joint issuers apart (党工委 + 办事处); a blank or 、 divides only where each side names an organ."""
    if m := _SHORT_PAIR.fullmatch(text):
        return _pair(m)
    parts = [p for p in _JOINTS.split(text) if p]
    if len(parts) > 1 and all(is_organ(p) and len(p) > 3 for p in parts):
        return tuple(parts)
    if (m := _PARTY_FIRST.match(text)) and len(text[m.end() :]) > 3:
        return m.group(1), text[m.end() :]
    return (text,)


def _pair(m: re.Match[str]) -> tuple[str, str]:
    """Both names in full, the second with the first one's place."""
    seat = m["party"][0] if m["party"][0] in "省市区县旗镇乡" else ""
    place = m["place"] + seat
    own = m["own"]
    for shared in ("街道", place[-1]):
        if place.endswith(shared):
            own = own.removeprefix(shared)
    return (m["head"] or "") + m["place"] + m["party"], place + own


def is_organ(text: str) -> bool:
    """Whether `text` alone looks like a unit's name (人民政府, 办事处, 局, 街道 …)."""
    return 2 <= len(text) <= 80 and bool(_ORGAN.fullmatch(text))


def fuller(title_issuers: tuple[str, ...], signed: tuple[str, ...]) -> tuple[str, ...]:
    """The issuers of a report: the title's, or the signature's where it writes the same unit's name out in full."""
    if not title_issuers:
        return signed
    if len(signed) == len(title_issuers) and all(
        fold(short) in fold(full) for short, full in zip(title_issuers, signed, strict=True)
    ):
        return signed
    return title_issuers
