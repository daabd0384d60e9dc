"""What every command of these tests would do anew, done once."""

import pytest


@pytest.fixture(scope="module", autouse=True)
def quick(copied_databases: None, forked_readers: None) -> None: ...
