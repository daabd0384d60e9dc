"""Addresses as a person types them, looked at before anything is begun, stored or repeated."""

import re

from core.addresses import address_fault
from core.problems import UserProblem

_MEANT = re.compile(r"[:/\\@：／＠]")  # no id and no number has any of these


def check_address(typed: str, doing: str) -> None:
    """Raises UserProblem where an address cannot be asked for, without the address: it may hold a password.

    What is no address at all (the id of a unit, the number of a report) passes.
    """
    if _MEANT.search(typed) and (wrong := address_fault(typed)):
        raise UserProblem(f"{doing}：{wrong}")
