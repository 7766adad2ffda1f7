"""Is the web process alive? Asks /healthz as the first allowed host; exit 0 when it answers.

Run as a script (`python -I config/healthcheck.py`), so that it costs milliseconds, not a Django
start. HEALTHCHECK_URL names another address to ask.
"""

import os
import sys
import urllib.error
import urllib.request


def is_alive(environment: dict[str, str]) -> bool:
    """Whether the web process answers 200 within 4 seconds."""
    host = environment.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".*") or "localhost"
    address = environment.get("HEALTHCHECK_URL", "http://127.0.0.1:8000/healthz")
    request = urllib.request.Request(address, headers={"Host": host})  # noqa: S310  our own address
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310  as above
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if is_alive(dict(os.environ)) else 1)
