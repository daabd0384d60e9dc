"""Label blocks 标签: what a page writes as 「发布日期：…」, `[ 索引号 ] …` or in the cells of an index table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.text import words

PUBLISHED, ISSUED, WRITTEN, UPDATED = "published", "issued", "written", "updated"
SOURCE, PUBLISHER = "source", "publisher"
DOC_NO, INDEX_NO, TITLE, OTHER = "doc_no", "index_no", "title", "other"

_NAMES: dict[str, str] = {
    PUBLISHED: """
        发布日期 发布时间 公布日期 公布时间 公开日期 公开时间 发稿日期 发稿时间 发表日期 发表时间
        上传时间 上传日期 录入时间 信息时间 上网时间 公示时间 发布于""",
    ISSUED: "发文日期 发文时间 生成日期 生成时间 创建日期 创建时间 添加日期 添加时间 日期 时间",
    UPDATED: "更新日期 更新时间 修改日期 修改时间 最后更新 最近更新",
    WRITTEN: "成文日期 成文时间 印发日期 印发时间 制发日期 签发日期 签署日期",
    SOURCE: "信息来源 文章来源 稿件来源 内容来源 新闻来源 来源于 来源 稿源 供稿单位 供稿 信息提供单位",
    PUBLISHER: """
        发布机构 发文机关 发文机构 发布单位 发文单位 发布机关 公开机关 公开单位 制发机关 制作单位
        公开责任部门 责任部门""",
    DOC_NO: "发文字号 文件编号 发文号 文号 文件字号",
    INDEX_NO: "信息索引号 索引号 索引",
    TITLE: "信息名称 文件名称 公文标题 文件标题 标题 名称",
    OTHER: """
        浏览字号 浏览次数 浏览量 浏览数 浏览 点击 访问 点击次数 点击数 点击率 点击量
        访问量 访问次数 阅读次数 阅读量 阅读数 阅读
        作者 责任编辑 编辑 审核 审核人 校对 字号 字体大小 字体 主题分类 体裁分类 主题词 主题
        有效性 有效期 生效日期 实施日期 失效日期 废止日期 截止日期 公开方式 公开类别 公开时限 公开范围
        公开形式 公开属性 分类 组配分类 信息分类 栏目分类 所属分类 服务对象 关键词 内容概述 备注 备注文号
        发布形式 公开程序 生命周期 分享到 分享 视力保护色 当前位置 信息类别 文种 语种 文章类型
        效力状态 有效状态 规范性文件编号 统一编号 附件""",
}
_KIND = {name: kind for kind, names in _NAMES.items() for name in words(names)}
_WEAK = frozenset(words("日期 时间 名称 标题 分类 主题 索引 阅读 浏览 点击 访问 编辑 审核 来源 分享 附件 备注 供稿"))


def _spaced(name: str) -> str:
    return r"\s{0,4}".join(re.escape(c) for c in name)


_STRONG_LABELS = "|".join(_spaced(n) for n in sorted(_KIND, key=len, reverse=True) if n not in _WEAK)
_WEAK_LABELS = "|".join(_spaced(n) for n in sorted(_WEAK, key=len, reverse=True))
# in brackets, or before a colon; a short common word only where no Chinese character stands before it
_FIRST = "".join(sorted({name[0] for name in _KIND}))  # one look at a character instead of a hundred
_LABEL = re.compile(
    rf"(?=[\[【{_FIRST}])(?:[\[【]\s?(?P<boxed>{_STRONG_LABELS}|{_WEAK_LABELS})\s?[\]】]\s?[:：]?"
    rf"|(?:(?P<strong>{_STRONG_LABELS})|(?<![\u4e00-\u9fff])(?P<weak>{_WEAK_LABELS}))\s?[:：]"
    rf"|(?P<joined>发布于|来源于))"
)
_MARK = re.compile(r"[:：\]】]|于")  # no label without one of them, but for a cell's
_CELL = re.compile(rf"(?=[\[【\s{_FIRST}])[\[【]?\s?(?P<name>{_STRONG_LABELS}|{_WEAK_LABELS})\s?[\]】]?\s?[:：]?")
_VALUE_ENDS = re.compile(
    r"[\[【|｜\t丨]|\s[^\s\d:：]{2,8}[:：]|\s(?:大\s*中\s*小|打印|关闭|分享|收藏|下载|字[号体]|作者|浏览|点击|访问量|阅读|扫一扫|保护视力色)|"
    r"(?:字[号体](?:大小)?|浏览次数|点击(?:数|率|次数)|访问(?:量|次数)|阅读(?:次数|量)|分享到|责任编辑|打印本?页|关闭窗口)"
)


@dataclass(frozen=True, slots=True)
class Label:
    """One label with its value: `kind` is what it means, `name` how the page writes it (blanks removed)."""

    kind: str
    name: str
    value: str


def read_labels(lines: Sequence[str]) -> tuple[Label, ...]:
    """Every label in `lines` with its value; a label alone in its line (a table cell) takes the next line."""
    found: list[Label] = []
    for i, line in enumerate(lines):
        if len(line) > 400:
            continue
        following = lines[i + 1] if i + 1 < len(lines) else ""
        found.extend(_labels_in(line, following))
    return tuple(found)


@lru_cache(maxsize=256)  # the same lines of a page are looked at for title, head, text and end
def has_label(line: str) -> bool:
    """Whether `line` is a meta line: it begins with a label, or holds two."""
    if len(line) > 300:
        return False
    matches = _find(line)
    return bool(matches) and (matches[0].start() <= 2 or len(matches) > 1)


def values(labels: Iterable[Label], kind: str) -> tuple[Label, ...]:
    return tuple(label for label in labels if label.kind == kind and label.value)


@lru_cache(maxsize=256)  # the same lines of a page are looked at for title, source, numbers and dates
def _labels_in(line: str, following: str) -> tuple[Label, ...]:
    return tuple(_read_line(line, following))


def _read_line(line: str, following: str) -> Iterator[Label]:
    if cell := _CELL.fullmatch(line):
        name = _name(cell.group("name"))
        boxed_or_colon = line[-1:] in ":：]】"
        if boxed_or_colon or name not in _WEAK:
            yield Label(_KIND[name], name, _next_value(following))
        return
    matches = _find(line)
    ends = [*(m.start() for m in matches[1:]), len(line)]
    for m, end in zip(matches, ends, strict=False):
        name = _name(m.group(m.lastgroup or 0))
        yield Label(_KIND[name], name, _value(line[m.end() : end]))


def _find(line: str) -> list[re.Match[str]]:
    return list(_LABEL.finditer(line)) if _MARK.search(line) else []


def _name(printed: str) -> str:
    return re.sub(r"\s", "", printed)


def _value(text: str) -> str:
    text = text.strip(" \t:：")
    cut = _VALUE_ENDS.search(text)
    return (text[: cut.start()] if cut else text).strip(" \t,，;；]】")


def _next_value(line: str) -> str:
    return "" if _CELL.fullmatch(line) or _LABEL.search(line) or len(line) > 120 else line.strip(" :：")
