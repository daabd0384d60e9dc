"""The sites answer as claimed, over real sockets."""

import re
import subprocess
import sys
from urllib.parse import urljoin, urlsplit

import pytest

from demo.markup import report_html
from demo.platforms import post_path_of
from demo.posts import REPORT, Post, all_posts, visible_posts
from demo.script import DAYS, TOWN
from demo.sites import Town
from tests.demo.conftest import Visit, visit

SOUND = [s for s in TOWN.sites.values() if s.trouble(DAYS[-1]) is None]
SHELLS = ("epoint", "framed", "jpaas", "truecms", "ucap")  # their lists come by another request
SHOWN = [p for c in TOWN.columns for p in visible_posts(c, DAYS[-1]) if TOWN.site_of(c) in SOUND]
SHOWN_REPORTS = [p for p in SHOWN if p.kind == REPORT]


def post_url(town: Town, post: Post) -> str:
    site = TOWN.site_of(post.column_id)
    return town.base_url(site.id) + post_path_of(site.platform)(post)


def plain(visit: Visit) -> str:
    """The text between the tags, without white space."""
    text = re.sub(r"<(head|script|style)\b.*?</\1>", "", visit.text, flags=re.S | re.I)
    return re.sub(r"\s|&nbsp;", "", re.sub(r"<[^>]*>", "", text))


def test_the_town_is_light_to_import() -> None:
    code = "import sys, demo.sites, demo.register; print({m.split('.')[0] for m in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "'demo'" in done.stdout
    for heavy in ("prefect", "scrapy", "sqlalchemy", "apprise", "lxml"):
        assert f"'{heavy}'" not in done.stdout


def test_each_site_stands_on_a_port_of_its_own(town: Town) -> None:
    places = [urlsplit(town.base_url(site)).netloc for site in TOWN.sites]
    assert len(set(places)) == len(places)
    assert all(urlsplit(town.base_url(s)).hostname.startswith("127.") for s in TOWN.sites)  # type: ignore[union-attr]


def test_a_second_town_finds_other_ports(town: Town) -> None:
    with Town(day=DAYS[0]).serve() as other:
        assert other.base_url("portal") != town.base_url("portal")
        assert visit(other.column_url("yx-portal")).body != visit(town.column_url("yx-portal")).body
        assert other.receiver_url("operator") != town.receiver_url("operator")


@pytest.mark.parametrize("site", SOUND, ids=lambda s: s.id)
def test_home_robots_and_unknown_paths(town: Town, site: object) -> None:
    base = town.base_url(site.id)  # type: ignore[attr-defined]
    robots = visit(base + "/robots.txt")
    assert robots.status == 200 and robots.text.startswith("User-agent: *\nDisallow: /")
    assert "Disallow: /\n" not in robots.text
    assert visit(base + "/").status == 200
    missing = visit(base + "/no/such/page.html")
    assert missing.status == 404 and "不存在" in missing.text
    assert visit(base + "/css/site.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    "column_id",
    [
        c.id
        for c in TOWN.columns.values()
        if TOWN.sites[c.site_id] in SOUND and TOWN.site_of(c.id).platform not in SHELLS
    ],
)
def test_every_column_shows_its_newest_post(town: Town, column_id: str) -> None:
    column = TOWN.columns[column_id]
    url = town.column_url(column_id)
    answer = visit(urljoin(url, f"/data/{column.token}.json") if TOWN.site_of(column_id).platform == "app" else url)
    assert answer.status == 200
    newest = visible_posts(column_id, DAYS[-1])[0]
    assert newest.title in answer.text and str(newest.number) in answer.text


