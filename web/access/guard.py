"""What stands around every answer."""

from fastapi import FastAPI


def put_around(app: FastAPI) -> None:
    """Adds what guards all pages alike."""
