# ruff: noqa: E501 (a part stands in few lines)
"""The season as data 剧本: who publishes the report of 2025 when, on which site, and how the obligation stands at the end.

Every date is local (Asia/Shanghai). The nights of `DAYS` lie around the deadline of 2026-03-31; a report of
1 April is seen on the night of the 2nd.
"""

from datetime import datetime

from core.duties import Status
from core.units import Duty
from demo.cast import Part, Script, Sort, Style, TownColumn, TownOffice, TownSite, TownUnit, Trouble, at

FIRST_YEAR, LAST_YEAR = 2021, 2025
DAYS: tuple[datetime, ...] = tuple(
    at(f"2026-{day} 02:00") for day in ("01-20", "02-25", "03-18", "03-29", "04-01", "04-02", "04-05", "04-20")
)
_ALWAYS = (at("2020-01-01 00:00"), at("2030-01-01 00:00"))

_OFFICES = (
    TownOffice("yunxi", "云溪市司法局", "云溪市", "市委、市政府"),
    TownOffice("qinglan", "青岚区司法局", "青岚区", "区委依法治区办公室"),
)

_SITES = (
    TownSite("portal", "云溪市人民政府", "trs", "127.0.0.2", 18102, "云溪市", etag=True, last_modified=True, disallow="/wzhf/"),
    TownSite("qinglan", "青岚区人民政府", "hanweb", "127.0.0.3", 18103, "青岚区"),
    TownSite("gkml", "云溪市政府信息公开平台", "gkmlpt", "127.0.0.4", 18104, "云溪市"),
    TownSite("towns", "云溪市镇街政务网", "contents", "127.0.0.5", 18105, "云溪市", etag=True),
    TownSite("shuangdu", "双渡片区政府网", "gbk", "127.0.0.6", 18106, "双渡镇", last_modified=True),
    TownSite("chengjian", "云溪城建网", "app", "127.0.0.7", 18107, "云溪市", etag=True),
    TownSite(
        "minsheng", "云溪民生保障网", "trs", "127.0.0.8", 18108, "云溪市",
        troubles=(Trouble("unavailable", at("2026-03-18 00:00"), _ALWAYS[1]),),
    ),
    TownSite("ziran", "云溪自然资源网", "trs", "127.0.0.9", 18109, "云溪市", troubles=(Trouble("challenge", *_ALWAYS),)),
    TownSite("guangchang", "云溪镇街公开广场", "plain", "127.0.0.10", 18110, "云溪市", last_modified=True),
    TownSite(
        "tongji", "云溪数据网", "plain", "127.0.0.11", 18111, "云溪市",
        troubles=(Trouble("unavailable", at("2026-03-29 00:00"), at("2026-04-05 00:00")),),
    ),
)  # fmt: skip

_COLUMNS = (
    TownColumn("yx-portal", "portal", "法治政府建设年度报告", "zwgk/fzzfjsndbg", min_posts=20),
    TownColumn("ql-fzzf", "qinglan", "法治政府建设", "1229", min_posts=20),
    TownColumn("yx-jiaotong", "gkml", "交通运输局·工作报告", "6101", filler=130),
    TownColumn("yx-nongshui", "gkml", "农业农村和水利·法治政府建设", "6102"),
    TownColumn("yx-renshe", "gkml", "人力资源和社会保障局·法治政府建设", "6103"),
    TownColumn("yx-zhuli", "towns", "竹沥镇·最新文件", "13601"),
    TownColumn("yx-jiedao", "towns", "街道·法定主动公开", "13602"),
    TownColumn("yx-shuangdu", "shuangdu", "工作总结", "gzzj"),
    TownColumn("yx-chengjian", "chengjian", "法治政府建设", "fzzf"),
    TownColumn("yx-minsheng", "minsheng", "法治建设", "xxgk/fzjs"),
    TownColumn("yx-ziran", "ziran", "法治建设", "xxgk/fzjs"),
    TownColumn("yx-guangchang", "guangchang", "镇街法治政府建设年度报告", "fzbg", min_posts=10),
    TownColumn("yx-tongji", "tongji", "法治政府建设", "fzzf"),
)

