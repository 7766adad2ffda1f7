"""What a volunteer does, where and when: said by the volunteer, or by a coordinator of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Conflict, Missing, Refused
from casetracker.domain.volunteering import (
    clean_countries,
    clean_days,
    clean_languages,
    clean_skills,
)
from casetracker.domain.words import Role
from casetracker.models import Membership, User
from casetracker.services.audit import record
from casetracker.services.facts import changed
from casetracker.services.memberships import clean_capacity
from casetracker.services.rights import check_version
from casetracker.services.users import check_absence

_CLEANED = {
    "speaks": clean_languages,
    "works_in": clean_countries,
    "skills": clean_skills,
    "free_on": clean_days,
}
EDITABLE = (*_CLEANED, "away_until", "capacity")


@transaction.atomic
def edit_volunteer(
    *,
    actor: User,
    user_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> User:
    """Change `EDITABLE` facts about a volunteer: oneself, or somebody who volunteers in a team
    that `actor` coordinates. `capacity`, the tasks at once, holds in one's teams, or in those that
    `actor` coordinates; everything else wherever the person volunteers. What is offered or taken
    already stays.

    Raises `Missing` for somebody who is not visible, `Conflict` for who is no volunteer there,
    `Stale`, or `Refused` naming the field.
    """
    person = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if person is None or not User.objects.visible_to(actor).filter(pk=user_id).exists():
        raise Missing(f"There is no user {user_id} that you may see.", field="id", value=user_id)
    check_version(person, version)
    memberships = list(_memberships(person, actor))
    if not memberships:
        raise Conflict(
            "This person is no volunteer of a team of yours.",
            field="id",
            value=user_id,
            allowed="oneself as a volunteer, or a volunteer of a team that one coordinates",
        )
    old = {name: getattr(person, name) for name in changes if name in EDITABLE[:-1]}
    for name, value in changes.items():
        _change(person, name, value, now)
    differs = changed(old, person)
    if differs:
        person.save(update_fields=list(differs))
    if "capacity" in changes:
        differs |= _put_capacity(memberships, changes["capacity"])
    if differs:
        record(actor=actor, verb="edit_volunteer", obj=person, changes=differs, now=now)
    return person


def _memberships(person: User, actor: User) -> Any:
    rows = Membership.objects.filter(user=person, role=Role.VOLUNTEER).order_by("pk")
    if person.pk == actor.pk:
        return rows
    return rows.filter(team__in=actor.team_ids(Role.COORDINATOR))


def _put_capacity(memberships: list[Membership], capacity: int) -> dict[str, tuple[Any, Any]]:
    clean_capacity(capacity)
    old = [row.capacity for row in memberships if row.capacity != capacity]
    if not old:
        return {}
    Membership.objects.filter(pk__in=[row.pk for row in memberships]).update(capacity=capacity)
    return {"capacity": (old[0], capacity)}


def _change(person: User, name: str, value: Any, now: datetime) -> None:
    if name in _CLEANED:
        setattr(person, name, _CLEANED[name](value or []))
    elif name == "away_until":
        if value is not None and not isinstance(value, date):
            raise Refused("A day.", field=name, value=str(value)[:40], allowed="a date, or none")
        check_absence(value, now)
        person.away_until = value
    elif name != "capacity":
        raise Refused(
            f"{name} cannot be changed here.",
            field=name,
            value=str(value)[:80],
            allowed=sorted(EDITABLE),
        )
