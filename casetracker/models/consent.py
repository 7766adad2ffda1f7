"""To what the person, or somebody for them, has agreed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case as Either
from django.db.models import F, Q, When

from casetracker.domain.contacts import ConsentAudience, ConsentBy, ConsentPurpose
from casetracker.models.base import Editable, found_by, one_of, word
from casetracker.models.case import Case
from casetracker.models.contact import Contact, OfPrisonerQuerySet
from casetracker.models.prisoner import Prisoner
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField


class ConsentQuerySet(OfPrisonerQuerySet):
    def given_by_others(self) -> ConsentQuerySet:
        """Neither withdrawn nor suspended, and not by the person."""
        standing = self.filter(withdrawn_at=None, suspended_at=None)
        return standing.exclude(given_by=ConsentBy.PERSON)

    def in_force(self, *, on: date) -> ConsentQuerySet:
        """Given, neither withdrawn nor suspended, not run out."""
        return self.filter(_holds(on))

    def with_force(self, *, on: date) -> Any:
        """Each row says by `is_in_force` whether it is."""
        holds = Either(
            When(_holds(on), then=True), default=False, output_field=models.BooleanField()
        )
        return self.annotate(is_in_force=holds)


def _holds(on: date) -> Q:
    return Q(
        Q(expires_on__isnull=True) | Q(expires_on__gte=on),
        given_on__lte=on,
        withdrawn_at=None,
        suspended_at=None,
    )


class Consent(Editable):
    prisoner = models.ForeignKey(
        Prisoner, on_delete=models.CASCADE, related_name="consents", db_index=False
    )
    #: The file on which it was recorded: whoever keeps that file is reminded.
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consents")
    purpose = word(ConsentPurpose)
    audience = word(ConsentAudience)
    given_by = word(ConsentBy)
    #: The relative or lawyer who gave it, where they are recorded.
    contact = models.ForeignKey(
        Contact,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="consents",
        db_index=False,
    )
    given_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    #: Set by a release where others had agreed: until the person decides.
    suspended_at = models.DateTimeField(null=True, blank=True)
    #: How it was given: a call, a letter, a signed form.
    note = SealedTextField()
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("purpose", ConsentPurpose, name="consent_purpose"),
            one_of("audience", ConsentAudience, name="consent_audience"),
            one_of("given_by", ConsentBy, name="consent_given_by"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("given_on")),
                name="consent_forward",
            ),
        ]
        indexes = [
            models.Index(fields=["prisoner", "purpose", "audience"], name="consent_of"),
            found_by("contact", name="consent_contact"),
        ]