_YUNXI = (
    # portal: one paged list for the government and departments
    TownUnit("yx-gov", "云溪市人民政府", "云溪市", Sort.GOVERNMENT, "yunxi", "yx-portal", "经济社会发展",
             Part(appears_at=at("2026-03-06 10:20")), Style("about", heading="both", points="run_in")),
    TownUnit("yx-sfj", "云溪市司法局", "市司法局", Sort.DEPARTMENT, "yunxi", "yx-portal", "司法行政",
             Part(appears_at=at("2026-01-15 16:05")), Style("annual", points="line", dropped_dot=True)),
    TownUnit("yx-jyj", "云溪市教育局", "市教育局", Sort.DEPARTMENT, "yunxi", "yx-portal", "教育",
             Part(appears_at=at("2026-02-13 09:30")), Style("work", recipient=True, filed="docx")),
    TownUnit("yx-czj", "云溪市财政局", "市财政局", Sort.DEPARTMENT, "yunxi", "yx-portal", "财政",
             Part(Status.PUBLISHED_LATE, at("2026-04-03 15:12")), Style("situation", sections_run_in=True, points="listed"),
             past={2023: Part(Status.PUBLISHED_LATE, at("2024-04-16 11:00"))}),
    # the text is changed after publication: judged as revised only later
    TownUnit("yx-scjg", "云溪市市场监督管理局", "市市场监管局", Sort.DEPARTMENT, "yunxi", "yx-portal", "市场监管",
             Part(appears_at=at("2026-03-16 10:40"), edited_at=at("2026-04-01 17:30"), later_flags=("revised",)),
             Style("annual", points="line", page_number=True)),
    TownUnit("yx-wjj", "云溪市卫生健康局", "市卫生健康局", Sort.DEPARTMENT, "yunxi", "yx-portal", "卫生健康",
             Part(Status.OVERDUE), Style("about", markup="nested", recipient=True)),
    # dated within the term but put on the site after it: judged as backdated only later
    TownUnit("yx-wlj", "云溪市文化和旅游局", "市文化和旅游局", Sort.DEPARTMENT, "yunxi", "yx-portal", "文化旅游",
             Part(appears_at=at("2026-04-01 15:40"), dated_at=at("2026-03-31 17:00"), later_flags=("backdated",)),
             Style("work", heading="split")),
    # gkmlpt: the list is JSON
    TownUnit("yx-jtj", "云溪市交通运输局", "市交通运输局", Sort.DEPARTMENT, "yunxi", "yx-jiaotong", "交通运输",
             Part(appears_at=at("2026-03-10 14:50")), Style("annual", points="run_in", signed=False)),
    TownUnit("yx-slj", "云溪市水利局", "市水利局", Sort.DEPARTMENT, "yunxi", "yx-nongshui", "水利",
             Part(appears_at=at("2026-04-01 10:15"), flags=("borderline",)), Style("situation", points="listed", recipient=True)),
    # taken off the site again: judged as withdrawn only later
    TownUnit("yx-nyj", "云溪市农业农村局", "市农业农村局", Sort.DEPARTMENT, "yunxi", "yx-nongshui", "农业农村",
             Part(appears_at=at("2026-02-24 11:25"), withdrawn_at=at("2026-04-01 12:00"), expected_later=Status.WITHDRAWN),
             Style("about", markup="word", points="line")),
    TownUnit("yx-rsj", "云溪市人力资源和社会保障局", "市人力资源社会保障局", Sort.DEPARTMENT, "yunxi", "yx-renshe", "人力资源社会保障",
             Part(appears_at=at("2026-03-27 17:45")), Style("annual", dropped_year=True)),
    # contents: towns and 街道 under one roof
    TownUnit("yx-zhuli", "云溪市竹沥镇人民政府", "竹沥镇", Sort.TOWN, "yunxi", "yx-zhuli", "基层治理",
             Part(appears_at=at("2026-02-27 08:55")), Style("situation", heading="both", signed=False), "中共竹沥镇委员会"),
    # customary duty: late, yet never said to be late
    TownUnit("yx-yingyue", "云溪市映月街道办事处", "映月街道", Sort.STREET, "yunxi", "yx-jiedao", "基层治理",
             Part(appears_at=at("2026-04-03 16:30")), Style("work", points="listed", filed="pdf"), "映月街道党工委"),
    TownUnit("yx-dongzha", "云溪市东栅街道办事处", "东栅街道", Sort.STREET, "yunxi", "yx-jiedao", "城市社区",
             Part(Status.OVERDUE), Style("annual", sections_run_in=True, points="listed"), duty=Duty.LOCAL),
    # an old GBK site whose list carries no dates
    TownUnit("yx-shuangdu", "云溪市双渡镇人民政府", "双渡镇", Sort.TOWN, "yunxi", "yx-shuangdu", "乡村治理",
             Part(appears_at=at("2026-03-12 15:20")), Style("about", markup="font", recipient=True)),
    TownUnit("yx-guyao", "云溪市古窑镇人民政府", "古窑镇", Sort.TOWN, "yunxi", "yx-shuangdu", "乡村治理",
             Part(appears_at=at("2026-03-24 09:10"), undated=True, flags=("date_missing",)),
             Style("situation", markup="font", dropped_dot=True, signed=False)),
    # a list that only a browser draws
    TownUnit("yx-cgj", "云溪市城市管理局", "市城市管理局", Sort.DEPARTMENT, "yunxi", "yx-chengjian", "城市管理",
             Part(appears_at=at("2026-01-19 10:00")), Style("annual", markup="div")),
    TownUnit("yx-zjj", "云溪市住房和城乡建设局", "市住房城乡建设局", Sort.DEPARTMENT, "yunxi", "yx-chengjian", "住房城乡建设",
             Part(appears_at=at("2026-03-25 16:40")), Style("about", markup="div", points="line", recipient=True)),
    # answers 503 from 18 March on: what was seen before stays, the rest cannot be said
    TownUnit("yx-mzj", "云溪市民政局", "市民政局", Sort.DEPARTMENT, "yunxi", "yx-minsheng", "民政",
             Part(Status.UNVERIFIED, at("2026-03-20 10:30")), Style("work")),
    TownUnit("yx-yjj", "云溪市应急管理局", "市应急管理局", Sort.DEPARTMENT, "yunxi", "yx-minsheng", "应急管理",
             Part(appears_at=at("2026-02-10 09:45")), Style("annual", points="listed", sections_run_in=True)),
    # answers a challenge page with 200, always
    TownUnit("yx-zrj", "云溪市自然资源和规划局", "市自然资源和规划局", Sort.DEPARTMENT, "yunxi", "yx-ziran", "自然资源",
             Part(Status.UNVERIFIED, at("2026-03-02 11:10")), Style("about")),
    # one plain list for many units
    TownUnit("yx-wangxi", "云溪市望溪镇人民政府", "望溪镇", Sort.TOWN, "yunxi", "yx-guangchang", "乡村治理",
             Part(appears_at=at("2026-02-05 10:12")), Style("about", markup="br", recipient=True)),
    TownUnit("yx-shanshu", "云溪市杉树湾镇人民政府", "杉树湾镇", Sort.TOWN, "yunxi", "yx-guangchang", "乡村治理",
             Part(appears_at=at("2026-03-30 17:20")), Style("situation", markup="nested", three_items=True), "中共杉树湾镇委员会"),
    TownUnit("yx-bailu", "云溪市白鹭洲镇人民政府", "白鹭洲镇", Sort.TOWN, "yunxi", "yx-guangchang", "乡村治理",
             Part(Status.OVERDUE), Style("annual", markup="br"), past={2023: Part(Status.OVERDUE)}),
    TownUnit("yx-xikou", "云溪市溪口街道办事处", "溪口街道", Sort.STREET, "yunxi", "yx-guangchang", "城市社区",
             Part(Status.NOT_DUE), Style("work"), "溪口街道党工委"),
    TownUnit("yx-tonghua", "云溪市桐花镇人民政府", "桐花镇", Sort.TOWN, "yunxi", "yx-guangchang", "乡村治理",
             Part(Status.EXEMPT), Style("situation"), exempt_reason="2025年10月起行政区划调整，由望溪镇一并报告"),
    TownUnit("yx-yanhui", "云溪市雁回镇人民政府", "雁回镇", Sort.TOWN, "yunxi", "yx-guangchang", "乡村治理",
             Part(appears_at=at("2026-03-19 08:40")), Style("annual", heading="nowhere", recipient=True)),
    # down over the deadline, then back
    TownUnit("yx-ybj", "云溪市医疗保障局", "市医疗保障局", Sort.DEPARTMENT, "yunxi", "yx-tongji", "医疗保障",
             Part(appears_at=at("2026-03-30 15:00")), Style("annual")),
    TownUnit("yx-tjj", "云溪市统计局", "市统计局", Sort.DEPARTMENT, "yunxi", "yx-tongji", "统计",
             Part(Status.OVERDUE), Style("about", points="line")),
)  # fmt: skip

