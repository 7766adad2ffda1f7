"""Needs: opened with a member of staff as owner, moved, met, edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.clocks import choose_rule
from casetracker.domain.errors import Conflict, Missing, Refused
from casetracker.domain.inputs import deadline, many_lines, one_line, word_of
from casetracker.domain.stages import check_need_move
from casetracker.domain.words import (
    ENDED_STAGES,
    ActivityKind,
    ClockKind,
    NeedKind,
    NeedState,
    Phase,
    Role,
    TaskState,
)
from casetracker.models import Case, Clock, Need, Team, User
from casetracker.models.need import OPEN_NEEDS
from casetracker.services.activities import note_on
from casetracker.services.assignments import lock_case_of
from casetracker.services.audit import record
from casetracker.services.clocks import (
    Start,
    hand_over,
    load_rules,
    start_deadline,
    start_many,
    stop,
)
from casetracker.services.facts import changed
from casetracker.services.rights import find_editable
from casetracker.services.tasks import cancel_tasks_of

EDITABLE = ("due_at", "owner", "provider", "wishes", "phase", "team")
LONGEST_PROVIDER = 120
LONGEST_REASON = 300
_UNWANTED = frozenset({NeedState.DECLINED, NeedState.NOT_NEEDED})
#: Which tasks are in vain once a need has ended: what a volunteer does at this moment is
#: carried to its end where the need was met, and stopped where it is not wanted any more.
_IN_VAIN = {
    NeedState.MET: [TaskState.OPEN, TaskState.OFFERED],
    NeedState.DECLINED: [TaskState.OPEN, TaskState.OFFERED, TaskState.ACCEPTED],
    NeedState.NOT_NEEDED: [TaskState.OPEN, TaskState.OFFERED, TaskState.ACCEPTED],
}


@transaction.atomic
def open_need(
    *,
    actor: User | None,
    case_id: UUID,
    kind: str,
    owner_id: UUID | None = None,
    team_id: UUID | None = None,
    phase: str = "",
    due_at: datetime | None = None,
    provider: str = "",
    wishes: str = "",
    now: datetime,
) -> Need:
    """Open a need of the person of a case.

    Its team is by default the case's; its owner, always staff of one of the two, by default the
    case's caseworker, else the caller. Raises `Conflict` on a closed case.
    """
    case = find_editable(Case, case_id, actor)
    if case.stage in ENDED_STAGES:
        raise Conflict("This case is closed; reopen it first.", field="case", value=str(case.stage))
    need = Need(
        case=case,
        kind=word_of(kind, NeedKind, field="kind"),
        team=_find_team(actor, team_id or case.team_id, case),
        phase=word_of(phase, ["", *Phase], field="phase"),
        due_at=None if due_at is None else deadline(due_at, field="due_at", now=now),
        provider=one_line(provider, field="provider", longest=LONGEST_PROVIDER) or None,
        wishes=many_lines(wishes, field="wishes") or None,
        created_at=now,
    )
    need.owner = _find_owner(need, owner_id) if owner_id else _default_owner(need, actor)
    need.save()
    _follow_clock(need, now)
    facts = {"need": str(need.pk), "kind": need.kind, "from": "", "to": str(need.state)}
    note_on(case, ActivityKind.NEED_MOVED, actor=actor, facts=facts, now=now)
    record(actor=actor, verb="open_need", obj=need, case=case, now=now)
    return need


@transaction.atomic
def move_need(
    *,
    actor: User | None,
    need_id: UUID,
    state: str,
    expected_state: str | None = None,
    reason: str = "",
    version: int | None = None,
    now: datetime,
) -> Need:
    """Move a need to another `NeedState`; its tasks that are in vain then are cancelled.

    `reason` is kept with what was declined or is not needed.

    Raises `Conflict` with the legal moves, or if the need no longer stands where the caller
    believed (`expected_state`): of two people who act on the same old state one wins.
    """
    new = NeedState(word_of(state, NeedState, field="state"))
    need = _find(need_id, actor, version)
    if expected_state is not None and expected_state != need.state:
        raise Conflict(
            f"Somebody else moved this need meanwhile: it is {need.state} now.",
            field="expected_state",
            value=expected_state,
            allowed=str(need.state),
        )
    old = NeedState(need.state)
    check_need_move(old, new)
    need.state = new
    need.met_at = now if new is NeedState.MET else None
    why = one_line(reason, field="reason", longest=LONGEST_REASON)
    need.reason = (why or None) if new in _UNWANTED else None
    need.save(update_fields=["state", "met_at", "reason"])
    _follow_clock(need, now)
    _cancel_in_vain(need, actor, now)
    facts = {"need": str(need.pk), "kind": need.kind, "from": str(old), "to": str(new)}
    note_on(need.case, ActivityKind.NEED_MOVED, actor=actor, facts=facts, now=now)
    changes = {"state": (old, new)}
    record(actor=actor, verb="move_need", obj=need, case=need.case, changes=changes, now=now)
    return need


def meet_need(
    *, actor: User | None, need_id: UUID, version: int | None = None, now: datetime
) -> Need:
    """Say that a need is met. Raises as `move_need`."""
    return move_need(actor=actor, need_id=need_id, state=NeedState.MET, version=version, now=now)


@transaction.atomic
def edit_need(
    *,
    actor: User | None,
    need_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> Need:
    """Change `EDITABLE` columns of a need; `owner` and `team` are ids.

    A new owner answers for the tasks of the need that nobody has taken, too. No care for the
    case: nothing was done for the person yet.
    """
    need = _find(need_id, actor, version)
    old = {name: getattr(need, name) for name in EDITABLE if name in changes}
    # The team first: it decides who may be owner.
    for name in sorted(changes, key=lambda name: name != "team"):
        _change(need, name, changes[name], actor, now)
    if "team" in changes:
        _find_owner(need, need.owner_id)
    differs = changed(old, need)
    if not differs:
        return need
    need.save()
    if "owner" in differs:
        waiting = Clock.objects.filter(task__need=need, owner=old["owner"])
        hand_over(waiting.filter(task__assignee=None), need.owner_id, now=now)
        facts = {"need": str(need.pk), "kind": need.kind}
        note_on(need.case, ActivityKind.ASSIGNED, actor=actor, facts=facts, now=now)
    if {"due_at", "owner", "team"} & set(differs):
        _follow_clock(need, now)
    record(actor=actor, verb="edit_need", obj=need, case=need.case, changes=differs, now=now)
    return need


def _find(need_id: UUID, actor: User | None, version: int | None) -> Need:
    """The need, locked after its case."""
    case = lock_case_of(Need, need_id)
    related = ("team", "owner")
    need: Need = find_editable(Need, need_id, actor, version=version, related=related)
    need.case = case  # type: ignore[assignment]
    return need


def _find_team(actor: User | None, team_id: UUID, case: Case) -> Team:
    """A team of the caller's, the case's, or one that serves the case's destination."""
    own = actor.team_ids(Role.COORDINATOR, Role.CASEWORKER) if actor else {team_id}
    team = Team.objects.filter(pk=team_id).first()
    serving = Team.objects.serving(case.destination).filter(pk=team_id)
    if team is None or not (team_id in {*own, case.team_id} or serving.exists()):
        raise Missing(
            f"There is no team {team_id} that could meet this need.",
            field="team",
            value=team_id,
            allowed="a team of yours, the case's, or one that serves its destination",
        )
    return team


