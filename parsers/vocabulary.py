"""The words that tell a yearly report from its look-alikes, as they stand in titles.

Drawn from titles seen on government sites; every group carries the reason that is shown to a person.
"""

import re

from core.posts import Kind

SUBJECT = re.compile(
    r"法[治制冶]政府(?:建设)?|法治建设|依法行政|(?:全面)?依法治(?!校|企|院|理)[\u4e00-\u9fff]|法治(?:省|市|区|县|镇|乡|街道)建设|法治工作"
)
# 法治晴川建设: a place's name in the subject; 法治社会建设 and the like are other matters
PLACE_SUBJECT = re.compile(
    r"法治(?!社会|文化|中国|国家|政府|宣传|教育|思维|思想|机构|机关|校园|企业|营商|环境|人才|督察|监督|实施|保障)"
    r"[\u4e00-\u9fff]{2,4}(?<!文化|阵地|队伍|机制|环境|制度|体系|能力|平台|基地|公园|广场|机构|单位|校园|企业|乡村)建设"
)
# 全面依法治县 may be the wider work of the Party's committee and not the government's report
WIDER_SUBJECT = re.compile(r"(?:全面)?依法治[\u4e00-\u9fff]")
# 报告 above all; 总结, 汇报 and 情况 serve too, 年报 and 白皮书 seldom
REPORT_NOUN = re.compile(r"报告|总结|汇报|年报|情况|自评|白皮书")
BARE_REPORT = re.compile(r"(?:(?:19|20)\d{2}\s*年?)?\s*年?度报告(?:[（(](?:(?:19|20)\d{2}\s*年?度?|公开稿)[）)])?$")
PLAIN_REPORT = re.compile(r"(?:年度|工作|情况)(?:工作|情况)?(?:报告|总结|汇报)")
SPEAKS_OF = re.compile(r"通知|解读|说明|审议|发布|印发|报送|贯彻|落实|实施|执行")  # 《》 is then what is spoken of

