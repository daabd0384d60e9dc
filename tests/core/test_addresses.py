"""One document, many spellings of its address: which of them are the same, and which must never be taken for it."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.addresses import address_fault, document_key, without_credentials

SPELLINGS = (
    "http://qinglan.gov.cn/zwgk/fzbg/show.jsp?id=31&cat=2",
    "https://qinglan.gov.cn/zwgk/fzbg/show.jsp?id=31&cat=2",
    "http://www.qinglan.gov.cn/zwgk/fzbg/show.jsp?id=31&cat=2",
    "https://www.qinglan.gov.cn/zwgk/fzbg/show.jsp?id=31&cat=2",
    "http://QingLan.GOV.cn/zwgk/fzbg/show.jsp?id=31&cat=2",
    "HTTP://qinglan.gov.cn/zwgk/fzbg/show.jsp?id=31&cat=2",
    "http://qinglan.gov.cn./zwgk/fzbg/show.jsp?id=31&cat=2",
    "http://qinglan.gov.cn:80/zwgk/fzbg/show.jsp?id=31&cat=2",
    "https://qinglan.gov.cn:443/zwgk/fzbg/show.jsp?id=31&cat=2",
    "http://qinglan.gov.cn/zwgk/fzbg/show.jsp;jsessionid=A1B2C3?id=31&cat=2",
    "http://qinglan.gov.cn/zwgk/fzbg/show.jsp;JSESSIONID=0F.node1?cat=2&id=31",
    "http://qinglan.gov.cn/zwgk/fzbg/show.jsp?id=31&cat=2&jsessionid=A1B2C3",
    "http://qinglan.gov.cn/zwgk/fzbg/show.jsp?cat=2&id=31",
    "http://qinglan.gov.cn/zwgk/fzbg/show.jsp?id=31&cat=2#zoom",
    "http://qinglan.gov.cn/zwgk/fzbg/show.jsp/?id=31&cat=2",
    "http://qinglan.gov.cn//zwgk/fzbg/show.jsp?id=31&cat=2",
    "http://qinglan.gov.cn/zwgk/./fzbg/show.jsp?id=31&cat=2",
    "http://qinglan.gov.cn/zwgk/gzbg/../fzbg/show.jsp?id=31&cat=2",
    "http://qinglan.gov.cn/zwgk/%66zbg/show.jsp?id=31&cat=2",
    "http://qinglan.gov.cn/zwgk/fzbg/show.jsp?id=31&cat=2&_t=1711350000",
    "http://qinglan.gov.cn/zwgk/fzbg/show.jsp?utm_source=weixin&id=31&cat=2",
    " http://qinglan.gov.cn/zwgk/fzbg/show.jsp?id=%331&cat=2 ",
)
OTHERS = (
    "http://qinglan.gov.cn/zwgk/fzbg/show.jsp?id=32&cat=2",
    "http://qinglan.gov.cn/zwgk/fzbg/show.jsp?id=31",
    "http://qinglan.gov.cn/zwgk/fzbg/Show.jsp?id=31&cat=2",
    "http://qinglan.gov.cn/zwgk/fzbg/show.jsp?ID=31&cat=2",
    "http://qinglan.gov.cn/zwgk/fzbg%2Fshow.jsp?id=31&cat=2",
    "http://qinglan.gov.cn:8080/zwgk/fzbg/show.jsp?id=31&cat=2",
    "http://sfj.qinglan.gov.cn/zwgk/fzbg/show.jsp?id=31&cat=2",
    "http://qinglan.gov.cn/#/zwgk/fzbg/show.jsp?id=31&cat=2",
)


@pytest.mark.parametrize("url", SPELLINGS)
def test_spellings_of_one_document(url: str) -> None:
    assert document_key(url) == "qinglan.gov.cn/zwgk/fzbg/show.jsp?cat=2&id=31"


def test_other_documents_have_keys_of_their_own() -> None:
    assert len({document_key(url) for url in (*OTHERS, SPELLINGS[0])}) == len(OTHERS) + 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://qinglan.gov.cn", "https://www.qinglan.gov.cn/index.html"),
        ("http://qinglan.gov.cn/xxgk/", "http://qinglan.gov.cn/xxgk/default.aspx"),
        ("http://qinglan.gov.cn/a/t20240325_1.html", "https://www.qinglan.gov.cn/a/t20240325_1.html/"),
        ("http://青岚.cn/通知/", "http://xn--xit797k.cn/%E9%80%9A%E7%9F%A5"),
    ],
)
def test_pairs(one: str, other: str) -> None:
    assert document_key(one) == document_key(other)


@pytest.mark.parametrize(
    "url", ["urn:fazhiwatch:import:1", "file:///a/b.html", "http://[::1", "", "报告.pdf", "http://"]
)
def test_what_is_no_web_address_is_its_own_key(url: str) -> None:
    assert document_key(url) == url


_SEGMENT = st.text("abcXYZ019-_.~中%+ ;=", min_size=1, max_size=8).filter(lambda s: s not in (".", ".."))


@given(st.lists(_SEGMENT, min_size=1, max_size=4), st.booleans())
def test_escaping_makes_no_other_document(segments: list[str], trailing: bool) -> None:
    """However a path is escaped, fully or as a browser does it, the plain and the careful way agree."""
    browser = "/".join(quote(s, safe="-_.~") for s in segments)
    full = "/".join("".join(f"%{b:02x}" for b in s.encode()) for s in segments)
    end = "/" if trailing else ""
    assert document_key(f"https://www.a.cn/{browser}{end}") == document_key(f"http://a.cn/{full}")


@given(st.text(st.characters(codec=None), max_size=60))
def test_no_text_breaks_it_and_the_scheme_means_nothing(text: str) -> None:
    plain, safe = document_key(f"http://{text}"), document_key(f"https://{text}")
    assert plain.removeprefix("http://") == safe.removeprefix("https://")


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("http://www.yunxi.example/zwgk/", None),
        ("https://127.0.0.1:8080/a?b=c#d", None),
        ("http://zhang:geheim@www.yunxi.example/", "用户名或密码"),
        ("http://geheim@www.yunxi.example/", "用户名或密码"),
        ("http://@www.yunxi.example/", "用户名或密码"),
        ("http://[::1/", "主机名或端口"),
        ("http://127.0.0.1:99999/", "主机名或端口"),
        ("http://a b.example/", "空格"),
        ("http://a.example/…/b", "省略号"),
        ("ftp://a.example/", "http"),
        ("www.yunxi.example", "http"),
        ("http:///zwgk/", "缺少主机名"),
    ],
)
def test_what_is_wrong_with_an_address_is_said_without_it(url: str, wrong: str | None) -> None:
    fault = address_fault(url)
    assert (fault is None) is (wrong is None)
    assert fault is None or (str(wrong) in fault and "geheim" not in fault)


def test_who_saved_a_page_stays_out_of_its_address() -> None:
    assert without_credentials("http://zhang:geheim@a.example:81/b?c=d@e") == "http://a.example:81/b?c=d@e"
    for url in ("http://a.example/b@c", "urn:sha256:00", "http://[::1/", ""):
        assert without_credentials(url) == url
