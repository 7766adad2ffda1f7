"""One mail address, as it may go on the wire."""

import re
from functools import lru_cache

MAX_ADDRESS = 320
MAX_LOCAL_PART = 64
MAX_DOMAIN = 255

# RFC 5321 dot-string only: a quoted local part is legal, never needed, and hides surprises.
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
# "Name <local@domain>": what stands in MAIL_FROM. No quotes, no specials, nothing to escape.
_NAMED = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9 _-]{0,63}) <(?P<address>[^<>]+)>")


class BadAddress(ValueError):
    """Not exactly one address that SMTP can carry. The text never repeats the address."""


def clean_address(text: str) -> str:
    """Return `text` as one ASCII address, its domain in punycode.

    Raises BadAddress for anything that is not exactly one `local@domain` of at most 320
    characters: lists, display names, quotes, controls, a local part beyond ASCII.
    """
    local, at, domain = text.rpartition("@")
    if len(text) > MAX_ADDRESS or not at:
        raise BadAddress("an address is one local@domain of at most 320 characters")
    if len(local) > MAX_LOCAL_PART or not _LOCAL_PART.fullmatch(local):
        raise BadAddress("before the @: at most 64 ASCII letters, digits and .!#$%&'*+-/=?^_`{|}~")
    return f"{local}@{clean_domain(domain)}"


@lru_cache(maxsize=16)
def clean_sender(text: str) -> tuple[str, str]:
    """Return what stands in From and the bare address, from "a@b" or "Name <a@b>".

    Raises BadAddress; a name is plain ASCII words.
    """
    named = _NAMED.fullmatch(text)
    if named is None:
        address = clean_address(text)
        return address, address
    address = clean_address(named["address"])
    return f"{named['name'].rstrip()} <{address}>", address


def clean_domain(domain: str) -> str:
    """Return a host name in ASCII, punycode where needed; BadAddress if it is none."""
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            raise BadAddress("after the @: a host name") from None
    if len(domain) > MAX_DOMAIN or not _DOMAIN.fullmatch(domain):
        raise BadAddress("after the @: a host name of at most 255 characters")
    return domain
