from inspect import getsource
from pathlib import Path

import pytest
from django.urls import get_resolver, path
from rest_framework import serializers
from rest_framework.viewsets import ViewSet

from casetracker.api.filters import Filters
from casetracker.api.nouns import VERBS
from casetracker.api.urls import NOUNS
from casetracker.domain.permissions import RIGHTS, all_fields
from casetracker.domain.scopes import READING
from casetracker.selectors.rights import NOUNS as NOUN_OF_MODEL
from casetracker.web.urls import urlpatterns
from tests.house.access import field_faults, idle_rights, route_faults, routes
from tests.rights.factories import FACTORIES

ALL_ROUTES = list(routes(get_resolver().url_patterns))
RIGHTS_TESTS = Path(__file__).parents[1] / "rights"
#: Verbs of many nouns that take no body.
BODILESS = {"accept", "decline", "done", "cancel", "withdraw", "confirm", "resume", "remove"}
BODILESS |= {"meet", "undo", "approve", "same", "different", "later", "ask_again", "commit"}


def test_every_route_has_a_row_in_the_access_matrix():
    assert route_faults(ALL_ROUTES, RIGHTS, VERBS) == []


def test_every_right_has_a_route():
    assert idle_rights(ALL_ROUTES, RIGHTS, VERBS) == []


@pytest.mark.parametrize("view", NOUNS, ids=lambda view: view.noun)
def test_every_serializer_field_is_listed_for_its_role(view):
    assert field_faults(view.noun, view.serializer_class().fields, RIGHTS[view.noun]) == []


@pytest.mark.parametrize("view", NOUNS, ids=lambda view: view.noun)
def test_every_filter_and_ordering_says_which_shown_field_it_speaks_of(view):
    filters = view.filterset_class or Filters
    said = {filters.field_shown(name) for name in (*filters.base_filters, *view.orderings)}
    assert said <= all_fields(view.noun)


@pytest.mark.parametrize("view", NOUNS, ids=lambda view: view.noun)
def test_no_list_is_ordered_by_a_column_that_may_be_null(view):
    model = view.queryset.model
    columns = set(view.orderings.values()) - {"due_at" if view.noun == "cases" else ""}
    assert [c for c in columns if model._meta.get_field(c).null] == []
    assert view.ordering.lstrip("-") in view.orderings


def test_every_noun_of_the_matrix_has_a_model():
    assert set(NOUN_OF_MODEL.values()) == set(RIGHTS)


def test_every_noun_of_the_matrix_is_asked_for_by_everybody():
    """`tests/rights` asks every route of a noun that has a factory there."""
    assert set(FACTORIES) == set(RIGHTS), "write @noun(...) in tests/rights/nouns*.py for each"


@pytest.mark.parametrize("noun", sorted(RIGHTS))
def test_every_verb_that_takes_a_body_has_one_in_the_factory_of_its_noun(noun):
    """`tests/rights` takes longer: here one learns at once that something is to be written."""
    said = getsource(FACTORIES[noun])
    verbs = {verb for grant in RIGHTS[noun] for verb in grant.verbs} - READING - BODILESS
    lacking = {verb for verb in verbs if f'"{verb}"' not in said}
    assert lacking == set(), f"{FACTORIES[noun].__module__}: say a body for each, {{}} for none"


def test_every_page_is_visited_by_everybody():
    text = "".join(file.read_text() for file in RIGHTS_TESTS.glob("visits_of_*.py"))
    asked = {one.name for one in urlpatterns if not hasattr(one.callback, "is_public")}
    lacking = {name for name in asked if f'"{name}"' not in text}
    assert lacking == set(), "yield a Visit of each in tests/rights/visits_of_*.py"


class Loose(ViewSet):
    noun = "cases"

    def list(self, request):
        raise NotImplementedError

    def explode(self, request):
        raise NotImplementedError


def test_a_route_without_a_row_is_reported():
    loose = [
        path("cases/", Loose.as_view({"get": "list"})),
        path("cases/explode/", Loose.as_view({"post": "explode"})),
        path("page/", lambda request: None, name="page"),
    ]
    assert route_faults(routes(loose), RIGHTS, VERBS) == [
        "cases/explode/ asks for cases: explode, of which no row speaks",
        "page/ asks for no right",
    ]


def test_a_right_without_a_route_is_reported():
    assert idle_rights([], {"rules": RIGHTS["rules"]}, VERBS) == ["rules: create", "rules: read"]


def test_a_field_that_is_listed_for_no_role_is_reported():
    class Open(serializers.Serializer):
        id = serializers.UUIDField()
        address = serializers.CharField()

    assert field_faults("rules", Open().fields, RIGHTS["rules"])[0] == (
        "rules: address is listed for no role"
    )
