"""What a user can mend: told in Chinese, without a traceback."""


class UserProblem(Exception):  # noqa: N818 - a problem of the user's, not an error of the program
    """Why something cannot be done, in Chinese. `exit_code` 2: bad usage or configuration, 1: a failed job."""

    exit_code = 2
