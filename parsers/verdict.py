"""What a whole page is: its title and its text heard together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.posts import Kind, Recognition
from core.reports import Item, Section
from parsers.page import SeenPage
from parsers.text import han

_LEAST_TEXT = 100  # Chinese characters: less is a pointer to an attachment, or a page that did not load
_MISSING_PAGE = re.compile(
    r"(?:您|你)?(?:所)?(?:访问|查看|请求|浏览)的(?:页面|网页|内容|文章|信息|文件)[^。]{0,12}(?:不存在|已(?:被)?删除|找不到|未找到|无法)|"
    r"(?:页面|网页|内容|信息)(?:不存在|找不到|未找到|已删除|已失效)|404\s?(?:Not Found|错误|页面)|Not Found|页面走丢|无权(?:访问|查看)"
)
_TEMPLATE = re.compile(r"(?:[XxＸｘ×*＊○]{2,6}|某)(?:省|市|县|区|旗|镇|乡|街道|局|同志|年)")
_REPORTS = re.compile(
    r"(?:法治政府建设|依法行政|法治建设)[^。]{0,40}(?:汇报|报告|总结|通报)如下|(?:现将|现就)[^。]{0,40}(?:法治政府|依法行政|法治建设)[^。]{0,40}如下"
)
_LOOK_ALIKES = (
    Kind.INTERPRETATION, Kind.TEMPLATE, Kind.PLAN, Kind.NOTICE, Kind.NEWS, Kind.OTHER_ANNUAL_REPORT,
)  # fmt: skip


def judge_page(
    recognised: Recognition, page: SeenPage, text: Sequence[str], outline: Sequence[Section], *, has_files: bool
) -> Recognition:
    """Kind and doubt of the page. `recognised` is its title's; `text` the article's lines, `outline` what they are divided into."""
    body = "\n".join(text)
    size = han(body)
    if size < 4 * _LEAST_TEXT and (missing := _MISSING_PAGE.search(body)):
        return Recognition(Kind.OTHER, reasons=(f"页面提示“{missing.group()}”，没有正文",))
    if recognised.kind in _LOOK_ALIKES:
        return recognised
    if recognised.kind is Kind.ANNUAL_REPORT:
        return _judge_report(recognised, page, body, size, has_files)
    return _judge_untitled(recognised, body, size, outline)


def _judge_report(recognised: Recognition, page: SeenPage, body: str, size: int, has_files: bool) -> Recognition:
    if _is_template(body):
        return Recognition(Kind.TEMPLATE, reasons=("正文含“某县”“XX市”等代称，是范文或模板",))
    if page.link_share > 0.8 and size < _LEAST_TEXT and not has_files:
        return Recognition(Kind.INDEX, reasons=("页面几乎全是链接，是栏目或列表页",))
    if size < _LEAST_TEXT and not has_files:
        reason = f"正文只有{size}个汉字，也没有附件"
        return replace(recognised, doubtful=True, reasons=(*recognised.reasons, reason))
    if size < _LEAST_TEXT:
        return replace(recognised, reasons=(*recognised.reasons, "正文很短，报告在附件中"))
    return recognised


def _judge_untitled(recognised: Recognition, body: str, size: int, outline: Sequence[Section]) -> Recognition:
    """A text without (or with another) title is a report where it says so and holds at least two of the contents."""
    items = {section.item for section in outline} - {None, Item.OTHER}
    says_so = _REPORTS.search(body[:3000])
    if says_so and len(items) >= 2 and size >= 5 * _LEAST_TEXT:
        if _is_template(body):
            return Recognition(Kind.TEMPLATE, reasons=("正文含“某县”“XX市”等代称，是范文或模板",))
        reason = f"标题未表明，但正文写明“{says_so.group()[:40]}”，并含{len(items)}项法定内容"
        return Recognition(Kind.ANNUAL_REPORT, reasons=(reason,))
    if not size:
        return Recognition(Kind.OTHER, reasons=("页面没有可读的正文",))
    return recognised


def _is_template(body: str) -> bool:
    """Stand-ins for names in the opening, or several of them: a real report may tell of 某区 once."""
    return bool(_TEMPLATE.search(body[:200])) or len(_TEMPLATE.findall(body)) >= 3
