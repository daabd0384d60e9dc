"""Messages carry every alert once, keep to their limit, and end with whole keys."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.wording import compose
from core.alerts import Audience, Event, Message
from core.chain import START, Head


@dataclass(frozen=True)
class Waiting:
    id: int
    key: str
    event: str
    title: str
    body: str


def waiting(number: int, event: str = "overdue", body: str = "", unit: str = "") -> Waiting:
    name = unit or f"第{number}镇"
    return Waiting(
        number, f"{event}:u{number}:2025", event, f"【标题】{name}", body or f"{name}情况。\n链接：甲\n\n说明。"
    )


HEAD = Head(12, "ab12cd34ef56" + "0" * 52)


def messages(*alerts: Waiting, limit: int = 3500, head: Head | None = None) -> tuple[Message, ...]:
    return compose(alerts, office_name="河畔区司法局", audience=Audience.OFFICE, limit=limit, head=head)


def keys_of(message: Message) -> list[str]:
    """As a receiver reads them: the last block of `#` lines."""
    return [line[1:] for line in message.body.split("\n\n")[-1].split("\n")]


def test_one_alert_speaks_for_itself() -> None:
    (message,) = messages(waiting(4))
    assert message == Message("【标题】第4镇", "第4镇情况。\n链接：甲\n\n说明。\n\n#overdue:u4:2025", (4,))


def test_several_are_counted_and_grouped_by_gravity() -> None:
    (message,) = messages(
        waiting(1, "published"), waiting(2, "overdue"), waiting(3, "published_late"), waiting(4, "overdue")
    )
    assert message.title == "法治年报监测：逾期2、迟公布1、已公布1"
    assert message.alert_ids == (2, 4, 3, 1)
    assert message.body == (
        "河畔区司法局：\n\n"
        "◆ 逾期（2）\n1. 第2镇情况。\n   链接：甲\n2. 第4镇情况。\n   链接：甲\n\n"
        "◆ 迟公布（1）\n1. 第3镇情况。\n   链接：甲\n\n"
        "◆ 已公布（1）\n1. 第1镇情况。\n   链接：甲\n\n"
        "以上为自动监测汇总，请核实后处理。\n\n"
        "#overdue:u2:2025\n#overdue:u4:2025\n#published_late:u3:2025\n#published:u1:2025"
    )


def test_every_message_tells_the_head_of_the_chain_before_its_keys() -> None:
    (one,) = messages(waiting(4), head=HEAD)
    assert one.body == "第4镇情况。\n链接：甲\n\n说明。\n\n证据链：第12号 ab12cd34ef560000\n\n#overdue:u4:2025"
    (two,) = messages(waiting(1), waiting(2), head=HEAD)
    assert two.body.endswith(
        "以上为自动监测汇总，请核实后处理。\n\n证据链：第12号 ab12cd34ef560000\n\n#overdue:u1:2025\n#overdue:u2:2025"
    )
    assert messages(waiting(1), head=START) == messages(waiting(1)), "nothing was ever sealed"


def test_the_operator_is_not_greeted() -> None:
    pair = (waiting(1, "unverified"), waiting(2, "column_broken"))
    (message,) = compose(pair, office_name="运维", audience=Audience.OPERATOR)
    assert message.title == "法治年报监测：栏目异常1、未能核实1"
    assert message.body.startswith("◆ 栏目异常（1）")


def test_nothing_waits_nothing_is_said() -> None:
    assert messages() == ()


@pytest.mark.parametrize("event", list(Event))
def test_every_event_can_be_told(event: Event) -> None:
    (message,) = messages(waiting(1, event), waiting(2, event))
    assert message.title.endswith("2")


def test_more_than_fits_is_split_and_numbered() -> None:
    parts = messages(*(waiting(n, body="情况" * 200) for n in range(20)))
    assert len(parts) > 2
    assert [p.title.rsplit("（", 1)[1] for p in parts] == [f"{n}/{len(parts)}）" for n in range(1, len(parts) + 1)]
    assert sum((p.alert_ids for p in parts), ()) == tuple(range(20))


def test_what_fits_into_no_message_together_is_split_before_anything_is_cut() -> None:
    alerts = [waiting(n, body="情况" * 20) for n in range(6)]
    for limit in range(280, 600, 3):
        for part in messages(*alerts, limit=limit, head=HEAD):
            assert "其余请在看板查看" not in part.body
            assert "以上为自动监测汇总" in part.body


def test_an_endless_alert_is_cut_but_keeps_its_key() -> None:
    for alerts in ((waiting(1, body="长" * 9000),), (waiting(1, body="长" * 9000), waiting(2))):
        parts = messages(*alerts)
        assert all(len(p.body) <= 3500 for p in parts)
        assert "其余请在看板查看" in parts[0].body
        assert keys_of(parts[0]) == ["overdue:u1:2025"]
        assert [i for p in parts for i in p.alert_ids] == [a.id for a in alerts]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(Event), st.text("情况说明。\n", max_size=900)), max_size=12),
    st.integers(300, 3500),
    st.sampled_from([None, HEAD]),
)
def test_no_alert_is_dropped_and_no_key_is_cut(told: list[tuple[Event, str]], limit: int, head: Head | None) -> None:
    alerts = [waiting(n, event, body) for n, (event, body) in enumerate(told)]
    parts = messages(*alerts, limit=limit, head=head)
    assert sorted(i for p in parts for i in p.alert_ids) == list(range(len(alerts)))
    for part in parts:
        assert len(part.body) <= limit
        assert len(part.alert_ids) == 1 or "其余请在看板查看" not in part.body
        assert keys_of(part) == [alerts[i].key for i in part.alert_ids]
        assert part.body.count("\n\n证据链：第12号 ab12cd34ef560000\n\n#") == (head is not None)


def test_a_citation_that_most_entries_share_is_said_once() -> None:
    body = "{}2025年度报告：应于2026年3月31日前公布（依据：《某某规定》第二十四条），尚未发现。\n最近一次完整检查：今天"
    same = [Waiting(i, f"k{i}", "due_soon", "题", body.format(name)) for i, name in enumerate(("甲镇", "乙镇"))]
    (message,) = compose(same, office_name="某局", audience=Audience.OFFICE)
    assert message.body.count("依据：《某某规定》第二十四条") == 1
    assert "1. 甲镇2025年度报告：应于2026年3月31日前公布，尚未发现。" in message.body
    other = Waiting(9, "k9", "due_soon", "题", body.format("丙镇").replace("某某规定", "另一规定"))
    (mixed,) = compose([*same, other], office_name="某局", audience=Audience.OFFICE)
    assert "依据：《某某规定》第二十四条（另有注明的除外）。" in mixed.body
    assert "3. 丙镇2025年度报告：应于2026年3月31日前公布（依据：《另一规定》第二十四条），尚未发现。" in mixed.body
    without = Waiting(9, "k9", "due_soon", "题", "丁镇2025年度报告：尚未发现。")
    (silent,) = compose([*same, without], office_name="某局", audience=Audience.OFFICE)
    assert silent.body.count("依据：") == 2  # it must not seem to stand on what it does not cite
