"""EMAIL_URL: where mail goes, read once and refused loudly."""

import socket
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from urllib.parse import SplitResult, unquote, urlsplit

ALLOWED = (
    "allowed: smtp+tls://user:password@host:587 (STARTTLS), smtps://user:password@host:465, "
    "smtp://host:25 (no password: it would travel in clear), filemail:///folder"
)
_PORTS = {"smtp+tls": 587, "smtps": 465, "smtp": 25}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. `scheme`: smtp (in clear), smtp+tls (STARTTLS required), smtps."""

    scheme: str
    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def read_email_url(url: str) -> Server | Path:
    """Return the server or the folder that EMAIL_URL names.

    Raises ValueError that says what is allowed and never repeats the value: it holds a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(f"EMAIL_URL: not a URL; {ALLOWED}") from None
    if parts.query or parts.fragment:
        raise ValueError(f"EMAIL_URL: nothing may follow the host or folder; {ALLOWED}")
    if parts.scheme == "filemail":
        return _folder(parts)
    if parts.scheme not in _PORTS:
        raise ValueError(f"EMAIL_URL: unknown scheme; {ALLOWED}")
    if not parts.hostname or not parts.hostname.isascii() or parts.path not in {"", "/"}:
        raise ValueError(f"EMAIL_URL: needs one host; {ALLOWED}")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii() or not (user + password).isprintable():
        raise ValueError("EMAIL_URL: user and password must be visible ASCII, percent-encoded")
    if bool(user) != bool(password):
        raise ValueError(f"EMAIL_URL: user and password come together; {ALLOWED}")
    if user and parts.scheme == "smtp":
        raise ValueError(f"EMAIL_URL: a password needs smtp+tls or smtps; {ALLOWED}")
    return Server(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], user, password)


def _folder(parts: SplitResult) -> Path:
    path = unquote(parts.path)
    if parts.netloc or not path.startswith("/") or path == "/" or "\0" in path:
        raise ValueError(f"EMAIL_URL: needs an absolute folder; {ALLOWED}")
    return Path(path)


def dial(server: Server, until: float) -> socket.socket:
    """Connect to the first address that answers, all of them before `until` (monotonic).

    Raises OSError. Only the name server's own time-out bounds the look-up.
    """
    failure = OSError("no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(
        server.host, server.port, type=socket.SOCK_STREAM
    ):
        dialled = socket.socket(family, kind, protocol)
        try:
            left = until - monotonic()
            if left <= 0:
                raise TimeoutError
            dialled.settimeout(left)
            dialled.connect(address)
            dialled.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            dialled.close()
            failure = error
        else:
            return dialled
    raise failure
