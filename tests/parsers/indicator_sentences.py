"""Sentences of our own, each with every figure that a report on 2023 claims by it.

A line is: the sentence, then `=>` and the figures, each `key value unit` with `~` after an approximate value and
`@year` where it is of another year; `=> -` where it claims none.
"""

from dataclasses import dataclass

YEAR = 2023

TEXT = """
2023年，全镇共发生行政诉讼案件12件。 => litigation_cases 12 件
全年办理行政应诉案件31件，其中一审30件、二审1件。 => litigation_cases 31 件
行政诉讼案件：5起，均已审结。 => litigation_cases 5 起
我局作为被告的行政诉讼案件共27宗。 => litigation_cases 27 宗
全年共办理15件行政诉讼案件，无一败诉。 => litigation_cases 15 件
全市一审行政应诉案件１２８件。 => litigation_cases 128 件
今年以来提起行政诉讼案件0件。 => litigation_cases 0 件
行政诉讼案件败诉2件，败诉率5%。 => -
组织旁听行政诉讼案件庭审3起。 => -
区法院受理民事诉讼案件4500件。 => -
办理行政复议、行政诉讼案件共32件。 => -
行政复议、行政诉讼案件均为3件。 => reconsideration_cases 3 件; litigation_cases 3 件
行政复议案件2件、行政诉讼案件3件。 => reconsideration_cases 2 件; litigation_cases 3 件
复议和应诉案件共86件，其中行政复议案件50件，行政应诉案件36件。 => reconsideration_cases 50 件; litigation_cases 36 件
全年未发生行政复议、行政诉讼案件。 => reconsideration_cases 0 件; litigation_cases 0 件
本年度无行政复议案件，行政诉讼案件1件。 => reconsideration_cases 0 件; litigation_cases 1 件
未发生行政诉讼败诉案件。 => -
没有行政复议被撤销的情况。 => -
无行政处罚被复议、诉讼情形。 => -
行政机关负责人出庭应诉率达100%。 => court_appearance_rate 100 %
行政机关负责人出庭应诉率为98.5％，较上年提高3.2个百分点。 => court_appearance_rate 98.5 %
出庭应诉率百分之百。 => court_appearance_rate 100 %
负责人出庭应诉率从2022年的85.7%提升至2023年的96.3%。 => court_appearance_rate 96.3 %
负责人出庭应诉率由去年的85.7%提高到96.3%。 => court_appearance_rate 96.3 %
行政机关负责人出庭应诉率连续三年保持100%。 => court_appearance_rate 100 %
出庭应诉率同比上升12%。 => -
确保行政机关负责人出庭应诉率达到100%。 => -
力争负责人出庭应诉率达95%以上。 => -
旁听率100%，应诉率98%。 => court_appearance_rate 98 %
全年共收到行政复议申请56件，受理48件，审结45件。 => reconsideration_cases 56 件
新收行政复议案件1,234件，同比增长15.6%。 => reconsideration_cases 1234 件
行政复议案件受理20件，其中维持12件，撤销1件。 => reconsideration_cases 20 件
全年办理14件行政复议案件。 => reconsideration_cases 14 件
聘请行政复议委员会委员15名。 => -
制发行政复议意见书3份。 => -
行政复议纠错率10.5%。 => -
发生行政复议三件。 => reconsideration_cases 3 件
2022年收到行政复议申请20件，2023年收到行政复议申请35件。 => reconsideration_cases 35 件
去年收到行政复议申请20件，今年收到行政复议申请35件。 => reconsideration_cases 35 件
去年共收到行政复议申请20件。 => reconsideration_cases 20 件 @2022
共作出行政处罚决定128件，罚款金额36.5万元。 => penalty_cases 128 件; fines_yuan 365000 元
办理行政处罚案件1.2万余件，罚没款3.5亿元。 => penalty_cases 12000 件 ~; fines_yuan 350000000 元
实施行政处罚56起，罚款合计12，350元。 => penalty_cases 56 起; fines_yuan 12350 元
全年行政处罚立案45件，结案43件。 => penalty_cases 45 件
办理执法案件15起，其中行政处罚案件5件，简易程序10件，累计罚款700元。 => penalty_cases 5 件; fines_yuan 700 元
公示行政处罚信息230条。 => -
不予行政处罚案件23件。 => -
评查行政处罚案卷60份。 => -
行政处罚事项清单共320项。 => -
办理商标侵权行政处罚案件15件，罚没款39万余元。 => -
罚没金额共计二十万元。 => fines_yuan 200000 元
收缴罚款近50万元。 => fines_yuan 500000 元 ~
单笔罚款最高5万元。 => -
挽回经济损失300万元。 => -
全年共审查规范性文件23件，提出修改意见86条。 => documents_reviewed 23 件; review_opinions 86 条
对35件规范性文件进行了合法性审核。 => documents_reviewed 35 件
完成规范性文件合法性审查18件。 => documents_reviewed 18 件
审核以镇政府名义印发的各类文件45份。 => documents_reviewed 45 份
今年来，合法性审核各类文件156件次。 => documents_reviewed 156 件次
严把规范性文件合法性审查关口，全年共审查12件。 => documents_reviewed 12 件
审查规范性文件8件、合同26份。 => documents_reviewed 8 件; contracts_reviewed 26 份
审查规范性文件、合同协议共68件。 => -
向市政府备案规范性文件6件。 => -
制定规范性文件5件。 => -
公平竞争审查文件33份。 => -
出具合法性审查意见书35份。 => review_opinions 35 份
审查文件12件，提出意见建议120余条。 => documents_reviewed 12 件; review_opinions 120 条 ~
提出审核意见 254条。 => review_opinions 254 条
征求社会公众意见建议300条。 => -
办理人大审议意见5条。 => -
法律顾问审查合同、协议126份。 => contracts_reviewed 126 份
完成合同审查四十余份。 => contracts_reviewed 40 份 ~
对28份政府合同进行合法性审查。 => contracts_reviewed 28 份
审核把关各类合同协议二百三十份。 => contracts_reviewed 230 份
审查合同35件，其中重大合同3件。 => contracts_reviewed 35 件
签订公共法律服务合同12份。 => -
调解劳动合同纠纷20件。 => -
废止规范性文件12件，宣布失效3件。 => documents_repealed 12 件
全面清理规范性文件，共废止15件，修改6件，继续有效45件。 => documents_repealed 15 件
标注已废止、失效文件26份。 => documents_repealed 26 份
对86件规范性文件开展清理，废止9件。 => documents_repealed 9 件
清理规范性文件45件，全部继续有效。 => -
拟废止规范性文件4件。 => -
共调解矛盾纠纷232件，调解成功率100%。 => mediation_cases 232 件; mediation_success_rate 100 %
排查化解矛盾纠纷1,100余起，化解率99.2%。 => mediation_cases 1100 起 ~; mediation_success_rate 99.2 %
全年受理各类矛盾纠纷156件，成功化解154件。 => mediation_cases 156 件
调处民间纠纷三十余起。 => mediation_cases 30 起 ~
成功调解矛盾纠纷98起。 => mediation_cases 98 起
排查矛盾纠纷120起，化解118起，化解率98.3%。 => mediation_cases 118 起; mediation_success_rate 98.3 %
开展矛盾纠纷排查673次。 => -
接收法院委托诉前调解案件476件，调解成功率28.3%。 => -
信访积案化解率100%。 => -
人民调解员共计128人。 => -
调解成功率超98%。 => mediation_success_rate 98 % ~
五年来累计调解矛盾纠纷1.2万件。 => -
自2019年以来共调解矛盾纠纷800件。 => -
2023年以来共调解矛盾纠纷80件。 => mediation_cases 80 件
主动公开政府信息1，023条，其中公文12条。 => disclosed_documents 1023 条
2023年我镇共主动公开文件34件。 => disclosed_documents 34 件
通过政府门户网站发布信息690余条。 => disclosed_documents 690 条 ~
主动公开各类信息达五百余条。 => disclosed_documents 500 条 ~
全年政府信息主动公开210条。 => disclosed_documents 210 条
通过微信公众号发布普法信息300条。 => -
收到依申请公开政府信息14件，答复率100%。 => disclosure_requests 14 件; disclosure_answer_rate 100 %
受理政府信息公开申请86件，按时答复率100%。 => disclosure_requests 86 件; disclosure_answer_rate 100 %
办理依申请公开事项9件，均按期答复。 => disclosure_requests 9 件
做好依申请公开工作，全年收到申请21件。 => disclosure_requests 21 件
全年未收到依申请公开申请。 => disclosure_requests 0 件
因信息公开引发的行政复议申请2件。 => reconsideration_cases 2 件
满意率100%，答复率98%。 => -
办理12345热线工单4000余件，按时办结率达98.6%。 => hotline_orders 4000 件 ~; hotline_on_time_rate 98.6 %
共处理“12345”市民服务热线诉求2.3万件，按期办结率100%，满意率96%。 => hotline_orders 23000 件; hotline_on_time_rate 100 %
12345热线共受理群众诉求356件。 => hotline_orders 356 件
承办8890便民热线工单512单。 => hotline_orders 512 单
接听12348法律服务热线电话500个。 => -
12345热线话务人员60名。 => -
热线工单按时办结率由95%提升到99.2%。 => hotline_on_time_rate 99.2 %
信访事项按期办结率100%。 => -
现有行政执法人员14人，持证率100%。 => enforcement_staff 14 人; enforcement_certified_rate 100 %
全县共有行政执法人员1,560名，其中持证人员1,498名。 => enforcement_staff 1560 名; enforcement_certified 1498 名
全局在编执法人员三十二名。 => enforcement_staff 32 名
组织45名行政执法人员参加培训。 => -
出动执法人员2300人。 => -
新增行政执法人员12名。 => -
已取得行政执法证的共有44人，持证率达91.7%。 => enforcement_certified 44 人; enforcement_certified_rate 91.7 %
我镇26人取得行政执法资格证。 => enforcement_certified 26 人
共有持证执法人员56名。 => enforcement_certified 56 名
新取得行政执法证8人。 => -
行政执法人员持证上岗率100%。 => enforcement_certified_rate 100 %
聘请法律顾问3名。 => legal_counsel 3 名
外聘23名区政府法律顾问。 => legal_counsel 23 名
聘请2家律师事务所担任常年法律顾问。 => legal_counsel 2 家
24个村均配有1名村法律顾问。 => -
法律顾问和公职律师共25名。 => -
聘请1名律师担任镇政府法律顾问。 => legal_counsel 1 名
等5个重大行政决策事项均已完成法定程序。 => major_decisions 5 个
编制年度目录，确定重大行政决策事项9项。 => major_decisions 9 项
实施重大行政决策1件。 => major_decisions 1 件
本年度无重大行政决策事项。 => major_decisions 0 项
重大行政决策听证会2次。 => -
办理人大代表建议36件、政协提案42件，满意率100%。 => npc_suggestions 36 件; cppcc_proposals 42 件
36件人大代表建议和42件政协提案全部办结。 => npc_suggestions 36 件; cppcc_proposals 42 件
承办区人大建议12件，区政协委员提案9件。 => npc_suggestions 12 件; cppcc_proposals 9 件
办理人大代表建议和政协提案共120件。 => -
办理人大代表建议、政协提案均为6件。 => npc_suggestions 6 件; cppcc_proposals 6 件
人大代表建议办结率100%。 => -
收到政协委员提案45件。 => cppcc_proposals 45 件
办理市人大议案3件。 => npc_suggestions 3 件
开展法治宣传活动30余场次。 => law_publicity_events 30 场次 ~
组织开展普法宣传活动12场。 => law_publicity_events 12 场
累计开展普法宣传二十余次，发放资料5000份。 => law_publicity_events 20 次 ~
举办20场普法宣传活动。 => law_publicity_events 20 场
开展禁毒法治宣传活动6场。 => -
发放普法宣传资料3万余份。 => -
举办法治讲座4场。 => training_sessions 4 场
组织行政执法人员培训6期，培训1200人次。 => training_sessions 6 期
开展会前学法12次。 => training_sessions 12 次
举办了三期法律知识培训班。 => training_sessions 3 期
举办一期法治专题培训班、两期法治专题讲座。 => -
开展应急技能培训5次。 => -
每季度开展法治培训1次。 => -
计划开展执法培训10次。 => -
下达执法监督意见书14件。 => supervision_opinions 14 件
制发《行政执法监督通知书》16份。 => supervision_opinions 16 份
发出2份行政执法监督建议书。 => supervision_opinions 2 份
依据《云陵县主动公开文件34件目录》开展工作。 => -
下一步，将调解矛盾纠纷200件以上。 => -
要求各单位主动公开信息不少于100条。 => -
例如柳溪村调解矛盾纠纷12件。 => -
调解矛盾纠纷50至80件。 => -
截至2023年12月底，全区共有行政执法人员215人。 => enforcement_staff 215 人
被提起行政诉讼的案件共有7件。 => litigation_cases 7 件
行政复议应诉案件6件，行政诉讼应诉案件9件。 => reconsideration_cases 6 件; litigation_cases 9 件
行政复议收案量为35件。 => reconsideration_cases 35 件
发布政府信息2345条，其中主动公开政府信息2100条。 => disclosed_documents 2100 条
现有专职行政执法人员8人、兼职行政执法人员15人。 => -
法律顾问参与重大行政决策12件。 => -
持有效执法证件的行政执法人员892名。 => enforcement_certified 892 名
依申请公开受理量为156件。 => disclosure_requests 156 件
开展“宪法宣传周”等主题普法活动15场。 => law_publicity_events 15 场
全年无行政诉讼和行政复议案件发生。 => litigation_cases 0 件; reconsideration_cases 0 件
行政复议、行政诉讼案件分别为2件、1件。 => -
我镇有编制39人，去年1人通过考试，已取得执法证的共有44人。 => enforcement_certified 44 人
2021年至2023年共办理行政复议案件300件。 => -
"""


@dataclass(frozen=True)
class Said:
    """A sentence and the figures it claims: key, value, unit, approximate, year."""

    sentence: str
    figures: tuple[tuple[str, float, str, bool, int], ...]


def _figure(written: str) -> tuple[str, float, str, bool, int]:
    key, value, unit, *marks = written.split()
    year = next((int(mark[1:]) for mark in marks if mark.startswith("@")), YEAR)
    return key, float(value), unit, "~" in marks, year


def _said(line: str) -> Said:
    sentence, _, written = line.rpartition(" => ")
    return Said(sentence, tuple(_figure(part) for part in written.split("; ") if part != "-"))


SENTENCES = tuple(_said(line) for line in TEXT.strip().split("\n"))
