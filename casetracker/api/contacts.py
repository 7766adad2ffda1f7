"""Contacts: relatives, friends and lawyers of a prisoner."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Country, Day, Line, Text, VisibleId, Word
from casetracker.api.filters import Filters, IdFilter, word_filter
from casetracker.api.masking import MaskedField, MaskedShown, MaskedViewSet, RevealBody
from casetracker.api.nouns import edited, made, verb
from casetracker.domain.contacts import Channel, ContactRelation, Safety, masked_number
from casetracker.models import Contact, Prisoner, User
from casetracker.models.base import choices
from casetracker.selectors.contacts import case_to_read
from casetracker.services.contacts import edit_contact, record_contact
from casetracker.services.reveals import reveal_case


class ContactShown(MaskedShown):
    name = MaskedField()
    phone = MaskedField(masked_number)
    messenger = MaskedField(masked_number)
    email = MaskedField(masked_number)
    address = MaskedField(masked_number)
    note = MaskedField(masked_number)
    safe_channels = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Contact
        fields = [
            "id",
            "version",
            "created_at",
            "prisoner",
            "relation",
            "country",
            "language",
            "safety",
            "safe_channels",
            "recheck_on",
            "is_masked",
            "name",
            "phone",
            "messenger",
            "email",
            "address",
            "note",
        ]
        read_only_fields = fields


class ContactTerms(Body):
    """Unless a channel is declared safe until a date, whoever lives within reach of the state
    that imprisons is not written to."""

    phone = Line(max_length=60, required=False, allow_blank=True)
    messenger = Line(max_length=120, required=False, allow_blank=True)
    email = Line(max_length=254, required=False, allow_blank=True)
    address = Text(max_length=1000, required=False, allow_blank=True)
    note = Text(max_length=5000, required=False, allow_blank=True)
    language = Line(max_length=2, required=False, allow_blank=True)
    safety = Word(Safety, required=False)
    safe_channels = serializers.ListField(
        child=serializers.ChoiceField(choices(Channel)), required=False, max_length=len(Channel)
    )
    recheck_on = Day(required=False, allow_null=True)


class ContactBody(ContactTerms):
    prisoner = VisibleId(Prisoner.objects.visible_to, source="prisoner_id")
    name = Line(max_length=200)
    relation = Word(ContactRelation)
    country = Country(required=False, allow_blank=True)


class ContactChanges(ContactTerms):
    name = Line(max_length=200, required=False)
    relation = Word(ContactRelation, required=False)
    country = Country(required=False, allow_blank=True)


class ContactFilters(Filters):
    prisoner = IdFilter("prisoner_id")
    relation = word_filter(ContactRelation)
    safety = word_filter(Safety)


class ContactViewSet(MaskedViewSet):
    """Who belongs to a prisoner. Names and numbers are masked until `reveal`, which asks why."""

    noun = "contacts"
    queryset = Contact.objects.none()
    serializer_class = ContactShown
    filterset_class = ContactFilters

    def rows(self, user: User) -> QuerySet[Contact]:
        contacts: QuerySet[Contact] = Contact.objects.visible_to(user)
        return contacts.select_related("prisoner").prefetch_related("prisoner__cases")

    @made(ContactBody)
    def create(self, **given: Any) -> Contact:
        return record_contact(**given)

    @edited(ContactChanges)
    def partial_update(self, contact: Contact, **given: Any) -> Contact:
        return edit_contact(contact_id=contact.pk, **given)

    @verb(RevealBody, versioned=False)
    def reveal(self, contact: Contact, actor: User, **given: Any) -> Contact:
        """Open the life-risk fields of the person's case to the caller for today."""
        reveal_case(actor=actor, case_id=case_to_read(actor, contact).pk, **given)
        return contact
