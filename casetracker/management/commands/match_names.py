"""`match_names`: pairs of names compared, with a score, a verdict and the reasons."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from casetracker.domain.dates import BadDate, PartialDate, parse_date
from casetracker.domain.doubts import Entry, Verdict, judge
from casetracker.domain.errors import Refused
from casetracker.domain.names import Name, parse_name
from casetracker.domain.texts import UnreadableText
from casetracker.management.command import Operation, contents_of
from casetracker.papers.tables import cell

ADDED = ("score", "verdict", "reasons")


class Command(Operation):
    help = (
        "Compare pairs of names: in name_a,name_b[,birth_a,birth_b]; out adds score (0 to 1), "
        "verdict (same, review, different) and reasons. Names alone are never the same."
    )

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="PAIRS.csv", type=Path)
        parser.add_argument("--out", required=True, metavar="OUT.csv", type=Path)

    def operate(self, *, file: Path, out: Path, **options: Any) -> Mapping[str, Any]:
        rows = read_pairs(contents_of(str(file)))
        columns = [name for name in next(rows) if name not in ADDED]
        if out.resolve() == file.resolve():
            raise Refused("The answer would replace the pairs.", field="out", value=out)
        part = out.with_name(f"{out.name}.part")
        counted: Counter[str] = Counter()
        try:
            with part.open("w", encoding="utf-8", newline="") as handle:
                writer = csv.writer(handle)
                writer.writerow([*columns, *ADDED])
                for row in rows:
                    score, verdict, reasons = compared(row)
                    counted[verdict] += 1
                    kept = [cell(row.get(name) or "") for name in columns]
                    writer.writerow([*kept, f"{score:.3f}", verdict, ";".join(reasons)])
            part.replace(out)
        except OSError as error:
            raise Refused(f"{out} cannot be written: {error.strerror}.", field="out") from error
        finally:
            part.unlink(missing_ok=True)
        verdicts = {str(v.name).lower(): counted[v.name.lower()] for v in reversed(Verdict)}
        return {"pairs": counted.total(), **verdicts}


def read_pairs(data: bytes) -> Iterator[Any]:
    """First the column names, then each row as a dict. Raises `Refused`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            "The pairs are no UTF-8.", field="file", value=f"byte {error.start}"
        ) from None
    lines = text.splitlines(keepends=True)
    delimiter = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.DictReader(lines, delimiter=delimiter)
    columns = [(name or "").strip() for name in reader.fieldnames or ()]
    missing = [name for name in ("name_a", "name_b") if name not in columns]
    if missing:
        raise Refused(
            "The first line names the columns.",
            field="file",
            value=columns,
            allowed="name_a,name_b[,birth_a,birth_b]",
        )
    reader.fieldnames = columns
    yield columns
    try:
        yield from reader
    except csv.Error as error:
        raise Refused(f"The pairs cannot be read: {error}.", field="file") from None


def compared(row: Mapping[str, str | None]) -> tuple[float, str, tuple[str, ...]]:
    """(score, verdict, reasons) of one pair; what cannot be read is a reason."""
    names: list[Name] = []
    births: list[PartialDate] = []
    faults: list[str] = []
    for side in ("a", "b"):
        try:
            names.append(parse_name(row.get(f"name_{side}") or ""))
        except UnreadableText:
            return 0.0, "different", (f"name_{side}_unreadable",)
        try:
            births.append(parse_date(row.get(f"birth_{side}") or ""))
        except BadDate:
            births.append(PartialDate())
            faults.append(f"birth_{side}_unreadable")
    one, other = (Entry(name, name.sex, birth) for name, birth in zip(names, births, strict=True))
    found = judge(one, other)
    return found.score, found.verdict.name.lower(), (*found.reasons, *faults)
