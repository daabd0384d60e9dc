"""What sort of organ a name is; where it cannot be told, one that is bound to less."""

import pytest

from core.kinds import UnitKind, kind_of
from core.units import Level

P, C, X, T, D = Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.DEPARTMENT


@pytest.mark.parametrize(
    ("level", "name", "kind"),
    [
        (P, "云岭省人民政府", "government"),
        (C, "云溪市人民政府", "government"),
        (X, "云溪市青岚区", "government"),
        (X, "青岚新区人民政府", "government"),
        (X, "滨河新区", "government"),
        (X, "云溪市开发区街道办事处", "subdistrict"),
        (X, "云溪高新技术产业开发区管理委员会", "zone"),
        (C, "云溪经济开发区", "zone"),
        (X, "云溪综合保税区", "zone"),
        (X, "某地区行政公署", "other"),
        (T, "青石镇人民政府", "town"),
        (T, "青石镇", "town"),
        (T, "白音苏木", "town"),
        (T, "清溪回族乡人民政府 ", "town"),
        (T, "青石街道办事处", "subdistrict"),
        (T, "青石街", "subdistrict"),
        (T, "南城办事处", "subdistrict"),
        (T, "景德镇市昌江区里村街道办事处", "subdistrict"),
        (T, "古镇街道", "subdistrict"),
        (T, "云溪工业园区管委会", "zone"),
        (T, "红旗农场", "other"),
        (T, "某区公所", "other"),
        (D, "青岚区教育局", "department"),
        (D, "云溪市城市管理委员会", "department"),
        (D, "云溪市国有资产监督管理委员会", "department"),
        (D, "云溪市发展和改革委员会", "department"),
        (D, "青岚区人民政府办公室", "department"),
        (D, "青岚区司法局", "department"),
        (D, "国家税务总局", "department"),
        (D, "海关总署", "department"),
        (D, "国家税务总局云溪市青岚区税务局", "vertical"),
        (D, "云溪海关", "vertical"),
        (D, "云溪市气象局", "vertical"),
        (D, "云溪市消防救援支队", "vertical"),
        (D, "云溪市烟草专卖局", "vertical"),
        (D, "国家统计局云溪调查队", "vertical"),
        (D, "青岚开发区管委会", "zone"),
        (D, "云溪市公安局青岚分局", "institution"),
        (D, "青岚区平安建设中心", "institution"),
        (D, "青石镇财政所", "institution"),
        (D, "青岚区文化市场综合行政执法大队", "institution"),
    ],
)
def test_kind_by_level_and_name(level: Level, name: str, kind: str) -> None:
    assert kind_of(level, name) is UnitKind(kind)
