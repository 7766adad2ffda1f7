"""Bodies as JSON, strictly: what two readers could understand differently is refused."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

LONGEST_BODY = 1_000_000
DEEPEST = 64


class BodyTooLong(APIException):
    status_code = 413
    default_detail = f"A body may have {LONGEST_BODY:,} bytes at most."
    default_code = "too_long"


class StrictJSONParser(BaseParser):
    """UTF-8 JSON without repeated keys, numbers that are none, deep nesting or broken text."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The parsed body. Raises `ParseError` (400) or `BodyTooLong` (413)."""
        data = stream.read(LONGEST_BODY + 1)
        if len(data) > LONGEST_BODY:
            raise BodyTooLong
        return parse_strictly(data)


def parse_strictly(data: bytes) -> Any:
    """What the bytes say. Raises `ParseError` naming what is wrong."""
    try:
        found = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=_float,
            parse_constant=_constant,
        )
    except UnicodeDecodeError:
        raise ParseError("The body is not UTF-8.") from None
    except RecursionError:
        raise ParseError(f"The body is nested deeper than {DEEPEST} levels.") from None
    except ValueError as error:
        where = ""
        if isinstance(error, json.JSONDecodeError):
            where = f" (line {error.lineno}, column {error.colno})"
        raise ParseError(f"The body is not JSON{where}.") from None
    _check(found)
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ParseError(f"The key {twice[:60]!r} stands twice in one object.")
    return found


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ParseError(f"The number {text[:60]} is too large.")
    return number


def _constant(text: str) -> NoReturn:
    raise ParseError(f"{text} is not JSON.")


def _check(found: Any) -> None:
    """Depth and texts of a parsed body, without recursion."""
    waiting: list[tuple[Any, int]] = [(found, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            _check_text(value)
        elif isinstance(value, (dict, list)):
            if depth > DEEPEST:
                raise ParseError(f"The body is nested deeper than {DEEPEST} levels.")
            inside = [*value, *value.values()] if isinstance(value, dict) else value
            waiting += [(item, depth + 1) for item in inside]


def _check_text(text: str) -> None:
    if "\0" in text:
        raise ParseError("A text holds the character U+0000; remove it.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        raise ParseError(f"A text holds half a surrogate pair, U+{code:04X}.") from None
