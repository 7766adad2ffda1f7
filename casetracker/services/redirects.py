"""The plan is overturned: many people of a wave go to another country than was planned.

A constant number of statements, however many they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from casetracker.domain.country_codes import check_country
from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.packages import PLACE_BOUND, PLACE_BOUND_TASKS, tasks_of
from casetracker.domain.words import (
    ActivityKind,
    EventKind,
    NeedKind,
    NeedState,
    Phase,
    ReleaseState,
    Stage,
    TaskKind,
    TaskState,
)
from casetracker.models import Case, Need, Release, StageSpan, Task, User
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows, update_rows
from casetracker.selectors.waves import Load, overloaded
from casetracker.services.activities import note_on_many
from casetracker.services.assignments import TO_DO
from casetracker.services.audit import Subject, record_many
from casetracker.services.clocks import load_rules, start_many
from casetracker.services.leaving import Leaving, check_leaving, end_left
from casetracker.services.needs import restart_need_clocks
from casetracker.services.notices import event, insert_notices
from casetracker.services.packages import (
    NewNeed,
    Work,
    offer_clocks,
    offer_notices,
    offer_tasks,
)
from casetracker.services.receivers import Offer, Receivers, find_receivers
from casetracker.services.released import find_releases
from casetracker.services.tasks import cancel_tasks

OTHER_PLACE = "goes to another country"
#: Where somebody is on the way or has arrived; elsewhere the file moves, not the destination.
_UNDER_WAY = frozenset({Stage.RECEPTION, Stage.RESETTLING})
_BACK = frozenset({ReleaseState.REFUSED, ReleaseState.RETURNED})


@dataclass(frozen=True)
class Redirected:
    """What came of it, or would."""

    #: Who goes elsewhere now, and who was bound for there already.
    moved: int
    unmoved: int
    #: Tasks of the old place that are cancelled, and those opened for the new one.
    cancelled: int
    tasks: int
    #: How many people are told.
    told: int
    overloaded: Sequence[Load]
    #: Procedures that leaving ends or may end.
    leaving: Sequence[Leaving]
    #: Stands for all of this; a commit names the one it was decided on.
    digest: str


@dataclass(kw_only=True)
class _Turn(Work):
    """One person whose way changes."""

    release: Release
    old: str
    handed: list[Need] = field(default_factory=list)
    #: Who saw to it until now.
    keepers: set[UUID] = field(default_factory=set)


class _OnlyLooking(Exception):
    """Takes back what a preview has written."""


def redirect_people(
    *,
    actor: User | None,
    release_ids: Collection[UUID],
    destination: str,
    wave_id: UUID | None = None,
    seen: str | None = None,
    knows_leaving: bool = False,
    is_preview: bool = False,
    now: datetime,
) -> Redirected:
    """Set where people (of one wave, if it is given) really go: an ISO 3166 code, or nothing for
    where each of them was planned to go (which takes a change back).

    What is open passes to the team that serves the new country: volunteers' tasks of the old
    place are cancelled and whoever had or was offered them is told once; the same work is offered
    anew over there, a bed and the way there also to whom they had been given before. Who is bound
    for there already stays as they are: the same again changes nothing. All or nothing.

    Where procedures run that leaving ends or may end (`leaving.py`) it takes `knows_leaving`, but
    for a preview, which names them; what it ends has ended then.

    A preview does it and takes it back. With `seen`, the digest of a preview, it is done if that
    is still what happens, else `Conflict`. Raises `Refused` for no country, `Missing` for people
    who are not in the wave or not the caller's, `Conflict` for those who are not under way.
    """
    if destination:
        check_country(destination, field="destination")
    done: list[Redirected] = []
    try:
        with transaction.atomic():
            done.append(
                _redirect(
                    actor, release_ids, destination, wave_id, knows_leaving or is_preview, now
                )
            )
            if is_preview:
                raise _OnlyLooking
            if seen is not None and done[0].moved and seen != done[0].digest:
                raise Conflict(
                    "This is not what you looked at: somebody changed the people or their tasks "
                    "since. Nothing was done; look at it once more.",
                    field="releases",
                    value=f"{done[0].moved} people",
                    allowed="the plan as it is now",
                )
    except _OnlyLooking:
        pass
    return done[0]


def _redirect(
    actor: User | None,
    wanted: Collection[UUID],
    destination: str,
    wave_id: UUID | None,
    knows_leaving: bool,
    now: datetime,
) -> Redirected:
    found = find_releases(actor, wanted, wave_id=wave_id)
    turns = [_turn(release, destination) for release in found]
    turns = [turn for turn in turns if turn.old != turn.destination]
    _note_arrivals(found, turns, destination)
    if not turns:
        return Redirected(0, len(found), 0, 0, 0, [], [], "")
    for turn in turns:
        _check(turn)
    going = {turn.case.pk: turn.destination for turn in turns}
    left = check_leaving(going, knows_leaving=knows_leaving)
    receivers = find_receivers(
        team_ids={turn.case.team_id for turn in turns},
        countries={turn.destination for turn in turns},
    )
    gone = _hand_over(turns, receivers, now)
    digest = _digest(turns, gone)
    told = cancel_tasks(gone, reason=OTHER_PLACE, actor=actor, now=now) if gone else set()
    _write_way(turns, actor, now)
    end_left(left, actor=actor, now=now)
    offers = offer_tasks(turns, now=now)
    start_many(offer_clocks(turns, load_rules(), now=now), now=now)
    told |= {volunteer for _, _, volunteer in offers}
    told |= _tell(turns, offers, receivers, actor, now)
    tasks = sum(len(turn.tasks) for turn in turns)
    return Redirected(
        len(turns),
        len(found) - len(turns),
        len(gone),
        tasks,
        len(told),
        overloaded([turn.release_id for turn in turns]),
        left,
        digest,
    )


def _turn(release: Release, destination: str) -> _Turn:
    return _Turn(
        case=release.case,
        release_id=release.pk,
        destination=destination or release.planned_destination,
        release=release,
        old=release.actual_destination or release.planned_destination,
    )


def _note_arrivals(found: Sequence[Release], turns: Sequence[_Turn], destination: str) -> None:
    """Who goes where they were planned to go, said once more: a fact, nothing else changes."""
    moving = {turn.release_id for turn in turns}
    rows = [
        (release.pk, destination)
        for release in found
        if release.pk not in moving and release.actual_destination != destination
    ]
    update_rows(Release, "id", ["actual_destination"], rows, extra='"version" = t."version" + 1')


def _check(turn: _Turn) -> None:
    case = turn.case
    if Stage(case.stage) not in _UNDER_WAY or turn.release.state in _BACK:
        raise Conflict(
            f"Case {case.reference} is in {case.stage}: only who is free abroad goes elsewhere. "
            "Move the file instead.",
            field="releases",
            value=case.reference,
            allowed=sorted(map(str, _UNDER_WAY)),
        )
    if turn.destination in case.team.hostile_countries:
        raise Refused(
            f"Case {case.reference}: {turn.destination} is in the reach of the state that "
            "imprisoned them. Record a return instead.",
            field="destination",
            value=turn.destination,
            allowed="a country out of its reach",
        )


def _hand_over(turns: Sequence[_Turn], receivers: Receivers, now: datetime) -> list[Task]:
    """Needs pass to the team of the new place. Returns the tasks of the old place, locked; what
    has to be done over there is planned on each turn."""
    by_case = {turn.case.pk: turn for turn in turns}
    needs = Need.objects.filter(case__in=by_case)
    bound = Q(state=NeedState.MET, kind__in=[str(kind) for kind in PLACE_BOUND])
    rows = needs.filter(Q(pk__in=needs.open().values("pk")) | bound).order_by("created_at", "pk")
    for need in rows.select_related("team"):
        turn = by_case[need.case_id]
        if need.release_id is None and need.team_id == turn.case.team_id:
            continue  # opened by hand, and met where the file is kept
        if need.release_id in (None, turn.release_id):
            turn.handed.append(need)
    gone, done = _tasks(turns)
    for turn in turns:
        team_id = receivers.team_for(turn.destination, turn.case.team_id)
        for need in turn.handed:
            turn.keepers.add(need.owner_id)
            need.team_id = team_id
            need.owner_id = receivers.next_owner(
                team_id, turn.case.team_id, turn.case.caseworker_id
            )
            again = NewNeed(
                need.pk,
                NeedKind(need.kind),
                Phase.DAY_0,
                need.owner_id,
                team_id,
                has_wishes=need.wishes is not None,
            )
            kinds = [
                kind
                for kind in tasks_of(NeedKind(need.kind))
                if kind in PLACE_BOUND_TASKS or (need.pk, kind) not in done
            ]
            turn.add_tasks(again, kinds, need.due_at, now)
    update_rows(
        Need,
        "id",
        ["team", "owner", "state", "met_at"],
        [
            (need.pk, need.team_id, need.owner_id, str(NeedState.OPEN), None)
            for turn in turns
            for need in turn.handed
        ],
        extra='"version" = t."version" + 1',
    )
    dated = [need for turn in turns for need in turn.handed if need.due_at]
    restart_need_clocks(dated, now=now)
    return gone


def _tasks(turns: Sequence[_Turn]) -> tuple[list[Task], set[tuple[UUID | None, TaskKind]]]:
    """The tasks that are over, locked, and (need, kind) of those that are done for good."""
    needs = {need.pk for turn in turns for need in turn.handed}
    old = {turn.case.pk: turn.old for turn in turns}
    rows = Task.objects.filter(Q(need__in=needs) | Q(need=None, case__in=old, country__gt=""))
    rows = rows.exclude(state=TaskState.CANCELLED).select_related("team", "need", "case")
    gone: list[Task] = []
    done: set[tuple[UUID | None, TaskKind]] = set()
    for task in rows.order_by("pk").select_for_update(of=("self",), no_key=True):
        is_there = task.need_id in needs or task.country == old[task.case_id]
        is_reported = task.state == TaskState.REPORTED_DONE and task.kind in PLACE_BOUND_TASKS
        if is_there and (task.state in TO_DO or is_reported):
            gone.append(task)
        else:
            done.add((task.need_id, TaskKind(task.kind)))
    return gone, done


def _write_way(turns: Sequence[_Turn], actor: User | None, now: datetime) -> None:
    """Release, file, span and timeline say where each goes now."""
    raised = '"version" = t."version" + 1'
    new = [(turn.release_id, turn.destination) for turn in turns]
    update_rows(Release, "id", ["actual_destination"], new, extra=raised)
    where = [(turn.case.pk, turn.destination) for turn in turns]
    update_rows(Case, "id", ["destination"], where, extra=raised)
    ids = [turn.case.pk for turn in turns]
    StageSpan.objects.filter(case__in=ids, until_at=None).update(until_at=now)
    insert_rows(
        StageSpan,
        ("id", "case", "stage", "destination", "from_at", "recorded_at"),
        [(new_id(), t.case.pk, str(t.case.stage), t.destination, now, now) for t in turns],
    )
    facts = {
        turn.case.pk: {"fields": ["destination"], "from": turn.old, "to": turn.destination}
        for turn in turns
    }
    cases = [turn.case for turn in turns]
    note_on_many(cases, ActivityKind.FACT_CHANGED, actor=actor, facts_of=facts, now=now)
    subjects = [
        Subject(
            "release",
            turn.release_id,
            turn.case.pk,
            turn.case.team_id,
            {"actual_destination": (turn.old, turn.destination)},
        )
        for turn in turns
    ]
    record_many(actor=actor, verb="redirect_people", subjects=subjects, now=now)


def _tell(
    turns: Sequence[_Turn],
    offers: Sequence[Offer],
    receivers: Receivers,
    actor: User | None,
    now: datetime,
) -> set[UUID]:
    """Volunteers of their offers; staff of both places that the plan has changed. Returns the
    staff."""
    told = offer_notices(turns, offers)
    staff = receivers.coordinators | {turn.case.caseworker_id for turn in turns}
    for turn in turns:
        staff |= turn.keepers | {need.owner_id for need in turn.handed}
    staff -= {None, actor.pk if actor else None}
    turned = new_id()
    told += [event(EventKind.REROUTED, turned, who, is_urgent=True) for who in staff]
    insert_notices(told, now=now)
    return staff


def _digest(turns: Sequence[_Turn], gone: Sequence[Task]) -> str:
    ways = sorted((str(turn.release_id), turn.old, turn.destination) for turn in turns)
    said = repr((ways, sorted((str(task.pk), str(task.state)) for task in gone)))
    return hashlib.sha256(said.encode()).hexdigest()
