"""Advocacy: recorded over many cases at once, answered, edited. Its targets: `bodies.py`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.inputs import deadline, many_lines, moment, one_line, word_of
from casetracker.domain.words import (
    ActionKind,
    ActivityKind,
    ClockKind,
    Publicity,
    ResponseKind,
    Role,
)
from casetracker.models import Action, ActionCase, Body, Case, Clock, Team, User
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows
from casetracker.services.activities import editable_cases, note_on_many
from casetracker.services.audit import Subject, record, record_many
from casetracker.services.bodies import edit_body, record_body
from casetracker.services.clocks import start_deadline, stop
from casetracker.services.contact_safety import check_action
from casetracker.services.embargo import check_embargo
from casetracker.services.facts import changed
from casetracker.services.rights import find_editable, find_visible

__all__ = ["edit_action", "edit_body", "record_action", "record_answer", "record_body"]

MOST_CASES = 5000
EDITABLE = (
    "target",
    "owner",
    "channel",
    "due_at",
    "sent_at",
    "reply_due_at",
    "publicity",
    "family_wish",
    "source",
    "note",
    "effect",
)
_LONGEST = {"channel": 60, "family_wish": 40, "source": 120}
EFFECTS = range(-2, 3)


@transaction.atomic
def record_action(
    *,
    actor: User | None,
    kind: str,
    case_ids: Collection[UUID],
    target_id: UUID | None = None,
    channel: str = "",
    due_at: datetime | None = None,
    sent_at: datetime | None = None,
    reply_due_at: datetime | None = None,
    publicity: str = Publicity.CONFIDENTIAL,
    family_wish: str = "",
    source: str = "",
    note: str = "",
    team_id: UUID | None = None,
    now: datetime,
) -> Action:
    """Record one action for 1 to 5,000 cases, in a constant number of statements.

    `reply_due_at` starts one clock, however many cases there are. For up to ten cases the
    action counts as care. Raises as `editable_cases` (all or nothing), `Refused` where several
    teams could be meant, `Conflict` for a public one about somebody whose release is not
    confirmed yet, `ContactBlocked` for a letter or a meeting that names no body and covers somebody
    whom contact puts at risk.
    """
    wanted = list(dict.fromkeys(case_ids))
    if not 0 < len(wanted) <= MOST_CASES:
        raise Refused(
            f"An action covers 1 to {MOST_CASES} cases.",
            field="cases",
            value=len(wanted),
            allowed=f"1 to {MOST_CASES}",
        )
    action = Action(kind=word_of(kind, ActionKind, field="kind"), owner=actor, created_at=now)
    given = {
        "target": target_id,
        "channel": channel,
        "due_at": due_at,
        "sent_at": sent_at,
        "reply_due_at": reply_due_at,
        "publicity": publicity,
        "family_wish": family_wish,
        "source": source,
        "note": note,
    }
    for name, value in given.items():
        _change(action, name, value, actor, now)
    _check_order(action)
    cases = editable_cases(actor, wanted)
    check_action(cases, action.kind, is_towards_body=action.target_id is not None)
    _check_embargo(action, cases)
    action.team = _find_team(actor, team_id, cases)
    action.save()
    links = [(new_id(), action.pk, case.pk) for case in cases]
    insert_rows(ActionCase, ["id", "action", "case"], links, on_conflict="")
    _follow_clock(action, now)
    note_on_many(
        cases,
        ActivityKind.ACTION,
        actor=actor,
        occurred_at=action.sent_at,
        facts={"action": str(action.pk), "kind": action.kind},
        now=now,
    )
    _book("record_action", action, cases, actor, now)
    return action


@transaction.atomic
def record_answer(
    *,
    actor: User | None,
    action_id: UUID,
    response_kind: str,
    answered_at: datetime | None = None,
    effect: int | None = None,
    note: str = "",
    version: int | None = None,
    now: datetime,
) -> Action:
    """Record what came back; the clock that waits for it stops. `answered_at` is by default now.

    A further answer may follow an acknowledgement or silence. Raises `Conflict` if the action is
    answered in substance already.
    """
    response = word_of(response_kind, ResponseKind, field="response_kind")
    action: Action = find_editable(Action, action_id, actor, version=version, related=("team",))
    if action.response_kind in (ResponseKind.SUBSTANTIVE, ResponseKind.REFUSED):
        raise Conflict(
            "This action has its answer already.",
            field="response_kind",
            value=str(action.response_kind),
            allowed="an edit of the action, or another action",
        )
    old = {name: getattr(action, name) for name in ("response_kind", "answered_at", "effect")}
    action.response_kind = response
    action.answered_at = moment(answered_at or now, field="answered_at", latest=now)
    if effect is not None:
        _change(action, "effect", effect, actor, now)
    said = [str(action.note or ""), many_lines(note, field="note")]
    action.note = "\n".join(filter(None, said)) or None
    action.save()
    stop(Clock.objects.filter(action=action), now=now)
    rows = Case.objects.filter(action_links__action=action).order_by("pk")
    cases = list(rows.select_for_update(of=("self",), no_key=True))
    note_on_many(
        cases,
        ActivityKind.ANSWER,
        actor=actor,
        occurred_at=action.answered_at,
        facts={"action": str(action.pk), "response": response},
        now=now,
    )
    _book("record_answer", action, cases, actor, now, changed(old, action))
    return action


@transaction.atomic
def edit_action(
    *,
    actor: User | None,
    action_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> Action:
    """Change `EDITABLE` columns; `target` and `owner` are ids. The clock that waits for the
    answer follows. No care for the cases. Raises `Conflict` where it would become public about
    somebody whose release is not confirmed yet."""
    related = ("team", "owner", "target")
    action: Action = find_editable(Action, action_id, actor, version=version, related=related)
    old = {name: getattr(action, name) for name in EDITABLE if name in changes}
    for name, value in changes.items():
        _change(action, name, value, actor, now)
    differs = changed(old, action)
    if not differs:
        return action
    _check_order(action)
    if {"target", "sent_at"} & set(differs):
        covered = Case.objects.filter(action_links__action=action)
        check_action(covered, action.kind, is_towards_body=action.target_id is not None)
    if {"publicity", "sent_at"} & set(differs):
        _check_embargo(action, Case.everything.filter(action_links__action=action))
    action.save()
    if {"reply_due_at", "owner"} & set(differs):
        _follow_clock(action, now)
    record(
        actor=actor,
        verb="edit_action",
        obj=action,
        team_id=action.team_id,
        changes=differs,
        now=now,
    )
    return action


def _change(action: Action, name: str, value: Any, actor: User | None, now: datetime) -> None:
    if name in _LONGEST:
        setattr(action, name, one_line(value, field=name, longest=_LONGEST[name]))
    elif name in ("due_at", "sent_at", "reply_due_at"):
        at = None if value is None else deadline(value, field=name, now=now)
        setattr(action, name, at)
    elif name == "note":
        action.note = many_lines(value, field=name) or None
    elif name == "publicity":
        action.publicity = word_of(value, Publicity, field=name)
    elif name == "target":
        action.target = value and find_visible(Body, value, actor, field=name)
    elif name == "owner":
        action.owner = _find_owner(action, value)
    elif name == "effect":
        _check_effect(value)
        action.effect = value
    else:
        raise Refused(
            f"{name} cannot be changed here.",
            field=name,
            value=str(value)[:80],
            allowed=sorted(EDITABLE),
        )


def _check_effect(value: Any) -> None:
    if value is not None and (isinstance(value, bool) or value not in EFFECTS):
        raise Refused(
            "An effect is a whole number from -2 (strong negative) to 2 (strong positive).",
            field="effect",
            value=str(value)[:80],
            allowed=list(EFFECTS),
        )


def _check_embargo(action: Action, cases: Any) -> None:
    if action.publicity == Publicity.PUBLIC:
        said_on = action.sent_at.date() if action.sent_at else None
        check_embargo(cases, said_on=said_on, field="publicity")


def _check_order(action: Action) -> None:
    if action.reply_due_at and action.sent_at and action.reply_due_at < action.sent_at:
        raise Refused(
            "An answer cannot be awaited before the action was sent.",
            field="reply_due_at",
            value=action.reply_due_at.isoformat(),
            allowed=f"from {action.sent_at.isoformat()}",
        )


def _find_owner(action: Action, owner_id: UUID) -> User:
    owner = User.objects.able().staff_of([action.team_id]).filter(pk=owner_id).first()
    if owner is None:
        raise Refused(
            "An action is owned by active staff of its team.",
            field="owner",
            value=owner_id,
            allowed="an active coordinator or caseworker of the team",
        )
    return owner


def _find_team(actor: User | None, team_id: UUID | None, cases: Collection[Case]) -> Team:
    """The team that acts: named, or that of the cases, or the caller's only one."""
    own = actor.team_ids(Role.COORDINATOR, Role.CASEWORKER) if actor else set()
    of_cases = {case.team_id for case in cases}
    if actor is not None and not own:
        raise Forbidden("Only coordinators and caseworkers record actions.")
    if team_id is None:
        likely = of_cases if len(of_cases) == 1 else own
        if len(likely) != 1:
            raise Refused(
                "These cases belong to several teams: say which one acts.",
                field="team",
                allowed=sorted(map(str, own or of_cases)),
            )
        (team_id,) = likely
    elif actor is not None and team_id not in own:
        raise Missing(f"There is no team {team_id} of yours.", field="team", value=team_id)
    return Team.objects.get(pk=team_id)


def _follow_clock(action: Action, now: datetime) -> None:
    """The clock runs while an answer is awaited."""
    if action.reply_due_at is None or action.answered_at is not None:
        stop(Clock.objects.filter(action=action), now=now)
        return
    start_deadline(
        ClockKind.REPLY_AWAITED,
        subject="action",
        subject_id=action.pk,
        owner_id=action.owner_id,
        team=action.team,
        due_at=action.reply_due_at,
        now=now,
    )


def _book(
    verb: str,
    action: Action,
    cases: Collection[Case],
    actor: User | None,
    now: datetime,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    """One audit event per case that the action covers: two statements."""
    subjects = [
        Subject("action", action.pk, case.pk, case.team_id, changes or {}) for case in cases
    ]
    record_many(actor=actor, verb=verb, subjects=subjects, now=now)
