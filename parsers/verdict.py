"""What a whole page is: its title and its text heard together."""

import re
from dataclasses import replace
from itertools import islice

from core.posts import Kind, Recognition
from core.reports import Item
from parsers.chrome import is_prose
from parsers.dates import read_stamp
from parsers.limits import LEAST_ALONE, MOST_ROWS
from parsers.outline import read_outline
from parsers.page import SeenPage
from parsers.recognise import BARE, leaves_it_to_the_text, recognise_run_together, recognise_title, tells_nothing
from parsers.text import han

_LEAST_TEXT = 100  # Chinese characters: less is a pointer to an attachment, or a page that did not load
_MISSING_PAGE = re.compile(
    r"(?:访问|查看|请求|浏览)的(?:页面|网页|内容|文章|信息|文件)[^。]{0,12}(?:不存在|已(?:被)?删除|找不到|未找到|无法)"
    r"|(?:页面|网页|内容|信息)(?:不存在|找不到|未找到|已删除|已失效)"
    r"|404\s?(?:错误|页面)|Not Found|页面走丢|无权(?:访问|查看)"
)
# this and _EXPLAINS begin with a class, so that the search for them is fast
_TEMPLATE = re.compile(r"[XxＸｘ×*＊○某](?:(?<=某)|(?<!某)[XxＸｘ×*＊○]{1,5})(?:省|市|县|区|旗|镇|乡|街道|局|同志|年)")
_REPORTS = re.compile(
    r"(?:法治政府建设|依法行政|法治建设)[^\n]{0,300}?(?:汇报|报告|总结|通报)如下"
    r"|(?:现将|现就)[^。\n]{0,40}(?:法治政府|依法行政|法治建设)[^。\n]{0,40}如下"
)
_ON_OPENNESS, _ON_LAW = ("信息公开", "政务公开"), ("法治", "依法行政")
_EXPLAINS = re.compile(
    r"[起制编出主解问](?:(?:(?<=起)草|(?<=制)[定发]|(?<=编)制|(?<=出)台)的?(?:背景|过程|依据|目的|必要性)"
    r"|(?<=主)要内容(?:解读)?$|(?<=解)读(?:如下|机关|单位|人)|(?<=^问)[:：])",
    re.M,
)
_HALF_YEAR = re.compile(r"[^\n。]{0,30}?(?:上半年|一至六月|1\s?[-—–~至到]\s?6\s?月|[一前三]季度)")
_IN_EXPLANATIONS = re.compile(r"解读|问答")
_CURABLE = ("标题只写", "标题在“报告”之后", "标题写“", "标题未写")  # doubts that a whole report under the title removes
_LAW = re.compile("|".join(_ON_LAW))


def judge_page(
    recognised: Recognition, listed: Recognition, page: SeenPage, body: str, *, has_files: bool
) -> Recognition:
    """Kind and doubt of the page: `recognised` is what its title says, `listed` what the list's, `body` its text."""
    size = han(body)
    if size < 4 * _LEAST_TEXT and (missing := _MISSING_PAGE.search(_whole_page(page))):
        wanted = recognised if recognised.candidate else listed
        return without_text(Kind.OTHER, f"页面提示“{missing.group()}”，没有正文", wanted)
    verdict = _judge(recognised, page, body, size, has_files)
    if not verdict.doubtful and _tells_nothing(verdict, body, size):
        return without_text(verdict.kind, verdict.reasons[0], listed)
    return verdict


def _tells_nothing(verdict: Recognition, body: str, size: int) -> bool:
    """An index, hardly any text, or a vague title over a text on law: no word against what the list promises."""
    if verdict.kind is not Kind.OTHER:
        return verdict.kind is Kind.INDEX
    return size < _LEAST_TEXT or (tells_nothing(verdict) and bool(_LAW.search(body)))


def without_text(kind: Kind, reason: str, wanted: Recognition) -> Recognition:
    """A page with nothing to read where `wanted` is expected: if that may be a report, a person shall look."""
    if not wanted.candidate:
        return Recognition(kind, reasons=(reason,))
    reasons = (reason, "但标题可能是年度报告，请人工核对")
    return Recognition(kind, wanted.report_year, wanted.issuers, True, reasons)


def _judge(recognised: Recognition, page: SeenPage, body: str, size: int, has_files: bool) -> Recognition:
    if recognised.kind is Kind.NOTICE and recognised.doubtful:
        inside = _judge_untitled(recognised, body, size)
        return replace(inside, report_year=recognised.report_year, issuers=recognised.issuers)
    if recognised.kind is Kind.ANNUAL_REPORT:
        return _judge_report(recognised, page, body, size, has_files)
    return _judge_untitled(recognised, body, size) if leaves_it_to_the_text(recognised) else recognised


def _whole_page(page: SeenPage) -> str:
    return "\n".join((*(line.text for line in page.before), *page.article, *(line.text for line in page.after)))


