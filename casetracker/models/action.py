"""Advocacy: what was asked of whom, and what came back."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from casetracker.domain.words import ActionKind, Publicity, ResponseKind, Role
from casetracker.models.base import Editable, EditableQuerySet, Row, found_by, one_of, word
from casetracker.models.case import Case, CaseRowQuerySet, case_is_own
from casetracker.models.quarantine import InPlace, in_quarantine
from casetracker.models.team import Team
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField


class BodyQuerySet(EditableQuerySet["Body"]):
    def visible_to(self, user: User) -> BodyQuerySet:
        """Institutions are public: all staff."""
        if user.has_role(Role.COORDINATOR, Role.CASEWORKER):
            return self
        return self.none()


class Body(Editable):
    """An institution or office-holder that an action is aimed at, or that acts."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.name


class ActionQuerySet(EditableQuerySet["Action"]):
    def visible_to(self, user: User) -> ActionQuerySet:
        """Actions one owns, of teams one coordinates, or on a case of one's own."""
        links = ActionCase.objects.filter(action=OuterRef("pk")).filter(case_is_own(user, "case__"))
        staff = user.team_ids(Role.CASEWORKER, Role.COORDINATOR)
        return self.filter(
            Q(team__in=user.team_ids(Role.COORDINATOR))
            | Q(owner=user, team__in=staff)
            | Exists(links)
        )

    def editable_by(self, user: User) -> ActionQuerySet:
        staff = user.team_ids(Role.CASEWORKER, Role.COORDINATOR)
        return self.filter(
            Q(team__in=user.team_ids(Role.COORDINATOR)) | Q(owner=user, team__in=staff)
        )


class Action(Editable):
    kind = word(ActionKind)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="actions")
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    target = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    channel = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    #: Until when an answer is awaited.
    reply_due_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    response_kind = word(ResponseKind, blank=True)
    #: From -2 (strong negative) to 2 (strong positive); an attributed claim, not a cause.
    effect = models.SmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(-2), MaxValueValidator(2)]
    )
    publicity = word(Publicity, default=Publicity.CONFIDENTIAL)
    family_wish = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=120, blank=True)
    note = SealedTextField()

    quarantine = in_quarantine()

    objects = InPlace.from_queryset(ActionQuerySet)()
    everything = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", ActionKind, name="action_kind"),
            one_of("publicity", Publicity, name="action_publicity"),
            models.CheckConstraint(
                condition=Q(response_kind__in=["", *map(str, ResponseKind)]),
                name="action_response_kind",
            ),
            models.CheckConstraint(
                condition=Q(effect__isnull=True) | Q(effect__range=(-2, 2)), name="action_effect"
            ),
        ]
        indexes = [found_by("quarantine", name="action_quarantine")]


class ActionCase(Row):
    """One action may cover hundreds of cases."""

    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, related_name="links", db_index=False
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="action_links")

    objects = CaseRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "case"], name="actioncase_once")]
