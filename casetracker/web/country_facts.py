"""What countries say about procedures, the schemes of documents, and who chose which country:
coordinators write it down, whoever works on files reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casetracker.domain.country_facts import is_old
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import Role
from casetracker.models import CountryFact, Scheme
from casetracker.selectors.country_choices import count_choices
from casetracker.selectors.country_facts import countries_known, facts_in, missing_facts, reach_of
from casetracker.services.country_facts import edit_country_fact, record_country_fact
from casetracker.services.schemes import extend_scheme, record_scheme
from casetracker.web.forms import Moment, show_refusal
from casetracker.web.paper_forms import ExtendForm, FactEditForm, FactForm, SchemeForm
from casetracker.web.rights import for_roles

STAFF = (Role.COORDINATOR, Role.CASEWORKER)


@for_roles(*STAFF)
@require_safe
def country_facts(request: HttpRequest) -> HttpResponse:
    """What is written down, and what is missing where procedures run."""
    return _facts(request, None)


@for_roles(Role.COORDINATOR)
@require_POST
def country_fact_new(request: HttpRequest) -> HttpResponse:
    form = FactForm(request.POST)

    def run() -> str:
        record_country_fact(actor=request.user, now=timezone.now(), **form.terms())
        return _("Written down. Open appeals that waited for it have their last day now.")

    return _run(request, form, run, lambda status: _facts(request, form, status=status))


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def country_fact(request: HttpRequest, fact_id: UUID) -> HttpResponse:
    """Correct one fact, or say that it was checked again."""
    fact = CountryFact.objects.visible_to(request.user).filter(pk=fact_id).first()
    if fact is None:
        raise Http404
    names = [name for name in FactEditForm.base_fields if name != "checked_on"]
    form = FactEditForm(request.POST or None, initial={n: getattr(fact, n) for n in names})

    def page(status: int) -> HttpResponse:
        context = {"fact": fact, "form": form}
        return render(request, "countries/fact.html", context, status=status)

    def run() -> str:
        data = form.terms()
        if data["checked_on"] is None:
            del data["checked_on"]
        edit_country_fact(
            actor=request.user,
            fact_id=fact.pk,
            changes=data,
            version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        return _("Corrected, and checked today.")

    return _run(request, form, run, page) if request.method == "POST" else page(200)


@for_roles(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def schemes(request: HttpRequest) -> HttpResponse:
    """Schemes with how far they reach; a new one."""
    may_edit = request.user.has_role(Role.COORDINATOR)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = SchemeForm(request.POST or None)

    def page(status: int) -> HttpResponse:
        rows = Scheme.objects.visible_to(request.user).counted().order_by("ends_on", "name")
        context = {"schemes": rows, "form": form, "may_edit": may_edit}
        return render(request, "countries/schemes.html", context, status=status)

    def run() -> str:
        record_scheme(actor=request.user, now=timezone.now(), **form.cleaned_data)
        return _("The scheme is entered; documents can count by it now.")

    return _run(request, form, run, page, "schemes") if request.method == "POST" else page(200)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def scheme(request: HttpRequest, scheme_id: UUID) -> HttpResponse:
    """Extend a scheme: first what would move, then one press."""
    row = Scheme.objects.visible_to(request.user).filter(pk=scheme_id).first()
    if row is None:
        raise Http404
    is_sent = request.method == "POST"
    asked = request.POST if is_sent else request.GET if "ends_on" in request.GET else None
    form = ExtendForm(asked, initial={"version": row.version})

    def page(status: int) -> HttpResponse:
        is_looked_at = form.is_bound and form.is_valid()
        context = {
            "scheme": row,
            "form": form,
            "reach": reach_of(row),
            "ends_on": form.cleaned_data["ends_on"] if is_looked_at else None,
        }
        return render(request, "countries/scheme.html", context, status=status)

    def run() -> str:
        extend_scheme(actor=request.user, scheme_id=row.pk, now=timezone.now(), **form.cleaned_data)
        return _("The scheme ends on its new day; all reminders have moved.")

    return _run(request, form, run, page, "schemes") if is_sent else page(200)


class AtForm(forms.Form):
    at = Moment(required=False)


@for_roles(*STAFF)
@require_safe
def country_choices(request: HttpRequest) -> HttpResponse:
    """How many chose which country, as of any moment."""
    form = AtForm(request.GET if "at" in request.GET else None)
    form.fields["at"].label = _("As of")
    now = timezone.now()
    at: datetime | None = now
    if form.is_bound:
        at = (form.cleaned_data["at"] or now) if form.is_valid() else None
    counted = count_choices(request.user, at=at) if at else {}
    context = {"form": form, "at": at, "counted": counted, "total": sum(counted.values())}
    status = 200 if at else 400
    return render(request, "countries/choices.html", context, status=status)


def _facts(request: HttpRequest, form: FactForm | None, *, status: int = 200) -> HttpResponse:
    country, user, now = request.GET.get("country", ""), request.user, timezone.now()
    facts = facts_in(user, country)
    for fact in facts:
        fact.is_old = is_old(fact.checked_on, today=now.date())  # type: ignore[attr-defined]
    wanted = {name: request.GET.get(name, "") for name in ("country", "kind", "topic")}
    context = {
        "facts": facts,
        "missing": missing_facts(user),
        "countries": countries_known(user),
        "country": country,
        "may_edit": user.has_role(Role.COORDINATOR),
        "form": form or FactForm(initial=wanted),
        "is_asked": form is not None or bool(wanted["topic"]),
    }
    return render(request, "countries/facts.html", context, status=status)


def _run(
    request: HttpRequest,
    form: forms.Form,
    run: Callable[[], str],
    page: Callable[[int], HttpResponse],
    back: str = "country_facts",
) -> HttpResponse:
    status = 400
    if form.is_valid():
        try:
            done = run()
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, done)
            return redirect(back)
    return page(status)
