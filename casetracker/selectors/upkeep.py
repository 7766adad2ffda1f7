"""What an operator asks an installation: how much there is, and whether it can be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db.models import Min

from casetracker.domain.words import EventKind
from casetracker.models import AuditPending, AuditSeal, Email, Heartbeat, Notice
from casetracker.models.base import Row
from casetracker.vault.fields import SealedTextField


def audit_counts() -> dict[str, int]:
    """How many events the chain holds, and how many wait for the sealer."""
    last = AuditSeal.objects.order_by("-position").values_list("position", flat=True).first()
    return {"sealed": last or 0, "unsealed": AuditPending.objects.count()}


def oldest_unsealed_at() -> datetime | None:
    """When the event was written that has waited longest for the sealer."""
    return AuditPending.objects.aggregate(at=Min("event__at"))["at"]


def oldest_urgent_at() -> datetime | None:
    """Since when the oldest urgent notice waits to be packed into a letter."""
    return Notice.objects.open().filter(is_urgent=True).aggregate(at=Min("created_at"))["at"]


def heartbeat_at(name: str) -> datetime | None:
    """When the recurring job `name` last completed."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def open_one_of_each() -> int:
    """Open one sealed value of every sealed column, as a proof that the key ring fits; returns
    how many there were.

    Raises `UnknownKey` or `CannotOpen` (`vault/`) for the first one that does not open.
    """
    opened = 0
    for model in apps.get_app_config("casetracker").get_models():
        for column in model._meta.get_fields():
            if isinstance(column, SealedTextField) and issubclass(model, Row):
                rows = model._default_manager.exclude(**{column.name: None})
                row = rows.order_by("pk").only(column.name).first()
                opened += row is not None and getattr(row, column.name) is not None
    return opened


@dataclass(frozen=True)
class Posted:
    """What has become of a letter."""

    state: str
    attempts: int
    code: int | None
    reason: str


def trial_mail(trial_id: UUID) -> Posted | None:
    """The letter of a test mail (`services/trial_mails.py`); None until it is packed."""
    key = f"event:{EventKind.TEST_MAIL}:{trial_id}"
    email = Email.objects.filter(notices__dedupe_key=key).first()
    if email is None:
        return None
    return Posted(email.state, email.attempts, email.smtp_code, email.reason)
