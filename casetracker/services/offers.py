"""Offers: who is asked to do a task, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.contacts import ContactBlocked
from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.inputs import many_lines
from casetracker.domain.matching import choose
from casetracker.domain.tasks import TaskVerb, check_task_verb
from casetracker.domain.words import (
    VOLUNTEER_TASKS,
    Audience,
    ClockKind,
    EventKind,
    OfferAnswer,
    TaskState,
)
from casetracker.models import Clock, Need, Task, TaskOffer, User
from casetracker.selectors.volunteers import askable_volunteers, vetted_volunteers, wanted
from casetracker.services.assignments import (
    call_off,
    clock_start,
    find_task,
    find_task_to_answer,
    follow_clocks,
    keeper_id,
    note_moves,
    notice_of,
    stop_offer_clocks,
    take_back,
)
from casetracker.services.clocks import load_rules, start_many
from casetracker.services.contact_safety import check_task
from casetracker.services.notices import insert_notices

#: With less time left nobody else is asked before whoever answers for a task is told.
TIME_TO_ASK = timedelta(hours=2)


@transaction.atomic
def offer_task(
    *,
    actor: User | None,
    task_id: UUID,
    volunteer_id: UUID | None = None,
    version: int | None = None,
    now: datetime,
) -> Task:
    """Ask a vetted volunteer of the task's team; without a name the least busy one who speaks
    its language and has not declined it, unless the person has wishes: those bind, and somebody
    reads them before anybody is asked. A standing offer to somebody else is taken back.

    Raises `Refused` for a kind of task that is not offered or a person who cannot be asked,
    `Conflict` if the task is not open, this person is asked already, or nobody is left to ask,
    `ContactBlocked` where doing it would put the person at risk.
    """
    task = find_task(task_id, actor, version=version)
    check_task_verb(TaskState(task.state), TaskVerb.OFFER)
    _check_kind(task)
    check_task(task, now=now)
    standing = task.offers.standing().first()
    if volunteer_id is None:
        volunteer_id = _choose(task, now)
    elif not vetted_volunteers([task.team_id]).filter(user=volunteer_id).exists():
        raise Refused(
            "Only vetted, active volunteers of the task's team are asked.",
            field="volunteer",
            value=volunteer_id,
            allowed="a vetted volunteer of the task's team",
        )
    old = task.state
    if standing is not None:
        if standing.volunteer_id == volunteer_id:
            raise Conflict(
                "This volunteer has been asked already and has not answered yet.",
                field="volunteer",
                value=volunteer_id,
                allowed="another volunteer, or to wait for the answer",
            )
        _end_standing(task, standing, now)
        call_off([(task, standing.volunteer_id)], EventKind.OFFER_CANCELLED, now=now)
    _ask(task, volunteer_id, now)
    note_moves("offer_task", [(task, old)], actor=actor, now=now)
    return task


@transaction.atomic
def accept_task(*, actor: User, task_id: UUID, version: int | None = None, now: datetime) -> Task:
    """Take a task that one is offered; its due time is from now on one's own clock.

    Raises `Conflict` if the offer no longer stands: somebody else was faster, or it was
    taken back or answered; `ContactBlocked` where doing it has become a risk to somebody.
    """
    task = find_task_to_answer(task_id, actor, version=version)
    check_is_theirs(task, actor)
    check_task_verb(TaskState(task.state), TaskVerb.ACCEPT)
    offer = _own_offer(task, actor)
    check_task(task, now=now)
    _answer(offer, OfferAnswer.ACCEPTED, now)
    old, task.state, task.assignee = task.state, TaskState.ACCEPTED, actor
    task.save(update_fields=["state", "assignee"])
    stop_offer_clocks([task], now=now)
    follow_clocks([task], now=now)
    take_back([(task, actor.pk)], now=now)
    note_moves("accept_task", [(task, old)], actor=actor, now=now)
    return task


@transaction.atomic
def decline_task(
    *, actor: User, task_id: UUID, reason: str = "", version: int | None = None, now: datetime
) -> Task:
    """Say no to an offer, or give back a task that one has taken: the next volunteer is asked.
    Where nobody is left, or no time to ask around, it is open again and whoever answers for it is
    told at once.

    Raises `Conflict` if it is not one's own to decline any more.
    """
    task = find_task_to_answer(task_id, actor, version=version)
    check_is_theirs(task, actor)
    check_task_verb(TaskState(task.state), TaskVerb.DECLINE)
    text = many_lines(reason, field="reason", longest=2000) or None
    if task.state == TaskState.OFFERED:
        _answer(_own_offer(task, actor), OfferAnswer.DECLINED, now, text)
    elif task.assignee_id == actor.pk:
        _take_acceptance_back(task, actor, text, now)
    else:
        raise not_yours(task, actor)
    old = task.state
    take_back([(task, actor.pk)], now=now)
    if not _pass_on(task, now):
        return_tasks([task], now=now)
    note_moves("decline_task", [(task, old)], actor=actor, now=now)
    return task


def return_tasks(tasks: Sequence[Task], *, now: datetime, tell_coordinators: bool = False) -> None:
    """Tasks that nobody does any more are open again; whoever answers for each is told at once,
    or the coordinators are.

    Constant statements. The caller has answered their offers and keeps the books.
    """
    for task in tasks:
        task.assignee = None
    _set_state(tasks, TaskState.OPEN)
    whom = Audience.COORDINATORS if tell_coordinators else Audience.OWNER
    follow_clocks(tasks, now=now, ring=whom)


def withdraw_offers(tasks: Sequence[Task], *, now: datetime) -> list[tuple[Task, UUID]]:
    """Take back the standing offers of tasks; returns who had been asked. Two statements."""
    by_id = {task.pk: task for task in tasks}
    standing = TaskOffer.objects.standing().filter(task__in=by_id)
    asked = list(standing.values_list("task_id", "volunteer_id"))
    standing.update(answer=OfferAnswer.WITHDRAWN, answered_at=now)
    return [(by_id[task_id], volunteer_id) for task_id, volunteer_id in asked]


def _set_state(tasks: Sequence[Task], state: TaskState) -> None:
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(state=state, assignee=None)
    for task in tasks:
        task.state = state
        task.version += 1


def _check_kind(task: Task) -> None:
    if task.kind not in VOLUNTEER_TASKS:
        raise Refused(
            "Volunteers are not offered this kind of task; a member of staff can be handed it.",
            field="kind",
            value=task.kind,
            allowed=sorted(map(str, VOLUNTEER_TASKS)),
        )


def _choose(task: Task, now: datetime) -> UUID:
    """Whom to ask next: never somebody who was asked about this task before."""
    if _has_wishes(task):
        raise Conflict(
            "The person has wishes about this, and they bind: read them and say whom to ask.",
            field="volunteer",
            allowed="a volunteer by name, or a member of staff",
        )
    volunteer_id = _next_volunteer(task, now)
    if volunteer_id is None:
        raise Conflict(
            "No vetted volunteer of this team is left to ask: all are busy, away or not free that "
            "day, do not speak the language, do not do this or not in that country, or were asked "
            "already.",
            field="volunteer",
            allowed="a volunteer by name, or a member of staff",
        )
    return volunteer_id


def _pass_on(task: Task, now: datetime) -> bool:
    """Ask the next volunteer, if there is one who may be asked and time to wait for an answer."""
    if task.kind not in VOLUNTEER_TASKS or task.due_at < now + TIME_TO_ASK or _has_wishes(task):
        return False
    try:
        check_task(task, now=now)
    except ContactBlocked:
        return False
    volunteer_id = _next_volunteer(task, now)
    if volunteer_id is None:
        return False
    task.assignee = None
    _ask(task, volunteer_id, now)
    follow_clocks([task], now=now)
    return True


def _has_wishes(task: Task) -> bool:
    """About the need that it is a part of: helper's sex, nobody from the same country."""
    needs = Need.objects.filter(tasks=task.pk, wishes__isnull=False)
    return needs.exists()


