"""The name a person is shown by, and finding cases by what somebody types."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from casetracker.domain.references import read_reference
from casetracker.domain.texts import UnreadableText
from casetracker.models import ActionCase, Label, NameForm, Task, User
from casetracker.models.case import CaseQuerySet
from casetracker.selectors.cases import search_cases
from casetracker.selectors.prisoners import matched_spellings

#: Longer searches are cut: no name is longer.
LONGEST = 120


def preferred_name(prisoner: str = "prisoner") -> Subquery:
    """The preferred spelling of the person at `prisoner`, as an annotation."""
    forms = NameForm.objects.filter(prisoner=OuterRef(prisoner), is_preferred=True)
    return Subquery(forms.values("text")[:1])


def cases_called(cases: CaseQuerySet, text: str) -> CaseQuerySet:
    """Those of `cases` that `text` names: by reference, by the words of a label in anybody's
    mail, or by a spelling of the person's name. Without text, all of them."""
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
    subjects = labelled(text)
    return found | cases.filter(pk__in=subjects) if subjects else found


def name_matches(shown: Iterable[dict[str, Any]], text: str) -> None:
    """Put into each of the cases `shown` with its name, as `matched`, the spelling of the name
    that is most like `text`. One statement."""
    named = [case for case in shown if case.get("name") is not None]
    forms = NameForm.objects.filter(prisoner__in=[case["prisoner"] for case in named])
    found = matched_spellings(forms, text)
    for case in named:
        case["matched"] = found.get(UUID(case["prisoner"]), "")


def labels_told(user: User, ids: Collection[UUID]) -> dict[UUID, str]:
    """Subject id → the two words that stand for it in `user`'s mail, where there are some."""
    told = Label.objects.visible_to(user).filter(subject_id__in=list(ids))
    return dict(told.values_list("subject_id", "words"))


def labelled(text: str) -> list[UUID]:
    """Ids of the cases for which two words stand in anybody's mail; mostly one.

    A volunteer reads their words out on the telephone: whoever may see the case finds it by
    them. Callers look among what their reader may see, so the words say nothing to others.
    """
    words = " ".join(text.lower().split())[:40]
    if words.count(" ") != 1:
        return []
    subjects = list(Label.objects.filter(words=words).values_list("subject_id", flat=True)[:20])
    if not subjects:
        return []
    tasks = Task.objects.filter(pk__in=subjects).values_list("case_id", flat=True)
    links = ActionCase.objects.filter(action__in=subjects).values_list("case_id", flat=True)
    return [*subjects, *tasks, *links]
