"""Our two cookies: the login's secret, and what a login form is bound to before anybody is known."""

from fastapi import Request
from fastapi.responses import Response

LOGIN, VISIT = "fazhiwatch", "fazhiwatch-visit"


def get(request: Request, name: str) -> str:
    """Its value, empty where there is none."""
    return request.cookies.get(_full(request, name), "")


def put(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    """`lax` lets a link in a letter lead somebody to their page, and no form elsewhere to a change."""
    response.set_cookie(
        _full(request, name),
        value,
        max_age=seconds,
        secure=_secure(request),
        httponly=True,
        samesite="strict" if name == VISIT else "lax",
    )


def drop(request: Request, response: Response, name: str) -> None:
    response.delete_cookie(_full(request, name), secure=_secure(request), httponly=True)


def _full(request: Request, name: str) -> str:
    """With `__Host-` a browser takes it from this very host only, and only encrypted."""
    return f"__Host-{name}" if _secure(request) else name


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"
