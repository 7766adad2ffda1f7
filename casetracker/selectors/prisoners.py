"""People, found by what they are called."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from casetracker.domain.fold import fold
from casetracker.models import NameForm, Prisoner


def spelled(text: str) -> QuerySet[NameForm]:
    """Spellings in which every word of `text` begins a word; none for a text without words."""
    words = fold(text).split()
    begins = Q()
    for word in words:
        begins &= Q(key__startswith=word) | Q(key__contains=f" {word}")
    return NameForm.objects.filter(begins) if words else NameForm.objects.none()


def people_called(prisoners: QuerySet[Prisoner], text: str) -> QuerySet[Prisoner]:
    """Those of `prisoners` whom `text` names."""
    return prisoners.filter(Exists(spelled(text).filter(prisoner=OuterRef("pk"))))
