"""Lists that come in: uploaded or pasted, columns looked at, planned, taken in, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casetracker.domain.encodings import MAX_BYTES
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.import_states import AT_WORK, ImportState
from casetracker.domain.words import Role, RowOutcome
from casetracker.models import ImportBatch
from casetracker.papers.import_results import COLUMNS
from casetracker.papers.tables import csv_lines
from casetracker.selectors.intake import (
    News,
    changes_since,
    first_rows,
    planned_rows,
    result_lines,
    teams_for_lists,
)
from casetracker.selectors.intake_queue import imports_page, rows_decided, rows_to_decide
from casetracker.selectors.rosters import staff_of
from casetracker.services.import_decisions import ANSWERS, decide_row, reopen_row
from casetracker.services.import_uploads import (
    commit_list,
    discard_list,
    map_columns,
    undo_list,
    upload_list,
)
from casetracker.services.import_work import work_on_lists
from casetracker.web.forms import PlainText, choice, offer, show_refusal
from casetracker.web.import_words import FACT, FIELD, fact_in_words, reason_in_words
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.refusal_words import in_words
from casetracker.web.rights import for_roles
from casetracker.web.uploads import is_too_long, takes_files

STAFF = (Role.COORDINATOR, Role.CASEWORKER)
#: A list as short as this is worked on at once: nobody waits for a job.
SHORT = 200
ROW_VERBS = (*ANSWERS, "ask-again")
#: Characters; a body without its files may have 2 MB, and a Cyrillic letter takes two bytes.
LONGEST_PASTE = 900_000


class UploadForm(forms.Form):
    #: The file was so long that it was not kept.
    is_too_long = False
    source = PlainText(
        label=gettext_lazy("Whose list it is"),
        max_length=120,
        help_text=gettext_lazy("The same name for every edition of one list."),
    )
    team = choice(gettext_lazy("Team"), [])
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("CSV, XLSX or text, up to 50 MB."),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the list"),
        required=False,
        max_length=LONGEST_PASTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy("Cells copied from a table, or names, one a line."),
    )
    encoding = choice(
        gettext_lazy("Encoding"),
        [(one, one) for one in ("utf-8", "utf-16", "windows-1251", "windows-1250", "windows-1257")],
        required=False,
        nothing=gettext_lazy("found by itself"),
    )
    sheet = PlainText(label=gettext_lazy("Sheet of a workbook"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        file, text = found.get("file"), found.get("text")
        if self.is_too_long or (file and file.size > MAX_BYTES):
            self.add_error("file", _("The file is larger than 50 MB; split it."))
            return found
        if bool(file) == bool(text and text.strip()) and not self.errors:
            raise forms.ValidationError(_("Give a file or paste a list: one of the two."))
        return found


@for_roles(*STAFF)
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """The newest lists; `?waits` leaves those of which rows wait for a person."""
    are_asked = "waits" in request.GET
    page = imports_page(request.user, are_asked=are_asked, size=SIZE, **edges_in(request))
    context = {"imports": page.rows, "are_asked": are_asked, "paging": paging(request, page)}
    return render(request, "imports/list.html", context)


@takes_files(MAX_BYTES)
@for_roles(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    form.is_too_long = is_too_long(request)
    teams = [(str(team.pk), team.name) for team in teams_for_lists(request.user)]
    offer(form, "team", teams)
    form.fields["team"].initial = teams[0][0] if teams else None
    if request.method == "POST" and form.is_valid():
        data, now = form.cleaned_data, timezone.now()
        try:
            batch = upload_list(
                actor=request.user,
                source=data["source"],
                data=data["file"].read() if data["file"] else data["text"].encode(),
                team_id=UUID(data["team"]),
                encoding=data["encoding"] if data["file"] else None,
                sheet=data["sheet"],
                now=now,
            )
        except Refused as refusal:
            refusal.message = in_words(refusal.message)
            if refusal.field == "header":
                refusal.allowed = None  # names of layouts, for programs
            show_refusal(form, refusal)
        else:
            if batch.created_at != now:
                messages.info(request, _("This very list is here already: nothing came in anew."))
            return redirect("import", batch_id=batch.pk)
    status = 400 if form.errors else 200
    return render(request, "imports/new.html", {"form": form}, status=status)


def _batch(request: HttpRequest, batch_id: UUID) -> ImportBatch:
    found = ImportBatch.objects.visible_to(request.user).select_related("team", "created_by")
    batch = found.filter(pk=batch_id).first()
    if batch is None:
        raise Http404
    return batch


@for_roles(*STAFF)
@require_safe
def import_page(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One list, as far as it has come: its columns, its plan, its progress or its report."""
    batch = _batch(request, batch_id)
    context: dict[str, Any] = {"batch": batch, "is_at_work": batch.state in AT_WORK}
    if batch.state not in AT_WORK:
        context |= _SHOWN[ImportState(batch.state)](request, batch)
    context["refusal"] = in_words(batch.refusal)
    context["counts"] = [
        (one, batch.counts[one]) for one in map(str, RowOutcome) if one in batch.counts
    ]
    return render(request, "imports/import.html", context)


