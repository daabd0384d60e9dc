"""Rules for disclosure, hotline orders, decisions and proposals 公开与办理类指标."""

from parsers.indicators.clauses import Subject
from parsers.indicators.rules import CASES, KINDS, PAPERS, Rule, rule

_PUBLISH_VETO = "依申请|申请公开|申请|不予|部分|处罚信息|普法|宣传|微信|微博|公众号|抖音|村务|重点领域|解读"
_REQUEST = (
    r"(?:依申请(?:公开)?(?:政府)?信息公开|依申请公开(?:的)?(?:政府)?(?:信息)?|(?:政府)?信息公开|政府信息依申请公开)"
)
_LINE = (
    r"[“”\"（(]*(?:12345|8890|１２３４５)?[“”\"）)]*(?:政府|政务|市民|便民"
    r"|公共)?(?:服务)?(?:便民)?(?:服务)?(?:热线|平台)?(?:平台|系统|中心)?"
)
_NPC = (
    r"(?:(?:[市区县省]|全国|[市区县省]级)?人大(?:代表)?(?:的)?(?:书面)?(?:意见|议案)?(?:和)?(?:建议"
    r"|议案|意见)(?:、?批评(?:和|、)意见)?(?:案|意见|议案)?|代表建议|人大议案)"
)
_CPPCC = r"(?:(?:[市区县省]|全国|[市区县省]级)?政协(?:委员)?(?:的)?(?:意见|建议)?(?:、)?(?:提案|建议|意见)|委员提案)"
_ANSWER = r"(?:承办|办理|办结|答复|收到|受理|办复|接到|完成|落实)?(?:并)?(?:办结|答复)?"
_DECIDE = r"(?:实施|作出|做出|确定|制定|出台|列入|审议|公布|审查|梳理|开展|纳入|完成|发布|编制|讨论|研究|形成|审核)?"
_MAJOR = r"重大(?:行政)?决策(?:事项)?(?:目录)?(?:项目|事项|草案)?(?:合法性(?:审查|审核))?"

