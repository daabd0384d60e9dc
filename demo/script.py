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
    TownSite("portal", "云溪市人民政府", "trs", "127.0.0.2", 18102, "云溪市", etag=True, last_modified=True,
             disallow="/wzhf/", sitemap=True),
    TownSite("qinglan", "青岚区人民政府", "hanweb", "127.0.0.3", 18103, "青岚区", search="hanweb"),
    TownSite("gkml", "云溪市政府信息公开平台", "gkmlpt", "127.0.0.4", 18104, "云溪市"),
    TownSite("towns", "云溪市镇街政务网", "contents", "127.0.0.5", 18105, "云溪市", etag=True),
    TownSite("shuangdu", "双渡片区政府网", "gbk", "127.0.0.6", 18106, "双渡镇", last_modified=True, crawl_delay=0.2),
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
    # bad nights around the deadline: an empty list, one without its newer posts, a column that leads home, stub pages
    TownSite(
        "wenlv", "云溪文旅网", "jpaas", "127.0.0.12", 18112, "云溪市",
        troubles=(Trouble("empty", at("2026-04-02 00:00"), at("2026-04-03 00:00")),),
    ),
    TownSite(
        "shangwu", "云溪商务网", "nfcms", "127.0.0.13", 18113, "云溪市", etag=True,
        troubles=(Trouble("half", at("2026-03-30 00:00"), at("2026-04-03 00:00")),),
    ),
    TownSite(
        "yanhui", "雁回镇政务网", "vsb", "127.0.0.14", 18114, "雁回镇", last_modified=True,
        troubles=(Trouble("stub", at("2026-04-02 00:00"), at("2026-04-03 00:00")),),
    ),
    TownSite("cuiping", "翠屏镇政务公开网", "epoint", "127.0.0.15", 18115, "翠屏镇"),
    TownSite("qlxxgk", "青岚区政府信息公开网", "lonsun", "127.0.0.16", 18116, "青岚区", etag=True),
    TownSite("caizheng", "云溪财政网", "truecms", "127.0.0.17", 18117, "云溪市"),
    TownSite(
        "shanshu", "杉树湾镇政府网", "ecms", "127.0.0.18", 18118, "杉树湾镇",
        troubles=(Trouble("home", at("2026-03-30 00:00"), at("2026-04-06 00:00")),),
    ),
    TownSite("tuiyi", "云溪退役军人服务网", "ucap", "127.0.0.19", 18119, "云溪市", search="ss"),
    TownSite("shenji", "云溪审计网", "framed", "127.0.0.20", 18120, "云溪市", last_modified=True),
)  # fmt: skip

_COLUMNS = (
    TownColumn("yx-portal", "portal", "法治政府建设年度报告", "zwgk/fzzfjsndbg", min_posts=20),
    TownColumn("ql-fzzf", "qinglan", "法治政府建设", "1229", min_posts=20, filler=40),
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
    TownColumn("yx-wenlv", "wenlv", "法治政府建设年度报告", "1560012"),
    TownColumn("yx-shangwu", "shangwu", "法治政府建设", "zwgk/fzzfjs", filler=20),
    TownColumn("yx-yanhui", "yanhui", "法治建设", "xxgk/fzjs", filler=20),
    TownColumn("ql-cuiping", "cuiping", "法治政府建设", "CPZ-003004005"),
    TownColumn("ql-hetang", "qlxxgk", "荷塘镇·法治政府建设年度报告", "6596101-7065101"),
    TownColumn("ql-meiling", "qlxxgk", "梅岭镇·法治政府建设年度报告", "6596102-7065101"),
    TownColumn("yx-caizheng", "caizheng", "法治财政", "ytsczj/fzcz", filler=20),
    TownColumn("yx-shanshu", "shanshu", "依法行政", "12", filler=15),
    TownColumn("yx-tuiyi", "tuiyi", "法治政府建设", "tyjrswj/c101871"),
    TownColumn("yx-shenji", "shenji", "法治政府建设年度报告", "zwgk/fzzfjs/list"),
)

