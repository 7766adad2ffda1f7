"""The case page, the list of all cases, a new case."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casetracker.domain.errors import Refused
from casetracker.domain.stages import MOVES
from casetracker.domain.words import Precision, Role, Stage
from casetracker.models import Case, Team, User
from casetracker.selectors import casefile
from casetracker.selectors.aid import keeps_need
from casetracker.selectors.aid_pages import aid_of_needs
from casetracker.selectors.intake import statements_of
from casetracker.selectors.matches import file_instead
from casetracker.selectors.queues import team_cases
from casetracker.selectors.rosters import staff_of, volunteers_of
from casetracker.selectors.timeline import timeline
from casetracker.services.cases import open_case
from casetracker.services.prisoners import record_prisoner
from casetracker.web import case_forms
from casetracker.web.case_forms import NewCaseForm, fresh_activity
from casetracker.web.countries import country
from casetracker.web.forms import show_refusal
from casetracker.web.home import shown
from casetracker.web.import_words import statements_in_words
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import for_roles
from casetracker.web.words import STAGE, said

Bound = dict[str, forms.Form]
STAFF = (Role.COORDINATOR, Role.CASEWORKER)


@for_roles(*STAFF, Role.AUDITOR)
@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    return case_page(request, found_case(request, reference))


def found_case(request: HttpRequest, reference: str) -> Case:
    """The case of that reference, if the reader may see it; else there is no such page."""
    case = casefile.find_case(request.user, reference)
    if case is None:
        raise Http404
    return case


def case_page(
    request: HttpRequest,
    case: Case,
    bound: Bound | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page as far as the reader may read it; `bound` are forms that show what was refused."""
    user: User = request.user
    if not user.has_role(*STAFF):
        return render(request, "cases/case_times.html", {"case": case})
    facts = casefile.facts_of(case)
    context: dict[str, Any] = {
        "case": case,
        "facts": facts,
        "risks": casefile.flags_of(case),
        "name": facts.names[0].text if facts.names else case.reference,
        **more,
    }
    if not casefile.may_read_inside(user, case):
        return render(request, "cases/case_limited.html", context)
    page = timeline(case, user, size=SIZE, **edges_in(request))
    inside = casefile.inside_of(case, user, facts.detentions)
    context |= {
        "instead": file_instead(case, user),
        "statements": statements_in_words(statements_of(case)),
        "inside": inside,
        "entries": page.rows,
        "paging": paging(request, page),
        "may_edit": True,
        "forms": _forms(case, user, bound or {}),
        "bound": bound or {},
        "legal_moves": [stage for stage in MOVES[Stage(case.stage)] if stage != Stage.CLOSED],
    }
    _money(user, inside.needs)
    _row_forms(context, bound or {})
    _name_subjects(page.rows, context["inside"])
    return render(request, "cases/case.html", context, status=status)


def _forms(case: Case, user: User, bound: Bound) -> Bound:
    """The forms about the case as a whole: those that were refused, the others empty."""
    now = timezone.now()
    staff, volunteers = staff_of([case.team_id]), volunteers_of(case.team_id)
    seen = {"version": case.version}
    person = case.prisoner
    fresh: Bound = {
        "activity": fresh_activity(now),
        "move": case_forms.MoveForm(
            initial={
                **seen,
                "expected_stage": case.stage,
                "destination": case.destination,
                "seen_at": now.isoformat(),
            },
            case=case,
            auto_id="move_%s",
        ),
        "close": case_forms.CloseForm(initial=seen, auto_id="close_%s"),
        "reopen": case_forms.ReopenForm(initial=seen, auto_id="reopen_%s"),
        "assign": case_forms.AssignForm(
            initial={**seen, "caseworker": str(case.caseworker_id or "")},
            staff=staff,
            auto_id="assign_%s",
        ),
        "flags": case_forms.FlagsForm(
            initial={
                **seen,
                **{str(r): getattr(case, column) for r, column in casefile.FLAGS.items()},
            },
            auto_id="flags_%s",
        ),
        "hearing": case_forms.HearingForm(auto_id="hearing_%s"),
        "need": case_forms.NeedForm(staff=staff, auto_id="need_%s"),
        "task": case_forms.TaskForm(volunteers=volunteers, auto_id="task_%s"),
        "person": case_forms.PersonForm(
            initial={
                "version": person.version,
                "sex": person.sex,
                "born_on": person.born_on,
                "born_precision": person.born_precision,
                "occupation": person.occupation,
            },
            auto_id="person_%s",
        ),
    }
    return {**fresh, **{name: form for name, form in bound.items() if name in fresh}}


