"""Rules for cases: lawsuits, reconsideration, penalties, fines, mediation, supervision 案件类指标."""

from parsers.indicators.clauses import Subject
from parsers.indicators.rules import CASES, KINDS, PAPERS, Rule, rule

_DO = (
    r"(?:(?:收到并|受理并)?(?:发生|提起|受理|办理|处理|承办|收到|新收|接到|涉及|参加|参与"
    r"|应诉|审理|产生|引发|接收|作出|做出"
    r"|实施|查处|查办|办结|审结|完成|立案|结案|出现|涉|有))?"
)
_TAIL = r"(?:的)?(?:案件|案|事项|申请)?(?:收案|受理|立案|办理)?(?:总数|总量|数量|数|量)?"
_SUED_VETO = "败诉|胜诉|撤诉|驳回|旁听|观摩|民事|刑事|公益|非诉|出庭|代理|庭审|典型|案例|纠错|改判|率"
_RECON_VETO = (
    "委员|人员|调解|撤回|撤销|驳回|纠错|维持|不予受理|听证|意见书|建议书|答复书|满意|典型|案例|率|告知|咨询|监督"
)
_PENALTY_VETO = (
    "信息|公示|公开|数据|事项|职权|权力|案卷|评查|抽查|清单|裁量|基准|听证|信用|修复|审核"
    "|移送|录入|归集|不予|免予|免于|减轻|从轻|首违|轻微"
    "|上报|复议|诉讼|撤销|赋权|下放|许可"
)
_PENALTY_SAID = r"(?:一般|普通)?(?:程序)?(?:行政)?处罚(?:类)?(?:一般程序|普通程序)?(?:案件|案|决定书|决定)?"
_QUARREL = r"(?:矛盾纠纷|矛盾|民间纠纷|纠纷|人民调解案件|调解案件)"
_SETTLE = (
    r"(?:(?:矛盾纠纷)?多元(?:化解|调解)|排查调处化解|排查调处|排查化解|排查调解|排查并化解|调处化解|调解化解|调解处理"
    r"|成功(?:调解|化解|调处)|有效化解|妥善化解|受理调解|调解成功|化解成功|调解|化解|调处|受理|处置|处理|办理)"
)
_QUARREL_VETO = (
    "诉前|委托|司法调解|协助|指导|信访|积案|行政争议|行政调解|行政复议|商事|医疗|医患"
    "|劳动|劳资|婚姻|家事|家庭|物业|交通|邻里|土地|山林"
    "|涉企|企业|消费|旅游|重大|疑难|较大|突出|案卷|卷宗|未化解|排查出|法院|联合|警调|公调|诉调|访调|典型|案例"
)