_YUNXI = (
    # portal: one paged list for the government and departments
    TownUnit("yx-gov", "云溪市人民政府", "云溪市", Sort.GOVERNMENT, "yunxi", "yx-portal", "经济社会发展",
             Part(appears_at=at("2026-03-06 10:20")), Style("about", heading="both", points="run_in")),
    TownUnit("yx-sfj", "云溪市司法局", "市司法局", Sort.DEPARTMENT, "yunxi", "yx-portal", "司法行政",
             Part(appears_at=at("2026-01-15 16:05")), Style("annual", points="line", dropped_dot=True)),
    TownUnit("yx-jyj", "云溪市教育局", "市教育局", Sort.DEPARTMENT, "yunxi", "yx-portal", "教育",
             Part(appears_at=at("2026-02-13 09:30")), Style("work", recipient=True, filed="docx")),
    # the text is changed after publication: judged as revised only later
    TownUnit("yx-scjg", "云溪市市场监督管理局", "市市场监管局", Sort.DEPARTMENT, "yunxi", "yx-portal", "市场监管",
             Part(appears_at=at("2026-03-16 10:40"), edited_at=at("2026-04-01 17:30"), flags=("revised",)),
             Style("annual", points="line", page_number=True)),
    TownUnit("yx-wjj", "云溪市卫生健康局", "市卫生健康局", Sort.DEPARTMENT, "yunxi", "yx-portal", "卫生健康",
             Part(Status.OVERDUE), Style("about", markup="nested", recipient=True)),
    # gkmlpt: the list is JSON
    TownUnit("yx-jtj", "云溪市交通运输局", "市交通运输局", Sort.DEPARTMENT, "yunxi", "yx-jiaotong", "交通运输",
             Part(appears_at=at("2026-03-10 14:50")), Style("annual", points="run_in", signed=False)),
    TownUnit("yx-slj", "云溪市水利局", "市水利局", Sort.DEPARTMENT, "yunxi", "yx-nongshui", "水利",
             Part(appears_at=at("2026-04-01 10:15"), flags=("borderline",)), Style("situation", points="listed", recipient=True)),
    # taken off the site again
    TownUnit("yx-nyj", "云溪市农业农村局", "市农业农村局", Sort.DEPARTMENT, "yunxi", "yx-nongshui", "农业农村",
             Part(Status.WITHDRAWN, appears_at=at("2026-02-24 11:25"), withdrawn_at=at("2026-04-01 12:00")),
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
    TownUnit("yx-bailu", "云溪市白鹭洲镇人民政府", "白鹭洲镇", Sort.TOWN, "yunxi", "yx-guangchang", "乡村治理",
             Part(Status.OVERDUE), Style("annual", markup="br"), past={2023: Part(Status.OVERDUE)}),
    TownUnit("yx-xikou", "云溪市溪口街道办事处", "溪口街道", Sort.STREET, "yunxi", "yx-guangchang", "城市社区",
             Part(Status.NOT_DUE), Style("work"), "溪口街道党工委"),
    TownUnit("yx-tonghua", "云溪市桐花镇人民政府", "桐花镇", Sort.TOWN, "yunxi", "yx-guangchang", "乡村治理",
             Part(Status.EXEMPT), Style("situation"), exempt_reason="2025年10月起行政区划调整，由望溪镇一并报告"),
    # down over the deadline, then back
    TownUnit("yx-ybj", "云溪市医疗保障局", "市医疗保障局", Sort.DEPARTMENT, "yunxi", "yx-tongji", "医疗保障",
             Part(appears_at=at("2026-03-30 15:00")), Style("annual")),
    TownUnit("yx-tjj", "云溪市统计局", "市统计局", Sort.DEPARTMENT, "yunxi", "yx-tongji", "统计",
             Part(Status.OVERDUE), Style("about", points="line")),
    # a site each, of seven makes
    TownUnit("yx-czj", "云溪市财政局", "市财政局", Sort.DEPARTMENT, "yunxi", "yx-caizheng", "财政",
             Part(Status.PUBLISHED_LATE, at("2026-04-03 15:12")), Style("situation", sections_run_in=True, points="listed"),
             past={2023: Part(Status.PUBLISHED_LATE, at("2024-04-16 11:00"))}),
    # dated within the term but put on the site after it;
    # in the first night that could see it the list is empty
    TownUnit("yx-wlj", "云溪市文化和旅游局", "市文化和旅游局", Sort.DEPARTMENT, "yunxi", "yx-wenlv", "文化旅游",
             Part(appears_at=at("2026-04-01 15:40"), dated_at=at("2026-03-31 17:00"), flags=("backdated",)),
             Style("work", heading="split")),
    # published in time; two nights after, the list still lacks it
    TownUnit("yx-swj", "云溪市商务局", "市商务局", Sort.DEPARTMENT, "yunxi", "yx-shangwu", "商务",
             Part(appears_at=at("2026-03-30 16:10")), Style("annual", heading="both", points="line")),
    # published in time; the column leads to the home page until after the term
    TownUnit("yx-shanshu", "云溪市杉树湾镇人民政府", "杉树湾镇", Sort.TOWN, "yunxi", "yx-shanshu", "乡村治理",
             Part(appears_at=at("2026-03-30 17:20")), Style("situation", markup="nested", three_items=True), "中共杉树湾镇委员会"),
    TownUnit("yx-yanhui", "云溪市雁回镇人民政府", "雁回镇", Sort.TOWN, "yunxi", "yx-yanhui", "乡村治理",
             Part(appears_at=at("2026-03-19 08:40")), Style("annual", heading="nowhere", recipient=True)),
    TownUnit("yx-tyj", "云溪市退役军人事务局", "市退役军人局", Sort.DEPARTMENT, "yunxi", "yx-tuiyi", "退役军人事务",
             Part(appears_at=at("2026-03-13 15:05")), Style("about", recipient=True),
             past={2021: Part(appears_at=at("2022-03-02 10:15"), delisted_at=at("2024-06-03 09:00"))}),
    TownUnit("yx-sjj", "云溪市审计局", "市审计局", Sort.DEPARTMENT, "yunxi", "yx-shenji", "审计",
             Part(appears_at=at("2026-03-04 09:30")), Style("situation", points="listed")),
)  # fmt: skip

_QINGLAN = (
    TownUnit("ql-gov", "青岚区人民政府", "青岚区", Sort.GOVERNMENT, "qinglan", "ql-fzzf", "经济社会发展",
             Part(appears_at=at("2026-03-11 09:26")), Style("joint", heading="both"), "中共青岚区委"),
    TownUnit("ql-sfj", "青岚区司法局", "区司法局", Sort.DEPARTMENT, "qinglan", "ql-fzzf", "司法行政",
             Part(appears_at=at("2026-01-12 14:08")), Style("annual", points="line", mobile_copy=True),
             past={2021: Part(appears_at=at("2022-02-17 10:12"), delisted_at=at("2024-06-03 09:00"))}),
    TownUnit("ql-jyj", "青岚区教育局", "区教育局", Sort.DEPARTMENT, "qinglan", "ql-fzzf", "教育",
             Part(Status.PUBLISHED_LATE, at("2026-04-10 10:33")), Style("work", markup="word", mobile_copy=True)),
    # the title says 2025, the first heading 2024
    TownUnit("ql-hetang", "青岚区荷塘镇人民政府", "荷塘镇", Sort.TOWN, "qinglan", "ql-hetang", "乡村治理",
             Part(appears_at=at("2026-03-09 16:18"), heading_year=2024, flags=("year_conflict",)), Style("situation", markup="br")),
    TownUnit("ql-shimen", "青岚区石门街道办事处", "石门街道", Sort.STREET, "qinglan", "ql-fzzf", "城市社区",
             Part(appears_at=at("2026-02-25 01:10")),
             Style("joint", heading="split", sections_run_in=True, points="listed", recipient=True), "中共石门街道工委"),
    # 望溪镇's report of seven weeks before, with the names changed
    TownUnit("ql-meiling", "青岚区梅岭镇人民政府", "梅岭镇", Sort.TOWN, "qinglan", "ql-meiling", "乡村治理",
             Part(appears_at=at("2026-03-28 11:47"), copies="yx-wangxi", flags=("copied",)), Style("about", dropped_year=True, dropped_dot=True)),
    TownUnit("ql-cuiping", "青岚区翠屏镇人民政府", "翠屏镇", Sort.TOWN, "qinglan", "ql-cuiping", "乡村治理",
             Part(Status.OVERDUE), Style("annual", markup="div")),
)  # fmt: skip

TOWN = Script(
    offices={o.id: o for o in _OFFICES},
    sites={s.id: s for s in _SITES},
    columns={c.id: c for c in _COLUMNS},
    units={u.id: u for u in (*_YUNXI, *_QINGLAN)},
)
EXPECTED: dict[str, Status] = {unit.id: unit.part.expected for unit in TOWN.units.values()}