INTERPRETATION = re.compile(
    r"解读|图解|图说|一图(?:读|看)懂|一张图|长图|速览|起草说明|编制说明|政策问答|答记者问|报告的?说明$"
)
TEMPLATE = re.compile(
    r"(?:[XxＸｘ×*＊○]{2,4}|某)\s*(?:自治)?(?:省|市|县|区|旗|镇|乡|街道|街|局|单位)|模[板版]|范[文本]|样[本式]|（参考|填写说明"
)
NOTICE = re.compile(r"通知|通报|通告|公告|公示|的函$|复函|批复|启事|征求.{0,12}意见|征集|^关于(?:印发|转发)")
PLAN = re.compile(
    r"工作要点|要点$|要点[》）)]|工作计划|计划$|计划[》）)]|工作安排|重点(?:工作|任务)|方案|规划|实施纲要|纲要|任务分[工解]|任务清单|责任清单|"
    r"年度安排|工作打算|工作思路|实施意见|工作措施|安排[》）)]?$"
)
# a report on how the outline was carried out in a year
CARRIES_OUT = re.compile(r"(?:贯彻|落实|实施|执行)[^《》]{0,10}(?:情况|工作)[^《》]{0,8}(?:报告|总结|汇报)")
OUTLINE = re.compile(r"《[^《》]{0,20}(?:法治政府建设|依法行政)[^《》]{0,10}纲要")
# a notice that publishes something, and one that asks others for it
PUBLISHES = re.compile(r"公[示开布告]|发布|刊登|印发|的函$")
CALL = re.compile(r"报送|上报|填报|做好|撰写|起草|征[求集]|督促|开展|工作要求|任务")
# a letter that hands the report in; the same words may ask for it
HANDS_IN = re.compile(r"关于(?:报送|上报|呈报).{0,60}(?:报告|总结|汇报)》?的?函$")
CALL_FOR_REPORTS = re.compile(r"(?:报送|做好|公开|上报|撰写).{0,40}报告.{0,12}通知")
# a yearly report that also announces the coming year stays a report
REPORT_WITH_PLAN = re.compile(r"(?:总结|情况|报告|汇报)[》）)]?\s*(?:和|及|以及|暨|与|并|、)")
EVENT = re.compile(r"审议|听取|召开|举[行办]|发布(?!稿)|公布|部署")
INTERIM = re.compile(
    r"上半年|下半年|半年|季度|阶段性|年中|中期|(?!1\s*[-—–~至到]\s*12\s*月)(?<!\d)\d{1,2}\s*[-—–~至到]\s*\d{1,2}\s*月"
    r"|(?:一|1)至(?:[二三四五六七八九十]|十一)月"
)
# written before the year was over: a yearly report all the same, or one more monthly one
NEARLY_YEAR = re.compile(
    r"(?<![\d一])(?:1\s?月?|一月?)\s?[-—–~至到]\s?(?:1[01]|十一|十)\s?月份?|前(?:1[01]|十一|十)个月"
)
ONE_MONTH = re.compile(r"(?<![\d\-—–~至到])\d{1,2}月份?(?!\d*日|[）)]|$)")
YEAR_RANGE = re.compile(r"(?:19|20)\d{2}\s*年?\s*(?:[-—–~－]+|至|到)\s*(?:(?:19|20)\d{2}|\d{2}\s*年)")
MANY_YEARS = re.compile(rf"五年|三年|两年|近年|十[一二三四五六七]五|{YEAR_RANGE.pattern}|历年")
TWO_YEARS = re.compile(r"(?:19|20)\d{2}\s*年?度?\s*[、和与及]\s*(?:19|20)\d{2}\s*年?度?")
# the year that stands right before the subject
YEAR_BEFORE = re.compile(r"(?:19|20)\d{2}\s*年?度?\s*(?:本级)?(?:全面)?(?:深入)?(?:贯彻)?(?:推进|落实|加强|开展)?$")
# a title may tell of two things: 示范创建暨法治政府建设情况
JOINT = re.compile(r"暨|以及|及|和|与|、|并")
OTHER_YEARLY = (
    (re.compile(r"政府信息公开|政务公开|信息公开"), "政府信息公开工作年度报告，依据另一法规"),
    (re.compile(r"网站|新媒体|报表"), "政府网站工作年度报表"),
    (re.compile(r"行政执法|执法统计|行政处罚|行政许可|双随机"), "行政执法年度报告或统计年报"),
    (re.compile(r"行政复议|行政应诉"), "行政复议应诉年报"),
    (re.compile(r"普法|依法治校|法治宣传|法治教育|法律援助|公共法律服务"), "普法、依法治校等专项总结"),
    (re.compile(r"政府工作报告|决算|预算|审计|统计公报|社会责任|质量年度|绩效"), "其他年度报告"),
)
LEADERSHIP = re.compile(r"第一责任人|负责人[^暨和及与、]{0,16}(?:履行|履职)|履行[^暨和及与、]{0,16}职责")
# the report itself stands before the leaders' part
WITH_LEADERSHIP = re.compile(r"(?:法治政府建设|依法行政|法治建设)(?:工作)?(?:情况)?(?:暨|以及|及|和|与|、)")
NOT_YEARLY = (
    (re.compile(r"示范"), "示范创建材料"),
    (re.compile(r"督察|督查|整改|反馈"), "督察或整改材料"),
    (re.compile(r"述法|述职"), "述法报告"),
    (LEADERSHIP, "主要负责人履职报告"),
    (re.compile(r"评估|测评|满意度|问卷|调查"), "评估或调查材料"),
    (re.compile(r"自查|自评"), "自查材料"),
    (re.compile(r"指标|标准|考核|办法|规定|细则|制度(?!建设)|条例"), "考核或制度文件"),
    (re.compile(r"调研|课题|研究|论文|思考|探析|对策|经验|典型|案例|讲话|致辞|发言"), "调研、经验或讲话材料"),
    (re.compile(r"专项|专题"), "专项材料"),
)
ANY_OTHER_MATTER = re.compile("|".join(pattern.pattern for pattern, _ in NOT_YEARLY))  # most titles hold none
NEWS = re.compile(
    r"审议|听取|召开|举[行办]|会议|印发|发布(?!机构|稿)|部署|推进会|座谈|培训|开展.{0,20}(?:活动|工作$|检查|评查)|"
    r"向.{2,20}(?:报告|汇报)|(?:获|荣获|入选|来.{0,6}调研|赴)|公布|亮相|出炉|完成$|启动|检查组|上新"
)
CUT = re.compile(r"(?:(?<!…)…+|(?<!\.)\.{2,}|(?<!。)。{2,}|(?<!⋯)⋯+)\s*$")

# how a report's title ends, the announced plan included
ENDS_AS_REPORT = re.compile(r"(?:报告|总结|汇报|年报|情况|白皮书|自评)$")
REPORTS_ONLY = re.compile(r"(?:报告|总结|汇报)$")
ENDS_WITH_PLAN = re.compile(
    rf"{REPORT_WITH_PLAN.pattern}.{{0,24}}(?:计划|打算|安排|思路|要点|措施|任务|重点|建议|谋划|部署)$"
)
# what stands behind 报告 and makes it something else
BEHIND = (
    (re.compile(r"专栏|专题|目录|索引|一览|列表|名单"), Kind.INDEX, "是目录或专栏，不是报告本身"),
    (
        re.compile(r"决议|决定|(?<!审议)意见|答复|回复|批示|建议$|统计表|登记表|情况表|评分|得分"),
        Kind.OTHER,
        "是关于报告的文件，不是报告本身",
    ),
)
ALL_UNITS = re.compile(r"各(?:级|有关)?(?:部门|单位|街道|街镇|科室|委办局|[省市县区旗镇乡])")
COLLECTION = re.compile(r"汇总|汇编|合集|集锦")

REASONS = {
    Kind.INTERPRETATION: "是对报告或文件的解读、说明",
    Kind.TEMPLATE: "是用代称的范文或模板",
    Kind.NOTICE: "是通知、公告、函一类，不是报告本身",
    Kind.PLAN: "是要点、计划、方案一类，写的是将要做的事",
    Kind.NEWS: "是会议、活动一类的消息",
}
