"""Notify entries filled from the environment."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.alerts import Event
from core.units import Recipient
from registry import expand_channels


@pytest.mark.parametrize(
    ("notify", "environment", "urls", "missing"),
    [
        ([], {}, (), ()),
        (["json://127.0.0.1:1/x"], {}, ("json://127.0.0.1:1/x",), ()),
        (["${A}"], {"A": "json://h/1"}, ("json://h/1",), ()),
        (["${A}"], {"A": "json://h/1, mailto://u:p@h"}, ("json://h/1", "mailto://u:p@h"), ()),
        (["${A}"], {"A": " json://h/1 ,\n json://h/2,"}, ("json://h/1", "json://h/2"), ()),
        # a comma that is part of an address separates nothing
        (
            ["${A}"],
            {"A": "mailto://u:p@h?to=a@x.cn,b@x.cn,json://h"},
            ("mailto://u:p@h?to=a@x.cn,b@x.cn", "json://h"),
            (),
        ),
        (["mailto://u:${P}@h"], {"P": "pass"}, ("mailto://u:pass@h",), ()),
        (["${A}", "${B}", "json://h"], {"B": "  "}, ("json://h",), ("A", "B")),
        (["${A}", "json://${A}"], {}, (), ("A",)),
        (["${A}", "json://h/1"], {"A": "json://h/1"}, ("json://h/1",), ()),
        # what a variable holds is not filled in once more
        (["${A}"], {"A": "json://${B}", "B": "x"}, ("json://${B}",), ()),
    ],
)
def test_expanding(
    notify: list[str], environment: dict[str, str], urls: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    recipients, lacking = expand_channels([Recipient(entry) for entry in notify], environment)
    assert (tuple(one.url for one in recipients), lacking) == (urls, missing)


@given(st.lists(st.from_regex(r"[a-z]{2,8}://[a-z0-9@:/?=.]{1,20}", fullmatch=True), unique=True, max_size=6))
def test_a_list_in_one_variable_comes_out_as_it_went_in(urls: list[str]) -> None:
    found, missing = expand_channels([Recipient("${A}")], {"A": ", ".join(urls)})
    assert [one.url for one in found] == urls
    assert missing == (() if urls else ("A",))


def test_a_recipient_keeps_its_settings_over_all_its_addresses() -> None:
    superior = Recipient("${A}", "分管领导", 30, (Event.OVERDUE,), allow_private=True)
    found, _ = expand_channels([superior, Recipient("json://h/2")], {"A": "json://h/1, json://h/2"})
    assert found == (replace(superior, url="json://h/1"), replace(superior, url="json://h/2"))
