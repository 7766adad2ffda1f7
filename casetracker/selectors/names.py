"""The name a person is shown by, and finding cases by what somebody types."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import OuterRef, Subquery

from casetracker.domain.references import read_reference
from casetracker.domain.texts import UnreadableText
from casetracker.models import ActionCase, Label, NameForm, Task, User
from casetracker.models.case import CaseQuerySet
from casetracker.selectors.cases import search_cases

#: Longer searches are cut: no name is longer.
LONGEST = 120


def preferred_name(prisoner: str = "prisoner") -> Subquery:
    """The preferred spelling of the person at `prisoner`, as an annotation."""
    forms = NameForm.objects.filter(prisoner=OuterRef(prisoner), is_preferred=True)
    return Subquery(forms.values("text")[:1])


def cases_called(cases: CaseQuerySet, text: str, user: User) -> CaseQuerySet:
    """Those of `cases` that `text` names: by reference, by the words of a label that was told
    to `user`, or by a spelling of the person's name. Without text, all of them."""
    text = text.strip()[:LONGEST]
    if not text:
        return cases
    reference = read_reference(text)
    if reference is not None:
        return cases.filter(reference=reference)
    try:
        found = search_cases(cases, text)
    except UnreadableText:
        return cases.none()
    subjects = labelled(text, user)
    return found | cases.filter(pk__in=subjects) if subjects else found


def labels_told(user: User, ids: Collection[UUID]) -> dict[UUID, str]:
    """Subject id → the two words that stand for it in `user`'s mail, where there are some."""
    told = Label.objects.visible_to(user).filter(subject_id__in=list(ids))
    return dict(told.values_list("subject_id", "words"))


def labelled(text: str, user: User) -> list[UUID]:
    """Ids of the cases for which two words stand to `user` in their mail; mostly one."""
    words = " ".join(text.lower().split())[:40]
    told = Label.objects.visible_to(user).filter(words=words).values_list("subject_id", flat=True)
    subject = told.first() if words.count(" ") == 1 else None
    if subject is None:
        return []
    tasks = Task.objects.filter(pk=subject).values_list("case_id", flat=True)
    links = ActionCase.objects.filter(action=subject).values_list("case_id", flat=True)
    return [subject, *tasks, *links]
