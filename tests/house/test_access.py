import re

import pytest
from django.urls import get_resolver, path
from rest_framework import serializers
from rest_framework.viewsets import ViewSet

from casetracker.api.filters import Filters
from casetracker.api.nouns import VERBS
from casetracker.api.urls import NOUNS
from casetracker.domain.permissions import RIGHTS, all_fields
from casetracker.domain.words import Role
from casetracker.selectors.rights import NOUNS as NOUN_OF_MODEL
from tests.house.access import field_faults, idle_rights, route_faults, routes

ALL_ROUTES = list(routes(get_resolver().url_patterns))
SOME_ID = "01890000-0000-7000-8000-000000000000"


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
    assert idle_rights([], {"rules": RIGHTS["rules"]}, VERBS) == ["rules: read"]


def test_a_field_that_is_listed_for_no_role_is_reported():
    class Open(serializers.Serializer):
        id = serializers.UUIDField()
        address = serializers.CharField()

    assert field_faults("rules", Open().fields, RIGHTS["rules"])[0] == (
        "rules: address is listed for no role"
    )


def refused_routes():
    """(role, method, address) for every route of the API and role without the right."""
    for address, pattern in ALL_ROUTES:
        actions = dict(getattr(pattern.callback, "actions", {}))
        actions.pop("head", None)
        for method, name in actions.items():
            noun, verb = pattern.callback.cls.noun, VERBS.get(name, name)
            able = {grant.role for grant in RIGHTS[noun] if verb in grant.verbs}
            for role in set(Role) - able:
                yield str(role), method.upper(), where(address)


def where(address):
    """An address of the URL configuration as a request names it."""
    plain = re.sub(r"\(\?P<pk>.*?\)/", f"{SOME_ID}/", address.replace("^", ""))
    return "/" + plain.removesuffix("$").removesuffix("\\Z")


@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_the_right_is_refused_at_every_route(role, make_user, team, client):
    user = make_user(role, None if role in ("administrator", "auditor") else team)
    client.force_login(user)
    tried = 0
    for held, method, address in refused_routes():
        if held == role:
            answer = client.generic(method, address, "{}", content_type="application/json")
            assert answer.status_code == 403, (method, address, answer.content)
            tried += 1
    assert tried or role == Role.COORDINATOR
