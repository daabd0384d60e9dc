"""Report years 2015–2018: reported and made public in the first quarter, from county level up only."""

from alerts.rules._rule import Rule

RULE = Rule(
    id="national-2015",
    title="《法治政府建设实施纲要（2015—2020年）》",
    citation="中发〔2015〕36号：县级以上地方政府和政府部门每年第一季度报告上一年度情况，报告要通过报刊、政府网站等向社会公开。",
    source="https://fx361.cc/page/2017/1226/22615693.shtml",
    scope="县级以上地方政府和政府部门",
    first_year=2015,
    last_year=2018,
    due=(3, 31),
    borderline=None,
    binds_townships=False,
    confirmed=False,  # the text dates the reporting; that publishing has the same date is our reading
)
