"""The person: inside, free or dead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Right

from casetracker.domain.skeleton import parts_of, readings, shortened
from casetracker.domain.words import NameKind, Precision, RelationshipKind, Role, Sex
from casetracker.models.base import (
    Editable,
    EditableQuerySet,
    Row,
    RowQuerySet,
    found_by,
    new_id,
    one_of,
    word,
)
from casetracker.models.quarantine import InPlace, in_quarantine
from casetracker.models.user import User


class PrisonerQuerySet(EditableQuerySet["Prisoner"]):
    def visible_to(self, user: User) -> PrisonerQuerySet:
        """People whose case one may see; staff also see whom they entered without a case yet."""
        teams = user.team_ids(Role.COORDINATOR, Role.CASEWORKER)
        model: Any = self.model.cases.rel.related_model
        cases = model.objects.filter(prisoner=OuterRef("pk"), team__in=teams)
        own = Q(created_by=user) if teams else Q(pk__in=[])
        return self.filter(Exists(cases) | own)

    def editable_by(self, user: User) -> PrisonerQuerySet:
        """People whose case one may write; and whom one entered oneself."""
        model: Any = self.model.cases.rel.related_model
        cases = model.objects.filter(prisoner=OuterRef("pk")).editable_by(user)
        return self.visible_to(user).filter(Exists(cases) | Q(created_by=user))


class Prisoner(Editable):
    sex = word(Sex, default=Sex.UNKNOWN)
    born_on = models.DateField(null=True, blank=True)
    born_precision = word(Precision, default=Precision.UNKNOWN)
    #: Three separate facts: most deportees are stateless only de facto.
    citizenship_status = models.CharField(max_length=40, blank=True)
    document_status = models.CharField(max_length=40, blank=True)
    protection_status = models.CharField(max_length=40, blank=True)
    occupation = models.CharField(max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        db_index=False,
    )
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    quarantine = in_quarantine()

    objects = InPlace.from_queryset(PrisonerQuerySet)()
    everything = PrisonerQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("sex", Sex, name="prisoner_sex"),
            one_of("born_precision", Precision, name="prisoner_born_precision"),
            models.CheckConstraint(
                condition=Q(born_on__isnull=True, born_precision=Precision.UNKNOWN)
                | (Q(born_on__isnull=False) & ~Q(born_precision=Precision.UNKNOWN)),
                name="prisoner_born_has_precision",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="prisoner_not_merged_into_self",
            ),
        ]
        indexes = [
            found_by("quarantine", name="prisoner_quarantine"),
            found_by("merged_into", name="prisoner_merged"),
        ]


class NameSkeleton(Row):
    """How the drawers of `NameForm.rough` are found: whatever a family name may be read as, what
    is left of that without one letter, and each part of a double name, → the bones it is filed
    under. A few rows per family name of the register, however many bear it; says nothing about
    anybody."""

    key = models.CharField(max_length=60)
    bones = models.CharField(max_length=60)

    objects: models.Manager[NameSkeleton] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "bones"], name="nameskeleton_once")]


def file_skeletons(roughs: Iterable[str], table: Any = NameSkeleton) -> None:
    """See to it that the drawers `roughs` are found. Part of every write of names.

    `table` is for migrations, which know the table as of then.
    """
    wanted = {bones: readings(bones)[0] for bones in {r.rpartition("|")[0] for r in roughs} - {""}}
    if not wanted:
        return
    filed = table.objects.filter(key__among=set(wanted.values()), bones__among=wanted)
    there = set(filed.values_list("key", "bones"))
    # In one order: two writers of the same names wait for each other instead of both giving up.
    fresh = sorted(
        (key, bones)
        for bones, first in wanted.items()
        if (first, bones) not in there
        for key in shortened(frozenset(readings(bones))) | parts_of(bones)
    )
    table.objects.bulk_create(
        [table(id=new_id(), key=key, bones=bones) for key, bones in fresh], ignore_conflicts=True
    )


class FiledQuerySet(RowQuerySet[Any]):
    """Rows with a column `rough`: whatever way they are written, their drawer is found."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        objs = list(objs)
        file_skeletons(obj.rough for obj in objs)
        return super().bulk_create(objs, *args, **kwargs)


