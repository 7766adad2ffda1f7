"""The synthetic lists in `tests/data/lists` with the answers that are expected of them."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data" / "lists"
NAMES = {
    "A": "import_a_viasna_style",
    "B": "import_b_table_cp1251",
    "D": "import_d_viasna_machine_layout",
}
#: Expected action → outcomes that answer it.
ALLOWED = {
    "create": {"create"},
    "duplicate": {"duplicate", "review"},
    "duplicate_or_review": {"duplicate", "review"},
    "skip_blank": {"skip"},
    "reject": {"reject"},
    "reject_or_skip": {"reject", "skip"},
    "reject_or_review": {"reject", "review"},
    "review_bad_dates": {"review"},
    "create_unnamed_or_review": {"create", "review"},
}


@dataclass(frozen=True)
class Expected:
    """One row of a list as its author made it."""

    row: int
    person: str
    action: str
    duplicate_of: int | None
    facts: dict[str, str]
    issues: frozenset[str]

    def allows(self, outcome: str, *, is_known: bool = False) -> bool:
        """Whether `outcome` answers the row; `is_known`: another list had this person before."""
        if self.action == "create" and is_known:
            return outcome in {"duplicate", "review"}
        if self.action == "create" and self.issues & {"birth_missing", "initials_only"}:
            return outcome in {"create", "review"}
        return outcome in ALLOWED[self.action]


@cache
def file_of(name: str) -> bytes:
    return (FOLDER / f"{NAMES[name]}.csv").read_bytes()


def path_of(name: str) -> Path:
    return FOLDER / f"{NAMES[name]}.csv"


@cache
def expected_of(name: str) -> list[Expected]:
    with (FOLDER / f"{NAMES[name]}.expected.csv").open(encoding="utf-8", newline="") as lines:
        return [
            Expected(
                row=int(line["row"]),
                person=line["person_id"],
                action=line["expected_action"],
                duplicate_of=int(line["duplicate_of_row"]) if line["duplicate_of_row"] else None,
                facts=line,
                issues=frozenset(line["issues"].split(";")),
            )
            for line in csv.DictReader(lines)
        ]


@cache
def never_merge(name: str) -> list[tuple[str, str]]:
    text = (FOLDER / f"{NAMES[name]}.expected.json").read_text(encoding="utf-8")
    said: dict[str, Any] = json.loads(text)
    return [(pair["a"], pair["b"]) for pair in said["never_merge"]]
