"""Rules of beat: every entry reads as a sentence, names a registered job, and expires."""

from collections.abc import Container
from typing import Any


def beat_faults(beat: dict[str, dict[str, Any]], jobs: Container[str]) -> list[str]:
    """What is wrong with the entries; one sentence each."""
    found = []
    for name, entry in beat.items():
        expires = entry.get("options", {}).get("expires")
        if len(name.split()) < 4 or not name[0].isupper():
            found.append(f"{name!r} is not a sentence")
        if entry["task"] not in jobs:
            found.append(f"{name!r} names no registered job: {entry['task']}")
        if not expires:
            found.append(f"{name!r} never expires: a stopped worker would find a heap")
        elif isinstance(entry["schedule"], (int, float)) and expires > entry["schedule"]:
            found.append(f"{name!r} outlives its next turn")
        if entry.get("args") or entry.get("kwargs"):
            found.append(f"{name!r} carries arguments: a job reads rows")
    return found
