"""What runs out: one row per kind and subject."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from casetracker.domain.words import ClockKind, Role
from casetracker.models.action import Action
from casetracker.models.base import Editable, EditableQuerySet, found_by, one_of, word
from casetracker.models.case import Case
from casetracker.models.consent import Consent
from casetracker.models.contact import Contact
from casetracker.models.detention import Detention, Hearing
from casetracker.models.document import IdentityDocument
from casetracker.models.hold import Hold
from casetracker.models.need import Need
from casetracker.models.payment import CashFloat
from casetracker.models.procedure import Procedure
from casetracker.models.quarantine import InPlace, in_quarantine
from casetracker.models.rule import RuleRevision
from casetracker.models.task import Task
from casetracker.models.team import Team
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField

#: A clock's subject is a real foreign key, one of these; exactly one is set. To each the way to
#: its case; None for what covers many. A kind that arrives with its noun is a line here.
CASE_OF: dict[str, str | None] = {
    "case": "case",
    "task": "task__case",
    "action": None,
    "need": "need__case",
    "detention": "detention__case",
    "hearing": "hearing__detention__case",
    "consent": "consent__case",
    "contact": "contact__case",
    "procedure": "procedure__case",
    "document": "document__case",
    "cash_float": None,
}
SUBJECTS = tuple(CASE_OF)
CASE_PATHS = tuple(path for path in CASE_OF.values() if path)
#: These have an owner of their own; all else is the caseworker's.
OWNED_APART = frozenset({"task", "action", "need", "cash_float"})


def _exactly_one() -> Q:
    either = Q()
    for chosen in SUBJECTS:
        either |= Q(**{f"{name}__isnull": name != chosen for name in SUBJECTS})
    return either


class ClockQuerySet(EditableQuerySet["Clock"]):
    def running(self) -> ClockQuerySet:
        return self.filter(stopped_at=None)

    def due(self, *, now: datetime) -> ClockQuerySet:
        """Clocks with a step to take, not held. Reads the partial index: costs what is due."""
        return self.filter(next_step_at__lte=now, next_step_at__isnull=False, hold__isnull=True)

    def visible_to(self, user: User) -> ClockQuerySet:
        """Clocks one answers for, and those of teams one coordinates."""
        staff = user.team_ids(Role.CASEWORKER, Role.COORDINATOR)
        return self.filter(
            Q(team__in=user.team_ids(Role.COORDINATOR)) | Q(owner=user, team__in=staff)
        )

    editable_by = visible_to


class Clock(Editable):
    kind = word(ClockKind)
    case = models.ForeignKey(
        Case,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    task = models.ForeignKey(
        Task,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    action = models.ForeignKey(
        Action,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    need = models.ForeignKey(
        Need,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    detention = models.ForeignKey(
        Detention,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    hearing = models.ForeignKey(
        Hearing,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    consent = models.ForeignKey(
        Consent,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    contact = models.ForeignKey(
        Contact,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    procedure = models.ForeignKey(
        Procedure,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    document = models.ForeignKey(
        IdentityDocument,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    cash_float = models.ForeignKey(
        CashFloat,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    #: Who is told first, and whose team's coordinators next.
    owner = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="clocks",
        db_index=False,
    )
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    #: When the next step of the ladder is taken; null while nothing is to come (stopped, paused
    #: for good, ladder ended). Computed from `due_at` and the rule, never from a sweep's time.
    next_step_at = models.DateTimeField(null=True, blank=True)
    #: Steps taken in this episode; keeps counting through weekly repeats.
    step = models.PositiveIntegerField(default=0)
    episode = models.PositiveIntegerField(default=1)
    #: The wording of the rule under which this episode began, and by which it goes on. No check
    #: by the database: sweeps write it by thousands, and a revision is never removed. Null: from
    #: before rules had revisions.
    revision = models.ForeignKey(
        RuleRevision,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    paused_until = models.DateTimeField(null=True, blank=True)
    pause_reason = SealedTextField(db_column="pause_reason_sealed")
    stopped_at = models.DateTimeField(null=True, blank=True)
    #: A flood that this clock is part of; it takes no step until somebody decides.
    hold = models.ForeignKey(
        Hold,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="clocks",
        db_index=False,
    )

    quarantine = in_quarantine()

    objects = InPlace.from_queryset(ClockQuerySet)()
    everything = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", ClockKind, name="clock_kind"),
            models.CheckConstraint(condition=_exactly_one(), name="clock_one_subject"),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(next_step_at__isnull=True),
                name="clock_stopped_takes_no_step",
            ),
            *(
                models.UniqueConstraint(
                    fields=[name, "kind"],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"clock_once_{name}",
                )
                for name in SUBJECTS
            ),
        ]
        indexes = [
            found_by("quarantine", name="clock_quarantine"),
            found_by("hold", name="clock_hold"),
            models.Index(
                fields=["next_step_at", "id"],
                name="clock_due",
                condition=Q(next_step_at__isnull=False, hold__isnull=True),
            ),
            models.Index(
                fields=["owner", "due_at", "id"],
                name="clock_owner",
                condition=Q(stopped_at__isnull=True),
            ),
            models.Index(
                fields=["team", "due_at", "id"],
                name="clock_team",
                condition=Q(stopped_at__isnull=True),
            ),
            # What runs out first in many teams at once.
            models.Index(
                fields=["due_at", "id"],
                name="clock_of_case",
                condition=Q(stopped_at__isnull=True, case__isnull=False),
            ),
        ]

    @property
    def subject_field(self) -> str:
        return next(name for name in SUBJECTS if getattr(self, f"{name}_id") is not None)

    @property
    def subject_id(self) -> object:
        return getattr(self, f"{self.subject_field}_id")
