"""Counts by others: N people as of a day, as a source says."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casetracker.domain.counting import BY_COUNTRY, LONGEST_SOURCE, Counted, Exactness
from casetracker.domain.words import INSTANCE_ROLES, STAFF_ROLES, Role
from casetracker.models.base import Row, RowQuerySet, one_of, word
from casetracker.models.team import country_code
from casetracker.models.user import User


class ObservationQuerySet(RowQuerySet["Observation"]):
    def visible_to(self, user: User) -> ObservationQuerySet:
        """What was published: for everybody but volunteers."""
        return self if user.has_role(*STAFF_ROLES, *INSTANCE_ROLES) else self.none()

    def editable_by(self, user: User) -> ObservationQuerySet:
        return self if user.has_role(Role.COORDINATOR) else self.none()

    def standing(self) -> ObservationQuerySet:
        return self.filter(withdrawn_at=None)


class Observation(Row):
    """Never edited: a mistake is withdrawn, what a source says later is another row."""

    counted = word(Counted)
    #: Of those, who is in or goes to this country, ISO 3166 alpha-2; empty: all.
    country = models.CharField(max_length=2, blank=True, validators=[country_code])
    number = models.PositiveIntegerField()
    exactness = word(Exactness, default=Exactness.EXACTLY)
    #: The day that the source speaks of.
    counted_on = models.DateField()
    #: Who says so, and where.
    source = models.CharField(max_length=LONGEST_SOURCE)
    recorded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(editable=False)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("counted", Counted, name="observation_counted"),
            one_of("exactness", Exactness, name="observation_exactness"),
            models.CheckConstraint(condition=~Q(source=""), name="observation_has_source"),
            models.CheckConstraint(
                condition=Q(country="") | Q(counted__in=sorted(map(str, BY_COUNTRY))),
                name="observation_country",
            ),
            models.UniqueConstraint(
                fields=["counted_on", "counted", "country", "source"],
                condition=Q(withdrawn_at__isnull=True),
                name="observation_once",
            ),
        ]
