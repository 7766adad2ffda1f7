"""Life-risk fields: masked in every list, in clear for whoever opened the case today.

Each reading in clear leaves its audit event in the transaction in which it happens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from rest_framework import serializers

from casetracker.api.bodies import Body, Word
from casetracker.api.nouns import NounViewSet, Shown
from casetracker.domain.contacts import RevealPurpose, masked
from casetracker.selectors.contacts import case_to_read, is_open_to
from casetracker.services.reveals import note_reading


class MaskedField(serializers.CharField):
    """A sealed text: `mask(text)` unless the view says that the row is open."""

    def __init__(self, mask: Callable[[str | None], str] = masked, **options: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **options)
        self.mask = mask

    def to_representation(self, value: Any) -> str:
        return str(value) if self.context.get("in_clear") else self.mask(str(value))


class MaskedShown(Shown):
    is_masked = serializers.SerializerMethodField()

    def get_is_masked(self, row: Any) -> bool:
        return not self.context.get("in_clear")


class RevealBody(Body):
    """Asked once per case and day; what is opened stays open to the caller until midnight UTC."""

    purpose = Word(RevealPurpose)


class MaskedViewSet(NounViewSet):
    """Rows whose life-risk fields are masked."""

    def show(self, row: Any) -> Any:
        if self.action == "list":
            return super().show(row)
        user, now = self.request.user, timezone.now()
        with transaction.atomic():
            case = case_to_read(user, row)
            is_open = case is not None and is_open_to(user, case.pk, now=now)
            if case is not None and is_open:
                note_reading([row], actor=user, case=case, now=now)
            context = {**self.get_serializer_context(), "in_clear": is_open}
            return self.get_serializer_class()(row, context=context).data
