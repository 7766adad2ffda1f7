"""One episode from arrest to release: charges, sentence, where it was served."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casetracker.domain.words import CorrespondenceState, Precision
from casetracker.models.base import Editable, EditableQuerySet, one_of, word
from casetracker.models.case import Case, EditableCaseRowQuerySet, case_is_own
from casetracker.models.team import country_code
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField


class FacilityQuerySet(EditableQuerySet["Facility"]):
    def visible_to(self, user: User) -> FacilityQuerySet:
        """Facilities are public knowledge: everybody who signs in."""
        return self


def home_country() -> str:
    """ISO 3166 code of the state that imprisons, where nothing else is said."""
    return str(settings.HOME_COUNTRY)


class Facility(Editable):
    #: What the spellings of one facility share, such as IK-04 (`domain/facilities.py`).
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    city = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, default=home_country, validators=[country_code])

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "facilities"

    def __str__(self) -> str:
        return self.name


class Detention(Editable):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="detentions")
    arrested_on = models.DateField(null=True, blank=True)
    arrested_precision = word(Precision, default=Precision.UNKNOWN)
    arrest_place = models.CharField(max_length=200, blank=True)
    agency = models.CharField(max_length=200, blank=True)
    warrant_shown = models.BooleanField(null=True, blank=True)
    verdict_on = models.DateField(null=True, blank=True)
    sentence_months = models.PositiveIntegerField(null=True, blank=True)
    regime = models.CharField(max_length=120, blank=True)
    expected_release_on = models.DateField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    released_precision = word(Precision, default=Precision.UNKNOWN)
    source = models.CharField(max_length=120, blank=True)
    observed_on = models.DateField(null=True, blank=True)

    objects = EditableCaseRowQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("arrested_precision", Precision, name="detention_arrested_precision"),
            one_of("released_precision", Precision, name="detention_released_precision"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(released_on__isnull=True), name="detention_one_running"
            ),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True)
                | Q(arrested_on__isnull=True)
                | Q(released_on__gte=models.F("arrested_on")),
                name="detention_forward",
            ),
        ]


class InDetentionQuerySet(EditableQuerySet):
    def visible_to(self, user: User) -> InDetentionQuerySet:
        return self.filter(case_is_own(user, "detention__case__"))

    editable_by = visible_to


class Charge(Editable):
    detention = models.ForeignKey(
        Detention, on_delete=models.CASCADE, related_name="charges", db_index=False
    )
    #: Article and part as the code writes them: 342 and 1; 361-4 and empty.
    article = models.CharField(max_length=20)
    part = models.CharField(max_length=20, blank=True)
    law = models.CharField(max_length=120, blank=True)
    verdict = models.CharField(max_length=120, blank=True)

    objects = InDetentionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["detention", "article", "part"], name="charge_once")
        ]


class Custody(Editable):
    """One stay in one facility."""

    detention = models.ForeignKey(Detention, on_delete=models.CASCADE, related_name="custodies")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="custodies")
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    correspondence = word(CorrespondenceState, default=CorrespondenceState.UNKNOWN)
    incommunicado_since = models.DateField(null=True, blank=True)
    lawyer_access = models.BooleanField(null=True, blank=True)

    objects = InDetentionQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "custodies"
        constraints = [
            one_of("correspondence", CorrespondenceState, name="custody_correspondence"),
            models.UniqueConstraint(
                fields=["detention"], condition=Q(until_on__isnull=True), name="custody_one_running"
            ),
        ]


class Hearing(Editable):
    """A day in court."""

    detention = models.ForeignKey(
        Detention, on_delete=models.CASCADE, related_name="hearings", db_index=False
    )
    scheduled_at = models.DateTimeField()
    court = models.CharField(max_length=200, blank=True)
    #: What came of it; empty while it lies ahead.
    outcome = models.CharField(max_length=200, blank=True)
    #: Moved to another day or called off.
    is_cancelled = models.BooleanField(default=False)
    note = SealedTextField()

    objects = InDetentionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["detention", "scheduled_at"], name="hearing_once")
        ]
