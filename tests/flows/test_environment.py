"""What a long job sees to before it begins."""

import os
import subprocess
import sys

import pytest

from settings import CHECKOUT

_JOB = """
import os, subprocess
from flows.environment import give_way
give_way()
give_way()
print(os.nice(0), subprocess.run(["nice"], capture_output=True, text=True).stdout)
"""


@pytest.mark.parametrize(("before", "after"), [(0, 10), (15, 15)])
def test_a_long_job_and_all_that_it_starts_let_readers_come_first(before: int, after: int) -> None:
    if os.nice(0) > before:
        pytest.skip("the tests themselves run behind others")
    command = ["nice", "-n", str(before), sys.executable, "-c", _JOB]
    told = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    assert told.split() == [str(after)] * 2
