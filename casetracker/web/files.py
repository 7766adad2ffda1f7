"""Files of a case: put in, listed, fetched, taken out."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import Role
from casetracker.models import Case
from casetracker.papers.downloads import download_headers
from casetracker.selectors.attachments import files_of, tasks_to_serve
from casetracker.selectors.casefile import may_read_inside
from casetracker.services.attachments import attach_file, read_attachment, remove_attachment
from casetracker.web.cases import STAFF, found_case
from casetracker.web.forms import choice, offer, show_refusal
from casetracker.web.rights import for_roles
from casetracker.web.uploads import is_too_long
from casetracker.web.words import said


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        help_text=gettext_lazy(
            "PDF, JPEG, PNG or TXT, at most 20 MB. It is written again without "
            "scripts and without what a camera notes."
        ),
    )
    task = choice(
        gettext_lazy("For a task"),
        (),
        required=False,
        help_text=gettext_lazy("Whoever takes the task can read the file."),
        nothing=gettext_lazy("no: for staff only"),
    )


@for_roles(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, reference: str) -> HttpResponse:
    """The files of a case, and the form that puts one in."""
    case = found_case(request, reference)
    if not may_read_inside(request.user, case):
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = FileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    tasks = [(str(task.pk), said(task.kind, "task")) for task in tasks_to_serve(case)]
    offer(form, "task", tasks, gettext_lazy("no: for staff only"))
    if is_sent:
        if is_too_long(request):
            form.fields["file"].required = False  # it was not kept
            form.add_error("file", _("The file is larger than 20 MB."))
        elif form.is_valid() and _attached(request, case, form):
            messages.success(request, _("The file is kept, sealed."))
            return redirect("case_files", reference=case.reference)
    now = timezone.now()
    context = {
        "case": case,
        "files": files_of(case, request.user, now=now),
        "form": form,
        "may_add": case.caseworker_id == request.user.pk,
    }
    return render(request, "cases/files.html", context, status=400 if form.errors else 200)


@for_roles(*STAFF, Role.VOLUNTEER)
@require_safe
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The file as a download; each reading is noted."""
    found = read_attachment(actor=request.user, attachment_id=file_id, now=timezone.now())
    return HttpResponse(found.data, headers=download_headers(found.name))


@for_roles(*STAFF)
@require_POST
def file_remove(request: HttpRequest, reference: str, file_id: UUID) -> HttpResponse:
    case = found_case(request, reference)
    remove_attachment(actor=request.user, attachment_id=file_id, now=timezone.now())
    messages.success(request, _("The file is gone; that it was here stays in the record."))
    return redirect("case_files", reference=case.reference)


def _attached(request: HttpRequest, case: Case, form: FileForm) -> bool:
    upload, task = form.cleaned_data["file"], form.cleaned_data["task"]
    try:
        attach_file(
            actor=request.user,
            case_id=case.pk,
            name=upload.name,
            data=upload.read(),
            task_id=UUID(task) if task else None,
            now=timezone.now(),
        )
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    return True
