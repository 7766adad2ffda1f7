"""Who may open a page. Which rows it shows is decided below, by `visible_to(user)`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from casetracker.domain.errors import Forbidden, Missing
from casetracker.domain.words import Role

View = Callable[..., HttpResponse]


def for_roles(*roles: Role) -> Callable[[View], View]:
    """The page is for whoever holds one of `roles`; without roles, for everybody signed in.

    Others are sent to sign-in, or told that it is not theirs (403). What a service does not
    find is a page that does not exist (404).
    """

    def guard(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if roles and not request.user.has_role(*roles):
                raise PermissionDenied
            try:
                return view(request, *args, **kwargs)
            except Missing as refusal:
                raise Http404 from refusal
            except Forbidden as refusal:
                raise PermissionDenied from refusal

        guarded.roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return guard


def public(view: View) -> View:
    """A page that says nothing of anybody: open to whoever comes, and meant to be."""
    view.roles = frozenset()  # type: ignore[attr-defined]
    view.is_public = True  # type: ignore[attr-defined]
    return view
