"""What is not there, or cannot be asked for so."""

from typing import ClassVar

from core.problems import UserProblem


class Missing(UserProblem):
    """There is no such thing, or not for this reader: the message (Chinese) says what. Answered with 404."""


class Unfit(UserProblem):
    """The question cannot be answered as it was put: the message (Chinese) says why. Answered with 422."""


class Busy(UserProblem):
    """It cannot be done at this moment: the message (Chinese) says why. Answered with 503, and when to ask again."""

    headers: ClassVar = {"Retry-After": "30"}  # seconds
