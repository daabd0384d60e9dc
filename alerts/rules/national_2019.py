"""Report years from 2019: published before 1 April, by all governments and by departments from county level up."""

from alerts.rules._rule import Rule

RULE = Rule(
    id="national-2019",
    title="《法治政府建设与责任落实督察工作规定》第二十四条",
    citation=(
        "中办、国办2019年印发（厅字〔2019〕28号）：上一年度的报告，除涉及党和国家秘密的外，"
        "应在每年4月1日之前通过报刊、网站等向社会公开。"
    ),
    source="http://www.hnhs.gov.cn/22560/22709/43459/43460/43462/43492/content_2139138.html",
    scope="地方各级政府和县级以上政府部门",
    first_year=2019,
    last_year=None,
    due=(3, 31),
    borderline=(4, 1),  # 「4月1日之前」: offices read it both with and without the day itself
    binds_townships=True,
    confirmed=True,
)
