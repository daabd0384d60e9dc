"""Dates as pages print them: publication stamps, URL stamps, signature dates with characters lost."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from email.utils import parsedate_to_datetime

from core.times import SHANGHAI
from parsers.numerals import small_number, year_in_digits

_STAMP = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s?(?:年|[-/.—–]{1,2})\s?(\d{1,2})\s?(?:月|[-/.—–]{1,2})\s?"
    r"(\d{2}(?=\d{2}[:：]\d{2})|\d{1,2}(?!\d))\s?日?"
    r"(?:[\s　T-]{0,8}(上午|下午|晚上)?\s?(\d{1,2})\s?[:：时]\s?(\d{2})(?:\s?[:：分]\s?(\d{2}))?)?"
)
_IN_CHINESE = re.compile(
    r"([二一][〇○零一二三四五六七八九]{3}年)([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
# how other clocks write an instant into a tag: ISO with zone, seconds or milliseconds since 1970, Java's Date
_ISO_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)")
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?")
_DIGITS = re.compile(r"(20\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_JAVA = re.compile(rf"[A-Z][a-z]{{2}} ({'|'.join(_MONTHS)}) (\d{{1,2}}) (\d\d:\d\d:\d\d) CST (\d{{4}})")
_URL_STAMPS = (
    re.compile(r"[/_]t(20\d\d)(\d\d)(\d\d)_"),
    re.compile(r"/(20\d\d)[/-](\d{1,2})[/-](\d{1,2})/"),
    re.compile(r"/(20\d\d)(\d\d)/(\d\d)/"),
    re.compile(r"/(20\d\d)(\d\d)(\d\d)/"),
    re.compile(r"/(20\d\d)(\d\d)(\d\d)\d{4,16}/"),
)
_WHOLE = re.compile(r"(20\d\d)(年|[-./])(\d{1,2})(月|[-./])(\d{1,2})(日?)")
_CHINESE = re.compile(r"(20\d\d)年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")
_NO_MONTH = re.compile(r"(20\d\d)年?(\d{2,4})日?")
_NO_YEAR_OR_DAY = re.compile(r"(20\d\d)(年?)(\d{1,2})月(\d{1,2})(日?)")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment as printed (Asia/Shanghai), with its precision: second, minute or day."""

    at: datetime
    precision: str

    @property
    def iso(self) -> str:
        if self.precision == "day":
            return self.at.date().isoformat()
        return self.at.isoformat(timespec="minutes" if self.precision == "minute" else "seconds")


@dataclass(frozen=True, slots=True)
class SignedDate:
    """The date under a report 落款日期; `flaw` tells damage, `on` is None where that leaves two readings."""

    on: date | None
    flaw: str | None = None


def read_stamps(text: str) -> list[Stamp]:
    """Every calendar date in `text`, in order, with its time of day where one follows."""
    if "日" in text and _IN_CHINESE.search(text):
        text = _IN_CHINESE.sub(_in_digits, text)
    return [stamp for m in _STAMP.finditer(text) if (stamp := _stamp(m))]


def read_stamp(text: str) -> Stamp | None:
    return next(iter(read_stamps(text)), None)


def read_meta_stamp(value: str) -> Stamp | None:
    """The moment in a meta tag: as printed on pages, or as programs write it (ISO with zone, epoch, 20250304, Java)."""
    value = value.strip()
    if _ISO_INSTANT.fullmatch(value):
        return read_http_date(value)
    if m := _DIGITS.fullmatch(value):
        year, month, day, hour, minute, second = m.groups()
        clock = f" {hour}:{minute}" + (f":{second}" if second else "") if hour else ""
        return read_stamp(f"{year}-{month}-{day}{clock}")
    if m := _EPOCH.fullmatch(value):
        return Stamp(datetime.fromtimestamp(int(m.group(1)), SHANGHAI), "second")
    if m := _JAVA.fullmatch(value):
        return read_stamp(f"{m[4]}-{_MONTHS.index(m[1]) + 1}-{m[2]} {m[3]}")
    return read_stamp(value)


def read_url_date(url: str) -> date | None:
    """The day that a government CMS writes into an article's address (t20240325_…, /art/2024/3/25/…)."""
    for pattern in _URL_STAMPS:
        for m in pattern.finditer(url):
            if day := _date(*m.groups()):
                return day
    return None


def read_http_date(value: str) -> Stamp | None:
    """A Last-Modified header (or an ISO instant) as a Shanghai stamp."""
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        try:
            at = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    try:
        return Stamp(at.astimezone(SHANGHAI) if at.tzinfo else at.replace(tzinfo=SHANGHAI), "second")
    except (ValueError, OverflowError):
        return None


def read_signed_date(line: str) -> SignedDate | None:
    """`line` as a signature date: it holds nothing else. Lost characters (2021226, 20212月26日) are read and told."""
    text = year_in_digits(re.sub(r"[\s()（）]", "", line))
    if m := _WHOLE.fullmatch(text):
        day = _date(m[1], m[3], m[5])
        dropped = m[2] == "年" and not m[6]
        return SignedDate(day, f"落款日期“{line}”缺“日”字" if dropped else None) if day else None
    if (m := _CHINESE.fullmatch(text)) and (day := _date(m[1], str(small_number(m[2])), str(small_number(m[3])))):
        return SignedDate(day)
    if (m := _NO_YEAR_OR_DAY.fullmatch(text)) and (day := _date(m[1], m[3], m[4])):
        return SignedDate(day, f"落款日期“{line}”有缺字，读作{_spoken(day)}")
    return _read_digits(line, text)


def _read_digits(line: str, text: str) -> SignedDate | None:
    """2021226 and 20181219: the separators are lost; read where only one way of splitting gives a date."""
    m = _NO_MONTH.fullmatch(text)
    if not m:
        return None
    year, rest = m[1], m[2]
    # four digits are two and two; with fewer, a day is not written with a leading zero
    splits = [(rest[:i], rest[i:]) for i in ([2] if len(rest) == 4 else range(1, len(rest)))]
    days = {d for month, day in splits if len(rest) == 4 or day[0] != "0" if (d := _date(year, month, day))}
    if not days:
        return None
    if len(days) > 1:
        return SignedDate(None, f"落款日期“{line}”有缺字，可有多种读法")
    day = days.pop()
    return SignedDate(day, f"落款日期“{line}”缺“年、月、日”字，读作{_spoken(day)}")


def _in_digits(m: re.Match[str]) -> str:
    return f"{year_in_digits(m[1])}{small_number(m[2])}月{small_number(m[3])}日"


def _spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _stamp(m: re.Match[str]) -> Stamp | None:
    year, month, day, half, hour, minute, second = m.groups()
    found = _date(year, month, day)
    if not found:
        return None
    later = 12 if half in ("下午", "晚上") and int(hour) < 12 else 0
    try:
        clock = time(int(hour or 0) + later, int(minute or 0), int(second or 0))
    except ValueError:  # 24:00 and worse: the day still counts
        return Stamp(datetime.combine(found, time(), SHANGHAI), "day")
    precision = "second" if second else "minute" if minute else "day"
    return Stamp(datetime.combine(found, clock, SHANGHAI), precision)
