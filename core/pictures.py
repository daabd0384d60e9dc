"""Pictures and prints of pages that we make ourselves 截图与打印件: under which address they are kept."""

ROLES = ("screenshot", "print")


def address_of(role: str, url: str) -> str:
    """The address of a picture or print of what stands at `url`."""
    return f"urn:{role}:{url}"


def role_at(address: str) -> str | None:
    """What is kept under such an address; None where it is no picture's."""
    return next((role for role in ROLES if address.startswith(address_of(role, ""))), None)


def pictured(address: str) -> str:
    """The page that a picture's address is of; any other address as it is."""
    role = role_at(address)
    return address.removeprefix(address_of(role, "")) if role else address