@pytest.mark.parametrize("post", SHOWN_REPORTS, ids=lambda p: f"{p.unit_id}-{p.year}")
def test_every_report_page_contains_its_text(town: Town, post: Post) -> None:
    page = visit(post_url(town, post))
    assert page.status == 200
    text, draft = plain(page), post.draft(DAYS[-1])
    if post.file_name:
        assert f'href="./{post.file_name}"' in page.text and draft.body[:40] not in text
        return
    assert re.sub(r"\s", "", draft.body.replace("\n", "")) in text
    if post.unit.style.heading == "nowhere":
        assert draft.title not in text
    else:
        assert re.sub(r"\s", "", draft.title) in text
    if post.shown_at is None:
        assert not re.search(r"20\d\d-\d\d-\d\d|20\d\d年\d{1,2}月\d{1,2}日", text)
    else:
        assert any(post.shown_at.strftime(form) in text for form in ("%Y-%m-%d", "%Y年%m月%d日"))
    for organ in draft.signed_by:
        assert organ.replace(" ", "") in text


def test_look_alikes_have_pages_too(town: Town) -> None:
    for post in SHOWN[::9]:
        assert visit(post_url(town, post)).status == 200


@pytest.mark.parametrize("post", SHOWN_REPORTS[::4], ids=lambda p: f"{p.unit_id}-{p.year}")
def test_markup_keeps_every_character(post: Post) -> None:
    draft = post.draft(DAYS[-1])
    text = re.sub(r"<[^>]*>|\s", "", report_html(draft, post.unit.style))
    parts = [f"{draft.recipient}：" if draft.recipient else "", draft.body, *draft.signed_by]
    assert re.sub(r"\s", "", "".join(parts)) in text


def test_posts_not_yet_out_and_posts_taken_off_are_not_found(town: Town) -> None:
    withdrawn = next(p for p in all_posts("yx-nongshui") if p.unit_id == "yx-nyj" and p.year == 2025)
    statuses = []
    for town.day in DAYS:
        statuses.append(visit(post_url(town, withdrawn)).status)
    assert statuses == [404, 200, 200, 200, 200, 404, 404, 404]


def test_the_same_day_gives_the_same_bytes(town: Town) -> None:
    urls = [town.column_url(c) for c in TOWN.columns] + [post_url(town, p) for p in SHOWN_REPORTS[::5]]
    for town.day in (DAYS[1], DAYS[-1]):
        first = [visit(url) for url in urls]
        assert [visit(url).body for url in urls] == [page.body for page in first]


def test_only_hanweb_articles_change_from_day_to_day_by_themselves(town: Town) -> None:
    """The counter and the clock; elsewhere an untouched article keeps its bytes over the season."""
    old = [p for p in SHOWN_REPORTS if p.year == 2023]
    town.day = DAYS[0]
    before = {p.number: visit(post_url(town, p)) for p in old}
    town.day = DAYS[2]
    changed = {
        TOWN.site_of(p.column_id).platform
        for p in old
        if before[p.number].status == 200 and visit(post_url(town, p)).body != before[p.number].body
    }
    assert changed == {"hanweb"}


def test_validators_are_honoured_where_sent(town: Town) -> None:
    with_tag = [s.id for s in TOWN.sites.values() if s.etag]
    with_date = [s.id for s in TOWN.sites.values() if s.last_modified]
    for column in TOWN.columns.values():
        if TOWN.sites[column.site_id] not in SOUND:
            continue
        url = town.column_url(column.id)
        page = visit(url)
        tag, date = page.headers.get("etag"), page.headers.get("last-modified")
        assert (tag is not None) == (column.site_id in with_tag)
        assert (date is not None) == (column.site_id in with_date)
        if tag:
            again = visit(url, If_None_Match=tag)
            assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
            assert visit(url, If_None_Match='"other"').status == 200
        if date:
            assert visit(url, If_Modified_Since=date).status == 304
            assert visit(url, If_Modified_Since="Mon, 01 Jan 2024 00:00:00 GMT").status == 200
            assert visit(url, If_Modified_Since="yesterday").status == 200
    assert with_tag and with_date


