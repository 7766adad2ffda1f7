"""The page of a case that holds what could cost lives: contacts, health, consent.

Masked until the reader says why they open it; each reading is in the audit record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casetracker.domain.contacts import Channel, ContactBlocked
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.models import Case, Contact
from casetracker.selectors.casefile import may_read_inside
from casetracker.selectors.contacts import People, is_open_to, people_of
from casetracker.services.activities import record_activity
from casetracker.services.consents import confirm_consent, record_consent, withdraw_consent
from casetracker.services.contact_safety import note_block, why_not_reach
from casetracker.services.contacts import edit_contact, record_contact
from casetracker.services.health import record_health_report
from casetracker.services.reveals import note_reading, reveal_case
from casetracker.services.staff_consents import ask_staff_consent
from casetracker.services.tasks import open_task
from casetracker.web.cases import STAFF, found_case
from casetracker.web.contact_forms import (
    ConsentForm,
    ContactForm,
    HealthForm,
    PlanForm,
    ReachedForm,
    RevealForm,
    StaffConsentForm,
)
from casetracker.web.forms import show_refusal
from casetracker.web.rights import for_roles

Bound = dict[str, forms.Form]


@for_roles(*STAFF)
@require_safe
def people(request: HttpRequest, reference: str) -> HttpResponse:
    return people_page(request, _case(request, reference), {})


@for_roles(*STAFF)
@require_POST
def people_verb(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Open what is masked, or add to it."""
    case = _case(request, reference)
    if verb not in VERBS:
        raise Http404
    chosen = VERBS[verb]
    return _carry_out(
        request, case, verb, chosen.form(request.POST, auto_id=f"{verb}_%s"), chosen.run
    )


@for_roles(*STAFF)
@require_POST
def contact_edit(request: HttpRequest, reference: str, contact_id: UUID) -> HttpResponse:
    """Correct a contact that stands open on the page."""
    case = _case(request, reference)
    name = f"contact-{contact_id}"
    form = ContactForm(request.POST, auto_id=f"{name}_%s")

    def run(request: HttpRequest, case: Case, form: Any, now: datetime) -> str:
        edit_contact(
            actor=request.user,
            contact_id=contact_id,
            changes=form.terms(),
            version=form.cleaned_data["version"],
            now=now,
        )
        return _("The contact is corrected.")

    return _carry_out(request, case, name, form, run)


@for_roles(*STAFF)
@require_POST
def consent_verb(request: HttpRequest, reference: str, consent_id: UUID, verb: str) -> HttpResponse:
    """Withdraw a consent, or say that the person confirms it."""
    case = _case(request, reference)
    act = {"withdraw": withdraw_consent, "confirm": confirm_consent}.get(verb)
    if act is None:
        raise Http404
    try:
        act(actor=request.user, consent_id=consent_id, now=timezone.now())
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The consent is changed; what was is kept."))
    return redirect("case_people", reference=case.reference)


def people_page(
    request: HttpRequest, case: Case, bound: Bound, *, status: int = 200
) -> HttpResponse:
    """Masked, or in clear with the event that it was read, never without."""
    now = timezone.now()
    with transaction.atomic():
        shown = people_of(case, request.user, now=now)
        is_open = is_open_to(request.user, case.pk, now=now)
        if is_open:
            rows = [*shown.contacts, *shown.health]
            note_reading(rows, actor=request.user, case=case, now=now)
    _prepare(shown, case, bound, is_open, now)
    context = {
        "case": case,
        "people": shown,
        "is_open": is_open,
        "bound": bound,
        "keeps_file": case.caseworker_id == request.user.pk,
        "forms": {
            "reveal": bound.get("reveal") or RevealForm(auto_id="reveal_%s"),
            "contact": bound.get("contact")
            or ContactForm(auto_id="contact_%s", initial={"safety": "unknown"}),
            "health": bound.get("health") or HealthForm(auto_id="health_%s"),
            "consent": bound.get("consent") or ConsentForm(auto_id="consent_%s"),
            "decide": bound.get("decide") or StaffConsentForm(auto_id="decide_%s"),
        },
    }
    return render(request, "cases/people.html", context, status=status)


