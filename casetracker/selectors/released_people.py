"""Whom the rows of a release list name, among the people who have an open case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from casetracker.models import Case, ImportRow, NameForm, User, Wave


class Found(NamedTuple):
    """A person who might be meant; no case means none is open."""

    prisoner_id: UUID
    case_id: UUID | None
    team_id: UUID | None


def people_by_key(keys: Collection[str], actor: User | None) -> dict[str, set[Found]]:
    """Name key → everybody who bears a name with that key: two statements.

    `actor` limits them to people they may see; None sees all.
    """
    rows = NameForm.objects.filter(key__in=set(keys) - {""}, prisoner__merged_into=None)
    rows = rows.filter(prisoner__quarantine=None)
    if actor is not None:
        rows = rows.filter(pk__in=NameForm.objects.visible_to(actor).values("pk"))
    pairs = set(rows.values_list("key", "prisoner_id"))
    cases = _open_cases(actor, prisoner__in={prisoner_id for _, prisoner_id in pairs})
    by_prisoner = {found.prisoner_id: found for found in cases.values()}
    people: dict[str, set[Found]] = defaultdict(set)
    for key, prisoner_id in pairs:
        people[key].add(by_prisoner.get(prisoner_id, Found(prisoner_id, None, None)))
    return people


def people_by_reference(references: Collection[str], actor: User | None) -> dict[str, Found]:
    """Reference of an open case → whose it is: one statement."""
    return _open_cases(actor, reference__in=set(references))


def _open_cases(actor: User | None, **wanted: object) -> dict[str, Found]:
    rows = Case.objects.all() if actor is None else Case.objects.visible_to(actor)
    rows = rows.open().filter(**wanted)
    read = rows.values_list("reference", "prisoner_id", "pk", "team_id")
    return {reference: Found(*rest) for reference, *rest in read}


def wave_team_id(name: str) -> UUID | None:
    """The team of the wave that has this name already."""
    return Wave.objects.filter(name=name).values_list("team_id", flat=True).first()


def waiting_rows(wave_id: UUID) -> dict[str, ImportRow]:
    """Fingerprint → the row of this wave's lists that was kept under it."""
    rows = ImportRow.objects.filter(batch__wave=wave_id).defer("raw")
    return {row.fingerprint: row for row in rows}
