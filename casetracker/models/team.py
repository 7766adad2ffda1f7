"""Teams and who belongs to them."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from casetracker.domain.contacts import HOSTILE_BY_DEFAULT
from casetracker.domain.words import INSTANCE_ROLES, Role
from casetracker.models.base import Editable, EditableQuerySet, Row, RowQuerySet, one_of, word
from casetracker.models.user import User

country_code = RegexValidator(
    r"^[A-Z]{2}$", "%(value)s is no ISO 3166 country code; allowed are two capitals such as LT."
)


def hostile_by_default() -> list[str]:
    return list(HOSTILE_BY_DEFAULT)


class TeamQuerySet(EditableQuerySet["Team"]):
    def visible_to(self, user: User) -> TeamQuerySet:
        if user.has_role(*INSTANCE_ROLES):
            return self
        return self.filter(memberships__user=user).distinct()

    def serving(self, country: str) -> TeamQuerySet:
        """Teams that receive people in `country` (ISO 3166 alpha-2)."""
        return self.filter(countries__country=country)


class Team(Editable):
    name = models.CharField(max_length=120, unique=True)
    #: Where its working days are counted, ISO 3166 alpha-2.
    country = models.CharField(max_length=2, validators=[country_code])

    #: Where the state that imprisons can reach people: nobody there is written to unasked.
    hostile_countries = models.JSONField(default=hostile_by_default, blank=True)

    objects = TeamQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class TeamCountry(Row):
    """A country that a team serves: releases to it become its work."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="countries", db_index=False
    )
    country = models.CharField(max_length=2, validators=[country_code], db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "country"], name="teamcountry_once")]


class MembershipQuerySet(RowQuerySet["Membership"]):
    def visible_to(self, user: User) -> MembershipQuerySet:
        if user.has_role(*INSTANCE_ROLES):
            return self
        return self.filter(Q(user=user) | Q(team__in=user.team_ids(Role.COORDINATOR)))


class Membership(Row):
    """(user, team, role); administrator and auditor belong to the instance, without a team."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    role = word(Role)
    #: Volunteers are offered work only once somebody has vetted them.
    vetted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    vetted_at = models.DateTimeField(null=True, blank=True)
    #: How many tasks a volunteer takes at once.
    capacity = models.PositiveSmallIntegerField(default=5)
    created_at = models.DateTimeField(editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("role", Role, name="membership_role"),
            models.UniqueConstraint(
                fields=["user", "team", "role"],
                name="membership_once",
                condition=Q(team__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                name="membership_once_instance",
                condition=Q(team__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=True, role__in=sorted(INSTANCE_ROLES))
                | (Q(team__isnull=False) & ~Q(role__in=sorted(INSTANCE_ROLES))),
                name="membership_team_fits_role",
            ),
        ]
