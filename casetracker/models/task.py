"""A piece of work for one person, and who was asked to do it."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from casetracker.domain.contacts import Channel
from casetracker.domain.words import ENDED_TASKS, OfferAnswer, Role, TaskKind, TaskState
from casetracker.models.action import Action
from casetracker.models.base import (
    Editable,
    EditableQuerySet,
    Row,
    RowQuerySet,
    found_by,
    one_of,
    word,
)
from casetracker.models.case import Case, case_is_own
from casetracker.models.contact import Contact
from casetracker.models.need import Need
from casetracker.models.quarantine import InPlace, in_quarantine
from casetracker.models.team import Team
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField

ENDED = sorted(ENDED_TASKS)
STANDING = [str(OfferAnswer.PENDING)]


class TaskQuerySet(EditableQuerySet["Task"]):
    def open(self) -> TaskQuerySet:
        return self.exclude(state__in=ENDED)

    def visible_to(self, user: User) -> TaskQuerySet:
        """Tasks of one's own cases or coordinated teams; those one has or is offered."""
        offers = TaskOffer.objects.filter(
            task=OuterRef("pk"), volunteer=user, answer=OfferAnswer.PENDING
        )
        return self.filter(
            Q(assignee=user)
            | Exists(offers)
            | case_is_own(user, "case__")
            | Q(team__in=user.team_ids(Role.COORDINATOR))
        )

    def editable_by(self, user: User) -> TaskQuerySet:
        """Tasks whose terms one may change: a volunteer answers, but does not edit."""
        return self.filter(
            case_is_own(user, "case__") | Q(team__in=user.team_ids(Role.COORDINATOR))
        )


class Task(Editable):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    need = models.ForeignKey(
        Need,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tasks",
        db_index=False,
    )
    action = models.ForeignKey(
        Action,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tasks",
        db_index=False,
    )
    kind = word(TaskKind, default=TaskKind.OTHER)
    #: Free text of a caseworker: sealed, shown to whoever may do the task, never mailed.
    title = SealedTextField()
    #: What else whoever does it needs to know; shown after acceptance and sign-in.
    brief = SealedTextField()
    #: The fields of it that were released, as JSON (`domain/briefs.py`).
    brief_fields = SealedTextField()
    due_at = models.DateTimeField()
    state = word(TaskState, default=TaskState.OPEN)
    assignee = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tasks",
        db_index=False,
    )
    #: ISO 639-1 and ISO 3166 alpha-2; empty if any will do.
    language = models.CharField(max_length=8, blank=True)
    country = models.CharField(max_length=2, blank=True)
    #: Its offers time out in hours, not days.
    is_after_release = models.BooleanField(default=False)
    #: Whom it goes to, if it is somebody of the person's, and by which way: `contact_safety`.
    contact = models.ForeignKey(
        Contact,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="tasks",
        db_index=False,
    )
    channel = word(Channel, blank=True, db_default="")
    cancel_reason = SealedTextField(db_column="cancel_reason_sealed")
    comment = SealedTextField()

    quarantine = in_quarantine()

    objects = InPlace.from_queryset(TaskQuerySet)()
    everything = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", TaskKind, name="task_kind"),
            one_of("state", TaskState, name="task_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "reported_done"]) | Q(assignee__isnull=False),
                name="task_taken_has_assignee",
            ),
            models.CheckConstraint(
                condition=Q(contact=None, channel="")
                | Q(contact__isnull=False, channel__in=[str(channel) for channel in Channel]),
                name="task_contact_has_channel",
            ),
            models.UniqueConstraint(
                fields=["need", "kind"],
                condition=Q(need__isnull=False, quarantine__isnull=True)
                & ~Q(state__in=[str(state) for state in ENDED]),
                name="task_of_a_kind_in_place",
            ),
        ]
        indexes = [
            found_by("quarantine", name="task_quarantine"),
            models.Index(fields=["assignee", "state"], name="task_assignee_state"),
            models.Index(fields=["team", "state", "due_at"], name="task_team_state"),
            found_by("need", name="task_need"),
            found_by("action", name="task_action"),
            found_by("contact", name="task_contact"),
        ]


class TaskOfferQuerySet(RowQuerySet["TaskOffer"]):
    def standing(self) -> TaskOfferQuerySet:
        return self.filter(answer=OfferAnswer.PENDING)

    def visible_to(self, user: User) -> TaskOfferQuerySet:
        return self.filter(
            Q(volunteer=user)
            | case_is_own(user, "task__case__")
            | Q(task__team__in=user.team_ids(Role.COORDINATOR)),
            task__quarantine=None,
        )


class TaskOffer(Row):
    """Who was asked, when, and what they said."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="offers")
    volunteer = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="offers", db_index=False
    )
    offered_at = models.DateTimeField()
    answer = word(OfferAnswer, default=OfferAnswer.PENDING)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = SealedTextField()

    objects = TaskOfferQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("answer", OfferAnswer, name="taskoffer_answer"),
            models.UniqueConstraint(
                fields=["task"], condition=Q(answer="pending"), name="taskoffer_one_standing"
            ),
        ]
        indexes = [models.Index(fields=["volunteer", "answer"], name="taskoffer_volunteer")]
