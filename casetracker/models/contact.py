"""Relatives, friends and lawyers of a prisoner: everything that names or finds them is sealed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from casetracker.domain.contacts import ContactRelation, RevealPurpose, Safety
from casetracker.models.base import Editable, EditableQuerySet, Row, RowQuerySet, one_of, word
from casetracker.models.case import Case
from casetracker.models.desk import Desk
from casetracker.models.prisoner import Prisoner
from casetracker.models.team import country_code
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField

#: What is shown masked and opened with a purpose.
SEALED = ("name", "phone", "messenger", "email", "address", "note")


class OfPrisonerQuerySet(EditableQuerySet[Any]):
    """Rows that hang on a prisoner: seen by those who may read the inside of a case."""

    def visible_to(self, user: User) -> Any:
        own = Case.objects.readable_by(user).filter(prisoner=OuterRef("prisoner"))
        return self.filter(Exists(own))

    editable_by = visible_to


class Contact(Editable):
    prisoner = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="contacts")
    #: The file on which it was recorded: whoever keeps that file is reminded.
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts")
    relation = word(ContactRelation)
    #: Where they live, ISO 3166 alpha-2; empty if not known.
    country = models.CharField(max_length=2, blank=True, validators=[country_code])
    #: Which language they speak, ISO 639-1.
    language = models.CharField(max_length=2, blank=True)
    safety = word(Safety, default=Safety.UNKNOWN)
    #: Channels that somebody declared safe; they count while `safety` is safe.
    safe_channels = models.JSONField(default=list, blank=True)
    #: When it must be asked again whether it still is.
    recheck_on = models.DateField(null=True, blank=True)
    name = SealedTextField()
    phone = SealedTextField()
    messenger = SealedTextField()
    email = SealedTextField()
    address = SealedTextField()
    note = SealedTextField()
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = OfPrisonerQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("relation", ContactRelation, name="contact_relation"),
            one_of("safety", Safety, name="contact_safety"),
        ]


class RevealQuerySet(RowQuerySet["Reveal"]):
    def visible_to(self, user: User) -> RevealQuerySet:
        return self.filter(user=user)


class Reveal(Row):
    """Somebody opened what is masked on a case, for a purpose; it stays open to them that day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reveals")
    purpose = word(RevealPurpose)
    #: The day, in UTC.
    on = models.DateField()
    at = models.DateTimeField()
    #: Neither the reader's own case nor of a wave that is being received: it counts.
    is_watched = models.BooleanField(default=False)
    #: Of a wave that is being received: it counts towards the desk's own ceiling.
    is_desk = models.BooleanField(default=False)
    #: Opened at a reception desk, and there alone.
    desk = models.ForeignKey(
        Desk, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    objects = RevealQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("purpose", RevealPurpose, name="reveal_purpose"),
            models.UniqueConstraint(
                fields=["user", "case", "on"], condition=Q(desk=None), name="reveal_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["desk", "case", "on"],
                condition=Q(desk__isnull=False),
                name="reveal_once_a_day_at_a_desk",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "at"], name="reveal_of_user"),
            models.Index(
                fields=["desk", "at"], name="reveal_at_desk", condition=Q(desk__isnull=False)
            ),
        ]
