"""E-mails: the outbox. No address and no text: both are made when a letter is delivered."""

from __future__ import annotations

from django.db.models import QuerySet

from casetracker.api.filters import Filters, IdFilter, InstantFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown
from casetracker.domain.words import EmailKind, EmailState
from casetracker.models import Email, User


class EmailShown(Shown):
    class Meta:
        model = Email
        fields = [
            "id",
            "recipient",
            "kind",
            "digest_on",
            "state",
            "created_at",
            "next_attempt_at",
            "attempts",
            "first_attempt_at",
            "sent_at",
            "smtp_code",
            "reason",
        ]
        read_only_fields = fields


class EmailFilters(Filters):
    state = word_filter(EmailState)
    kind = word_filter(EmailKind)
    recipient = IdFilter("recipient_id")
    created_at_after = InstantFilter("created_at", lookup_expr="gte")
    created_at_before = InstantFilter("created_at", lookup_expr="lt")


class EmailViewSet(NounViewSet):
    """The outbox: letters and what became of them, without address and text."""

    noun = "emails"
    queryset = Email.objects.none()
    serializer_class = EmailShown
    filterset_class = EmailFilters

    def rows(self, user: User) -> QuerySet[Email]:
        return Email.objects.visible_to(user)
