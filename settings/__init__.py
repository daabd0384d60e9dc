"""The product's environment, read once at the edge and handed on as a value."""

import os
import re
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from core.times import SHANGHAI

CHECKOUT = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"
DEFAULT_CONTACT = "fazhiwatch@example.invalid"


def environment() -> dict[str, str]:
    """The process's variables over those of `.env`: where an office's channels are filled in from."""
    return {name: value for name, value in dotenv_values(".env").items() if value} | dict(os.environ)


def _pages(value: str | None) -> str | None:
    if value is None or re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value):
        return value and value.rstrip("/")
    raise ValueError("not an address of pages")


class Settings(BaseSettings):
    """`FAZHIWATCH_*` variables and `.env`. Instants without zone are taken as Asia/Shanghai."""

    model_config = SettingsConfigDict(
        env_prefix="FAZHIWATCH_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    home: Annotated[Path, AfterValidator(Path.absolute)] = Field(default=Path("var"), validate_default=True)
    database_url: str | None = None
    registry: Path = CHECKOUT / "registry"
    now: datetime | None = None
    download_delay: float = Field(default=2.0, ge=0)
    host_budget: int = Field(default=5000, ge=1)  # requests to one host in one run
    contact: str = DEFAULT_CONTACT
    operator_urls: Annotated[tuple[str, ...], NoDecode] = Field(default=(), repr=False)  # secrets
    operator_allow_private: bool = False  # names in them may lead into a private network
    web_hosts: Annotated[tuple[str, ...], NoDecode] = ()  # names under which the pages are asked for
    web_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()  # whose word is taken
    web_user_header: str | None = None  # the line in which they name the user
    web_url: Annotated[str | None, AfterValidator(_pages)] = None  # where its readers open the pages: for messages

    @field_validator("now")
    @classmethod
    def _with_zone(cls, value: datetime | None) -> datetime | None:
        if value is None:
            return None
        return (value if value.tzinfo else value.replace(tzinfo=SHANGHAI)).astimezone(UTC)

    @field_validator("web_hosts", "web_proxies", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("operator_urls", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        # an address may hold commas itself (mailto recipients): split only where the next scheme begins
        return (
            tuple(u.strip() for u in re.split(r",(?=\s*[A-Za-z][\w+.-]*://)", value))
            if isinstance(value, str)
            else value
        )

    def clock(self) -> datetime:
        """'Now' everywhere (UTC): the rehearsed instant where one is set, else the real time."""
        return self.now or datetime.now(UTC)

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'fazhiwatch.db'}"

    @property
    def archive_dir(self) -> Path:
        return self.home / "archive"

    @property
    def log_dir(self) -> Path:
        return self.home / "logs"

    @property
    def user_agent(self) -> str:
        return f"Mozilla/5.0 (compatible; FazhiWatch/{VERSION}; +{self.contact})"
