"""Addresses of the API: one noun, one view."""

from __future__ import annotations

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from casetracker.api.cases import CaseViewSet
from casetracker.api.errors import no_such_page
from casetracker.api.prisoners import PrisonerViewSet

NOUNS = [PrisonerViewSet, CaseViewSet]

router = SimpleRouter()
for view in NOUNS:
    router.register(view.noun, view, basename=view.noun)

urlpatterns = [
    path("", include(router.urls)),
    re_path(r"^.*$", no_such_page, name="no-such-page"),
]
