"""Offers: who is asked to do a task, and what they say."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.inputs import many_lines
from casetracker.domain.ladders import Rule
from casetracker.domain.matching import Wanted, choose
from casetracker.domain.tasks import TaskVerb, check_task_verb
from casetracker.domain.words import (
    VOLUNTEER_TASKS,
    ClockKind,
    EventKind,
    OfferAnswer,
    TaskState,
)
from casetracker.models import Clock, Task, TaskOffer, User
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows
from casetracker.selectors.volunteers import vetted_volunteers, volunteers_of
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
from casetracker.services.notices import insert_notices


@dataclass(frozen=True)
class NewOffer:
    """A task (with its team at hand) to be offered to a volunteer; `owner_id` is the member of
    staff who is told if nobody takes it."""

    task: Task
    volunteer_id: UUID
    owner_id: UUID | None


@transaction.atomic
def offer_task(
    *,
    actor: User | None,
    task_id: UUID,
    volunteer_id: UUID,
    version: int | None = None,
    now: datetime,
) -> Task:
    """Ask a vetted volunteer of the task's team. A standing offer to somebody else is taken back.

    Raises `Refused` for a kind of task that is not offered or a person who cannot be asked,
    `Conflict` if the task is not open or this person is asked already.
    """
    task = find_task(task_id, actor, version=version)
    check_task_verb(TaskState(task.state), TaskVerb.OFFER)
    _check_offer(task, volunteer_id)
    old = task.state
    standing = task.offers.standing().first()
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
    offer_many([NewOffer(task, volunteer_id, keeper_id(task))], now=now)
    note_moves("offer_task", [(task, old)], actor=actor, now=now)
    return task


def offer_many(
    offers: Sequence[NewOffer],
    *,
    now: datetime,
    rules: Sequence[Rule] | None = None,
    fresh: bool = False,
) -> None:
    """Offer many tasks, each to one volunteer: rows, clocks and notices in a constant number of
    statements. The caller holds the transaction and the tasks, and keeps the books.

    `fresh` tasks were made in this transaction, as offered: they have no clock and need no
    update. `rules`, if the caller has them, saves reading them.
    """
    offered = [(new_id(), offer) for offer in offers]
    rows = [
        (offer_id, offer.task.pk, offer.volunteer_id, now, str(OfferAnswer.PENDING))
        for offer_id, offer in offered
    ]
    columns = ["id", "task", "volunteer", "offered_at", "answer"]
    insert_rows(TaskOffer, columns, rows, on_conflict="")
    if not fresh:
        _set_state([offer.task for offer in offers], TaskState.OFFERED)
    rules = load_rules() if rules is None else rules
    starts = [
        start
        for offer in offers
        for start in clock_start(offer.task, ClockKind.OFFER_OPEN, rules, offer.owner_id, now)
    ]
    if fresh:
        start_many([], fresh=starts, now=now)
    else:
        start_many(starts, now=now)
    told = [
        notice_of(EventKind.OFFER_MADE, offer.task, offer.volunteer_id, offer_id)
        for offer_id, offer in offered
    ]
    insert_notices(told, now=now)


def choose_volunteers(
    wanted: Sequence[Wanted], *, now: datetime
) -> dict[Hashable, Hashable | None]:
    """Task id → the volunteer to ask, by language and load; None where nobody can. One
    statement."""
    teams = {task.team_id for task in wanted}
    return choose(wanted, volunteers_of(teams, now=now))  # type: ignore[arg-type]


@transaction.atomic
def accept_task(*, actor: User, task_id: UUID, version: int | None = None, now: datetime) -> Task:
    """Take a task that one is offered; its due time is from now on one's own clock.

    Raises `Conflict` if the offer no longer stands: somebody else was faster, or it was
    taken back or answered.
    """
    task = find_task_to_answer(task_id, actor, version=version)
    check_task_verb(TaskState(task.state), TaskVerb.ACCEPT)
    offer = _own_offer(task, actor)
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
    """Say no to an offer, or give back a task that one has taken: it is open again, and whoever
    answers for it is told at once.

    Raises `Conflict` if it is not one's own to decline any more.
    """
    task = find_task_to_answer(task_id, actor, version=version)
    check_task_verb(TaskState(task.state), TaskVerb.DECLINE)
    text = many_lines(reason, field="reason", longest=2000) or None
    if task.state == TaskState.OFFERED:
        _answer(_own_offer(task, actor), OfferAnswer.DECLINED, now, text)
    elif task.assignee_id == actor.pk:
        _take_acceptance_back(task, actor, text, now)
    else:
        raise not_yours(task, actor)
    old = task.state
    return_tasks([task], now=now)
    take_back([(task, actor.pk)], now=now)
    note_moves("decline_task", [(task, old)], actor=actor, now=now)
    return task


def return_tasks(tasks: Sequence[Task], *, now: datetime) -> None:
    """Tasks that nobody does any more are open again; whoever answers for each is told at once.

    Constant statements. The caller has answered their offers and keeps the books.
    """
    for task in tasks:
        task.assignee = None
    _set_state(tasks, TaskState.OPEN)
    follow_clocks(tasks, now=now, ring=True)


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


def _check_offer(task: Task, volunteer_id: UUID) -> None:
    if task.kind not in VOLUNTEER_TASKS:
        raise Refused(
            "Volunteers are not offered this kind of task; a member of staff can be handed it.",
            field="kind",
            value=task.kind,
            allowed=sorted(map(str, VOLUNTEER_TASKS)),
        )
    if not vetted_volunteers([task.team_id]).filter(user=volunteer_id).exists():
        raise Refused(
            "Only vetted, active volunteers of the task's team are asked.",
            field="volunteer",
            value=volunteer_id,
            allowed="a vetted volunteer of the task's team",
        )


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


def not_yours(task: Task, actor: User) -> Refused:
    """Who was asked once reads that it is over; who was never asked, that it is not theirs."""
    if task.offers.filter(volunteer=actor).exists():
        return Conflict(
            "This is yours no more: it was answered, taken back or given to somebody else.",
            field="state",
            value=str(task.state),
            allowed=[],
        )
    return Forbidden("Only whoever is asked or has the task answers it.", field="id", value=task.pk)
