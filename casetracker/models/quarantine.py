"""What was taken away with a reason: gone for everybody until it is taken back, erased never."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from casetracker.domain.quarantine import Quarantined
from casetracker.domain.words import Role
from casetracker.models.base import Row, RowQuerySet, one_of, word
from casetracker.models.team import Team
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField

M = TypeVar("M", bound=models.Model)


class InPlace(models.Manager[M]):
    """The rows that do not stand in quarantine: the only ones that lists, pages, counts and
    searches ever meet. What is there besides is reached through `everything`."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(quarantine=None)


def in_quarantine() -> models.ForeignKey:
    """The column `quarantine` of a row that may be taken away; null while it is in place.

    No check by the database: a quarantine is never removed, and adding the check would hold tables
    of millions. Its index takes `found_by`.
    """
    return models.ForeignKey(
        Quarantine,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )


class QuarantineQuerySet(RowQuerySet["Quarantine"]):
    def standing(self) -> QuarantineQuerySet:
        return self.filter(lifted_at=None)

    def visible_to(self, user: User) -> QuarantineQuerySet:
        """Of teams that one coordinates."""
        return self.filter(team__in=user.team_ids(Role.COORDINATOR))


class Quarantine(Row):
    """One object that somebody took away, and all that went with it: rows whose `quarantine`
    this is."""

    object_type = word(Quarantined)
    #: By id, not by foreign key: whatever points here could not be pointed to.
    object_id = models.UUIDField()
    #: The file it belongs to, if it belongs to one.
    case_id = models.UUIDField(null=True, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = SealedTextField()
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = QuarantineQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("object_type", Quarantined, name="quarantine_object_type"),
            models.UniqueConstraint(
                fields=["object_id", "team"],
                condition=Q(lifted_at__isnull=True),
                name="quarantine_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="quarantine_lifted_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["team", "-placed_at", "-id"], name="quarantine_of_team")]
