"""A request's body comes whole, or its request fails.

Where the other side hangs up in mid body, gunicorn hands over what came, and a file that was cut
off at 99 % would be taken for the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class WholeBody:
    """`wsgi.input` that raises OSError where fewer bytes come than the request has announced;
    Django makes an unreadable request of it."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int) -> bytes:
        data: bytes = self._stream.read(size)
        return self._counted(data, is_short=len(data) < min(size, self._left))

    def readline(self, size: int = -1) -> bytes:
        data: bytes = self._stream.readline(size)
        return self._counted(data, is_short=not data and size != 0 and self._left > 0)

    def _counted(self, data: bytes, *, is_short: bool) -> bytes:
        if is_short:
            raise OSError("The request ended before its body did.")
        self._left -= len(data)
        return data


def whole_bodies(application: Application) -> Application:
    """The application, which sees no part of a body as if it were all."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and length.isascii():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return answer
