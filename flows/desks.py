"""Desks: who receives, an office or the operator, with the channels that are set up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.alerts import Audience
from core.units import Office, Recipient, Registry
from registry import expand_channels
from settings import Settings

OPERATOR = Office("operator", "运维")


@dataclass(frozen=True, slots=True)
class Desk:
    """`office` with its settings (OPERATOR for the operator, who is told everything at once), and its recipients, one
    channel each. `unset`: variables that channels still wait for.
    """

    audience: Audience
    office: Office
    recipients: tuple[Recipient, ...]
    unset: tuple[str, ...] = ()

    @property
    def office_id(self) -> str | None:
        return self.office.id if self.audience is Audience.OFFICE else None


def desks(registry: Registry, settings: Settings, environment: Mapping[str, str]) -> Iterator[Desk]:
    """The operator last, who is told what went wrong with the others."""
    for office in registry.offices.values():
        recipients, unset = expand_channels(office.notify, environment)
        yield Desk(Audience.OFFICE, office, recipients, unset)
    yield operator_desk(settings)


def operator_desk(settings: Settings) -> Desk:
    private = settings.operator_allow_private
    return Desk(
        Audience.OPERATOR, OPERATOR, tuple(Recipient(url, allow_private=private) for url in settings.operator_urls)
    )