def _prepare(shown: People, case: Case, bound: Bound, is_open: bool, now: datetime) -> None:
    """Each contact says why it may not be reached, and carries its form where it is open."""
    for contact in shown.contacts:
        contact.blocked = {  # type: ignore[attr-defined]
            str(channel): why_not_reach(contact, case, channel, now=now) for channel in Channel
        }
        for verb, fresh in (("reached", ReachedForm), ("plan", PlanForm)):
            setattr(contact, verb, _towards(contact, verb, bound.get(verb), fresh, now))
        if is_open:
            name = f"contact-{contact.pk}"
            contact.form = bound.get(name) or ContactForm(  # type: ignore[attr-defined]
                initial={field: getattr(contact, field) for field in ContactForm.base_fields},
                auto_id=f"{name}_%s",
            )


def _towards(
    contact: Contact, verb: str, sent: forms.Form | None, fresh: type[forms.Form], now: datetime
) -> forms.Form:
    """The form by which this contact is reached: the one that was refused, or an empty one."""
    if sent is not None and sent.data.get("contact") == str(contact.pk):
        return sent
    at = timezone.localtime(now).replace(second=0, microsecond=0)
    initial = {"contact": contact.pk} | ({"occurred_at": at} if verb == "reached" else {})
    return fresh(initial=initial, auto_id=f"{verb}-{contact.pk}_%s")


def _case(request: HttpRequest, reference: str) -> Case:
    case = found_case(request, reference)
    if not may_read_inside(request.user, case):
        raise PermissionDenied
    return case


def _carry_out(
    request: HttpRequest, case: Case, name: str, form: forms.Form, run: Callable[..., str]
) -> HttpResponse:
    status = 400
    if form.is_valid():
        try:
            done = run(request, case, form, timezone.now())
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            if isinstance(refusal, ContactBlocked):
                note_block(refusal, actor=request.user, now=timezone.now())
            show_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, done)
            return redirect("case_people", reference=case.reference)
    return people_page(request, case, {name: form}, status=status)


def _reveal(request: HttpRequest, case: Case, form: RevealForm, now: datetime) -> str:
    purpose = form.cleaned_data["purpose"]
    reveal_case(actor=request.user, case_id=case.pk, purpose=purpose, now=now)
    return _("Open to you for today. That you opened it, and why, is in the audit record.")


def _contact(request: HttpRequest, case: Case, form: ContactForm, now: datetime) -> str:
    record_contact(actor=request.user, prisoner_id=case.prisoner_id, now=now, **form.terms())
    return _("The contact is recorded.")


def _reached(request: HttpRequest, case: Case, form: ReachedForm, now: datetime) -> str:
    said = dict(form.cleaned_data)
    contact_id = said.pop("contact")
    record_activity(actor=request.user, case_id=case.pk, contact_id=contact_id, now=now, **said)
    return _("Recorded on the timeline.")


def _plan(request: HttpRequest, case: Case, form: PlanForm, now: datetime) -> str:
    said = dict(form.cleaned_data)
    contact_id = said.pop("contact")
    open_task(actor=request.user, case_id=case.pk, contact_id=contact_id, now=now, **said)
    return _("The task stands; it is not offered to anybody yet.")


def _health(request: HttpRequest, case: Case, form: HealthForm, now: datetime) -> str:
    record_health_report(actor=request.user, case_id=case.pk, now=now, **form.cleaned_data)
    return _("The report is recorded.")


def _consent(request: HttpRequest, case: Case, form: ConsentForm, now: datetime) -> str:
    record_consent(actor=request.user, prisoner_id=case.prisoner_id, now=now, **form.cleaned_data)
    return _("The consent is recorded.")


def _decide(request: HttpRequest, case: Case, form: StaffConsentForm, now: datetime) -> str:
    ask_staff_consent(actor=request.user, case_id=case.pk, now=now, **form.cleaned_data)
    return _("Asked. A coordinator decides; you are told.")


@dataclass(frozen=True)
class Verb:
    form: Callable[..., forms.Form]
    run: Callable[..., str]


VERBS = {
    "reveal": Verb(RevealForm, _reveal),
    "contact": Verb(ContactForm, _contact),
    "reached": Verb(ReachedForm, _reached),
    "plan": Verb(PlanForm, _plan),
    "health": Verb(HealthForm, _health),
    "consent": Verb(ConsentForm, _consent),
    "decide": Verb(StaffConsentForm, _decide),
}
