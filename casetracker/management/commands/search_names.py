"""`search_names`: people by what they are called, in any script and spelling."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from typing import Any

from casetracker.domain.errors import Refused
from casetracker.domain.texts import UnreadableText
from casetracker.management.command import Operation
from casetracker.selectors.prisoners import MOST_FOUND, ranked_people


def count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= MOST_FOUND:
        raise ArgumentTypeError(f"{text!r}: allowed is 1 to {MOST_FOUND}")
    return int(text)


class Command(Operation):
    help = "Search the register for a name; the likeliest people first, with what matched."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", metavar="TEXT")
        parser.add_argument("--limit", type=count, default=20, metavar="N")

    def operate(self, *, text: str, limit: int, **options: Any) -> Mapping[str, Any]:
        try:
            found = ranked_people(text[:300], limit=limit)
        except UnreadableText as error:
            raise Refused(f"{error}.", field="text", value=ascii(text[:40])) from None
        return {"count": len(found), "results": found}

    def say(self, answer: Mapping[str, Any]) -> None:
        for hit in answer["results"]:
            cases = ", ".join(hit["references"]) or "no file"
            self.stdout.write(f"{hit['score']:.3f}  {hit['matched']}  ({hit['name']}; {cases})")
        if not answer["results"]:
            self.stdout.write(
                "Nobody is called so. Try another spelling, or the family name alone."
            )
