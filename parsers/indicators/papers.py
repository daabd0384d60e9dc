"""Rules for papers: reviews, contracts, what was repealed 文件类指标."""

from parsers.indicators.clauses import Subject
from parsers.indicators.rules import PAPERS, Rule, rule

_CHECK = r"(?:合法性|法制|法律)?(?:审查|审核|审签|审修|核审|把关|会审)"
_PAPER = r"(?:规范性文件|政策性?文件|制度文件|政府文件|涉法文件|公文|文件|文稿|文书|规章制度|政策措施|材料)"
_PAPER_VETO = "案卷|备案|公平竞争|清理|评查|处罚|许可|案件|废止|执法决定"
_CONTRACT = (
    r"(?:合同|协议)(?:书|文本|文书|类文件)?(?:[（(](?:合同|协议)[）)])?(?:(?:、|和|及|与"
    r"|以及|/)?(?:合同|协议)(?:书|文本)?|(?:、|和|及|与|以及|等)?(?:其他)?(?:相关|有关"
    r"|各类)?(?:法律|涉法)(?:文书|文件)|等(?:文书|文件|材料)?){0,2}"
)
_CONTRACT_VETO = "签订|签署|履约|劳动|服务协议|备案|网签|承包|纠纷|登记"

RULES: tuple[Rule, ...] = (
    rule(
        "documents_reviewed",
        rf"(?:完成|开展|对)?{_CHECK}(?:、修改|并修改"
        rf"|、备案)?(?:了)?[^，。；]{{0,14}}?{_PAPER}(?:草案|送审稿|\（草案\）)?",
        units=PAPERS | {"次"},
        cues="审 把关",
        rival="合同|协议",
        veto=_PAPER_VETO,
    ),
    rule(
        "documents_reviewed",
        rf"(?:完成|开展|对)?(?:行政|党内|党政)?{_PAPER}(?:的)?{_CHECK}(?:工作)?",
        units=PAPERS | {"次"},
        cues="审 把关",
        rival="合同|协议",
        veto=_PAPER_VETO,
    ),
    rule(
        "documents_reviewed",
        rf"(?:完成|开展|对|已对|先后对|{_CHECK})(?:了)?",
        r"(?:的)?(?:行政|各类|政府|区级|镇级){0,2}(?:规范性文件|政策文件|涉法文件|文件)(?:\Z"
        r"|(?:进行|开展|实施|作出|的|草案)?(?:了)?(?:合法性)?(?:审查|审核|把关))",
        units=PAPERS,
        cues="文件",
        veto=_PAPER_VETO + "|制定|印发|出台",
    ),
    rule(
        "documents_reviewed",
        r"(?:完成|开展|进行)?(?:合法性(?:审查|审核)|审查|审核)(?:意见|事项)?",
        units=frozenset(("件", "份", "件次")),
        cues="审",
        rank=2,
        subjects=(Subject.DOCUMENT,),
        veto=_PAPER_VETO + "|意见",
    ),
    rule(
        "documents_reviewed",
        rf"(?:行政)?{_PAPER}(?:草案)?",
        units=PAPERS,
        cues="文件",
        rank=1,
        rival="合同|协议",
        veto=_PAPER_VETO + "|其他",
        earlier=rf"{_CHECK}[^。]{{0,24}}\Z",
    ),
    rule(
        "contracts_reviewed",
        rf"(?:政府|行政|各类){{0,2}}{_CONTRACT}",
        units=PAPERS,
        cues="合同 协议",
        rank=1,
        rival="文件[^，。]{0,4}(?:合同|协议)|决策",
        veto=_CONTRACT_VETO + "|其他",
        earlier=rf"{_CHECK}[^。]{{0,24}}\Z",
    ),
    rule(
        "review_opinions",
        rf"(?:提出|出具|反馈|形成|作出|提供)?(?:了)?(?:书面|法律|各类|合法性)?(?:{_CHECK}|修改"
        r"|修订|审改)(?:完善)?(?:性|的)?(?:法律)?(?:意见|建议)(?:和建议|建议|及建议|意见)?",
        units=PAPERS | {"处"},
        cues="意见 建议",
        veto="人大|政协|案卷|评查|征求|监督|执法|司法|检察",
    ),
    rule(
        "review_opinions",
        rf"(?:出具|制发|印发|下发)(?:了)?(?:合法性|法制)?(?:{_CHECK})(?:法律)?意见书",
        units=PAPERS,
        cues="意见",
        rank=1,
        veto="执法|司法|检察|处罚|决定",
    ),
    rule(
        "review_opinions",
        r"提出(?:了)?(?:各类|合理|合理化|法律|书面|专业|合法性)?(?:意见|建议)(?:和建议|建议|及建议)?",
        units=PAPERS,
        cues="意见 建议",
        rank=1,
        subjects=(Subject.DOCUMENT, Subject.CONTRACT),
        veto="人大|政协|征求|监督|执法|调研",
    ),
    rule(
        "review_opinions",
        r"(?:提出|出具|反馈|提供)(?:了)?(?:书面)?法律(?:审查|审核)?(?:意见|建议)(?:书|建议)?",
        units=frozenset("条份处"),
        cues="意见 建议",
        rank=1,
        veto="人大|政协|征求|监督|执法|司法|检察|处罚",
    ),
    rule(
        "review_opinions",
        r"(?:提出|出具|反馈|形成)",
        r"(?:的)?(?:合法性)?(?:审查|审核|修改)(?:意见|建议)",
        units=PAPERS,
        cues="意见 建议",
    ),
    rule(
        "contracts_reviewed",
        rf"(?:完成|开展)?(?:{_CHECK}|审定)(?:、修改|和修改|并修改|修改|、起草)?(?:了|各类|各种"
        rf"|政府|行政|经济|民事|机关|重大|涉法|涉企|的|本级){{0,3}}{_CONTRACT}",
        units=PAPERS,
        cues="合同 协议",
        rival="文件[^，。]{0,4}(?:合同|协议)|决策",
        veto=_CONTRACT_VETO,
    ),
    rule(
        "contracts_reviewed",
        rf"(?:完成|开展)?(?:政府|行政|各类|机关|重大)?{_CONTRACT}(?:的)?{_CHECK}",
        units=PAPERS,
        cues="合同 协议",
        rival="文件[^，。]{0,4}(?:合同|协议)|决策",
        veto=_CONTRACT_VETO,
    ),
    rule(
        "contracts_reviewed",
        rf"(?:{_CHECK}|对|完成)(?:了)?",
        r"(?:的)?(?:政府|行政|各类|经济|机关|民事|重大){0,2}(?:合同|协议)(?:(?:、"
        r"|和)协议)?(?:书|文本)?(?:\Z|(?:进行|开展)?(?:了)?(?:合法性)?(?:审查|审核|把关))",
        units=PAPERS,
        cues="合同 协议",
        veto=_CONTRACT_VETO,
    ),
    rule(
        "contracts_reviewed",
        rf"(?:完成)?{_CHECK}",
        units=frozenset("件份"),
        cues="审",
        rank=2,
        subjects=(Subject.CONTRACT,),
        veto=_CONTRACT_VETO,
    ),
    rule(
        "documents_repealed",
        r"(?:标注|宣布|决定|公布|清理|认定|已|予以){0,2}(?:废止|失效)(?:、|和|及|或|与|或者"
        r"|并宣布|、宣布|和宣布)?(?:失效|废止)?(?:的)?(?:行政|党内|[省市区县镇乡]级"
        r"|[省市区县镇乡]?政府|[省市区县镇乡]人民政府){0,2}(?:规范性文件|政策文件|制度文件"
        r"|文件)",
        units=PAPERS,
        cues="废止 失效",
        veto="拟|建议|修改",
    ),
    rule(
        "documents_repealed",
        r"(?:宣布|决定|清理|已|予以){0,2}(?:废止|失效)",
        r"(?:的)?(?:行政)?(?:规范性文件|政策文件|文件)",
        units=PAPERS,
        cues="文件",
        veto="拟|建议|修改",
    ),
    rule(
        "documents_repealed",
        r"(?:宣布|决定|予以|已)?(?:废止|失效)(?:、|和|及|或|与|并宣布|和宣布)?(?:失效|废止)?",
        units=PAPERS,
        cues="废止 失效",
        rank=1,
        subjects=(Subject.DOCUMENT,),
        veto="拟|建议|修改|规章|法规|条例",
    ),
)
