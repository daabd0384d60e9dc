"""Page furniture by line 页面装饰: what stands around a text on a government page and is no part of it."""

import re
from functools import lru_cache

# words of which a line of furniture is made; a line of nothing else but them and marks is furniture
_WORDS = "|".join(
    (
        r"扫一扫.{0,24}|扫描?(?:下方|上方)?二维码.{0,20}|手机(?:扫|查看|浏览).{0,20}|二维码|微信扫.{0,20}|关注.{0,20}(?:公众号|微信|微博)",
        r"打印(?:本页|本文|页面|此页|文章)?|关闭(?:本页|本文|窗口|页面|此页)?|返回(?:顶部|首页|上页|上一页|列表|目录)?|TOP|回到顶部|收藏本?页?|下载",
        r"分享(?:文章)?(?:到|至)?|(?:新浪|腾讯)?微博|微信|QQ(?:空间|好友)?|朋友圈|人人网|开心网|豆瓣|转发|点赞|复制链接",
        r"(?:浏览)?字[号体](?:大小)?|字体颜色|视力保护色|保护视力色|背景色|默认|超大|放大|缩小|正常|大字|[大中小]",
        r"无障碍(?:浏览|阅读)?|网站无障碍|(?:长者|关怀|老年)(?:助手|版|模式|专区)|适老化?|智能问答|[简繁][体體]?(?:版|中文)?|English|EN",
        r"(?:关于|联系)(?:我们|本站|本网)|使用帮助|网站(?:地图|声明|首页|帮助|导航|纠错)|站点地图|隐私(?:声明|保护)|版权(?:保护|声明)|安全隐私|免责声明",
        r"首页|登录|注册|退出|邮箱|移动版|电脑版|客户端|RSS(?:订阅)?|我要纠错|纠错",
        r"上一(?:篇|条)|下一(?:篇|条)|没有了|浏览(?:次数|量)|点击(?:数|率|量|次数)?|访问(?:量|次数)|阅读(?:数|量|次数)?|人次?",
        r"[上下前后]一?页|[尾末]页|第\s?\d{1,3}\s?页|共\s?\d{1,3}\s?页|转到|跳转",
        r"附件(?:下载|列表|信息)?|相关(?:附件|链接|文章|新闻|信息|阅读|稿件|文档|解读)|关联稿件|推荐阅读|延伸阅读",
    )
)
_TOOLS = re.compile(rf"(?>{_WORDS}|[\W\d_])++", re.I)
_FIGURES = re.compile(r"[\d\s.,%年月日:：/-]+")
_BEGINS = re.compile(
    "|".join(
        (
            r"(?:您|你)?(?:当前|现在|目前)?(?:所在|的)?(?:的)?(?:当前)?位置(?:是)?\s*[:：>]",
            r"(?:网站)?(?:主办|承办|协办|版权所有|主管)(?:单位)?\s*[:：]|(?:ICP)?备案(?:编)?号\s*[:：]",
            r"(?:技术支持|运行维护(?:单位)?|网站维护|维护单位|联系电话|网站纠错)\s*[:：]|地址\s*[:：].{0,60}邮(?:政)?编",
            r"(?:责任)?(?:编辑|编审|校对|审核|审签|初审|复审|终审|签发|录入)(?:人|员)?\s*[:：].{0,30}$",
            r"(?:上|下)一(?:篇|条|页)\s*[:：]|(?:分享|转发)(?:文章)?(?:到|至)?\s*[:：]?.{0,30}$",
            r"您访问的链接即将离开|(?:版权|免责|特别)声明\s*[:：]|(?:凡本|本)(?:网|站).{0,60}(?:转载|版权|来源)",
            r"未经.{0,20}(?:授权|许可).{0,30}(?:转载|使用)|(?:浏览|点击|访问|阅读)(?:次数|量|数)?\s*[:：].{0,20}$",
        )
    ),
    re.I,
)
# what may stand further on in the line: looked for only where one of its words is
_INNER_WORDS = re.compile(r"首页|版权所有|备|网安|标识码|访问|使用|浏览", re.I)
_HOLDS = re.compile(
    "|".join(
        (
            r".{0,10}首页\s*(?:>|》|›|»|→|-\s*>)",
            r".{0,60}版权所有.{0,60}$|.{0,40}(?:ICP备|公网安备|网安备)|.*网站标识码",
            r".{0,8}(?:建议使用|最佳浏览).{0,40}(?:分辨率|浏览器)|(?:您是)?(?:本页|本站|第)?.{0,8}访问(?:者|量|人数).{0,20}$",
        )
    ),
    re.I,
)
_PAGER = re.compile(r"(?>首页|[上下前后]一?页|[尾末]页|[第共]\s?\d{1,3}\s?页|跳?转到?|GO|页|\d{1,3}|[\W_])++", re.I)
_PAGER_SIGN = re.compile(r"[下后]一?页|[\[【]\s?\d{1,3}\s?[\]】]|\b\d{1,3}\s{1,9}\d{1,3}\b")
_CLOCK = re.compile(r"(?:19|20)\d{2}\s?[年/-]\s?\d{1,2}\s?[月/-]\s?\d{1,2}\s?日?.{0,3}(?:星期|周)[一二三四五六日天]")
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[（(]\d{1,2}[)）]|\d{1,2}[.．、](?!\d)")


@lru_cache(maxsize=256)  # the same lines of a page are looked at for title, head, text and end
def is_furniture(line: str) -> bool:
    """Whether the whole line is page furniture: breadcrumb, tools, counters, share bar, footer, or no word at all."""
    if not line or len(line) > 300:
        return not line
    if _BEGINS.match(line) or (_INNER_WORDS.search(line) and _HOLDS.match(line)):
        return True
    return bool(_TOOLS.fullmatch(line)) and not _FIGURES.fullmatch(line)


def is_pager(line: str) -> bool:
    """A bar of links from page to page: 首页 上一页 1 2 3 下一页 尾页, [1] [2]."""
    return bool(_PAGER.fullmatch(line)) and bool(_PAGER_SIGN.search(line))


def is_clock(line: str) -> bool:
    """A site's clock (「…2019年12月3日星期二」), often frozen: never a date of the post."""
    return len(line) <= 60 and bool(_CLOCK.search(line))


def is_numbered(line: str) -> bool:
    """Begins like a numbered heading or paragraph: 一、 (一) 1. （1）."""
    return bool(_NUMBERED.match(line))


_LEADS_IN = re.compile(r"如下\s*[:：]$|^现将.+[:：]$")
_COMMA = re.compile("[，,、]")
_TITLE_ENDS = ("报告", "总结", "汇报")  # the title of a joint report is as long as a sentence


def is_prose(line: str) -> bool:
    """A sentence or more: ends as one, holds a full stop, leads in what follows, or is long with commas."""
    if len(line) < 12:
        return line.endswith(("。", "！", "？"))
    return (
        line.endswith(("。", "！", "？", "；", ";"))
        or "。" in line
        or bool(_LEADS_IN.search(line))
        or (len(line) >= 50 and bool(_COMMA.search(line)) and not line.endswith(_TITLE_ENDS))
    )
