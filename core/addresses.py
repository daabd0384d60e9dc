"""One document, many spellings of its address 网址."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

# Made up for a visit, or for counting visits: none of them names another document.
_VISIT = re.compile(
    r"^(jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|session_?id|sessid|_t|_|timestamp|random|rnd|utm_\w+|spm)$",
    re.I,
)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.I)
_FRONT_PAGE = re.compile(r"/(?:index|default)\.(?:s?html?|jspx?|aspx?|php|do)$", re.I)
_SAFE_IN_SEGMENT = ":@!$&'()*+,;=~"
_PLAIN = re.compile(
    r"https?://(?:www\.)?([a-z0-9.-]*[a-z0-9](?::(?!80\b|443\b)(?:[1-9]\d{1,3}|[1-5]\d{4}))?(?:/(?!index\.|default\.)[\w-][\w.-]*)*)/?",
    re.ASCII,
)
_DEFAULT_PORTS = {80, 443}


@lru_cache(maxsize=20_000)  # the posts of the longest list, not those of a night
def document_key(url: str) -> str:
    """What all spellings of a document's address have in common; not itself an address to ask.

    Left out are what changes nothing (scheme, `www.`, case of the host, default port, final slash, a directory's own
    front page, order of the query, escapes that need not be, an anchor) and what is made for a visit (session ids,
    clocks, tags of campaigns). The case of path and query stays: servers tell it apart. What is no web address (`urn:`,
    `file:`) is its own key.
    """
    if plain := _PLAIN.fullmatch(url):  # as nearly all of them are
        return plain[1]
    try:
        return _careful(urlsplit(url.strip())) or url
    except ValueError:  # also of text that no encoding takes
        return url


def _careful(parts: SplitResult) -> str | None:
    host = _host(parts)
    if parts.scheme not in ("http", "https") or not host:
        return None
    query = _query(parts.query)
    return host + _path(parts.path) + (f"?{query}" if query else "") + _place(parts.fragment)


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    if not host.isascii():
        host = host.encode("idna").decode()
    port = parts.port
    return host if port is None or port in _DEFAULT_PORTS else f"{host}:{port}"


def _path(path: str) -> str:
    kept: list[str] = []
    for segment in _SESSION_IN_PATH.sub("", path).split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in ("", "."):
            kept.append(_escaped(segment))
    return _FRONT_PAGE.sub("", "".join(f"/{segment}" for segment in kept))


def _escaped(segment: str) -> str:
    """Escaped where it must be, and nowhere else; bytes that are no UTF-8 stay as they are."""
    return quote(unquote(segment, errors="surrogateescape"), _SAFE_IN_SEGMENT, errors="surrogateescape")


def _query(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    return urlencode(sorted(p for p in pairs if not _VISIT.match(p[0])), errors="surrogateescape")


def _place(fragment: str) -> str:
    """An anchor is a place in the document; one that begins like a path is what a script shows."""
    return f"#{fragment}" if fragment.startswith(("/", "!")) else ""


def address_fault(url: str) -> str | None:
    """What is wrong with an address that a person wrote (Chinese), None where it can be asked for. It is not repeated:
    one with a password in it would leak.
    """
    if re.search(r"[\s\x00-\x1f\x7f]", url):
        return "网址中不能有空格或换行"
    if "…" in url:
        return "网址含有省略号，请写完整的地址"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "网址的主机名或端口不正确"
    if parts.scheme not in ("http", "https"):
        return "网址应以 http:// 或 https:// 开头"
    if not host or not host.strip("."):
        return "网址缺少主机名"
    return "网址中不能带用户名或密码" if "@" in parts.netloc else None


def without_credentials(url: str) -> str:
    """The address without user name and password; one that nobody can read, as it is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url
