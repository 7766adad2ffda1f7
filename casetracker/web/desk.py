"""The reception desk's own pages: its wave's board, one person, what is to be done for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casetracker.domain.contacts import Channel
from casetracker.domain.desks import LONGEST_PERSON
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.selectors.desks import Seat, desk_board, desk_person
from casetracker.services.attempts import forgive, may_try
from casetracker.services.contact_safety import why_not_reach
from casetracker.services.desks import enter_desk, finish_at_desk, leave_desk, sit_down
from casetracker.services.reveals import note_reading, reveal_at_desk
from casetracker.web.browsers import network_of
from casetracker.web.contact_forms import RevealForm
from casetracker.web.desk_door import for_desk, is_at_desk, of_desk, take_seat
from casetracker.web.forms import PlainText
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import public

#: Within a session: the code that a telephone has read from the picture.
_CODE = "desk_code"


class PersonForm(forms.Form):
    person = PlainText(
        label=gettext_lazy("Who sits at this desk?"),
        max_length=LONGEST_PERSON,
        help_text=gettext_lazy("What is done here is recorded under this name."),
    )


class EnterForm(PersonForm):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "off"}),
        help_text=gettext_lazy("The coordinator who opened the desk shows it."),
    )
    field_order = ("code", "person")


@of_desk
@public
@require_safe
def enter_by_picture(request: HttpRequest, code: str) -> HttpResponse:
    """Behind the picture: the code leaves the address at once, and opens nothing yet."""
    request.session[_CODE] = code[:20]
    return redirect("desk_enter")


@of_desk
@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Where a device becomes a desk."""
    if request.method != "POST" and is_at_desk(request):
        return redirect("desk")
    form = EnterForm(request.POST or None, initial={"code": request.session.get(_CODE, "")})
    if request.method == "POST" and form.is_valid():
        now, who = timezone.now(), {"what": "desk", "account": "", "network": network_of(request)}
        if not may_try(**who, now=now):
            form.add_error("code", _("Too many attempts. Try again in a few minutes."))
        else:
            try:
                desk = enter_desk(**form.cleaned_data, now=now)
            except Refused as refusal:
                words = _(
                    "This code is not right, was used already, or is older than a quarter of an "
                    "hour. Ask the coordinator for a new one."
                )
                field = "code" if refusal.field == "code" else "person"
                form.add_error(field, words if field == "code" else refusal.message)
            else:
                forgive(**who)
                take_seat(request, desk)
                return redirect("desk")
    return render(request, "desk/enter.html", {"form": form}, status=400 if form.errors else 200)


@for_desk
@require_safe
def board(request: HttpRequest, seat: Seat) -> HttpResponse:
    return _board(request, seat, PersonForm())


@for_desk
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, seat: Seat, release_id: UUID) -> HttpResponse:
    """One person of the wave; sent, their contacts are opened for today, with a purpose."""
    form = RevealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["purpose"]
        try:
            reveal_at_desk(seat=seat, release_id=release_id, purpose=purpose, now=timezone.now())
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("desk_person", release_id=release_id)
    return _person_page(request, seat, release_id, form)


@for_desk
@require_POST
def task_done(request: HttpRequest, seat: Seat, task_id: UUID) -> HttpResponse:
    """Say that a task for somebody of the wave is done."""
    try:
        task = finish_at_desk(seat=seat, task_id=task_id, now=timezone.now())
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, _("Nothing was changed: %s") % refusal.message)
        return redirect("desk")
    messages.success(request, _("The task is done."))
    return redirect("desk_person", release_id=task.need.release_id)


@for_desk
@require_POST
def sit(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Somebody else works here from now on."""
    form = PersonForm(request.POST)
    if form.is_valid():
        sit_down(seat=seat, person=form.cleaned_data["person"], now=timezone.now())
        return redirect("desk")
    return _board(request, seat, form)


@for_desk
@require_POST
def leave(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The desk is over, and the browser forgets it."""
    leave_desk(seat=seat, now=timezone.now())
    request.session.flush()
    response = redirect("desk_enter")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _board(request: HttpRequest, seat: Seat, form: forms.Form) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:120]
    found = desk_board(seat, search=search, size=SIZE, **edges_in(request, read=str))
    context = {
        "seat": seat,
        "board": found,
        "paging": paging(request, found.page),
        "search": search,
        "form": form,
    }
    return render(request, "desk/board.html", context, status=400 if form.errors else 200)


def _person_page(request: HttpRequest, seat: Seat, release_id: UUID, form: Any) -> HttpResponse:
    """Masked, or in clear with the event that it was read, never without."""
    now = timezone.now()
    with transaction.atomic():
        found = desk_person(seat, release_id, now=now)
        if found is None:
            raise Http404
        case = found.release.case
        if found.is_open:
            note_reading(found.contacts, actor=seat.actor, case=case, now=now)
    for contact in found.contacts:
        contact.blocked = {  # type: ignore[attr-defined]
            str(channel): why_not_reach(contact, case, channel, now=now) for channel in Channel
        }
    context = {"seat": seat, "person": found, "case": case, "form": form}
    return render(request, "desk/person.html", context, status=400 if form.errors else 200)
