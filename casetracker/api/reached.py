"""Contacts that tasks and entries name: by a token only where one of its scopes opens contacts."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from casetracker.api.bodies import VisibleId
from casetracker.domain.scopes import scopes_allow
from casetracker.models import ApiToken, Contact

HIDDEN = {"contact": None, "channel": ""}


def sees_contacts(request: Request) -> bool:
    """Whether this request may name contacts at all, and be shown whom something goes to."""
    token = request.auth
    return not isinstance(token, ApiToken) or scopes_allow(token.scopes, "contacts", "read")


class ContactId(VisibleId):
    """Whom something goes to: a contact of the person's that the caller may see."""

    def __init__(self) -> None:
        super().__init__(Contact.objects.visible_to, source="contact_id", required=False)

    def to_internal_value(self, data: Any) -> Any:
        if not sees_contacts(self.context["request"]):
            raise serializers.ValidationError("The scopes of this token do not cover contacts.")
        return super().to_internal_value(data)
