"""The first `make demo` of a fresh clone: an `.env` with secrets of its own.

Only the standard library, since the settings cannot be read before this has run:
`python -I config/first_run.py`. An `.env` that exists, or secrets in the environment, stay as
they are.
"""

import os
import secrets
import sys
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path

NEEDED = ("SECRET_KEY", "CASETRACKER_KEYS")
TEXT = """\
# Written by the first `make demo`, for a demonstration on this machine. Git ignores it.
# Every variable and what is allowed: .env.example
SECRET_KEY={secret}
CASETRACKER_KEYS=demo:{key}
CASETRACKER_INSTANCE=demo
# Everybody in the demo signs in with it; the sign-in page shows it.
CASETRACKER_DEMO_PASSWORD={password}
# Lets --now move time; refused where BASE_URL is https.
CASETRACKER_ALLOW_TIME_TRAVEL=1
"""


def write_env(file: Path, environment: Mapping[str, str]) -> bool:
    """Write `file` unless it exists or `environment` holds the secrets; whether it was written."""
    if all(environment.get(name) for name in NEEDED):
        return False
    text = TEXT.format(
        secret=secrets.token_urlsafe(48),
        key=urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        password=f"demo-{secrets.token_hex(5)}",
    )
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(opened, "w", encoding="utf-8") as env:
        env.write(text)
    return True


if __name__ == "__main__":
    if write_env(Path(__file__).resolve().parents[1] / ".env", os.environ):
        sys.stderr.write("wrote .env with fresh secrets\n")
