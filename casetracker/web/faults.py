"""What is said where the program fails, or the database does: in words, and of nobody."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.template.loader import get_template

from casetracker.selectors.health import is_database_away

#: After so many seconds it is worth asking again.
AGAIN = "15"
DETAIL = "This cannot be done at the moment; nothing was changed. Ask again later."


def own_up(request: HttpRequest) -> HttpResponse:
    """Django's handler of whatever nobody has caught: 503 where the database does not take it now
    (gone, full, read-only, busy), 400 where the request broke off, otherwise 500."""
    error = sys.exc_info()[1]
    status, page = 500, "500.html"
    if isinstance(error, UnreadablePostError):
        status, page = 400, "400.html"
    elif is_database_away(error):
        status, page = 503, "503.html"
    headers = {"Retry-After": AGAIN} if status == 503 else {}
    if request.path.startswith("/api/"):
        # Sign-in asks the database before any view of the API could say it.
        said = {"type": "about:blank", "title": "Not now", "status": status, "detail": DETAIL}
        kind = "application/problem+json"
        return JsonResponse(said, status=status, content_type=kind, headers=headers)
    # Without the request: what stands around a page asks the database.
    return HttpResponse(get_template(page).render(), status=status, headers=headers)
