"""Who did what: insert-only events, sealed into a chain afterwards.

Events point to business rows by id, not by foreign key, so that erasing a row keeps them. The
database refuses UPDATE, DELETE and TRUNCATE of events and seals (`models/triggers.py`).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casetracker.domain.audited import OF_PEOPLE, READINGS
from casetracker.domain.words import Role
from casetracker.models.base import Row, RowQuerySet
from casetracker.models.user import User


class AuditEventQuerySet(RowQuerySet["AuditEvent"]):
    def visible_to(self, user: User) -> AuditEventQuerySet:
        """`access.md`, "audit log": auditor all; coordinator the team's; administrator those of
        the system, that is of no team and no person; caseworker changes of own cases."""
        if user.has_role(Role.AUDITOR):
            return self
        seen = Q(team_id__in=user.team_ids(Role.COORDINATOR))
        if user.has_role(Role.ADMINISTRATOR):
            seen |= Q(team_id=None) & ~Q(object_type__in=OF_PEOPLE)
        if user.has_role(Role.CASEWORKER):
            seen |= Q(case_id__in=user.cases.values("pk")) & ~Q(verb__in=READINGS)
        return self.filter(seen)


class AuditEvent(Row):
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True, blank=True)
    #: The display name as of then; "system" for jobs.
    actor_name = models.CharField(max_length=120)
    verb = models.CharField(max_length=40)
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    case_id = models.UUIDField(null=True, blank=True)
    team_id = models.UUIDField(null=True, blank=True)
    #: Names of the fields that changed → [keyed hash of the old value, of the new]; no values.
    changes = models.JSONField(default=dict, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="auditevent_newest"),
            models.Index(fields=["case_id", "-at"], name="auditevent_case"),
            models.Index(fields=["team_id", "-at"], name="auditevent_team"),
        ]


class AuditPending(models.Model):
    """An event that no seal covers yet; written in the event's transaction."""

    event = models.OneToOneField(
        AuditEvent, on_delete=models.DO_NOTHING, primary_key=True, related_name="pending"
    )

    objects: models.Manager[AuditPending] = models.Manager()


class AuditSeal(models.Model):
    """One link of the chain."""

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.DO_NOTHING, related_name="seal")
    #: SHA-256 over the previous hash and the event, hexadecimal.
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    objects: models.Manager[AuditSeal] = models.Manager()


class AuditCheckQuerySet(RowQuerySet["AuditCheck"]):
    def running(self) -> AuditCheckQuerySet:
        return self.filter(ended_at=None)

    def ended(self) -> AuditCheckQuerySet:
        return self.exclude(ended_at=None)

    def visible_to(self, user: User) -> AuditCheckQuerySet:
        return self if user.has_role(Role.AUDITOR, Role.ADMINISTRATOR) else self.none()


class AuditCheck(Row):
    """The chain walked once from its beginning. The row is the message: whoever works next goes
    on after `position`; one runs at a time."""

    started_at = models.DateTimeField()
    #: The last link that was found to hold, and its hash.
    position = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    #: One sentence that names the first row that does not fit; empty if the chain holds.
    fault = models.CharField(max_length=200, blank=True, default="")

    objects = AuditCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(ended_at=None),
                name="auditcheck_one",
            ),
        ]
        indexes = [models.Index(fields=["-started_at"], name="auditcheck_newest")]