def _judge_report(recognised: Recognition, page: SeenPage, body: str, size: int, has_files: bool) -> Recognition:
    if _is_template(body):
        return Recognition(Kind.TEMPLATE, reasons=("正文含“某县”“XX市”等代称，是范文或模板",))
    if _is_index(page):
        return Recognition(Kind.INDEX, reasons=("页面几乎全是链接，是栏目或列表页",))
    sectioned = size >= LEAST_ALONE or bool(read_outline(body, None)[0])
    if size < _LEAST_TEXT and not sectioned:
        return _judge_wordless(recognised, size, has_files)
    if BARE in recognised.reasons:
        return _judge_bare(recognised, body, size, has_files)
    if not (sectioned or has_files):
        return _doubt(recognised, f"正文只有{size}个汉字，没有分节，也没有附件，可能未登全文")
    return _judge_text(recognised, page, body, size)


def _judge_wordless(recognised: Recognition, size: int, has_files: bool) -> Recognition:
    if has_files:
        return replace(recognised, reasons=(*recognised.reasons, "正文很短，报告在附件中"))
    return without_text(Kind.OTHER, f"正文只有{size}个汉字，也没有附件", recognised)


def _judge_text(recognised: Recognition, page: SeenPage, body: str, size: int) -> Recognition:
    """A report by its title, against what its text tells: an explanation, a part of the year, another report."""
    explained = _EXPLAINS.findall(body[:3000])
    if len(explained) >= 2 or (explained and _IN_EXPLANATIONS.search(page.meta.get("columnname", ""))):
        return Recognition(Kind.INTERPRETATION, reasons=(f"正文写“{explained[0]}”，是对报告的解读、说明",))
    if half := _HALF_YEAR.match(body):
        return _doubt(recognised, f"正文开头写“{half.group()[-16:]}”，可能是半年或季度总结")
    if _on_openness(body):
        return _doubt(recognised, "正文多写政府信息公开，可能是政府信息公开年度报告")
    if recognised.doubtful and all(r.startswith(_CURABLE) for r in recognised.reasons[1:]) and _is_whole(body, size):
        reasons = (*recognised.reasons, "但正文是完整的年度报告")
        return replace(recognised, doubtful=False, reasons=reasons)
    return recognised


def _doubt(recognised: Recognition, reason: str) -> Recognition:
    return replace(recognised, doubtful=True, reasons=(*recognised.reasons, reason))


def _on_openness(body: str) -> bool:
    return sum(map(body.count, _ON_OPENNESS)) > 3 * sum(map(body.count, _ON_LAW))


def _judge_bare(recognised: Recognition, body: str, size: int, has_files: bool) -> Recognition:
    """「2025年度报告」: a report where the text says so, none where it is clearly on something else."""
    if _on_openness(body):
        return Recognition(Kind.OTHER_ANNUAL_REPORT, reasons=("标题只写“年度报告”，正文是政府信息公开年度报告",))
    if not _LAW.search(body) and not has_files:
        return Recognition(Kind.OTHER, reasons=("标题只写“年度报告”，正文没有提到法治",))
    inside = _judge_untitled(recognised, body, size)
    return replace(inside, report_year=recognised.report_year, issuers=recognised.issuers)


def _judge_untitled(recognised: Recognition, body: str, size: int) -> Recognition:
    """A text without (or with another) title is a report where it says so and holds at least two of the contents."""
    says_so = _REPORTS.search(body[:3000])
    if says_so and _is_whole(body, size):
        if _is_template(body):
            return Recognition(Kind.TEMPLATE, reasons=("正文含“某县”“XX市”等代称，是范文或模板",))
        if _on_openness(body):
            return Recognition(Kind.OTHER_ANNUAL_REPORT, reasons=("正文是政府信息公开年度报告，依据另一法规",))
        reason = f"标题未表明，但正文写明“…{says_so.group()[-30:]}”，并含{len(_items(body))}项法定内容"
        return Recognition(Kind.ANNUAL_REPORT, reasons=(reason,))
    if not size:
        return Recognition(Kind.OTHER, reasons=("页面没有可读的正文",))
    return recognised if recognised.candidate else recognise_run_together(body) or recognised


def _is_whole(body: str, size: int) -> bool:
    """A text with at least three of the contents, or two and some length."""
    items = _items(body)
    return len(items) >= 3 or (len(items) >= 2 and size >= 3 * _LEAST_TEXT)


def _items(body: str) -> frozenset[Item]:
    outline, _ = read_outline(body, None)
    return frozenset(section.item for section in outline if section.item and section.item is not Item.OTHER)


def _is_index(page: SeenPage) -> bool:
    """A list of reports instead of one: titles and dates in links, and no sentence."""
    if page.link_share <= 0.5 or any(is_prose(line) and len(line) > 40 for line in page.article):
        return False
    rows = (line for line in page.article[:MOST_ROWS] if read_stamp(line) or recognise_title(line).candidate)
    return len(list(islice(rows, 3))) == 3


def _is_template(body: str) -> bool:
    """Stand-ins for names in the opening, or several of them: a real report may tell of 某区 once."""
    return bool(_TEMPLATE.search(body[:200])) or len(_TEMPLATE.findall(body)) >= 3
