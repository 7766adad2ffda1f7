"""What an operator asks an installation: how much there is, and whether it can be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min

from casetracker.domain.calendars import is_zone
from casetracker.domain.words import EventKind
from casetracker.models import AuditCheck, AuditPending, AuditSeal, Email, Heartbeat, User
from casetracker.vault.columns import sealed_columns


def audit_counts() -> dict[str, int]:
    """How many events the chain holds, and how many wait for the sealer."""
    last = AuditSeal.objects.order_by("-position").values_list("position", flat=True).first()
    return {"sealed": last or 0, "unsealed": AuditPending.objects.count()}


def oldest_unsealed_at() -> datetime | None:
    """When the event was written that has waited longest for the sealer."""
    return AuditPending.objects.aggregate(at=Min("event__at"))["at"]


def last_audit_check() -> AuditCheck | None:
    """The latest walk along the audit chain that came to its end, or to a row that does not fit."""
    return AuditCheck.objects.ended().order_by("-started_at").first()


def vanished_zones() -> dict[str, int]:
    """Time zones that people have chosen and the tz database does not know any more, with how
    many people; their days are UTC's until they choose another."""
    chosen = User.objects.able().order_by("time_zone").values("time_zone")
    rows = chosen.annotate(people=Count("pk")).values_list("time_zone", "people")
    return {zone: people for zone, people in rows if not is_zone(zone)}


def readers_without_digest() -> int:
    """How many people who may sign in have no next digest: they would wait for ever. Who has
    stopped mails wants none."""
    return User.objects.able().filter(next_digest_at=None, mail_stopped_at=None).count()


def heartbeat_at(name: str) -> datetime | None:
    """When the recurring job `name` last completed."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def open_one_of_each() -> int:
    """Open one sealed value of every sealed column, as a proof that the key ring fits; returns
    how many there were.

    Raises `UnknownKey` or `CannotOpen` (`vault/`) for the first one that does not open.
    """
    opened = 0
    for column in sealed_columns():
        name = column.field.name
        rows = column.model._default_manager.exclude(**{name: None})
        row = rows.order_by("pk").only(name).first()
        opened += row is not None and getattr(row, name) is not None
    return opened


def values_of_other_keys() -> int:
    """How many sealed values hold another key than the ring's first one."""
    return sum(column.count_of_other_keys() for column in sealed_columns())


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
