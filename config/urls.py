"""Where requests go: programs to `api/`, people to `web/`."""

from django.urls import include, path

urlpatterns: list = [
    path("api/v1/", include("casetracker.api.urls")),
    path("", include("casetracker.web.urls")),
]
handler500 = "casetracker.web.faults.own_up"
