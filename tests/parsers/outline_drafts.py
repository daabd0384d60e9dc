"""Reports made from drafts: the same contents in every numbering style and with every flaw, the outline being known.

A draft is a tree of headings with their texts. What must be read from its print is known by construction: the level of
each numbering style, the bare numeral, the title, and the statutory content of the top sections.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.reports import Item
from parsers.text import words

_HAN = ("一", "二", "三", "四", "五", "六", "七", "八")
_FORMAL = "壹贰叁肆伍陆柒捌"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
YEAR = 2023


@dataclass(frozen=True)
class Draft:
    """A heading with the text under it; `item` is set on top headings."""

    title: str
    text: str = ""
    parts: tuple["Draft", ...] = ()
    item: Item | None = None


@dataclass(frozen=True)
class Line:
    """A printed line, and the heading that must be read in it: level, bare numeral, title, item."""

    text: str
    heading: tuple[int, str, str, str] | None = None


@dataclass(frozen=True)
class Made:
    name: str
    lines: tuple[Line, ...]

    @property
    def body(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def outline(self) -> list[tuple[int, str, str, str]]:
        return [line.heading for line in self.lines if line.heading]


# how numbers are printed, outermost first, each with the level it must be read as:
# {h} 一, {f} 壹, {p} ㈠, {d} 1, {w} １, {s} ⒈, {b} ⑴, {c} ①
STYLES: dict[str, tuple[tuple[int, str], ...]] = {
    "standard": ((1, "{h}、"), (2, "（{h}）"), (3, "{d}.")),
    "half width": ((1, "{h}、"), (2, "({h})"), (3, "{d}、")),
    "wide points": ((1, "{h}．"), (2, "（{h}）、"), (3, "{w}．")),
    "blanks": ((1, "{h} 、"), (2, "（ {h} ）"), (3, "{d} . ")),
    "enclosed": ((1, "{h}、"), (2, "{p}"), (3, "{s}")),
    "formal": ((1, "{f}、"), (2, "〔{h}〕"), (3, "{d}、")),
    "arabic below chinese": ((1, "{h}、"), (3, "{d}."), (4, "（{d}）")),
    "brackets below brackets": ((1, "{h}、"), (2, "（{h}）"), (4, "（{d}）")),
    "parts": ((1, "第{h}部分 "), (2, "{h}、"), (3, "（{h}）")),
    "chapters": ((1, "第{h}章　"), (2, "（{h}）"), (3, "{d}.")),
    "brackets on top": ((1, "（{h}）"), (2, "{d}."), (3, "({d})")),
    "arabic only": ((1, "{d}."), (2, "（{d}）"), (3, "{c}")),
    "arabic over brackets": ((1, "{d}、"), (2, "（{h}）"), (3, "（{d}）")),
    "ordinals below": ((1, "{h}、"), (2, "（{h}）"), (3, "第{h}，")),
    "open brackets": ((1, "{h}、"), (2, "({h}、"), (4, "{d}）")),
}


def numbered(form: str, n: int) -> tuple[str, str]:
    """The number `n` as printed in `form`, and as it must be read."""
    values = {"h": _HAN[n - 1], "f": _FORMAL[n - 1], "d": str(n), "w": str(n).translate(_WIDE)}
    values |= {name: chr(ord(first) + n - 1) for name, first in (("p", "㈠"), ("s", "⒈"), ("b", "⑴"), ("c", "①"))}
    bare = values["h"] if "{h}" in form or "{p}" in form else values["f"] if "{f}" in form else values["d"]
    return form.format(**values), bare


# how a heading stands with its text
ALONE, STOPPED, RUN_IN, COLON = "alone", "full stop", "run-in", "colon"
MODES = (ALONE, STOPPED, RUN_IN, COLON)


def render(drafts: Sequence[Draft], style: str, mode: str, depth: int = 0) -> Iterator[Line]:
    """The lines of `drafts`; top headings stand alone, those below as `mode` says."""
    level, form = STYLES[style][depth]
    for n, draft in enumerate(drafts, start=1):
        printed, bare = numbered(form, n)
        heading = (level, bare, draft.title, draft.item.value if draft.item else "")
        if depth and draft.text and mode in (RUN_IN, COLON) and not (mode == COLON and "，" in draft.title):
            yield Line(f"{printed}{draft.title}{'：' if mode == COLON else '。'}{draft.text}", heading)
        else:
            yield Line(f"{printed}{draft.title}{'。' if mode == STOPPED and depth else ''}", heading)
            if draft.text:
                yield Line(draft.text)
        if draft.parts:
            yield from render(draft.parts, style, mode, depth + 1)


Flaw = Callable[[Sequence[Line]], Iterator[Line]]


def _page_numbers(lines: Sequence[Line]) -> Iterator[Line]:
    for n, line in enumerate(lines):
        yield line
        if n % 3 == 2:
            yield Line(("- {} -", "第 {} 页", "{}", "— {} —")[n % 4].format(n // 3 + 1))


_NO_HEADINGS = words(
    """
    2023年，全镇办结诉求八十件。 一年来，群众满意度持续上升。 一方面抓建设，一方面抓管理。 一是抓学习。二是抓落实。
    3·15当天设点宣传。 3.15活动发放手册九百份。 12345热线按期答复。 1.2万件诉求全部办结。 2.5亿元项目合法合规。
    三项制度落地见效。 二十大精神宣讲九场。 四个意识更加牢固。 一级网格长到岗履职。 2个村获评示范村。
    2023年12月4日，举办宣誓仪式。 一要再学习，二要再落实。 一、二季度开展了评查。 20余名干部参加旁听。
    十四五时期任务过半。
    """
)


def _look_alikes(lines: Sequence[Line]) -> Iterator[Line]:
    for n, line in enumerate(lines):
        yield line
        if not line.heading:
            yield Line(_NO_HEADINGS[n % len(_NO_HEADINGS)])


def _points_lost(lines: Sequence[Line]) -> Iterator[Line]:
    """Every second number of a list loses what stands behind it."""
    for line in lines:
        heading = line.heading
        second = heading is not None and heading[1] in ("二", "四", "2", "4")
        bare = line.text[:3].replace("、", "").replace(".", "") + line.text[3:]
        yield Line(bare, heading) if second else line


def _doubled_points(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        text = line.text
        if line.heading and text[1:2] in ("、", "."):
            text = text[:2] + text[1] + text[2:]
        yield Line(text, line.heading)


def _numbers_alone(lines: Sequence[Line]) -> Iterator[Line]:
    """A number in its own line, the title in the next."""
    for line in lines:
        if line.heading and line.text.endswith(line.heading[2]):
            yield Line(line.text.removesuffix(line.heading[2]), line.heading)
            yield Line(line.heading[2])
        else:
            yield line


def _second_top_lost(lines: Sequence[Line]) -> Iterator[Line]:
    """The second top section is gone with all that is in it: numbers are skipped."""
    tops = [n for n, line in enumerate(lines) if line.heading and line.heading[0] == 1]
    yield from (*lines[: tops[1]], *lines[tops[2] :])


def _contents_list(lines: Sequence[Line]) -> Iterator[Line]:
    yield Line("目 录")
    yield from (Line(line.text) for line in lines if line.heading and line.heading[0] == 1)
    yield from lines


def _quotes_lost(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        heading = line.heading
        bare = (heading[0], heading[1], heading[2].translate(_NO_QUOTES), heading[3]) if heading else None
        yield Line(line.text.translate(_NO_QUOTES), bare)


_NO_QUOTES = dict.fromkeys(map(ord, "“”"))

FLAWS: dict[str, Flaw] = {
    "page numbers": _page_numbers,
    "look-alikes": _look_alikes,
    "points lost": _points_lost,
    "doubled points": _doubled_points,
    "numbers alone": _numbers_alone,
    "a section lost": _second_top_lost,
    "contents list": _contents_list,
    "quotes lost": _quotes_lost,
}

_DUTY = "党政主要负责人履行推进法治建设第一责任人职责情况"
DRAFTS: dict[str, tuple[Draft, ...]] = {
    "township": (
        Draft("2023年主要举措和成效", "", (
            Draft("强化组织领导", "镇里成立专班，每月会商一次，重要事项逐件交办。", (
                Draft("健全学法机制", "党委会前学法十二次，新进干部全部参加培训。"),
                Draft("压实工作责任", "班子成员分片包干，年底逐一述法。"),
            )),
            Draft("规范行政执法", "", (
                Draft("推行“三项制度”", "执法过程全部留痕，决定书当日公示。"),
                Draft("开展案卷评查", "抽查案卷四十宗，限期补正六宗。"),
                Draft("充实执法力量", "新增持证人员五名。"),
            )),
            Draft("化解矛盾纠纷，守好基层平安", "调解纠纷二百一十件，成功率百分之九十八。"),
        ), Item.MEASURES),
        Draft("存在的不足和原因", "青年干部经验少，普法形式偏旧。", (), Item.PROBLEMS),
        Draft(_DUTY, "镇党委书记主持研究四次，镇长带队督导三次。", (), Item.LEADERSHIP),
        Draft("下一年度主要安排", "", (
            Draft("抓好干部培训", "每季度一期，考试合格方可上岗。"),
            Draft("用好法律顾问", "合同先审后签。"),
        ), Item.PLANS),
    ),
    "street": (
        Draft("工作进展和亮点成效", "街道把依法办事摆在重要位置。", (
            Draft("坚持党建引领，凝聚法治合力", "党工委会议专题研究五次。"),
            Draft("严格合法性审查、严控决策风险", "审查合同六十份，提出意见一百条。"),
            Draft("深化“一站式”调解", "窗口当日受理，三日回访。"),
        ), Item.MEASURES),
        Draft("推进过程中存在的困难和短板", "", (
            Draft("专业力量偏弱", "持证人员占比不到一半。"),
            Draft("普法针对性不强", "对新业态从业者覆盖少。"),
        ), Item.PROBLEMS),
        Draft("2024年工作思路", "围绕执法、普法、服务三件事持续用力。", (), Item.PLANS),
        Draft("其他需要报告的情况", "无。", (), Item.OTHER),
    ),
    "bureau": (
        Draft(_DUTY, "局长主持局务会学法六次，亲自协调复议案件。", (), Item.LEADERSHIP),
        Draft("法治政府建设工作开展情况", "", (
            Draft("依法全面履行职能", "权责清单动态调整两次。", (
                Draft("优化审批流程", "办理时限压缩三成。"),
                Draft("清理证明事项", "取消证明九项。"),
            )),
            Draft("强化监督制约", "按期办结建议提案。"),
        ), Item.MEASURES),
        Draft("问题与短板", "队伍结构不尽合理，信息化程度低。", (), Item.PROBLEMS),
        Draft("下步工作打算", "补齐人手，建好平台。", (), Item.PLANS),
    ),
    "county": (
        Draft("主要做法", "", (
            Draft("坚持和加强党的领导，统筹推进法治建设各项任务", "县委常委会听取汇报四次。"),
            Draft("提升决策科学化水平", "重大决策全部经过听证和审查。"),
            Draft("打造法治化营商环境", "出台服务措施十五条。"),
            Draft("加强行政复议应诉工作", "负责人出庭率百分之百。"),
        ), Item.MEASURES),
        Draft("薄弱环节及原因", "乡镇之间不平衡，主要是经费保障有差距。", (), Item.PROBLEMS),
        Draft("主要负责人履行法治建设职责情况", "县长牵头督办四件积案。", (), Item.LEADERSHIP),
        Draft("明年工作重点", "", (
            Draft("抓统筹", "建立任务清单。"),
            Draft("抓督察", "每半年通报一次。"),
        ), Item.PLANS),
    ),
}  # fmt: skip


def made_reports() -> Iterator[Made]:
    """Every draft in every style, the ways of standing taken in turn; then every draft with every flaw."""
    opening = Line("2023年，本单位依法履职，现将有关情况报告如下。")
    for d, (draft, drafts) in enumerate(DRAFTS.items()):
        for s, style in enumerate(STYLES):
            mode = MODES[(s + d) % len(MODES)]
            yield Made(f"{draft}, {style}, {mode}", (opening, *render(drafts, style, mode)))
        for f, (flaw, damage) in enumerate(FLAWS.items()):
            style = ("standard", "half width")[(f + d) % 2]
            mode = ALONE if flaw == "numbers alone" else (ALONE, RUN_IN)[d % 2]
            yield Made(f"{draft}, {flaw}, {mode}", (opening, *damage(list(render(drafts, style, mode)))))
