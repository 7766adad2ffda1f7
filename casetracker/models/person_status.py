"""Where a person stands: citizenship, documents, protection, each dated and sourced; and where
they want to live."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from casetracker.domain.documents import VALUES, Aspect
from casetracker.models.base import Row, RowQuerySet, choices, one_of, word
from casetracker.models.case import Case, CaseRowQuerySet
from casetracker.models.prisoner import Prisoner
from casetracker.models.team import country_code
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField


class PersonStatusQuerySet(RowQuerySet[Any]):
    def visible_to(self, user: User) -> PersonStatusQuerySet:
        """Seen by those who may read the inside of a case of the person."""
        own = Case.objects.readable_by(user).filter(prisoner=OuterRef("prisoner"))
        return self.filter(Exists(own))

    editable_by = visible_to

    def newest_first(self) -> PersonStatusQuerySet:
        """What holds now stands first of its aspect."""
        return self.order_by("-as_of", "-recorded_at", "-pk")


def _fits() -> Q:
    either = Q()
    for aspect, values in VALUES.items():
        either |= Q(aspect=aspect, value__in=[str(value) for value in values])
    return either


class PersonStatus(Row):
    """One thing that was known on a day, and who said so. Never edited: what turns out otherwise
    is another row."""

    prisoner = models.ForeignKey(
        Prisoner, on_delete=models.CASCADE, related_name="statuses", db_index=False
    )
    aspect = word(Aspect)
    value = models.CharField(
        max_length=24,
        choices=[choice for values in VALUES.values() for choice in choices(values)],
    )
    #: Of which country, ISO 3166 alpha-2; empty where it is of none, or not known.
    country = models.CharField(max_length=2, blank=True, validators=[country_code])
    as_of = models.DateField()
    source = SealedTextField()
    recorded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField()

    objects = PersonStatusQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "person statuses"
        constraints = [
            one_of("aspect", Aspect, name="personstatus_aspect"),
            models.CheckConstraint(condition=_fits(), name="personstatus_value"),
        ]
        indexes = [models.Index(fields=["prisoner", "aspect", "as_of"], name="personstatus_of")]


class CountryChoiceQuerySet(CaseRowQuerySet):
    def at(self, instant: Any) -> CountryChoiceQuerySet:
        """The choices that stood at `instant`."""
        return self.filter(from_at__lte=instant).filter(
            Q(until_at__isnull=True) | Q(until_at__gt=instant)
        )


class CountryChoice(Row):
    """The country a person chose to live in, from when until when. Never edited."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="country_choices", db_index=False
    )
    country = models.CharField(max_length=2, validators=[country_code])
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    #: Why, in the person's words.
    reason = SealedTextField()
    recorded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField()

    objects = CountryChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(until_at__isnull=True),
                name="countrychoice_one_running",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=models.F("from_at")),
                name="countrychoice_forward",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "from_at"], name="countrychoice_of"),
            models.Index(fields=["from_at", "country"], name="countrychoice_when"),
        ]
