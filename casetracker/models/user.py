"""Who signs in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from casetracker.domain.words import INSTANCE_ROLES, Role
from casetracker.models.base import Editable, EditableQuerySet


def languages() -> list[tuple[str, str]]:
    """(code, own name) of every language there is a catalogue for, English first.

    A function, so that a further catalogue is no change of the table.
    """
    return list(settings.LANGUAGES)


def check_time_zone(name: str) -> None:
    """Raises `ValidationError` unless `name` is an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(
            "%(value)s is no IANA time zone; allowed are names such as Europe/Vilnius.",
            params={"value": name},
        )


class UserQuerySet(EditableQuerySet["User"]):
    def able(self) -> UserQuerySet:
        """Who may sign in and be told things: active and not frozen."""
        return self.filter(is_active=True, frozen_at=None)

    def coordinating(self, team_ids: Any) -> UserQuerySet:
        """Coordinators of any of the teams."""
        return self.filter(
            memberships__role=Role.COORDINATOR, memberships__team__in=team_ids
        ).distinct()

    def staff_of(self, team_ids: Any) -> UserQuerySet:
        """Coordinators and caseworkers of any of the teams."""
        return self.filter(
            memberships__role__in=[Role.COORDINATOR, Role.CASEWORKER],
            memberships__team__in=team_ids,
        ).distinct()

    def digest_due(self, *, now: datetime) -> UserQuerySet:
        """Whose digest hour has come; who has stopped mails has none."""
        return self.filter(next_digest_at__lte=now, mail_stopped_at=None)

    def visible_to(self, user: User) -> UserQuerySet:
        """Oneself; the members of teams one coordinates; everybody for administrator and
        auditor (`access.md`, "user, session, token")."""
        if user.has_role(*INSTANCE_ROLES):
            return self
        return self.known_to(user)

    def known_to(self, user: User) -> UserQuerySet:
        """Those of them whose address one is shown: not as an auditor, who lists everybody."""
        if user.has_role(Role.ADMINISTRATOR):
            return self
        own = user.team_ids(Role.COORDINATOR)
        return self.filter(Q(pk=user.pk) | Q(memberships__team__in=own)).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, Editable):  # type: ignore[django-manager-missing]  # of knox
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, choices=languages, default="en")
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])
    digest_hour = models.PositiveSmallIntegerField(default=9, validators=[MaxValueValidator(23)])
    #: Quiet hours in the user's zone, from inclusive, until exclusive; equal means none.
    quiet_from = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(23)])
    quiet_until = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(23)])
    #: Urgent mail comes in quiet hours too: that of staff always does, volunteers opt in.
    is_woken = models.BooleanField(default=False)
    #: Since when they want no mails; what is urgent for staff leaves all the same.
    mail_stopped_at = models.DateTimeField(null=True, blank=True)
    #: When the next digest is due; computed ahead so that packing reads an index.
    next_digest_at = models.DateTimeField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)
    deputy = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Languages a volunteer speaks, ISO 639-1.
    speaks = models.JSONField(default=list, blank=True)
    #: Where a volunteer works (ISO 3166 alpha-2), what they can do and on which days
    #: (`domain/volunteering.py`); empty: anywhere, anything, any day.
    works_in = models.JSONField(default=list, blank=True)
    skills = models.JSONField(default=list, blank=True)
    free_on = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    #: Raised to end every session and link at once.
    auth_epoch = models.PositiveIntegerField(default=0)
    address_failed_at = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)

    #: Of an instance that acts at a reception desk: which, and who sits at it. No column.
    seat: str = ""

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest_hour__lte=23), name="user_digest_hour"),
            models.CheckConstraint(
                condition=Q(quiet_from__lte=23) & Q(quiet_until__lte=23), name="user_quiet_hours"
            ),
            models.CheckConstraint(
                condition=~Q(deputy=models.F("id")) | Q(deputy=None), name="user_not_own_deputy"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_digest_at"],
                name="user_digest_due",
                condition=Q(next_digest_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As every edit, but signing in is none: it leaves the version as it is."""
        if set(kwargs.get("update_fields") or ()) == {"last_login"}:
            User.objects.filter(pk=self.pk).update(
                last_login=self.last_login, version=models.F("version")
            )
            return
        super().save(*args, **kwargs)

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    def roles(self) -> dict[str, set[Any]]:
        """Role → ids of the teams it is held in (None for roles without a team).

        Read once per instance, that is once per request: a change acts on the next one.
        """
        if not hasattr(self, "_roles"):
            self.know_roles(self.memberships.values_list("role", "team_id"))
        return self._roles

    def know_roles(self, held: Iterable[tuple[str, Any]]) -> None:
        """Take (role, team id) as what `roles()` would read, from whoever has just read it."""
        self._roles: dict[str, set[Any]] = {}
        for role, team_id in held:
            self._roles.setdefault(role, set()).add(team_id)

    def has_role(self, *roles: Role) -> bool:
        return any(role in self.roles() for role in roles)

    def team_ids(self, *roles: Role) -> set[Any]:
        """The teams in which the user holds one of `roles`."""
        return set().union(*(self.roles().get(role, set()) for role in roles))

    def _session_hash(self, secret: str | None = None) -> str:
        text = f"{self.password}:{self.auth_epoch}:{self.is_frozen}:{self.is_active}"
        return salted_hmac(
            "casetracker.session", text, secret=secret, algorithm="sha256"
        ).hexdigest()

    def get_session_auth_hash(self) -> str:
        """Compared with the session at every request: a new password, a freeze or a raised
        `auth_epoch` ends every session at once."""
        return self._session_hash()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        return self._session_hash(secret)
