"""Cases chosen by more than their columns: by name, by what somebody works on; counted."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef

from casetracker.domain.words import Role, Stage
from casetracker.models import Case, NameForm, Need, User
from casetracker.models.case import CaseQuerySet
from casetracker.selectors.prisoners import find_people


def search_cases(cases: CaseQuerySet, text: str) -> CaseQuerySet:
    """Those of `cases` whose person `text` names."""
    forms = NameForm.objects.filter(prisoner__in=cases.order_by().values("prisoner"))
    return cases.filter(prisoner__in=[hit.prisoner_id for hit in find_people(forms, text)])


def reachable_cases(user: User) -> CaseQuerySet:
    """Cases that `user` sees, and those of needs that `user` sees: a destination team works on
    a need without seeing its case."""
    needs = Need.objects.visible_to(user).filter(case=OuterRef("pk"))
    seen = Case.objects.visible_to(user).filter(pk=OuterRef("pk"))
    return Case.objects.filter(Exists(seen) | Exists(needs))


def count_cases(user: User) -> dict[str, int]:
    """How many cases stand in each stage: of all for an administrator, of those that are
    visible for everybody else."""
    is_administrator = user.has_role(Role.ADMINISTRATOR)
    cases = Case.objects.all() if is_administrator else Case.objects.visible_to(user)
    counted = cases.order_by().values_list("stage").annotate(count=Count("pk"))
    return {str(stage): 0 for stage in Stage} | dict(counted)
