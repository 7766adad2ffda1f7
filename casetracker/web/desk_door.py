"""How a reception desk is kept to its own pages.

Its session signs nobody in: to every other page and to the API it is a stranger, and a middleware
says that there is no such page, so that a borrowed device leads nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.utils import timezone

from casetracker.domain.calendars import zone
from casetracker.domain.errors import Forbidden, Missing
from casetracker.models import Desk
from casetracker.selectors.desks import Seat, seat_of
from casetracker.services.sessions import DESK, DESK_OPENER, DEVICE

View = Callable[..., HttpResponse]


class KeepAtTheDesk:
    """Whoever sits at a reception desk finds its pages, and no other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *args: Any) -> None:
        if is_at_desk(request) and not getattr(view, "is_of_desk", False):
            raise Http404


def is_at_desk(request: HttpRequest) -> bool:
    """Whether the browser is a reception desk, at work or ended."""
    return DESK in getattr(request, "session", {})


def of_desk(view: View) -> View:
    """A page that a desk may open, and anybody else too: how one enters."""
    view.is_of_desk = True  # type: ignore[attr-defined]
    return view


def for_desk(view: View) -> View:
    """The page is for a desk at work, which the view gets as `seat`; what a service does not find
    is no page. Any other browser is led to where a code is typed.

    Times are those of whoever opened it; the words are in the language of the browser, whose
    reader may be another.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seat = _seat(request)
        if seat is None:
            return redirect("desk_enter")
        with timezone.override(zone(seat.actor.time_zone)):
            request.seat = seat  # type: ignore[attr-defined]
            try:
                return view(request, seat, *args, **kwargs)
            except (Missing, Forbidden) as refusal:
                raise Http404 from refusal

    guarded.roles = frozenset()  # type: ignore[attr-defined]
    guarded.is_for_desk = True  # type: ignore[attr-defined]
    return of_desk(guarded)


def take_seat(request: HttpRequest, desk: Desk) -> None:
    """From now on this browser is the desk, under a new key; whoever was signed in is not."""
    session: Any = request.session
    session.flush()
    session[DESK] = str(desk.pk)
    session[DESK_OPENER] = str(desk.opener_id)
    session[DEVICE] = desk.device
    session.set_expiry(desk.ends_at)
    rotate_token(request)


def _seat(request: HttpRequest) -> Seat | None:
    desk_id = request.session.get(DESK)
    seat = seat_of(UUID(desk_id), now=timezone.now()) if desk_id else None
    if desk_id and seat is None:
        request.session.flush()
    return seat
