"""The page of a case on its papers: statuses, country of choice, procedures, documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.procedures import NextThing
from casetracker.models import Case, IdentityDocument
from casetracker.selectors.casefile import may_read_inside
from casetracker.selectors.casepapers import InProcedure, Papers, papers_of
from casetracker.services.country_choices import choose_country
from casetracker.services.documents import edit_document, record_document, renew_document
from casetracker.services.person_statuses import record_status
from casetracker.services.procedure_decisions import decide_procedure
from casetracker.services.procedures import (
    edit_procedure,
    end_procedure,
    move_procedure,
    open_procedure,
)
from casetracker.web.cases import STAFF, found_case
from casetracker.web.forms import show_refusal
from casetracker.web.paper_forms import (
    ChoiceForm,
    DecisionForm,
    DocumentEditForm,
    DocumentForm,
    EndForm,
    ProcedureEditForm,
    ProcedureForm,
    ProcedureMoveForm,
    RenewForm,
    StatusForm,
)
from casetracker.web.rights import for_roles

Bound = dict[str, forms.Form]
#: What a form does; returns the sentence that says it is done.
Run = Callable[[Any, dict[str, Any]], str]


@for_roles(*STAFF)
@require_safe
def papers(request: HttpRequest, reference: str) -> HttpResponse:
    case, shown = _found(request, reference)
    return _page(request, case, shown, {})


@for_roles(*STAFF)
@require_POST
def papers_verb(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Record a status, a choice, a procedure or a document."""
    case, shown = _found(request, reference)
    if verb not in NEW:
        raise Http404
    form = _new_form(verb, shown, request.POST)
    act = {"actor": request.user, "now": timezone.now()}
    return _carry_out(request, case, shown, verb, form, lambda form: NEW[verb](case, form, act))


@for_roles(*STAFF)
@require_POST
def procedure_verb(
    request: HttpRequest, reference: str, procedure_id: UUID, verb: str
) -> HttpResponse:
    """Move, decide, correct or end one procedure."""
    case, shown = _found(request, reference)
    one = next((one for one in shown.procedures if one.row.pk == procedure_id), None)
    if one is None or verb not in OF_PROCEDURE:
        raise Http404
    name, act = f"procedure-{procedure_id}-{verb}", {"actor": request.user, "now": timezone.now()}
    form = _procedure_form(verb, one, name, request.POST)
    act |= {"procedure_id": procedure_id}
    run = OF_PROCEDURE[verb]
    return _carry_out(request, case, shown, name, form, lambda form: run(form, act))


@for_roles(*STAFF)
@require_POST
def document_verb(
    request: HttpRequest, reference: str, document_id: UUID, verb: str
) -> HttpResponse:
    """Correct or renew one document."""
    case, shown = _found(request, reference)
    row = next((row for row in shown.documents if row.pk == document_id), None)
    if row is None or verb not in OF_DOCUMENT:
        raise Http404
    name, act = f"document-{document_id}-{verb}", {"actor": request.user, "now": timezone.now()}
    form = _document_form(verb, row, shown, name, request.POST)
    act |= {"document_id": document_id}
    run = OF_DOCUMENT[verb]
    return _carry_out(request, case, shown, name, form, lambda form: run(form, act))


def _found(request: HttpRequest, reference: str) -> tuple[Case, Papers]:
    case = found_case(request, reference)
    if not may_read_inside(request.user, case):
        raise PermissionDenied
    return case, papers_of(case, request.user, now=timezone.now())


def _page(
    request: HttpRequest, case: Case, shown: Papers, bound: Bound, *, status: int = 200
) -> HttpResponse:
    for one in shown.procedures:
        for verb in OF_PROCEDURE:
            name = f"procedure-{one.row.pk}-{verb}"
            form = bound.get(name) or _procedure_form(verb, one, name)
            setattr(one.row, f"{verb}_form", form)
    for row in shown.documents:
        for verb in OF_DOCUMENT:
            name = f"document-{row.pk}-{verb}"
            form = bound.get(name) or _document_form(verb, row, shown, name)
            setattr(row, f"{verb}_form", form)
    context = {
        "case": case,
        "papers": shown,
        "bound": bound,
        "forms": {verb: bound.get(verb) or _new_form(verb, shown) for verb in NEW},
    }
    return render(request, "cases/papers.html", context, status=status)


