"""A mass release: many leave together, and everything that follows opens at once.

On PostgreSQL a wave takes at most 20 statements whatever its size: every table is read or
written once, rows travel in bulk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery

from casetracker.domain.country_codes import check_country
from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.packages import Freed, package
from casetracker.domain.stages import check_move, stage_after_release
from casetracker.domain.words import (
    NeedState,
    Papers,
    Phase,
    ReleaseKind,
    ReleasePlace,
    Role,
    Stage,
)
from casetracker.models import (
    Case,
    Consent,
    Custody,
    Need,
    Release,
    Task,
    User,
    Wave,
)
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows
from casetracker.services.blocked_tasks import cancel_reaching
from casetracker.services.clocks import risks_of
from casetracker.services.consents import suspend_consents
from casetracker.services.packages import offer_tasks, write_needs
from casetracker.services.receivers import find_receivers
from casetracker.services.wave_rows import (
    Leaving,
    ReleasedPerson,
    tell,
    write_audit,
    write_clocks,
    write_moves,
)
from casetracker.services.woken_needs import wake_needs

MOST = 5000


@dataclass(frozen=True)
class WaveResult:
    wave: Wave
    #: How many were released, needs opened and tasks made by this call.
    released: int = 0
    needs: int = 0
    tasks: int = 0


@transaction.atomic
def record_wave(
    *,
    actor: User | None,
    name: str,
    kind: str,
    happened_on: date,
    people: Sequence[ReleasedPerson],
    team_id: UUID | None = None,
    now: datetime,
) -> WaveResult:
    """Record that `people` left together on `happened_on`.

    Their cases move, the first day's needs open with a member of staff as owner, and the tasks
    among them that volunteers may take are offered to vetted volunteers of the team that serves
    the destination. Who is in the wave already stays as they are: the same call again changes
    nothing. All or nothing: raises `Refused`, `Missing` or `Conflict` naming the first person
    for whom it cannot be done.
    """
    _check_wave(name, kind, happened_on, people, now)
    wave = claim_wave(actor, name.strip(), kind, happened_on, team_id, now)
    leaving = _leaving(actor, wave, people, happened_on)
    if not leaving:
        return WaveResult(wave)
    receivers = find_receivers(
        team_ids={one.case.team_id for one in leaving},
        countries={one.person.destination for one in leaving},
    )
    _end_what_was(leaving, actor, now)
    for one in leaving:
        one.plan(package(Phase.DAY_0, _freed(one, kind)), receivers, now)
    write_moves(leaving, wave, actor, now)
    paused = [one for one in leaving if one.case.has_paused and one.stage is Stage.RECEPTION]
    if paused:
        wake_needs(paused, receivers, actor=actor, now=now)
    write_needs(leaving, now=now)
    offers = offer_tasks(leaving, now=now)
    write_clocks(leaving, now)
    tell(leaving, offers, receivers, wave, actor, now)
    write_audit(leaving, wave, actor, now)
    return WaveResult(
        wave,
        released=len(leaving),
        needs=sum(len(one.needs) for one in leaving),
        tasks=sum(len(one.tasks) for one in leaving),
    )


def _check_wave(
    name: str, kind: str, happened_on: date, people: Sequence[ReleasedPerson], now: datetime
) -> None:
    if not 0 < len(name.strip()) <= 160:
        raise Refused("A wave has a name of 1 to 160 characters.", field="name", value=name[:40])
    if kind not in list(ReleaseKind):
        raise Refused(
            "No such kind of release.", field="kind", value=kind, allowed=list(ReleaseKind)
        )
    if happened_on > now.date():
        raise Refused(
            "A wave is recorded once it has happened.",
            field="happened_on",
            value=happened_on.isoformat(),
            allowed=f"up to {now.date().isoformat()}",
        )
    if len(people) > MOST:
        raise Refused("Too many for one wave.", field="people", value=len(people), allowed=MOST)
    seen: set[UUID] = set()
    for person in people:
        _check_person(person)
        if person.case_id in seen:
            raise Refused(
                "The same case stands twice in the list.", field="people", value=person.case_id
            )
        seen.add(person.case_id)


def _check_person(person: ReleasedPerson) -> None:
    check_country(person.destination, field="destination")
    if person.place and person.place not in list(ReleasePlace):
        raise Refused(
            "No such place.", field="place", value=person.place, allowed=list(ReleasePlace)
        )
    if person.papers not in list(Papers):
        raise Refused("No such papers.", field="papers", value=person.papers, allowed=list(Papers))


def claim_wave(
    actor: User | None,
    name: str,
    kind: str,
    happened_on: date,
    team_id: UUID | None,
    now: datetime,
) -> Wave:
    """The wave of that name, made if there is none, locked until the transaction ends: of two
    who release the same people the second finds them released. Raises as `record_wave`."""
    own = actor.team_ids(Role.COORDINATOR, Role.CASEWORKER) if actor else set()
    if team_id is None:
        if len(own) != 1:
            raise Refused("Say which team records the wave.", field="team", value=None)
        team_id = next(iter(own))
    elif actor is not None and team_id not in own:
        raise Missing(f"There is no team {team_id} of yours.", field="team", value=team_id)
    if actor is not None and team_id not in actor.team_ids(Role.COORDINATOR):
        raise Forbidden("Coordinators record waves.", field="team", value=team_id)
    values = (new_id(), 1, now, name, kind, happened_on, team_id)
    fields = ("id", "version", "created_at", "name", "kind", "happened_on", "team")
    # Nobody has the name: ours is in. Somebody has: theirs comes back, locked.
    same = 'ON CONFLICT ("name") DO UPDATE SET "name" = excluded."name"'
    (wave_id,) = insert_rows(Wave, fields, [values], on_conflict=same, returning="id")
    wave = Wave(**dict(zip(("id", "version", "created_at"), values, strict=False)))
    if wave_id != values[0]:
        wave = Wave.objects.get(pk=wave_id)
        if wave.team_id != team_id or wave.happened_on != happened_on:
            raise Conflict(
                "Another wave has this name, on another day or of another team.",
                field="name",
                value=name,
            )
        return wave
    wave.name, wave.kind, wave.happened_on, wave.team_id = name, kind, happened_on, team_id
    return wave


def _leaving(
    actor: User | None, wave: Wave, people: Sequence[ReleasedPerson], happened_on: date
) -> list[Leaving]:
    """The people who are not in the wave yet, with their cases, locked."""
    rows = Case.objects.filter(pk__among=[person.case_id for person in people])
    if actor is not None:
        rows = rows.filter(team__in=actor.team_ids(Role.COORDINATOR))
    cases: dict[UUID, Any] = {  # with annotations
        case.pk: case
        for case in rows.select_related("team")
        .annotate(
            running=FilteredRelation(
                "detentions", condition=Q(detentions__released_on__isnull=True)
            ),
            in_wave=FilteredRelation("releases", condition=Q(releases__wave=wave.pk)),
        )
        .annotate(
            detention_id=F("running__id"),
            arrested_on=F("running__arrested_on"),
            release_id=F("in_wave__id"),
            is_freed=Exists(Release.objects.standing().filter(case=OuterRef("pk"))),
            has_consents=Exists(
                Consent.objects.given_by_others().filter(prisoner=OuterRef("prisoner"))
            ),
            held_in=Subquery(
                Custody.objects.filter(
                    detention__case=OuterRef("pk"), detention__released_on=None, until_on=None
                ).values("facility__country")[:1]
            ),
            has_paused=Exists(Need.objects.filter(case=OuterRef("pk"), state=NeedState.PAUSED)),
            has_tasks=Exists(Task.objects.open().filter(case=OuterRef("pk"))),
        )
        .order_by("pk")
        .select_for_update(of=("self",))
    }
    leaving = []
    for person in people:
        case = cases.get(person.case_id)
        if case is None:
            raise Missing(
                f"There is no case {person.case_id} that you may release.",
                field="people",
                value=person.case_id,
            )
        if case.release_id is not None:
            continue
        leaving.append(_one_leaving(person, case, happened_on))
    return leaving


def _one_leaving(person: ReleasedPerson, case: Any, happened_on: date) -> Leaving:
    home = case.held_in or settings.HOME_COUNTRY
    place = person.place or (
        ReleasePlace.IN_COUNTRY if person.destination == home else ReleasePlace.ABROAD
    )
    stage = stage_after_release(place, person.destination, home)
    if case.arrested_on is not None and case.arrested_on > happened_on:
        raise Refused(
            f"Case {case.reference}: the arrest is recorded after this release.",
            field="happened_on",
            value=happened_on.isoformat(),
            allowed=f"from {case.arrested_on.isoformat()}",
        )
    if case.stage == stage and case.is_freed:
        raise Conflict(
            f"Case {case.reference}: this person was released before, and is free still.",
            field="people",
            value=case.reference,
            allowed="who is inside, or whose release nobody has recorded",
        )
    if case.stage != stage:
        try:
            check_move(Stage(case.stage), stage)
        except Conflict as refusal:
            raise Conflict(
                f"Case {case.reference}: {refusal.message}",
                field="people",
                value=case.reference,
                allowed=refusal.allowed,
            ) from None
    return Leaving(
        case=case,
        release_id=new_id(),
        destination=person.destination,
        person=person,
        stage=stage,
        place=str(place),
    )


def _end_what_was(leaving: Sequence[Leaving], actor: User | None, now: datetime) -> None:
    """What others agreed to waits for the freed person; who is free inside the country is not
    met or written to any more. Costs statements only where there is such a thing."""
    asked = [one.case.prisoner_id for one in leaving if one.case.has_consents]
    if asked:
        suspend_consents(asked, actor=actor, now=now)
    at_risk = [
        one.case.pk for one in leaving if one.stage is Stage.FREED_IN_COUNTRY and one.case.has_tasks
    ]
    if at_risk:
        cancel_reaching(at_risk, actor=actor, now=now)


def _freed(one: Leaving, kind: str) -> Freed:
    return Freed(
        stage=one.stage,
        kind=ReleaseKind(kind),
        destination=one.destination,
        papers=Papers(one.person.papers),
        risks=risks_of(one.case),
    )