@for_roles(*STAFF)
@require_safe
def import_progress(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The moving part of that page; nothing (204) once nothing is at work on the list."""
    batch = _batch(request, batch_id)
    if batch.state not in AT_WORK:
        return HttpResponse(status=204)
    return render(request, "imports/progress.html", {"batch": batch})


def _columns(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    field_of = {index: field for field, index in batch.columns.items()}
    samples = first_rows(batch)
    columns = [
        {
            "header": header,
            "name": f"column-{index}",
            "field": field_of.get(index, ""),
            "samples": [row[index] for row in samples if index < len(row) and row[index]][:3],
        }
        for index, header in enumerate(batch.headers)
    ]
    return {"columns": columns, "fields": FIELD.items()}


def _plan(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    wanted = request.GET.get("outcome", "")
    outcome = wanted if wanted in list(RowOutcome) else ""
    after = request.GET.get("after", "")
    rows, more = planned_rows(
        batch, outcome, after=int(after) if after.isdecimal() and len(after) < 9 else 0, size=SIZE
    )
    people = staff_of([batch.team_id])
    return {
        "rows": [_said(row) for row in rows],
        "next": rows[-1]["row"] if more else None,
        "outcome": outcome,
        "people": people,
        "is_partly": batch.done_rows < batch.row_count,
        **_columns(request, batch),
    }


def _report(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    changes = changes_since(batch, request.user)
    kinds = (
        [
            (label, change.count, [_news(one) for one in change.named])
            for label, change in (
                (_("new"), changes.new),
                (_("freed"), changes.freed),
                (_("moved"), changes.moved),
                (_("otherwise changed"), changes.changed),
                (_("gone from the list"), changes.gone),
            )
        ]
        if changes
        else []
    )
    waits = batch.counts.get(RowOutcome.REVIEW, 0)
    rows = rows_to_decide(batch, request.user) if batch.wave_id is None else []
    return {
        "changes": changes,
        "kinds": kinds,
        "can_undo": batch.finished_at,
        "decide": [_to_decide(row) for row in rows],
        "waits": waits,
        "decided": [_said(row) for row in rows_decided(batch, request.user)],
        "wave_waits": waits if batch.wave_id else 0,
    }


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """A planned row with its reasons in words."""
    codes = [one for one in row["reasons"].split(";") if one]
    reasons = list(dict.fromkeys(reason_in_words(one) for one in codes))
    return {**row, "reasons": reasons, "changes": _facts(row["changes"])}


def _to_decide(row: dict[str, Any]) -> dict[str, Any]:
    """A row that waits, with its facts in words."""
    facts = [(FACT.get(n, n), fact_in_words(n, value)) for n, value in row["facts"].items()]
    unread = [(FIELD.get(name, name), cell) for name, cell in row["unread"]]
    return {**_said(row), "facts": facts, "unread": unread}


def _facts(changes: dict[str, Any]) -> list[tuple[Any, Any, Any]]:
    """(fact, before, now) in words."""
    return [
        (FACT.get(name, name), fact_in_words(name, old), fact_in_words(name, new))
        for name, (old, new) in changes.items()
    ]


def _news(news: News) -> dict[str, Any]:
    """What an edition says anew of somebody, with the names of the facts."""
    return {"of": news, "facts": _facts({name: (old, new) for name, old, new in news.facts})}


def _nothing(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    return {}


_SHOWN = {
    ImportState.DRAFT: _columns,
    ImportState.PLANNED: _plan,
    ImportState.DONE: _report,
    ImportState.UNDONE: _nothing,
}


@for_roles(*STAFF)
@require_POST
def import_verb(request: HttpRequest, batch_id: UUID, verb: str) -> HttpResponse:
    """The next step of a list: `columns`, `commit`, `undo`, `discard`, `again`."""
    if verb not in _VERBS:
        raise Http404
    batch = _batch(request, batch_id)
    try:
        done = _VERBS[verb](request, batch)
        if verb != "discard" and batch.row_count <= SHORT:
            work_on_lists(now=timezone.now(), batch_id=batch.pk)
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, _("Nothing was changed: %s") % in_words(refusal.message))
        return redirect("import", batch_id=batch.pk)
    if verb == "discard":
        messages.success(request, _("Thrown away: nothing of the list is kept."))
        return redirect("imports")
    assert done is not None
    return redirect("import", batch_id=batch.pk)


@for_roles(*STAFF)
@require_POST
def import_row_verb(request: HttpRequest, batch_id: UUID, row_id: UUID, verb: str) -> HttpResponse:
    """What a row that waits is: `same` as whom it was held against, `different`, or nobody
    (`skip`); `ask-again` takes the answer back."""
    if verb not in ROW_VERBS:
        raise Http404
    batch = _batch(request, batch_id)
    try:
        now = timezone.now()
        if verb == "ask-again":
            reopen_row(actor=request.user, row_id=row_id, now=now)
        else:
            decide_row(actor=request.user, row_id=row_id, answer=verb, now=now)
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, _("Nothing was changed: %s") % in_words(refusal.message))
    else:
        said = {
            "same": _("Taken for one person: the spelling is with their file."),
            "different": _("A person of its own: the two are not asked about again."),
            "ask-again": _("Taken back: the row waits again."),
            "skip": _("Left out: the very row of a later edition stays out, too."),
        }
        messages.success(request, said[verb])
        # The next row is the next thing that a key of the keyboard comes to.
        return redirect(f"{reverse('import', args=[batch.pk])}#decide")
    return redirect("import", batch_id=batch.pk)


def _do_columns(request: HttpRequest, batch: ImportBatch) -> Any:
    said = {
        header: request.POST.get(f"column-{index}", "")
        for index, header in enumerate(batch.headers)
        if f"column-{index}" in request.POST
    }
    return map_columns(actor=request.user, batch_id=batch.pk, columns=said, now=timezone.now())


def _do_commit(request: HttpRequest, batch: ImportBatch) -> Any:
    return commit_list(
        actor=request.user,
        batch_id=batch.pk,
        caseworker_ids=_ids(request.POST.getlist("caseworkers")),
        now=timezone.now(),
    )


def _do_undo(request: HttpRequest, batch: ImportBatch) -> Any:
    return undo_list(actor=request.user, batch_id=batch.pk, now=timezone.now())


def _do_discard(request: HttpRequest, batch: ImportBatch) -> Any:
    return discard_list(actor=request.user, batch_id=batch.pk, now=timezone.now())


_VERBS = {
    "columns": _do_columns,
    "commit": _do_commit,
    "undo": _do_undo,
    "discard": _do_discard,
}


def _ids(given: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in given]
    except ValueError:
        raise Refused("This is no caseworker.", field="caseworker", value=given[0][:40]) from None


@for_roles(*STAFF)
@require_safe
def import_results(request: HttpRequest, batch_id: UUID) -> Any:
    """What became of each row, as the command writes it."""
    batch = _batch(request, batch_id)
    lines = csv_lines(COLUMNS, result_lines(batch, request.user))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{batch.pk}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
