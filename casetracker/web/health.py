"""For supervisors and load balancers: is it alive, is it fit to serve."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casetracker.selectors.health import faults


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing else of anybody."""
    return JsonResponse({"alive": True})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, audit triggers, reminders; 503 with the reasons if it is not."""
    try:
        found = faults(now=timezone.now())
    except DatabaseError:
        found = ["The database does not answer."]
    return JsonResponse({"ready": not found, "reasons": found}, status=503 if found else 200)
