"""A report page as a person saved it, of any unit and year."""

PAGE = """柳溪镇2024年度法治政府建设情况报告
发布日期：2025-03-05 09:30 来源：柳溪镇
县委、县政府：
2024年，柳溪镇扎实推进法治政府建设，现将有关情况报告如下：
一、主要举措和成效
（一）压实责任。镇主要负责人带头履行推进法治建设第一责任人职责，全年专题研究法治工作四次，听取执法情况汇报两次。
（二）规范执法。全年办理行政处罚案件12件，开展执法人员培训6场，案卷评查全部合格。
二、存在的不足和原因
执法力量仍显薄弱，普法形式不够丰富，个别工作人员运用法治思维的能力有待提高。
三、2025年工作安排
继续加强执法队伍建设，落实行政执法三项制度，推进法治宣传进村入户，提升群众满意度。
柳溪镇人民政府
2025年2月28日
"""


def page_of(place: str, *, year: int = 2024, day: str = "2025-03-05") -> str:
    """The same page by another unit, for another year, published on another day."""
    page = PAGE.replace("柳溪镇", place).replace("2025-03-05", day)
    return page.replace("2025年", f"{year + 1}年").replace("2024年", f"{year}年")