def test_validators_change_with_the_page(town: Town) -> None:
    for column_id, before, after in (("yx-portal", 1, 2), ("yx-shuangdu", 2, 3), ("yx-zhuli", 1, 2)):
        town.day = DAYS[before]
        old = visit(town.column_url(column_id))
        headers = {"If_None_Match": old.headers["etag"]} if "etag" in old.headers else {}
        headers |= {"If_Modified_Since": old.headers["last-modified"]} if "last-modified" in old.headers else {}
        town.day = DAYS[after]
        assert visit(town.column_url(column_id), None, **headers).status == 200


def test_an_edited_article_says_so(town: Town) -> None:
    post = next(p for p in SHOWN_REPORTS if p.unit_id == "yx-scjg" and p.year == 2025)
    town.day = DAYS[4]
    old = visit(post_url(town, post))
    town.day = DAYS[5]
    assert visit(post_url(town, post), If_None_Match=old.headers["etag"]).status == 200
    assert visit(post_url(town, post), If_Modified_Since=old.headers["last-modified"]).status == 200


def test_the_old_site_sends_gbk_and_says_gb2312(town: Town) -> None:
    page = visit(town.column_url("yx-shuangdu"))
    assert b"charset=gb2312" in page.body and "charset" not in page.headers["content-type"]
    with pytest.raises(UnicodeDecodeError):
        page.body.decode("utf-8")
    assert "双渡" in page.body.decode("gbk")


def test_the_json_list_pages_from_one(town: Town) -> None:
    url = town.column_url("yx-jiaotong")
    first = visit(url)
    assert visit(url.replace("page=1", "page=0")).body == first.body
    assert visit(url.replace("page=1", "page=2")).body != first.body
    assert visit(url.replace("sid=990001", "sid=1")).status == 404


def test_the_groups_of_the_cdata_list(town: Town) -> None:
    page = visit(town.column_url("ql-fzzf")).text
    assert not re.search(r"<a[^>]+/art/", re.sub(r"<script.*?</script>", "", page, flags=re.S))
    link = re.search(r"<nextgroup><!\[CDATA\[<a href=\"([^\"]+)\"", page)
    assert link
    second = visit(urljoin(town.base_url("qinglan"), link[1])).text
    asked = {"columnid": "1229", "unitid": "712293"}
    proxy = "/module/web/jpage/dataproxy.jsp?startrecord=46&endrecord=90&perpage=15"
    by_records = visit(town.base_url("qinglan") + proxy, asked).text
    rows = re.findall(r"art_1229_\d+", second)
    assert len(rows) == 45 and rows == re.findall(r"art_1229_\d+", by_records)
    assert not set(rows) & set(re.findall(r"art_1229_\d+", page))


def test_sites_in_trouble(town: Town) -> None:
    for column_id in ("yx-minsheng", "yx-tongji"):
        statuses = []
        for town.day in DAYS:
            statuses.append(visit(town.column_url(column_id)).status)
        down = (2, 3, 4, 5, 6, 7) if column_id == "yx-minsheng" else (3, 4, 5)
        assert [i for i, s in enumerate(statuses) if s == 503] == list(down)
        assert set(statuses) == {200, 503}
    for town.day in DAYS:
        sent = visit(town.column_url("yx-shanshu"))
        assert ("关于我们" in sent.text) == (DAYS.index(town.day) in (4, 5, 6))
        challenge = visit(town.column_url("yx-ziran"))
        assert challenge.status == 200 and "请开启JavaScript" in challenge.text and "<li" not in challenge.text


def test_visits_are_counted_by_site_and_kind(town: Town) -> None:
    visit(town.column_url("yx-portal"))
    visit(town.column_url("yx-portal"))
    visit(post_url(town, next(p for p in SHOWN if p.column_id == "yx-portal")))
    visit(town.column_url("yx-renshe"))
    visit(town.base_url("portal") + "/robots.txt")
    visit(town.base_url("portal") + "/nothing")
    visit(town.column_url("yx-ziran"))
    assert town.requests == {
        ("portal", "list"): 2, ("portal", "article"): 1, ("gkml", "api"): 1, ("portal", "robots"): 1,
        ("portal", "missing"): 1, ("ziran", "trouble"): 1,
    }  # fmt: skip
