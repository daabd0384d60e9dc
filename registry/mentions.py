"""Which organs a title, a signature and a source line name."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from registry.names import BARE, DEPARTMENT, LONGEST, TOWNSHIP_KINDS, Name, read_name

# Where the issuer's part of a title ends. 法治办, 依法治区委员会 are organs, not the subject.
_SUBJECT = re.compile(r"(?:法治|法制|依法行政)(?![区省市县镇乡街办委局科处所])")
_ABOUT = re.compile(r"关于|对于")
_YEAR = re.compile(
    r"(?:(?:19|20)\d\d|[一二〇零○][一二三四五六七八九〇零○]{3})\s*(?:[-—~至]\s*(?:19|20)?\d\d\s*)?年?度?|年度"
)
_AROUND = re.compile(r"[《》〈〉「」『』“”\"【】〔〕\[\]()|/:,;、!。]+")
_VERBS = (
    r"(?:报送|呈报|呈送|上报|印发|公布|公开|发布|做好|开展|全面|深入|扎实|持续|推进|落实|加强|贯彻|转发|的|工作|情况)+"
)
_LEADING, _TRAILING = re.compile("^" + _VERBS), re.compile(_VERBS + "$")
_SEPARATORS = re.compile(r"[、,;/|]")
_JOINT = re.compile(r"(工作委员会|(?<!纪)工委|党委|委员会|[省市区县旗州镇乡]委(?!员))(?=.+(?:人民政府|政府|办事处)$)")
_LOOKS_WHOLE = re.compile(r".{2,}(?:[省市区县旗镇乡街道委局厅办]|政府|委员会|办事处)")
_WEBSITE = re.compile(
    r"(?:网站?|网页|门户|日报|晚报|发布|客户端|平台|电视台|融媒体中心|公众号|编辑部?|本站|原创|互联网|转载)$"
)
_INNER_OFFICE = re.compile(r"(?:党政|政府|府|党委)(?:综合)?办(?:公室)?")


def title_names(title: str | None) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """The organs a title names before 关于 (its issuers) and after it (whom it is about)."""
    text = unicodedata.normalize("NFKC", (title or "")[:LONGEST])
    head = _SUBJECT.split(text, maxsplit=1)[0]
    before, *after = _ABOUT.split(head)
    return _read_all(_fragments([before])), _read_all(_fragments(after))


def issuer_names(issuers: Iterable[str]) -> tuple[Name, ...]:
    """The organs that signed, joint ones singly."""
    return _read_all(part for issuer in issuers for part in split_joint(issuer))


def source_names(source: str | None) -> tuple[Name, ...]:
    """The organs of a 来源 line; a website is none, an inner office of a township or government stands for it."""
    text = re.sub(r"^\s*(?:信息)?来源\s*[:：]", "", (source or "")[:LONGEST])
    parts = [part for part in split_joint(text) if not _WEBSITE.search(part.strip())]
    names = (_employer(name) for name in _read_all(parts))
    return tuple(name for name in names if name is not None)


def _employer(name: Name) -> Name | None:
    inner = name.kind == DEPARTMENT and (name.within.endswith(TOWNSHIP_KINDS) or _INNER_OFFICE.fullmatch(name.stem))
    return read_name(name.within) if inner else name


def _fragments(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for between_years in _YEAR.split(text):
            for fragment in _AROUND.split(between_years):
                yield from split_joint(_TRAILING.sub("", _LEADING.sub("", fragment.strip())))


def split_joint(text: str) -> list[str]:
    """「中共几江街道工委 几江街道办事处」 to two names, with or without a mark between them."""
    text = unicodedata.normalize("NFKC", text[:LONGEST])
    pieces = [part for piece in _SEPARATORS.split(text) for part in _by_spaces(piece)]
    return [name for piece in pieces for name in _JOINT.sub("\\1\n", piece).split("\n") if name]


def _by_spaces(text: str) -> list[str]:
    """Spaces separate whole names; stray ones inside a name (南 城 街 道) mean nothing."""
    words = text.split()
    return words if len(words) > 1 and all(_LOOKS_WHOLE.fullmatch(w) for w in words) else ["".join(words)]


def _read_all(texts: Iterable[str]) -> tuple[Name, ...]:
    names = (read_name(text) for text in texts)
    return tuple(
        dict.fromkeys(name for name in names if name is not None and (name.kind != BARE or len(name.stem) > 1))
    )
