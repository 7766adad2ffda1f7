"""What the law of a country says about procedures, as far as it was looked up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casetracker.domain.country_facts import FactTopic
from casetracker.domain.procedures import DayUnit, ProcedureKind, ProcedureStage
from casetracker.domain.words import Role
from casetracker.models.base import Editable, EditableQuerySet, one_of, word
from casetracker.models.team import country_code
from casetracker.models.user import User


class CountryFactQuerySet(EditableQuerySet["CountryFact"]):
    def visible_to(self, user: User) -> CountryFactQuerySet:
        """Laws are public; whoever works on files reads them."""
        return self if user.has_role(Role.COORDINATOR, Role.CASEWORKER) else self.none()

    def editable_by(self, user: User) -> CountryFactQuerySet:
        return self if user.has_role(Role.COORDINATOR) else self.none()


class CountryFact(Editable):
    #: ISO 3166 alpha-2.
    country = models.CharField(max_length=2, validators=[country_code])
    kind = word(ProcedureKind)
    #: Empty: at every stage. A period to appeal against a decision upon an appeal stands at
    #: that stage.
    stage = word(ProcedureStage, blank=True)
    topic = word(FactTopic)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = word(DayUnit, blank=True)
    is_so = models.BooleanField(null=True, blank=True)
    text = models.TextField(blank=True)
    #: Who says so: a law with its article, an office, a lawyer.
    source = models.CharField(max_length=300)
    checked_on = models.DateField()
    checked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = CountryFactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", ProcedureKind, name="countryfact_kind"),
            one_of("topic", FactTopic, name="countryfact_topic"),
            models.CheckConstraint(
                condition=Q(stage__in=["", *map(str, ProcedureStage)]), name="countryfact_stage"
            ),
            models.CheckConstraint(
                condition=Q(unit__in=["", *map(str, DayUnit)]), name="countryfact_unit"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="countryfact_has_source"),
            models.UniqueConstraint(
                fields=["country", "kind", "stage", "topic"], name="countryfact_once"
            ),
        ]