def _carry_out(
    request: HttpRequest,
    case: Case,
    shown: Papers,
    name: str,
    form: forms.Form,
    run: Callable[[Any], str],
) -> HttpResponse:
    status = 400
    if form.is_valid():
        try:
            done = run(form)
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, done)
            return redirect("case_papers", reference=case.reference)
    return _page(request, case, shown, {name: form}, status=status)


def _new_form(verb: str, shown: Papers, data: Any = None) -> forms.Form:
    given: dict[str, Any] = {"auto_id": f"{verb}_%s"}
    if verb == "choice":
        return ChoiceForm(data, papers=shown, **given)
    if verb == "document":
        return DocumentForm(data, papers=shown, initial={"state": "in_use"}, **given)
    return {"status": StatusForm, "procedure": ProcedureForm}[verb](data, **given)


def _procedure_form(verb: str, one: InProcedure, name: str, data: Any = None) -> forms.Form:
    given: dict[str, Any] = {"auto_id": f"{name}_%s"}
    if verb == "edit":
        return ProcedureEditForm(data, row=one.row, **given)
    seen = {"version": one.row.version, "expected_stage": one.row.stage}
    given["initial"] = seen | {"notified_on": timezone.localdate()}
    if verb == "end":
        return EndForm(data, **given)
    form = {"move": ProcedureMoveForm, "decide": DecisionForm}[verb]
    return form(data, one=one, **given)


def _document_form(
    verb: str, row: IdentityDocument, shown: Papers, name: str, data: Any = None
) -> forms.Form:
    if verb == "edit":
        return DocumentEditForm(data, row=row, papers=shown, auto_id=f"{name}_%s")
    return RenewForm(data, initial={"version": row.version}, auto_id=f"{name}_%s")


def _status(case: Case, form: StatusForm, act: dict[str, Any]) -> str:
    record_status(prisoner_id=case.prisoner_id, **form.terms(), **act)
    return _("Recorded; what was known before is kept.")


def _choice(case: Case, form: ChoiceForm, act: dict[str, Any]) -> str:
    choose_country(case_id=case.pk, **form.cleaned_data, **act)
    return _("The choice is recorded; earlier ones are kept.")


def _procedure(case: Case, form: ProcedureForm, act: dict[str, Any]) -> str:
    open_procedure(case_id=case.pk, **form.cleaned_data, **act)
    return _("The procedure is opened; you are reminded of what comes next on its day.")


def _document(case: Case, form: DocumentForm, act: dict[str, Any]) -> str:
    record_document(case_id=case.pk, **form.terms(), **act)
    return _("The document is recorded; you are reminded before it runs out.")


def _move(form: ProcedureMoveForm, act: dict[str, Any]) -> str:
    data = form.cleaned_data
    data["expected_stage"] = data["expected_stage"] or None
    move_procedure(**data, **act)
    return _("The procedure has moved; reminders follow.")


def _decide(form: DecisionForm, act: dict[str, Any]) -> str:
    decided = decide_procedure(**form.cleaned_data, **act)
    if decided.next_thing != NextThing.APPEAL:
        return _("The decision is recorded.")
    if decided.next_on is None:
        return _("The decision is recorded. Nobody knows how long one may appeal: find it out now.")
    return _("The decision is recorded. You are reminded of the last day to appeal.")


def _edit(form: ProcedureEditForm, act: dict[str, Any]) -> str:
    version = form.cleaned_data["version"]
    edit_procedure(changes=form.changes(), version=version, **act)
    return _("The procedure is changed; reminders follow.")


def _end(form: EndForm, act: dict[str, Any]) -> str:
    end_procedure(**form.cleaned_data, **act)
    return _("The procedure has ended. It can be taken up again below.")


def _edit_document(form: DocumentEditForm, act: dict[str, Any]) -> str:
    edit_document(changes=form.changes(), version=form.cleaned_data["version"], **act)
    return _("The document is changed; reminders follow.")


def _renew(form: RenewForm, act: dict[str, Any]) -> str:
    renew_document(**form.cleaned_data, **act)
    return _("The new document is recorded; the old one is kept as replaced.")


NEW: dict[str, Callable[[Case, Any, dict[str, Any]], str]] = {
    "status": _status,
    "choice": _choice,
    "procedure": _procedure,
    "document": _document,
}
OF_PROCEDURE: dict[str, Run] = {"move": _move, "decide": _decide, "edit": _edit, "end": _end}
OF_DOCUMENT: dict[str, Run] = {"edit": _edit_document, "renew": _renew}
