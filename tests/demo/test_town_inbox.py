"""The letter box takes what the alerts' own channel sends, and nothing else."""

import urllib.error
import urllib.request

from alerts.channels import send
from core.alerts import Message
from demo.inbox import Letter
from demo.script import DAYS
from demo.sites import Town


def test_letters_arrive_in_order_with_their_day(town: Town) -> None:
    town.day = DAYS[3]
    assert send(town.receiver_url("office/yunxi"), Message("催报", "两家单位未公开\n#key-1", (1,))).ok
    town.day = DAYS[4]
    assert send(town.receiver_url("operator"), Message("栏目异常", "打不开\n#key-2", (2,))).ok
    assert town.inbox == [
        Letter("/office/yunxi", "催报", "两家单位未公开\n#key-1", DAYS[3]),
        Letter("/operator", "栏目异常", "打不开\n#key-2", DAYS[4]),
    ]
    assert [(x.audience, x.office_id) for x in town.inbox] == [("office", "yunxi"), ("operator", None)]
    assert not town.requests


def test_anything_else_is_refused(town: Town) -> None:
    address = town.receiver_url("operator").replace("json://", "http://")
    for payload in (b"", b"not json", b"[]", b'{"title": "no message"}'):
        request = urllib.request.Request(address, payload, method="POST")
        try:
            status = urllib.request.urlopen(request, timeout=10).status
        except urllib.error.HTTPError as error:
            status = error.code
        assert status == 400
    assert not town.inbox
