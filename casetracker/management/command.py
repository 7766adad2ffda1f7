"""The shape of an operator's command: the clock, the arguments, one call, one answer.

Exit 0: done. Exit 1: refused, or found wrong, with one sentence on stderr. Exit 2: bad usage.
Exit 130: ended by hand.
`--json` prints one JSON object as the last line.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from casetracker.domain import errors


class Refused(CommandError):
    """What was asked for is not done; Django prints the class's name before the sentence."""


class Wrong(CommandError):
    """The command did its work and found something wrong."""


class Stopped(CommandError):
    """Somebody pressed Ctrl-C; exit 130, as a shell expects it."""


class Operation(BaseCommand):
    """Base of every command: a subclass writes `arguments` and `operate`."""

    requires_system_checks: list[str] = []
    #: Whether `--now` may move the clock (only where the environment allows time travel).
    travels_in_time = False
    has_travelled = False
    #: Set by `operate` where it found something wrong: said on stderr after the answer, exit 1.
    fault = ""
    #: What is said when somebody ends it by hand.
    when_stopped = "what it had not finished is as before."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # An abbreviated option would change its meaning when another one is added.
        return super().create_parser(prog_name, subcommand, allow_abbrev=False, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        self.arguments(parser)
        parser.add_argument("--json", action="store_true", help="end with one JSON object")
        if self.travels_in_time:
            parser.add_argument(
                "--now",
                type=instant,
                metavar="ISO",
                help="act as at this time (needs CASETRACKER_ALLOW_TIME_TRAVEL=1)",
            )

    def arguments(self, parser: ArgumentParser) -> None:
        """The command's own arguments."""

    def operate(self, *args: Any, **options: Any) -> Mapping[str, Any]:
        """Do it at `now`; return what the answer says, in the order in which it is said."""
        raise NotImplementedError

    def say(self, answer: Mapping[str, Any]) -> None:
        """The answer in words; `--json` prints it as it is."""
        for name, value in answer.items():
            self.stdout.write(f"{name}: {value}")

    def handle(self, *args: Any, **options: Any) -> None:
        now = self._clock(options.pop("now", None))
        try:
            answer = self.operate(now=now, **options)
        except errors.Refused as refusal:
            raise Refused(sentence(refusal)) from refusal
        except DatabaseError as failure:
            raise Refused(f"The database did not do it: {first_line(failure)}") from failure
        except KeyboardInterrupt:
            raise Stopped(self.when_stopped, returncode=130) from None
        self.answer(answer, as_json=options["json"])
        if self.fault:
            raise Wrong(self.fault)

    def answer(self, answer: Mapping[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, default=str))
        else:
            self.say(answer)

    def progress(self, words: str) -> None:
        """What goes on meanwhile: on stderr, so that stdout holds the answer alone."""
        self.stderr.write(words)
        self.stderr.flush()

    def _clock(self, travel: datetime | None) -> datetime:
        if travel is None:
            return timezone.now()
        if settings.PRODUCTION or not settings.TIME_TRAVEL:
            raise Refused(
                f"--now {travel.isoformat()} is refused: it needs CASETRACKER_ALLOW_TIME_TRAVEL=1, "
                "and never works where BASE_URL is https."
            )
        self.has_travelled = True
        return travel


def instant(text: str) -> datetime:
    """An ISO 8601 time as an aware datetime; without an offset it is UTC."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            f"{text!r} is no time; allowed is ISO 8601 such as 2026-03-01T09:00:00+02:00"
        ) from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def day(text: str) -> date:
    """An ISO 8601 date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date; allowed is one such as 2025-12-13") from None


def contents_of(file: str) -> bytes:
    """The bytes of a file that an operator named. Raises `Refused` where it cannot be read."""
    try:
        return Path(file).read_bytes()
    except OSError as error:
        said = f"{file} cannot be read: {error.strerror}."
        raise errors.Refused(said, field="file", allowed="a file that can be read") from error


def sentence(refusal: errors.Refused) -> str:
    """The refusal on one line: what, the field, the value, what is allowed."""
    said = " ".join(str(refusal.message).split())
    facts = []
    if refusal.field is not None:
        facts.append(f"{refusal.field}: {_shown(refusal.value)}")
    if refusal.allowed is not None:
        facts.append(f"allowed: {_shown(refusal.allowed)}")
    return f"{said} [{'; '.join(facts)}]" if facts else said


def first_line(error: BaseException) -> str:
    """The first line of an error's own words; its class where it has none."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(part) for part in value)
    return "nothing" if value is None or value == "" else " ".join(str(value).split())
