"""What sort of organ a unit is, by its level and name: rules bind sorts of organs, not names."""

import re
from enum import StrEnum
from functools import lru_cache

from core.units import Level


class UnitKind(StrEnum):
    """Kind of unit 单位类别, as far as rules tell them apart."""

    GOVERNMENT = "government"  # 县级以上人民政府
    DEPARTMENT = "department"  # 县级以上政府部门
    TOWN = "town"  # 乡镇人民政府: a level of government
    SUBDISTRICT = "subdistrict"  # 街道办事处: a branch of the government above it (派出机关)
    ZONE = "zone"  # 开发区、管委会
    VERTICAL = "vertical"  # 垂直管理: reports up its own line
    INSTITUTION = "institution"  # 事业单位、分局和站所: part of, or founded by, an organ that owes for itself
    OTHER = "other"  # nothing above; nobody is held to a rule for a name that we cannot read


# Only the end of a name counts: 景德镇市某街道办事处 is no 镇.
_TOWN = re.compile(r"(乡|镇|苏木)(人民政府|政府)?$")
_SUBDISTRICT = re.compile(r"(街道|街道办|街|办事处)$")
_ZONE = re.compile(
    r"([区园港城岛湖山](管理委员会|管委会)|(?<![市督林])管委会|开发区|高新区|保税港?区|自贸区|示范区|度假区|风景区|风景名胜区"
    r"|工业园|产业园|园区)$"
)
_BRANCH_GOVERNMENT = re.compile(r"(行政公署|行署|区公所)$")
_OF_THE_STATE = re.compile(r"(总局|总署)$")
_VERTICAL = re.compile(
    r"税务局|税务分局|海关$|气象局$|消防救援|海事局$|烟草专卖局|邮政管理局$|调查队$|金融监督?管理?(局|分局)$|金融监管(局|分局|支局)$"
    r"|出入境边防检查|国家安全局$|矿山安全监察局$|通信管理局$|中国人民银行"
)
_INSTITUTION = re.compile(r"(分局|支局|派出所|中心|[站所院校馆台场队]|学校|大学|医院|公司|集团)$")
# In this order; the first that fits tells.
_BY_NAME = (
    (_OF_THE_STATE, UnitKind.DEPARTMENT),
    (_ZONE, UnitKind.ZONE),
    (_SUBDISTRICT, UnitKind.SUBDISTRICT),
    (_BRANCH_GOVERNMENT, UnitKind.OTHER),
)
_DEPARTMENT_BY_NAME = (
    (_OF_THE_STATE, UnitKind.DEPARTMENT),
    (_VERTICAL, UnitKind.VERTICAL),
    (_ZONE, UnitKind.ZONE),
    (_INSTITUTION, UnitKind.INSTITUTION),
)
_TOWNSHIP_BY_NAME = ((_TOWN, UnitKind.TOWN), *_BY_NAME)
_NAMES = {Level.DEPARTMENT: _DEPARTMENT_BY_NAME, Level.TOWNSHIP: _TOWNSHIP_BY_NAME}
_ELSE = {Level.DEPARTMENT: UnitKind.DEPARTMENT, Level.TOWNSHIP: UnitKind.OTHER}


@lru_cache(maxsize=65536)
def kind_of(level: Level, name: str) -> UnitKind:
    """The kind of a unit of that level and name; where in doubt, one that is bound to less."""
    kinds = _NAMES.get(level, _BY_NAME)
    otherwise = _ELSE.get(level, UnitKind.GOVERNMENT)
    return next((kind for words, kind in kinds if words.search(name.strip())), otherwise)