RULES: tuple[Rule, ...] = (
    rule(
        "disclosed_documents",
        r"主动公开(?:发布)?(?:了|各类|政府|政务|相关|工作|的){0,3}(?:信息|文件|公文|事项|内容)?",
        units=PAPERS,
        cues="公开",
        veto=_PUBLISH_VETO,
    ),
    rule(
        "disclosed_documents",
        r"(?:主动公开|公开)",
        r"(?:的)?(?:各类|政府|政务|主动公开的?){0,2}(?:信息|文件)",
        units=PAPERS,
        cues="信息 文件",
        veto=_PUBLISH_VETO,
    ),
    rule(
        "disclosed_documents",
        r"(?:政府|政务)信息(?:主动)公开(?:信息)?",
        units=PAPERS,
        cues="公开",
        veto=_PUBLISH_VETO,
    ),
    rule(
        "disclosed_documents",
        r"(?<!申请)(?:公开|发布|公开发布)(?:了|各类){0,2}(?:政府|政务)(?:公开)?信息",
        units=PAPERS,
        cues="信息",
        rank=1,
        veto=_PUBLISH_VETO,
    ),
    rule(
        "disclosed_documents",
        r"(?:公开|发布|更新)(?:了|各类){0,2}信息",
        units=PAPERS,
        cues="信息",
        rank=2,
        subjects=(Subject.PUBLISHING,),
        veto=_PUBLISH_VETO,
    ),
    rule(
        "disclosure_requests",
        r"(?:收到并)?(?:收到|受理|办理|处理|接收|接到|答复"
        rf"|办结)?{KINDS}{_REQUEST}(?:的)?(?:申请|事项|办件|件|案件)?(?:总数|数量|受理量|办理量|数)?",
        units=PAPERS | {"次"},
        cues="申请",
        veto="复议|诉讼|结转|引发|主动|典型|率|渠道",
    ),
    rule(
        "disclosure_requests",
        r"(?:收到|受理|办理|处理|接收|答复)(?:并答复|并办结)?",
        rf"(?:的)?{_REQUEST}(?:申请)?",
        units=PAPERS,
        cues="申请",
        veto="复议|诉讼|结转|主动",
    ),
    rule(
        "disclosure_requests",
        r"(?:收到|受理|接收|接到|办理)(?:公民|群众|各类|书面|公开){0,2}申请",
        units=PAPERS,
        cues="申请",
        rank=1,
        subjects=(Subject.DISCLOSURE,),
        veto="复议|诉讼|结转",
    ),
    rule(
        "hotline_orders",
        rf"[“”\"]?(?:12345|8890|１２３４５|政务热线|市民热线|便民热线|服务热线){_LINE}(?:转办"
        rf"|交办|派发|平台|派单|各类|群众|反映|的|来电){{0,3}}(?:工单|诉求|事项|投诉件?|案件"
        r"|办件|问题|来电|交办件|转办件|交办单|转办单|派单|件)?(?:总量|数量|数)?",
        units=CASES | {"条", "个", "单", "份", "项", "次"},
        cues="12345 8890 热线 １２３４５",
        veto="率|座席|话务|12348|人员",
    ),
    rule(
        "hotline_orders",
        r"[“”\"]?(?:12345|8890|１２３４５)[^，。；]{0,14}?(?:接收|受理|办理|处理|承办|接办"
        r"|处置|办结|收到|接到|派发|转办|交办)(?:了|各类|群众|市民|企业|的|有效|涉企"
        r"|热线){0,3}(?:工单|诉求|事项|投诉举报|投诉|案件|来电|交办件|转办件|件)?",
        units=CASES | {"条", "个", "单", "份", "项"},
        cues="12345 8890 １２３４５",
        veto="率|座席|话务|12348|人员",
    ),
    rule(
        "hotline_orders",
        r"(?:接收|受理|办理|处理|承办|接办|处置|办结|收到|接|接到|流转)(?:并办结)?",
        rf"(?:的)?[“”\"]?(?:12345|8890|政务热线|市民热线|便民热线|热线){_LINE}(?:工单|诉求|事项"
        r"|件|投诉|交办|转办|平台)?",
        units=CASES | {"条", "个", "单", "份", "项"},
        cues="12345 8890 热线",
        veto="率|12348",
    ),
    rule(
        "hotline_orders",
        r"(?:接收|受理|办理|处理|承办|接办|处置|办结|收到|接到|流转)?(?:各类|群众|热线"
        r"|诉求){0,2}(?:工单|群众诉求|诉求|诉求件)",
        units=CASES | {"条", "个", "单", "份"},
        cues="工单 诉",
        rank=1,
        subjects=(Subject.HOTLINE,),
        veto="12348|信访",
    ),
    rule(
        "major_decisions",
        _DECIDE + KINDS + _MAJOR,
        units=frozenset("件项个起条"),
        cues="决策",
        veto="参与(?!、)|(?:文件|合同|协议)(?:、|及|和|与|以及)[^，。；]{0,6}决策|培训|案例|听证|后评估|咨询|意见|制度|三重一大|专家|论证",
    ),
    rule(
        "major_decisions",
        rf"(?:等|将|对|{_DECIDE})?",
        r"(?:年度)?重大(?:行政)?决策(?:事项|项目|\Z|进行|开展)",
        units=frozenset("件项个"),
        cues="决策",
        veto="培训|案例|听证|后评估|咨询|制度|三重一大|专家",
    ),
    rule(
        "major_decisions",
        r"(?:将|等)",
        r"(?:(?:重大)?(?:行政)?决策)?(?:事项|项目)(?:纳入|列入)(?:[^，。]{0,8}决策(?:事项)?目录|(?:年度)?目录)",
        units=frozenset("件项个"),
        cues="决策",
        veto="培训|听证|审批|权力",
    ),
    rule(
        "cppcc_proposals",
        r"提案",
        units=PAPERS,
        cues="提案",
        rank=1,
        subjects=(Subject.PROPOSAL,),
        rival="人大|代表|议案|建议",
        earlier="人大|政协",
    ),
    rule("npc_suggestions", _ANSWER + KINDS + _NPC, units=PAPERS, cues="建议 议案 意见", rival="政协|提案|委员"),
    rule(
        "npc_suggestions",
        _ANSWER,
        rf"(?:的)?{KINDS}{_NPC}",
        units=PAPERS,
        cues="建议 议案 意见",
        rival="政协|提案|委员",
    ),
    rule("cppcc_proposals", _ANSWER + KINDS + _CPPCC, units=PAPERS, cues="提案 政协", rival="人大|代表|议案"),
    rule(
        "cppcc_proposals", _ANSWER, rf"(?:的)?{KINDS}{_CPPCC}", units=PAPERS, cues="提案 政协", rival="人大|代表|议案"
    ),
)
