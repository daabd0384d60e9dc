"""What a link's name and address say about the column behind it. Pure; weights are points of 100."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

TOPIC = 60  # from here on the name or address itself says that yearly reports are what the column is for
LIKELY = 25  # from here on it is read as a column, when there is time; below, only looked through


@dataclass(frozen=True, slots=True)
class Worth:
    """`points` 0: not to be followed. `reason` is Chinese; `by_address` tells that the address alone was telling."""

    points: int
    reason: str = ""
    by_address: bool = False

    @property
    def topical(self) -> bool:
        return self.points >= TOPIC


NOTHING = Worth(0)

_OTHER_REPORTS = re.compile(
    r"信息公开.{0,6}(?:年报|年度报告|报告)|网站.{0,4}(?:年报|报表|年度)|(?<!法治)财政|预算|决算|审计|统计|行政执法|复议|应诉|招标|采购|人事|招聘"
    r"|政府工作报告|普法|示范创建"
)
_TOPICS = (
    (re.compile(r"法治(?:政府)?(?:建设)?.{0,6}(?:年度|情况|工作)?.{0,3}(?:报告|年报)"), 100),
    (re.compile(r"依法行政.{0,6}报告"), 90),
    (re.compile(r"法治政府"), 85),
    (re.compile(r"依法行政|法治建设|依法治[区市县镇]"), 65),
)
_HUBS = (
    (re.compile(r"法治(?!宣传|教育|文化)"), 50),
    (re.compile(r"网站地图|站点地图|网站导航"), 50),
    (re.compile(r"法定主动公开|主动公开"), 48),
    (re.compile(r"年度报告|工作报告|总结报告|报告公开"), 40),
    (re.compile(r"其他(?:法定)?.{0,6}(?:信息|内容|事项)"), 36),
    (re.compile(r"规划计划|计划总结|规划总结|工作总结"), 35),
    (re.compile(r"信息公开目录|公开目录"), 34),
    (re.compile(r"政[务府](?:信息)?公开|信息公开|阳光政务"), 32),
    (re.compile(r"政策文件|区级公文|公文|文件"), 26),
    (re.compile(r"通知公告|公示公告|公告公示"), 25),
    (re.compile(r"工作动态|履职依据|机构职能"), 12),
    (re.compile(r"(?:街道|镇|乡|部门|单位|镇街|乡镇).{0,6}(?:公开|网站|导航)?"), 10),
)
_SLUG = re.compile(
    r"(?:^|[^a-z])[a-z]{0,6}(?:fzzfjs|fzzf|fz(?:zf)?(?:js)?(?:nd)?bg|yfxzbg)[a-z]{0,8}(?:$|[^a-z])", re.I
)
_HUB_SLUG = re.compile(r"(?:^|[/_-])(?:zwgk|xxgk|zfxxgk|fdzdgknr|zdgk|gkml|gkmlpt)(?:[/_-]|$)", re.I)
_NO_COLUMN = re.compile(
    r"登录|注册|下载|English|无障碍|返回|收藏|打印|微信|微博|邮箱|\d{4}[-年]\d|[上下前后]一[页月年]|[首尾末]页|[\d<>«»\s.]+$"
)
_POST_FILE = re.compile(r"/t\d{8}_\d+\.|/art_\d+_\d+\.|/post_\d+\.|\.(?:pdf|docx?|wps|ofd|xlsx?|zip|rar)$", re.I)
_FURTHER = re.compile(r"(?:index|list)_\d+\.|[?&](?:page|PAGENUM|currentnum|pageNo)=(?![01](?:&|$))", re.I)
_POST = re.compile(r"\d{4}\s*年.*[^年度\s]|召开|会议|推进会|解读|关于|印发|[《》]")  # titles of posts, however short
_LONGEST_NAME = 24  # longer link texts are titles of posts


def worth(name: str, url: str) -> Worth:
    """What following a link promises: its name first, its address where the name says less."""
    if len(name) > _LONGEST_NAME or _NO_COLUMN.match(name) or _POST.search(name) or _OTHER_REPORTS.search(name):
        return NOTHING
    if _FURTHER.search(url) or _POST_FILE.search(urlsplit(url).path):
        return NOTHING
    named, addressed = _by_name(name), _by_address(url)
    return named if named.points >= addressed.points else addressed


def _by_name(name: str) -> Worth:
    for pattern, points in _TOPICS:
        if pattern.search(name):
            return Worth(points, f"栏目名称为“{name}”")
    hub = next((points for pattern, points in _HUBS if pattern.search(name)), 0)
    return Worth(hub, f"栏目名称为“{name}”，这类栏目有时发布年度报告") if hub else NOTHING


def _by_address(url: str) -> Worth:
    path = urlsplit(url).path
    if found := next((step for step in path.split("/") if _SLUG.search(step)), None):
        return Worth(80, f"网址含“{found}”，是法治政府建设栏目的常见拼音缩写", by_address=True)
    return Worth(15, "网址像信息公开栏目", by_address=True) if _HUB_SLUG.search(path) else NOTHING
