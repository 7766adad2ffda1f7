"""Identity documents, and the schemes that make them count for longer than is printed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, F, Q

from casetracker.domain.documents import DocumentKind, DocumentState
from casetracker.domain.words import ENDED_STAGES, ClockKind, Role
from casetracker.models.base import Editable, EditableQuerySet, found_by, one_of, word
from casetracker.models.case import Case, EditableCaseRowQuerySet
from casetracker.models.procedure import Procedure
from casetracker.models.quarantine import InPlace, in_quarantine
from casetracker.models.team import country_code
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField


class SchemeQuerySet(EditableQuerySet["Scheme"]):
    def visible_to(self, user: User) -> SchemeQuerySet:
        """Schemes are public; whoever works on files reads them."""
        return self if user.has_role(Role.COORDINATOR, Role.CASEWORKER) else self.none()

    def editable_by(self, user: User) -> SchemeQuerySet:
        return self if user.has_role(Role.COORDINATOR) else self.none()

    def counted(self) -> Any:
        """Each with `documents_in_use` that count by it, in files that somebody works on, and of
        how many `people`."""
        ended = [str(stage) for stage in ENDED_STAGES]
        in_use = Q(documents__state=DocumentState.IN_USE, documents__quarantine=None)
        in_use &= ~Q(documents__case__stage__in=ended)
        return self.annotate(
            documents_in_use=Count("documents", filter=in_use),
            people=Count("documents__case__prisoner", filter=in_use, distinct=True),
        )


class Scheme(Editable):
    """A rule by which documents of many count until one day: passports that are taken though they
    have run out, permits that are prolonged for all."""

    name = models.CharField(max_length=160, unique=True)
    #: Which country has it, ISO 3166 alpha-2.
    country = models.CharField(max_length=2, validators=[country_code])
    ends_on = models.DateField()
    source = models.CharField(max_length=300)
    checked_on = models.DateField()

    objects = SchemeQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="scheme_has_source")]

    def __str__(self) -> str:
        return self.name


class IdentityDocumentQuerySet(EditableCaseRowQuerySet):
    def in_use(self) -> IdentityDocumentQuerySet:
        """Of files that somebody works on."""
        ended = [str(stage) for stage in ENDED_STAGES]
        return self.filter(state=DocumentState.IN_USE).exclude(case__stage__in=ended)


class IdentityDocument(Editable):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    kind = word(DocumentKind)
    #: Who issued it, ISO 3166 alpha-2.
    country = models.CharField(max_length=2, blank=True, validators=[country_code])
    number = SealedTextField()
    issued_on = models.DateField(null=True, blank=True)
    #: Printed on it.
    expires_on = models.DateField(null=True, blank=True)
    #: What it counts by beyond that, or instead.
    scheme = models.ForeignKey(
        Scheme,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        db_index=False,
    )
    #: The procedure it belongs to: of a certificate, the application that is looked at.
    procedure = models.ForeignKey(
        Procedure,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="documents",
        db_index=False,
    )
    state = word(DocumentState, default=DocumentState.IN_USE)
    #: The one it took the place of: a certificate that was renewed.
    replaces = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaced_by",
        db_index=False,
    )
    note = SealedTextField()
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    quarantine = in_quarantine()

    objects = InPlace.from_queryset(IdentityDocumentQuerySet)()
    everything = IdentityDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        constraints = [
            one_of("kind", DocumentKind, name="identitydocument_kind"),
            one_of("state", DocumentState, name="identitydocument_state"),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=F("issued_on")),
                name="identitydocument_forward",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(replaces__isnull=False),
                name="identitydocument_replaced_once",
            ),
        ]
        indexes = [
            found_by("quarantine", name="identitydocument_quarantine"),
            found_by("scheme", name="identitydocument_scheme"),
            found_by("procedure", name="identitydocument_procedure"),
        ]

    def ends(self) -> dict[ClockKind, date | None]:
        """The two days on which it ends: its own, and that of the scheme it counts by."""
        return {
            ClockKind.DOCUMENT_EXPIRY: self.expires_on,
            ClockKind.SCHEME_EXPIRY: self.scheme.ends_on if self.scheme else None,
        }
