"""What leaves the system by two people, encrypted to one recipient, and is gone after a day."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from casetracker.domain.exports import READY_FOR, UNFINISHED, ExportState, ExportTable
from casetracker.domain.words import Role
from casetracker.models.approval import Approval
from casetracker.models.base import (
    Editable,
    EditableQuerySet,
    Row,
    RowQuerySet,
    found_by,
    one_of,
    word,
)
from casetracker.models.team import Team
from casetracker.models.user import User
from casetracker.models.wave import Wave
from casetracker.vault.fields import SealedBytesField, SealedTextField

_UNFINISHED = sorted(UNFINISHED)


class ExportQuerySet(EditableQuerySet["Export"]):
    def unfinished(self) -> ExportQuerySet:
        return self.filter(state__in=_UNFINISHED)

    def ready(self, *, now: datetime) -> ExportQuerySet:
        """What may be fetched now."""
        return self.filter(state=ExportState.READY, ready_at__gt=now - READY_FOR)

    def overdue(self, *, now: datetime) -> ExportQuerySet:
        return self.filter(state=ExportState.READY, ready_at__lte=now - READY_FOR)

    def visible_to(self, user: User) -> ExportQuerySet:
        """What one has asked for or agreed to; that there is one, for an auditor."""
        return self if user.has_role(Role.AUDITOR) else self.editable_by(user)

    def editable_by(self, user: User) -> ExportQuerySet:
        return self.filter(Q(requester=user) | Q(approval__approver=user))


class Export(Editable):
    """One export, its filter and how far it has come. The row stays when the files are gone."""

    requester = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    approval = models.ForeignKey(
        Approval,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="exports",
        db_index=False,
    )
    #: Whose files; null: of all teams.
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    #: Only those who left together.
    wave = models.ForeignKey(
        Wave, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    #: Only the requester's own files.
    is_own = models.BooleanField(default=False)
    #: With what could cost lives: contacts, health, who works on whom.
    has_p3 = models.BooleanField(default=False)
    #: Who receives it, by name; their OpenPGP key, its fingerprint.
    recipient = SealedTextField()
    key = SealedTextField()
    fingerprint = SealedTextField()
    state = word(ExportState, default=ExportState.ASKED)
    #: Files of a case that are in it, and how many there are; the last one.
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    last_case = models.UUIDField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", ExportState, name="export_state"),
            models.CheckConstraint(
                condition=Q(state__in=_UNFINISHED, ready_at=None, ended_at=None)
                | Q(state=ExportState.READY, ready_at__isnull=False, ended_at=None)
                | Q(state=ExportState.GONE, ready_at__isnull=False, ended_at__isnull=False)
                | Q(
                    state__in=[ExportState.CANCELLED, ExportState.FAILED],
                    ended_at__isnull=False,
                ),
                name="export_state_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="export_unfinished",
                condition=Q(state__in=_UNFINISHED),
            ),
            models.Index(fields=["ready_at"], name="export_ready", condition=Q(state="ready")),
            models.Index(fields=["requester", "-created_at"], name="export_requester"),
            models.Index(fields=["-created_at", "-id"], name="export_newest"),
            found_by("approval", name="export_approval"),
            found_by("team", name="export_team"),
            found_by("wave", name="export_wave"),
        ]


class ExportPart(Row):
    """One file of an export: an OpenPGP message, sealed once more."""

    export = models.ForeignKey(
        Export, on_delete=models.CASCADE, related_name="parts", db_index=False
    )
    number = models.PositiveIntegerField()
    table = word(ExportTable)
    row_count = models.PositiveIntegerField()
    #: Of what is fetched, in bytes.
    size = models.PositiveIntegerField()
    content = SealedBytesField(null=False, blank=False)

    objects: models.Manager[ExportPart] = RowQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("table", ExportTable, name="exportpart_table"),
            models.UniqueConstraint(fields=["export", "number", "table"], name="exportpart_once"),
        ]
