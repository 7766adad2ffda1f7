"""How a file of people leaves: to the disk, never into a page."""

from __future__ import annotations

from urllib.parse import quote

#: What the content security policy of a download says: nothing in it may run or load.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def download_headers(name: str) -> dict[str, str]:
    """The headers of a download called `name`; its kind is said to be none that a browser opens."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    return {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-store",
    }
