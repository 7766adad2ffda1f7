"""Who may open a page. Which rows it shows is decided below, by `visible_to(user)`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from casetracker.domain.errors import Forbidden, Missing
from casetracker.domain.words import Role
from casetracker.selectors.second_factors import is_missing

View = Callable[..., HttpResponse]


def for_roles(*roles: Role, before_factor: bool = False) -> Callable[[View], View]:
    """The page is for whoever holds one of `roles`; without roles, for everybody signed in.

    Others are sent to sign-in, or told that it is not theirs (403). What a service does not
    find is a page that does not exist (404). Who must show a second factor and has not in this
    session is led to do so, from every page but those that are open `before_factor`.
    """

    def guard(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not before_factor and is_missing(request.user, request.session):
                return redirect("sign_in_ways")
            if roles and not request.user.has_role(*roles):
                raise PermissionDenied
            try:
                return view(request, *args, **kwargs)
            except Missing as refusal:
                raise Http404 from refusal
            except Forbidden as refusal:
                raise PermissionDenied from refusal

        guarded.roles = frozenset(roles)  # type: ignore[attr-defined]
        guarded.is_before_factor = before_factor  # type: ignore[attr-defined]
        return guarded

    return guard


def public(view: View) -> View:
    """A page that says nothing of anybody: open to whoever comes, and meant to be."""
    view.roles = frozenset()  # type: ignore[attr-defined]
    view.is_public = True  # type: ignore[attr-defined]
    return view
