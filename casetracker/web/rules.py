"""Reminder rules: read by staff; changed by coordinators, tried out and approved by another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.rehearsal import SimulationState
from casetracker.domain.rulechecks import TIMED
from casetracker.domain.words import ClockKind, Role, Stage
from casetracker.selectors.rules import (
    history_of,
    open_proposals,
    rule_of,
    rules_by_kind,
    trial_of,
    trials_of,
)
from casetracker.services.rules import open_rule, propose_rule_change
from casetracker.services.simulations import (
    cancel_simulation,
    said_instead,
    said_of,
    simulate_change,
)
from casetracker.web.forms import show_refusal
from casetracker.web.rights import for_roles
from casetracker.web.rule_forms import PlaceForm, RuleForm, changes_in, form_of, step_forms
from casetracker.web.rulewords import in_words, lines_of, rule_title, warning_in_words
from casetracker.web.words import options

READERS = (Role.COORDINATOR, Role.CASEWORKER, Role.AUDITOR)


@for_roles(*READERS)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule in words: which clock, how long a silence, who is told when."""
    return _list(request, PlaceForm(auto_id="place_%s"))


@for_roles(Role.COORDINATOR)
@require_POST
def rule_new(request: HttpRequest) -> HttpResponse:
    """Open a rule for files that have none of their own; what it shall say comes next."""
    form = PlaceForm(request.POST, auto_id="place_%s")
    if form.is_valid():
        try:
            made = open_rule(actor=request.user, now=timezone.now(), **form.cleaned_data)
        except Forbidden:
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
            return _list(request, form, status=refusal.status)
        messages.success(request, _("Open. It reminds nobody until what it says is approved."))
        return redirect("rule", rule_id=made.pk)
    return _list(request, form, status=400)


def _list(request: HttpRequest, place: PlaceForm, status: int = 200) -> HttpResponse:
    lists: dict[str, Any] = {"kind": ClockKind, "stage": Stage}
    filters = {name: request.GET.get(name, "") for name in lists}
    filters = {name: said if said in list(lists[name]) else "" for name, said in filters.items()}
    found = rules_by_kind(request.user, **filters)
    waiting = {proposal.subject_id for proposal in open_proposals(request.user)}
    context = {
        "rules": [
            (rule, rule_title(rule), in_words(said_of(rule)), rule.pk in waiting) for rule in found
        ],
        "may_change": request.user.has_role(Role.COORDINATOR),
        "filters": filters,
        "kinds": options("clock"),
        "stages": options("stage"),
        "place": place,
    }
    return render(request, "rules/list.html", context, status=status)


@for_roles(*READERS)
@require_safe
def rule(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """One rule: what it says, what is proposed, what it has said; for coordinators the form."""
    return _show(request, rule_id)


@for_roles(Role.COORDINATOR)
@require_POST
def try_rule(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Try a change out: the first step of every change, also of one that goes back."""
    found = rule_of(request.user, rule_id)
    if found is None:
        raise Http404
    form, steps = RuleForm(request.POST), step_forms(request.POST)
    given: dict[str, Any] = {}
    if revision := request.POST.get("revision", ""):
        given["revision"] = int(revision) if revision.isascii() and revision.isdigit() else 0
    elif form.is_valid() and all(step.is_valid() for step in steps):
        given["changes"] = changes_in(form, steps, is_timed=ClockKind(found.kind) in TIMED)
    else:
        return _show(request, rule_id, form=form, steps=steps)
    try:
        made = simulate_change(actor=request.user, rule_id=rule_id, now=timezone.now(), **given)
    except Missing:
        raise
    except Refused as refusal:
        if "revision" in given:
            messages.error(request, _("Nothing was changed: %s") % refusal.message)
            return redirect("rule", rule_id=rule_id)
        field = {"threshold_seconds": "threshold"}.get(refusal.field or "", refusal.field)
        shown = Refused(refusal.message, field=field, value=refusal.value)
        show_refusal(form, shown)
        return _show(request, rule_id, form=form, steps=steps)
    return redirect("trial", trial_id=made.pk)


@for_roles(Role.COORDINATOR)
@require_safe
def trial(request: HttpRequest, trial_id: UUID) -> HttpResponse:
    """How far a trial has come; once it is done, what the change would have sent."""
    return render(request, "rules/trial.html", _trial(request, trial_id))


@for_roles(Role.COORDINATOR)
@require_safe
def trial_progress(request: HttpRequest, trial_id: UUID) -> HttpResponse:
    """The moving part of that page; nothing (204) once the trial has ended."""
    context = _trial(request, trial_id)
    if not context["is_running"]:
        return HttpResponse(status=204)
    return render(request, "rules/progress.html", context)


@for_roles(Role.COORDINATOR)
@require_POST
def trial_verb(request: HttpRequest, trial_id: UUID, verb: str) -> HttpResponse:
    """Cancel a trial, or ask a second person to approve what it tried out."""
    given: dict[str, Any] = {
        "actor": request.user,
        "simulation_id": trial_id,
        "now": timezone.now(),
    }
    try:
        if verb == "cancel":
            cancelled = cancel_simulation(**given)
            messages.success(request, _("Cancelled: nothing was changed."))
            return redirect("rule", rule_id=cancelled.rule_id)
        if verb == "propose":
            given |= {name: request.POST.get(name, "") for name in ("reason", "answer")}
            approval = propose_rule_change(**given)
            messages.success(request, _("Proposed: another coordinator is told at once."))
            return redirect("approval", approval_id=approval.pk)
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, _("Nothing was changed: %s") % refusal.message)
        return redirect("trial", trial_id=trial_id)
    raise Http404


def _show(request: HttpRequest, rule_id: UUID, form: Any = None, steps: Any = None) -> HttpResponse:
    found = rule_of(request.user, rule_id)
    if found is None:
        raise Http404
    said = said_of(found)
    if form is None:
        form, steps = form_of(said if found.is_in_force else said_instead(found))
    may_change = request.user.has_role(Role.COORDINATOR)
    history = history_of(found.pk)
    context = {
        "rule": found,
        "title": rule_title(found),
        "words": in_words(said),
        "form": form,
        "steps": steps,
        "is_timed": ClockKind(found.kind) in TIMED,
        "may_change": may_change,
        "proposals": open_proposals(request.user, found.pk),
        "trials": trials_of(request.user, found.pk) if may_change else [],
        "history": [(revision, in_words(revision.said)) for revision in history],
        "refused": bool(form.errors),
    }
    return render(request, "rules/rule.html", context)


def _trial(request: HttpRequest, trial_id: UUID) -> dict[str, Any]:
    found = trial_of(request.user, trial_id)
    if found is None:
        raise Http404
    is_mine = found.requester_id == request.user.pk
    result = found.result or {}
    return {
        "trial": found,
        "title": rule_title(found.rule),
        "lines": lines_of(found.before, found.after),
        "is_running": found.state in (SimulationState.WAITING, SimulationState.RUNNING),
        "figures": [result["before"], result["after"]] if result else [],
        "warnings": [warning_in_words(word) for word in result.get("warnings", [])],
        "is_mine": is_mine,
        "is_old": found.rule.version != found.rule_version,
        "may_propose": is_mine and found.state == SimulationState.DONE and not found.approval_id,
    }
