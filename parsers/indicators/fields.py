"""The fields of work that narrow a figure 领域, and those that are the reporting office's own 本部门领域."""

import re

_SPECIAL = re.compile(
    "商标|知识产权|专利|食品|药品|食药|疫苗|安全生产|应急管理|消防|环境|环保|交通|道路|运输|客运|城管|市容|违建|违法建设|土地|国土|自然资源|规划"
    "|劳动|工资|文化|旅游|卫生|医疗|教育|校外|农业|农村|水务|水利|渔业|渔政|林业|税务|价格|广告|特种设备|不正当竞争|烟草|疫情|禁毒|电信|金融"
    "|燃气|住建|建设领域|工程建设|房地产|物业|畜牧|动物|种子|农药|化肥|粮食|盐业|计量|认证|网络交易|气象|地震|档案|统计|审计|民政|殡葬|治安|警情|民生领域|市场监管"
)
_NOT_A_FIELD = re.compile("(?:宣传|法治|普法|法律|法制)教育|(?:常态化)?“[^“”]{0,20}”(?=[^，。；]{0,40}等)")
_ISSUED_BY = 60  # characters: the opening's words in which the office names itself
_OFFICES = (
    ("教育", "教育|校外|学生|校园|未成年"),
    ("应急管理|安全生产", "安全生产|应急管理|应急|消防|防灾"),
    ("农业|畜牧|农村", "农业|农村|种子|农药|化肥|畜牧|动物|渔业|渔政|农技"),
    ("市场监", "市场监管|食品|药品|食药|疫苗|广告|价格|特种设备|商标|专利|知识产权|不正当竞争|计量|认证|网络交易"),
    ("税务", "税务|税"),
    ("卫生|卫健", "卫生|医疗|疫情|疫苗"),
    ("文化|旅游|文旅", "文化|旅游|文艺"),
    ("交通", "交通|道路|运输|客运"),
    ("自然资源|国土|规划", "自然资源|土地|国土|规划"),
    ("生态环境|环境保护|环保", "环境|环保|生态"),
    ("住房|住建|建设", "住建|建设领域|工程建设|房地产|物业|燃气"),
    ("城市管理|城管|综合执法", "城管|市容|违建|违法建设|燃气"),
    ("人力资源|人社", "劳动|工资|农民工|就业|创业"),
    ("水利|水务", "水利|水务|水法"),
    ("林业|林草", "林业|森林"),
    ("公安", "治安|警情|禁毒|道路|交通|反诈|诈骗"),
    ("民政", "民政|殡葬|养老"),
    ("统计", "统计"),
    ("审计", "审计"),
    ("烟草", "烟草"),
    ("档案", "档案"),
    ("消防", "消防"),
    ("粮食", "粮食"),
)
_OFFICE = re.compile("(?:\\A|[，。\n ])[^，。；\n ]{0,30}?(?:局|委员会|厅|总队|支队|大队)")


def fields_in(words: str) -> list[str]:
    """The fields that `words` name, but for those in the names of campaigns (“消防宣传月”等) and in 宣传教育."""
    return _SPECIAL.findall(_NOT_A_FIELD.sub("", words))


def own_fields(opening: str) -> frozenset[str]:
    """The words for the work of the office that names itself at the head of `opening`; none for a government."""
    office = "".join(_OFFICE.findall(opening[:_ISSUED_BY]))
    own = [words for names, words in _OFFICES if re.search(names, office)]
    return frozenset(word for words in own for word in words.split("|"))
