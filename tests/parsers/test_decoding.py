"""Encodings: what pages declare, and what they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import decode_text

TEXT = "云岭镇２０２３年法治政府建设情况报告，镕、堃、㙍都在。"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("gb18030"), "gb18030"),
        (b'<meta charset="gb2312">' + TEXT.encode("gb18030"), "gb18030"),
        (b'<meta charset="utf-8">' + TEXT.encode("gb18030"), "gb18030"),
        (b'<meta charset="iso-8859-1">' + TEXT.encode("gb18030"), "gb18030"),
        (b'<meta charset="gbk">' + TEXT.encode(), "utf-8"),
    ],
)
def test_the_bytes_decide_before_the_declaration(body: bytes, encoding: str) -> None:
    text, used = decode_text(body)
    assert TEXT in text
    assert used == encoding


def test_a_declared_encoding_is_believed_where_the_bytes_are_not_utf8() -> None:
    assert decode_text("法治政府建設".encode("big5"), "text/html; charset=Big5") == ("法治政府建設", "big5")
    assert decode_text(b'<meta charset="big5">' + "法治政府建設".encode("big5"))[0].endswith("法治政府建設")


def test_utf8_cut_in_a_character_stays_utf8() -> None:
    text, used = decode_text(TEXT.encode()[:-4])
    assert used == "utf-8"
    assert text.startswith(TEXT[:-3])


@pytest.mark.parametrize("label", ["undefined", "idna", "utf-7", "base64", "no-such", "rot13", "\x00"])
def test_an_odd_declaration_does_no_harm(label: str) -> None:
    assert decode_text(TEXT.encode("gb18030"), f"text/html; charset={label}")[0] == TEXT


@given(st.binary(max_size=300), st.none() | st.text(max_size=40))
def test_decoding_never_raises(body: bytes, content_type: str | None) -> None:
    text, used = decode_text(body, content_type)
    assert isinstance(text, str)
    assert used
