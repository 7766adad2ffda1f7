"""What may not stand in a log: the tokens that some paths must carry, and what would make of one
line two, or paint over what stands before it."""

from __future__ import annotations

import logging
import re
from typing import Any

from gunicorn.glogging import Logger

#: The token of a link that stops mails, that of one to choose a password, a desk's code.
_SECRET = re.compile(
    r"(/m/stop/|/desk/enter/|/accounts/set-password/[^/\s\"']{1,200}/)[^/\s\"'?#]+"
)


#: Line ends of any kind, escape sequences of terminals, marks that turn the direction.
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def redact(text: str) -> str:
    """`text` on one line, with "…" for every token of a path."""
    clean = _SECRET.sub(r"\1…", text)
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], clean)


class Redaction(logging.Filter):
    """For a handler: whoever writes the line, no token is in it, and it is one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if (clean := redact(text)) != text:
            record.msg, record.args = clean, None
        return True


class RedactingLogger(Logger):
    """gunicorn's log of accesses and errors, without tokens (`gunicorn.conf.py`)."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.addFilter(Redaction())

    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = super().atoms(*args, **kwargs)
        return {
            name: redact(value) if isinstance(value, str) else value
            for name, value in found.items()
        }