def _find_owner(need: Need, owner_id: UUID) -> User:
    staff = User.objects.able().staff_of([need.team_id, need.case.team_id])
    owner = staff.filter(pk=owner_id).first()
    if owner is None:
        raise Refused(
            "A need is owned by active staff of its team or of the case's, never by a volunteer.",
            field="owner",
            value=owner_id,
            allowed="an active coordinator or caseworker of one of the two teams",
        )
    return owner


def _default_owner(need: Need, actor: User | None) -> User:
    likely = [need.case.caseworker_id, actor.pk if actor else None]
    staff = (
        User.objects.able()
        .staff_of([need.team_id, need.case.team_id])
        .in_bulk([user_id for user_id in likely if user_id])
    )
    found = next((staff[user_id] for user_id in likely if user_id in staff), None)
    if found is None:
        raise Refused(
            "Say who owns this need: its case has no caseworker.",
            field="owner",
            allowed="an active coordinator or caseworker of one of the two teams",
        )
    return found


def _change(need: Need, name: str, value: Any, actor: User | None, now: datetime) -> None:
    if name == "due_at":
        need.due_at = None if value is None else deadline(value, field=name, now=now)
    elif name == "owner":
        need.owner = _find_owner(need, value)
    elif name == "team":
        need.team = _find_team(actor, value, need.case)
    elif name == "provider":
        need.provider = one_line(value, field=name, longest=LONGEST_PROVIDER) or None
    elif name == "wishes":
        need.wishes = many_lines(value, field=name) or None
    elif name == "phase":
        need.phase = word_of(value, ["", *Phase], field=name)
    else:
        raise Refused(
            f"{name} cannot be changed here.",
            field=name,
            value=str(value)[:80],
            allowed=sorted(EDITABLE),
        )


def restart_need_clocks(needs: Sequence[Need], *, now: datetime) -> None:
    """Start the clocks of many needs that have a date, for whoever sees to each now: constant
    statements."""
    kind = ClockKind.NEED_DEADLINE
    rule = choose_rule(load_rules(), kind) if needs else None
    if rule is None:
        return
    teams = Team.objects.filter(pk__in={need.team_id for need in needs})
    countries = dict(teams.values_list("pk", "country"))
    starts = [
        Start(
            kind,
            "need",
            need.pk,
            need.owner_id,
            need.team_id,
            countries[need.team_id],
            rule,
            now,
            need.due_at,
        )
        for need in needs
        if need.due_at is not None
    ]
    start_many(starts, now=now)


def _follow_clock(need: Need, now: datetime) -> None:
    """The clock runs while the need is open and has a date."""
    if need.due_at is None or need.state not in OPEN_NEEDS:
        stop(Clock.objects.filter(need=need), now=now)
        return
    start_deadline(
        ClockKind.NEED_DEADLINE,
        subject="need",
        subject_id=need.pk,
        owner_id=need.owner_id,
        team=need.team,
        due_at=need.due_at,
        now=now,
    )


def _cancel_in_vain(need: Need, actor: User | None, now: datetime) -> None:
    states = _IN_VAIN.get(NeedState(need.state))
    if states is None:
        return
    reason = f"the need is {need.state.replace('_', ' ')}"
    cancel_tasks_of(need.tasks, states=states, reason=reason, actor=actor, now=now)