_QINGLAN = (
    TownUnit("ql-gov", "青岚区人民政府", "青岚区", Sort.GOVERNMENT, "qinglan", "ql-fzzf", "经济社会发展",
             Part(appears_at=at("2026-03-11 09:26")), Style("joint", heading="both"), "中共青岚区委"),
    TownUnit("ql-sfj", "青岚区司法局", "区司法局", Sort.DEPARTMENT, "qinglan", "ql-fzzf", "司法行政",
             Part(appears_at=at("2026-01-12 14:08")), Style("annual", points="line", mobile_copy=True)),
    TownUnit("ql-jyj", "青岚区教育局", "区教育局", Sort.DEPARTMENT, "qinglan", "ql-fzzf", "教育",
             Part(Status.PUBLISHED_LATE, at("2026-04-10 10:33")), Style("work", markup="word", mobile_copy=True)),
    # the title says 2025, the first heading 2024
    TownUnit("ql-hetang", "青岚区荷塘镇人民政府", "荷塘镇", Sort.TOWN, "qinglan", "ql-fzzf", "乡村治理",
             Part(appears_at=at("2026-03-09 16:18"), heading_year=2024, flags=("year_conflict",)), Style("situation", markup="br")),
    TownUnit("ql-shimen", "青岚区石门街道办事处", "石门街道", Sort.STREET, "qinglan", "ql-fzzf", "城市社区",
             Part(appears_at=at("2026-02-25 01:10")),
             Style("joint", heading="split", sections_run_in=True, points="listed", recipient=True), "中共石门街道工委"),
    # 望溪镇's report of seven weeks before, with the names changed
    TownUnit("ql-meiling", "青岚区梅岭镇人民政府", "梅岭镇", Sort.TOWN, "qinglan", "ql-fzzf", "乡村治理",
             Part(appears_at=at("2026-03-28 11:47"), copies="yx-wangxi", flags=("copied",)), Style("about", dropped_year=True, dropped_dot=True)),
)  # fmt: skip

TOWN = Script(
    offices={o.id: o for o in _OFFICES},
    sites={s.id: s for s in _SITES},
    columns={c.id: c for c in _COLUMNS},
    units={u.id: u for u in (*_YUNXI, *_QINGLAN)},
)
EXPECTED: dict[str, Status] = {unit.id: unit.part.expected for unit in TOWN.units.values()}