def _name_subjects(entries: list[Any], inside: casefile.Inside) -> None:
    """Entries about a task or a need say of which kind it is."""
    kinds = {str(task.pk): said(task.kind, "task") for task in inside.tasks}
    kinds |= {str(need.pk): said(need.kind, "need") for need in inside.needs}
    for entry in entries:
        subject = entry.facts.get("task") or entry.facts.get("need") or ""
        entry.about = kinds.get(subject, "") or _about_papers(entry.facts)


def _about_papers(facts: dict[str, Any]) -> str:
    """Of which kind the procedure or document is, which status, which country was chosen, by
    which way somebody was reached."""
    for subject in ("procedure", "document"):
        if subject in facts:
            return said(facts.get("kind"), subject)
    if facts.get("fields") == ["country_choice"]:
        return _("country chosen: %(country)s") % {"country": country(facts["to"])}
    for name, group in (("status", "aspect"), ("channel", "channel")):
        if name in facts:
            return said(facts[name], group)
    return ""


def _money(user: User, needs: list[Any]) -> None:
    """Each need carries what was asked for and paid, and whether the reader may ask."""
    aid = aid_of_needs(user, needs)
    for need in needs:
        need.aid, need.may_ask = aid.get(need.pk, []), keeps_need(user, need)


def _row_forms(context: dict[str, Any], bound: Bound) -> None:
    """Each clock, need and task carries the forms that stand in its row."""
    inside = context["inside"]
    volunteers = context["forms"]["task"].fields["assignee"].choices[1:]
    for clock in inside.clocks:
        name = f"clock-{clock.pk}"
        clock.put_off = bound.get(name) or case_forms.PutOffForm(
            initial={"version": clock.version}, auto_id=f"{name}_%s"
        )
    for hearing in inside.hearings:
        name = f"hearing-{hearing.pk}"
        facts = {key: getattr(hearing, key) for key in ("court", "outcome", "note", "version")}
        at = timezone.localtime(hearing.scheduled_at)
        hearing.edit = bound.get(name) or case_forms.HearingForm(
            initial={**facts, "scheduled_at": at}, auto_id=f"{name}_%s", is_known=True
        )
    for need in inside.needs:
        name = f"need-{need.pk}"
        need.move = bound.get(name) or case_forms.NeedStateForm(
            initial={"version": need.version}, need=need, auto_id=f"{name}_%s"
        )
    for task in inside.tasks:
        name = f"task-{task.pk}"
        task.offer = bound.get(f"{name}-offer") or case_forms.OfferForm(
            volunteers=volunteers, auto_id=f"{name}_offer_%s"
        )
        task.cancel = bound.get(f"{name}-cancel") or case_forms.CancelForm(
            initial={"version": task.version}, auto_id=f"{name}_cancel_%s"
        )


@for_roles(*STAFF)
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """All cases of the reader's teams, the longest untouched first."""
    filters = {name: request.GET.get(name, "").strip() for name in ("stage", "q")}
    if filters["stage"] not in list(Stage):
        filters["stage"] = ""
    page = team_cases(
        request.user,
        stage=filters["stage"],
        search=filters["q"],
        size=SIZE,
        **edges_in(request),
    )
    context = {
        "rows": shown(page.rows),
        "paging": paging(request, page),
        "filters": filters,
        "stages": STAGE.items(),
    }
    return render(request, "cases/list.html", context)


@transaction.atomic
def _open_file(user: User, data: dict[str, Any], now: datetime) -> Case:
    """Two services, one act: a person without a file would be found by nobody."""
    born_on = data["born_on"]
    facts = {"sex": data["sex"]}
    if born_on:
        facts |= {"born_on": born_on, "born_precision": data["born_precision"] or Precision.DAY}
    person = record_prisoner(actor=user, name=data["name"], now=now, **facts)
    return open_case(
        actor=user, prisoner_id=person.pk, team_id=UUID(data["team"]), stage=data["stage"], now=now
    )


@for_roles(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    """Enter a person and open a file on them, in one step."""
    mine = Team.objects.visible_to(request.user).filter(pk__in=request.user.team_ids(*STAFF))
    form = NewCaseForm(
        request.POST or None, teams=[(str(team.pk), team.name) for team in mine.order_by("name")]
    )
    if request.method == "POST" and form.is_valid():
        data, now = form.cleaned_data, timezone.now()
        try:
            case = _open_file(request.user, data, now)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The file %s is open.") % case.reference)
            return redirect("case", reference=case.reference)
    return render(request, "cases/new.html", {"form": form}, status=400 if form.errors else 200)