def _next_volunteer(task: Task, now: datetime) -> UUID | None:
    question = wanted(
        task.pk,
        task.team_id,
        task.kind,
        language=task.language,
        country=task.country,
        due_at=task.due_at,
        now=now,
        not_to=task.offers.values_list("volunteer_id", flat=True),
    )
    found: Any = choose([question], askable_volunteers([task.team_id], now=now))[task.pk]
    return found


def _ask(task: Task, volunteer_id: UUID, now: datetime) -> None:
    offer = TaskOffer.objects.create(task=task, volunteer_id=volunteer_id, offered_at=now)
    _set_state([task], TaskState.OFFERED)
    kind = ClockKind.OFFER_OPEN
    start_many(clock_start(task, kind, load_rules(), keeper_id(task), now), now=now)
    insert_notices([notice_of(EventKind.OFFER_MADE, task, volunteer_id, offer.pk)], now=now)


def _end_standing(task: Task, standing: TaskOffer, now: datetime) -> None:
    ran_out = Clock.objects.running().filter(task=task, kind=ClockKind.OFFER_OPEN, due_at__lte=now)
    _answer(standing, OfferAnswer.TIMED_OUT if ran_out.exists() else OfferAnswer.WITHDRAWN, now)


def _own_offer(task: Task, actor: User) -> TaskOffer:
    offer = task.offers.standing().filter(volunteer=actor).first()
    if offer is None:
        raise not_yours(task, actor)
    return offer


def _answer(
    offer: TaskOffer, answer: OfferAnswer, now: datetime, reason: str | None = None
) -> None:
    offer.answer, offer.answered_at, offer.reason = answer, now, reason
    offer.save(update_fields=["answer", "answered_at", "reason"])


def _take_acceptance_back(task: Task, actor: User, reason: str | None, now: datetime) -> None:
    """Keep who could not do it after all, so that they are not asked again."""
    accepted = task.offers.filter(volunteer=actor, answer=OfferAnswer.ACCEPTED).first()
    offer = accepted or TaskOffer(task=task, volunteer=actor, offered_at=now)
    offer.answer, offer.answered_at, offer.reason = OfferAnswer.DECLINED, now, reason
    offer.save()


def check_is_theirs(task: Task, actor: User) -> None:
    """Raises `Forbidden` unless `actor` has the task or was ever asked: before its state is
    looked at, so that whoever only sees it learns whose it is to answer."""
    if task.assignee_id != actor.pk and not task.offers.filter(volunteer=actor).exists():
        raise not_yours(task, actor)


def not_yours(task: Task, actor: User) -> Refused:
    """Who was asked once reads that it is over; who is asked, to accept it first; who was never
    asked, that it is not theirs."""
    offers = task.offers.filter(volunteer=actor)
    if offers.standing().exists():
        return Conflict(
            "Accept it first: it is only offered to you.",
            field="state",
            value=str(task.state),
            allowed=[str(TaskVerb.ACCEPT), str(TaskVerb.DECLINE)],
        )
    if offers.exists():
        return Conflict(
            "This is yours no more: it was answered, taken back or given to somebody else.",
            field="state",
            value=str(task.state),
            allowed=[],
        )
    return Forbidden("Only whoever is asked or has the task answers it.", field="id", value=task.pk)