RULES: tuple[Rule, ...] = (
    rule(
        "litigation_cases",
        _DO + KINDS + r"(?:一审)?(?:行政(?:机关)?(?:诉讼(?:应诉)?|应诉)|(?:行政)?(?:应诉|被诉)案件)(?:一审)?" + _TAIL,
        units=CASES,
        cues="诉",
        rival="复议",
        veto=_SUED_VETO + "|再审|二审|检察|法院审结",
    ),
    rule(
        "litigation_cases",
        r"(?:代理|出庭应诉)(?:了)?(?:各类|[市区县镇]?政府|[市区县镇]人民政府){0,2}(?:的)?行政(?:诉讼|应诉)(?:案件|案)?",
        units=CASES,
        cues="诉",
        rank=1,
        rival="复议",
        veto="败诉|胜诉|驳回|旁听|观摩|民事|刑事|公益|非诉|典型|案例|率|负责人",
    ),
    rule(
        "litigation_cases",
        _DO + r"一审行政案件(?:受理|收案)?",
        units=CASES,
        cues="行政案件",
        rank=2,
        veto="败诉|胜诉|撤诉|旁听|观摩|率|复议|检察",
    ),
    rule(
        "litigation_cases",
        _DO,
        rf"(?:的)?{KINDS}(?:一审)?(?:行政(?:诉讼|应诉)|应诉案件)",
        units=CASES,
        cues="诉",
        rival="复议",
        veto=_SUED_VETO + "|二审",
    ),
    rule(
        "litigation_cases",
        r"(?:被诉|应诉)(?:共|有|的){0,2}",
        units=CASES,
        cues="诉",
        rank=2,
        subjects=(Subject.LITIGATION,),
        rival="复议",
        veto=_SUED_VETO,
    ),
    rule(
        "reconsideration_cases",
        _DO + KINDS + r"(?:行政)?复议(?:被申请人|应诉)?" + _TAIL,
        units=CASES,
        cues="复议",
        rival="诉讼|(?<!复议)应诉",
        veto=_RECON_VETO + "|办结|审结",
    ),
    rule(
        "reconsideration_cases",
        _DO + KINDS + r"(?:行政)?复议(?:被申请人|应诉)?" + _TAIL,
        units=CASES,
        cues="复议",
        rank=2,
        rival="诉讼|(?<!复议)应诉",
        veto=_RECON_VETO,
    ),
    rule(
        "reconsideration_cases",
        _DO,
        rf"(?:的)?{KINDS}行政复议",
        units=CASES,
        cues="复议",
        rival="诉讼|(?<!复议)应诉",
        veto=_RECON_VETO + "|办结|审结",
    ),
    rule(
        "reconsideration_cases",
        r"(?:收到|受理|接收|新收)(?:各类|复议)?(?:申请|案件)",
        units=CASES,
        cues="收 受理",
        rank=1,
        subjects=(Subject.RECONSIDERATION,),
    ),
    rule(
        "reconsideration_cases",
        r"(?:受理|收案|新收)",
        units=CASES,
        cues="收 受理",
        rank=2,
        subjects=(Subject.RECONSIDERATION,),
        veto="不予|未|听证|调解",
        earlier=r"行政复议案件[^。]{0,24}\Z",
    ),
    rule(
        "reconsideration_cases",
        r"(?:行政)?复议(?:案件)?(?:答复|受案)",
        units=CASES,
        cues="复议",
        rank=1,
        veto=_RECON_VETO.replace("答复书|", ""),
    ),
    rule(
        "reconsideration_cases",
        r"(?:跃升|提升|提高|上升|增长|升|增|下降|减少|降)(?:至|到|为)(?:20\d\d年度?|今年)?的?",
        units=CASES,
        cues="升 增 降 减",
        earlier=r"行政复议(?:案件|申请)(?:数量|数|量)?(?:从|由)[^，。]{0,20}\Z",
        veto="率|纠错|撤销|维持",
    ),
    rule(
        "penalty_cases",
        r"(?:立案查处|查办|查处|立案|行政立案)(?:了)?(?:(?:各类|各种)案件|[一-龥]{0,8}?(?:违法|违规)(?:案件|案|行为))",
        units=CASES,
        cues="查 立案",
        rank=1,
        veto=_PENALTY_VETO + "|刑事|职务|违纪|信访|纠纷|诉讼|复议|公安",
        followed="罚没|罚款|行政处罚|处罚款|结案",
    ),
    rule(
        "penalty_cases",
        r"(?:行政立案|立案)",
        units=CASES,
        cues="立案",
        rank=2,
        veto=_PENALTY_VETO + "|刑事|职务|违纪|信访|纠纷|诉讼|复议|公安",
        followed="罚没|罚款|处罚",
    ),
    rule(
        "penalty_cases",
        _DO + KINDS + _PENALTY_SAID + r"(?:总数|数量|数|量)?",
        units=CASES | {"份", "个", "宗", "次"},
        cues="处罚",
        veto=_PENALTY_VETO + "|[^我本市区县]分局",
    ),
    rule(
        "penalty_cases",
        _DO,
        rf"(?:的)?{KINDS}行政处罚(?:案|决定)",
        units=CASES | {"份", "个"},
        cues="处罚",
        veto=_PENALTY_VETO,
    ),
    rule(
        "fines_yuan",
        r"(?:处以|收缴|处|上缴|实施|作出|做出|决定)?(?:行政处罚)?(?:罚没|罚款|处罚"
        r"|罚金)(?:款项|款|收入|入库)?(?:实际)?(?:到位|入库|收缴)?(?:总金额|金额|总额"
        r"|数额)?(?:人民币)?",
        cues="罚",
        veto="人均|最高|最大|一笔|单笔|案值|减免|退|欠|拟|听证|免|经费|预算",
    ),
    rule(
        "mediation_cases",
        _SETTLE + rf"(?:并)?(?:成功)?{KINDS}{_QUARREL}(?:案件|事项)?(?:总数|总量|数量|数)?(?:化解|调解|调处)?(?:成功)?",
        units=CASES | {"个", "次"},
        cues="纠纷 矛盾 调解",
        veto=_QUARREL_VETO + "|成功|接待",
    ),
    rule(
        "mediation_cases",
        rf"(?:{_SETTLE}|接收|接待|登记)(?:并)?(?:成功)?{KINDS}{_QUARREL}(?:案件|事项)?(?:总数"
        r"|数)?(?:化解|调解|调处)?(?:成功)?",
        units=CASES,
        cues="纠纷 矛盾 调解",
        rank=1,
        veto=_QUARREL_VETO,
    ),
    rule(
        "mediation_cases",
        rf"(?:受理|办理|完成)?(?:人民)?调解{KINDS}案件",
        units=CASES,
        cues="调解",
        rank=1,
        veto=_QUARREL_VETO,
    ),
    rule(
        "mediation_cases",
        _SETTLE,
        rf"(?:的)?{KINDS}(?:矛盾)?纠纷",
        units=CASES,
        cues="纠纷",
        veto=_QUARREL_VETO,
    ),
    rule(
        "mediation_cases",
        r"(?:已)?(?:成功调解|成功化解|调解成功|化解成功|成功调处|调处成功|已?化解|调解|调处)",
        units=CASES,
        cues="调解 化解 调处",
        rank=2,
        subjects=(Subject.MEDIATION,),
        veto=_QUARREL_VETO,
        earlier=r"\A(?![^。]*(?:复议|诉讼))",
    ),
    rule(
        "supervision_opinions",
        r"(?:下达|发出|制发|出具|下发|印发|发送|送达|提出|制作|签发|发放"
        r"|开具)?(?:了)?[《“]?(?:行政)?执法监督意见(?:书"
        r"|函)?[》”]?",
        units=PAPERS,
        cues="监督",
    ),
    rule(
        "supervision_opinions",
        r"(?:下达|发出|制发|出具|下发|印发|发送|送达|提出|制作|签发|发放"
        r"|开具)?(?:了)?[《“]?(?:行政)?执法监督(?:建议|通知|决定|整改|督办)(?:通知)?(?:书"
        r"|函)?[》”]?",
        units=PAPERS,
        cues="监督",
        rank=1,
    ),
    rule(
        "supervision_opinions",
        r"(?:下达|发出|制发|出具|下发|印发|发送|送达|提出|制作|签发)?",
        r"[《“]?(?:行政)?执法监督(?:意见|建议|通知|决定)(?:通知)?书?",
        units=PAPERS,
        cues="监督",
    ),
)
