"""How people sign in: their second factors, their sessions, and what was tried in vain."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from casetracker.domain.second_factors import ONE_EACH, FactorKind
from casetracker.models.base import Row, RowQuerySet, one_of, word
from casetracker.models.desk import Desk
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField


class SecondFactorQuerySet(RowQuerySet["SecondFactor"]):
    def visible_to(self, user: User) -> SecondFactorQuerySet:
        return self.filter(user=user)

    def opening(self) -> SecondFactorQuerySet:
        """Those with which one signs in; recovery codes only stand in for them."""
        return self.exclude(kind=FactorKind.RECOVERY)


class SecondFactor(Row):
    """An app, a passkey, or a person's recovery codes."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factors")
    kind = word(FactorKind)
    #: What its owner calls it: "telephone".
    name = models.CharField(max_length=60, blank=True)
    #: App: the shared secret, base32. Passkey: its public key, base64. Recovery: JSON list.
    secret = SealedTextField()
    #: App: the time step of the last code that was taken. Passkey: its signature counter.
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = SecondFactorQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", FactorKind, name="secondfactor_kind"),
            models.UniqueConstraint(
                fields=["user", "kind"],
                name="secondfactor_one_each",
                condition=Q(kind__in=[str(kind) for kind in ONE_EACH]),
            ),
        ]


class WebSessionQuerySet(RowQuerySet["WebSession"]):
    def visible_to(self, user: User) -> WebSessionQuerySet:
        return self.filter(user=user)

    def alive(self, *, now: datetime) -> WebSessionQuerySet:
        return self.filter(expires_at__gt=now)


class WebSession(Row):
    """A browser that knows a person, or has a sign-in begun."""

    #: SHA-256 of the cookie: a stolen table signs nobody in.
    key_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="sessions"
    )
    #: It is no sign-in but a reception desk, which `user` opened.
    desk = models.OneToOneField(
        Desk, null=True, blank=True, on_delete=models.CASCADE, related_name="session"
    )
    data = SealedTextField()
    #: "Firefox, Linux": what its owner recognises it by; no version, no address.
    device = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    #: To five minutes.
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = WebSessionQuerySet.as_manager()


class Attempts(models.Model):
    """How often something was tried in vain, by a keyed hash of who or from where."""

    key = models.CharField(max_length=80, primary_key=True)
    count = models.PositiveIntegerField(default=1)
    #: The last try of all, and the last that was looked at.
    tried_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(db_index=True)

    objects: models.Manager[Attempts] = models.Manager()
