"""Lists are narrowed and ordered by what is said to be possible, and by nothing that is hidden."""

import pytest

from casetracker.api.filters import Filters
from casetracker.api.masking import MaskedField
from casetracker.api.nouns import NounViewSet
from casetracker.api.urls import NOUNS
from casetracker.domain.words import Role
from casetracker.vault.fields import SealedTextField
from tests.api.conftest import Caller, assert_problem

#: Names that a list might understand if it handed them to the database.
NAMES = [
    "_connector",
    "_negated",
    "pk__in",
    "caseworker__password",
    "prisoner__contacts__phone__startswith",
    "a.b",
    "a'b",
    "a\x1b[31m",
    "a\nb",
    "a\u202eb",
    "page",
    "x" * 5000,
]
BY_NOUN = pytest.mark.parametrize("view", NOUNS, ids=lambda view: view.noun)


def columns_of(view: type[NounViewSet]) -> set[str]:
    return {field.name for field in view.queryset.model._meta.get_fields()}  # type: ignore[union-attr]


def hidden_of(view: type[NounViewSet]) -> set[str]:
    """The columns of a noun that stand sealed, and what is shown masked."""
    fields = view.queryset.model._meta.get_fields()  # type: ignore[union-attr]
    sealed = {field.name for field in fields if isinstance(field, SealedTextField)}
    shown = view.serializer_class().fields if view.serializer_class else {}  # type: ignore[misc]
    return sealed | {name for name, field in shown.items() if isinstance(field, MaskedField)}


@pytest.fixture
def reader(make_user, team):
    """`reader(view)`: somebody who may list this noun."""

    def find(view: type[NounViewSet]) -> Caller:
        for role in Role:
            user = make_user(role, None if role in ("administrator", "auditor") else team)
            caller = Caller(user)
            if caller.get(f"{view.noun}/").status_code == 200:
                return caller
        raise AssertionError(view.noun)

    return find


@BY_NOUN
def test_only_filters_that_are_named_are_taken(view, reader):
    caller = reader(view)
    filters = set((view.filterset_class or Filters).base_filters)
    known = filters | {"page_size", "cursor", "ordering", "search"}
    for name in sorted({*NAMES, *columns_of(view), *hidden_of(view)} - known):
        answer = caller.get(f"{view.noun}/", {name: "1"})
        said = assert_problem(answer, 400)
        assert len(said["errors"]) == 1, name
        assert len(answer.content) < 5000, name


@BY_NOUN
def test_only_orderings_that_are_named_are_taken(view, reader):
    caller = reader(view)
    for name in sorted({*NAMES, *columns_of(view), *hidden_of(view)} - set(view.orderings)):
        for sign in ("", "-"):
            answer = caller.get(f"{view.noun}/", {"ordering": sign + name})
            assert_problem(answer, 400, "ordering")


@BY_NOUN
def test_no_list_is_narrowed_or_ordered_by_what_is_sealed_or_masked(view):
    offered = {*(view.filterset_class or Filters).base_filters, *view.orderings}
    hidden = hidden_of(view)
    assert not {name for name in offered if name.split("_")[0] in hidden or name in hidden}