class NameFormQuerySet(FiledQuerySet):
    def visible_to(self, user: User) -> NameFormQuerySet:
        return self.filter(prisoner__in=Prisoner.objects.visible_to(user))


class NameForm(Row):
    """One spelling of a person's name."""

    prisoner = models.ForeignKey(
        Prisoner, on_delete=models.CASCADE, related_name="names", db_index=False
    )
    text = models.CharField(max_length=300)
    family = models.CharField(max_length=120, blank=True)
    given = models.CharField(max_length=120, blank=True)
    patronymic = models.CharField(max_length=120, blank=True)
    #: ISO 15924, such as Cyrl or Latn; empty if mixed or not known.
    script = models.CharField(max_length=4, blank=True)
    #: ISO 639-1; empty if not known.
    language = models.CharField(max_length=8, blank=True)
    kind = word(NameKind, default=NameKind.PRESS)
    #: The spelling shown in lists; exactly one per prisoner.
    is_preferred = models.BooleanField(default=False)
    #: What an exact repeat is found by (`domain/names.py`); empty for placeholders, which
    #: must never match each other.
    key = models.CharField(max_length=300, blank=True)
    #: The drawer in which a spelling is looked for (`domain/likeness.py`): bones of the family
    #: name|class of the given name's first letter. Empty as `key` is.
    rough = models.CharField(max_length=120, blank=True)
    #: The person's birth date and last arrest as ISO 8601; empty if not known to the day. They
    #: stand here so that of the people in a drawer only those are looked at who were born in the
    #: year that is asked for (`services/name_dates.py`).
    born = models.CharField(max_length=10, blank=True)
    arrested = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(editable=False)

    objects = NameFormQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", NameKind, name="nameform_kind"),
            models.CheckConstraint(condition=~Q(text=""), name="nameform_not_empty"),
            models.UniqueConstraint(fields=["prisoner", "text"], name="nameform_once"),
            models.UniqueConstraint(
                fields=["prisoner"], condition=Q(is_preferred=True), name="nameform_one_preferred"
            ),
        ]
        indexes = [
            # With the words, a search sees which names lie in a drawer without a look at the rows.
            models.Index(
                fields=["rough", "family", "given"], name="nameform_drawer", condition=~Q(rough="")
            ),
            # Lists ask by the very name and year of birth or arrest; by drawer and year of birth,
            # or day of the year; by birthday and initial, or arrest.
            models.Index(
                fields=["key", "born", "arrested"], name="nameform_called", condition=~Q(key="")
            ),
            models.Index(fields=["rough", "born"], name="nameform_year", condition=~Q(rough="")),
            models.Index(
                "rough", Right("born", 5), name="nameform_day", condition=~Q(rough="") & ~Q(born="")
            ),
            models.Index(
                "born",
                Right("rough", 1),
                "arrested",
                name="nameform_born",
                condition=~Q(born=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        file_skeletons([self.rough])
        super().save(*args, **kwargs)


class RelationshipQuerySet(EditableQuerySet["Relationship"]):
    def visible_to(self, user: User) -> RelationshipQuerySet:
        """Both ends must be visible: the link says something about each."""
        seen = Prisoner.objects.visible_to(user)
        return self.filter(prisoner__in=seen, relative__in=seen)


class Relationship(Editable):
    """`relative` is the `kind` of `prisoner`: father freed, son still inside."""

    prisoner = models.ForeignKey(
        Prisoner, on_delete=models.CASCADE, related_name="relationships", db_index=False
    )
    relative = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="+")
    kind = word(RelationshipKind)

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", RelationshipKind, name="relationship_kind"),
            models.UniqueConstraint(
                fields=["prisoner", "relative", "kind"], name="relationship_once"
            ),
            models.CheckConstraint(
                condition=~Q(prisoner=F("relative")), name="relationship_not_to_self"
            ),
        ]
