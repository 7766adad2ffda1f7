"""Consents: to what the person, or somebody for them, has agreed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers

from casetracker.api.bodies import Body, Day, Id, Text, VisibleId, Word
from casetracker.api.filters import Filters, FlagFilter, IdFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, made, verb
from casetracker.domain.contacts import ConsentAudience, ConsentBy, ConsentPurpose
from casetracker.models import Consent, Prisoner, User
from casetracker.services.consents import confirm_consent, record_consent, withdraw_consent


class ConsentShown(Shown):
    is_in_force = serializers.BooleanField(read_only=True)
    note = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Consent
        fields = [
            "id",
            "version",
            "created_at",
            "prisoner",
            "purpose",
            "audience",
            "given_by",
            "contact",
            "given_on",
            "expires_on",
            "withdrawn_at",
            "suspended_at",
            "is_in_force",
            "note",
        ]
        read_only_fields = fields


class ConsentBody(Body):
    """`given_on` is by default today."""

    prisoner = VisibleId(Prisoner.objects.visible_to, source="prisoner_id")
    purpose = Word(ConsentPurpose)
    audience = Word(ConsentAudience)
    given_by = Word(ConsentBy)
    given_on = Day(required=False)
    expires_on = Day(required=False, allow_null=True)
    contact = Id(source="contact_id", required=False, allow_null=True)
    note = Text(max_length=5000, required=False, allow_blank=True)


class ConsentFilters(Filters):
    shows = {"is_in_force": "is_in_force"}
    prisoner = IdFilter("prisoner_id")
    purpose = word_filter(ConsentPurpose)
    audience = word_filter(ConsentAudience)
    is_in_force = FlagFilter(method="by_force")

    def by_force(self, rows: Any, name: str, value: bool) -> QuerySet[Consent]:
        return rows.filter(is_in_force=value)


class ConsentViewSet(NounViewSet):
    """Purpose × audience, dated, withdrawable; suspended by a release where others gave it."""

    noun = "consents"
    queryset = Consent.objects.none()
    serializer_class = ConsentShown
    filterset_class = ConsentFilters

    def rows(self, user: User) -> QuerySet[Consent]:
        consents = Consent.objects.visible_to(user).with_force(on=timezone.now().date())
        return consents.select_related("prisoner").prefetch_related("prisoner__cases")

    @made(ConsentBody)
    def create(self, **given: Any) -> Consent:
        return record_consent(**given)

    @verb()
    def withdraw(self, consent: Consent, **given: Any) -> Consent:
        """Nothing further is disclosed; the record stays."""
        return withdraw_consent(consent_id=consent.pk, **given)

    @verb()
    def confirm(self, consent: Consent, **given: Any) -> Consent:
        """The freed person agrees to what others had agreed to for them."""
        return confirm_consent(consent_id=consent.pk, **given)
