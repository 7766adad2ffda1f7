"""One payment, and what comes back of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.selectors.aid_pages import payment_seen_by
from casetracker.selectors.funds import leads_fund
from casetracker.selectors.rights import fields_for
from casetracker.services.payments import recover_payment
from casetracker.web.forms import show_refusal
from casetracker.web.funds import READERS
from casetracker.web.money_forms import RecoverForm
from casetracker.web.moneywords import found_in_words
from casetracker.web.rights import for_roles


@for_roles(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def payment(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    row = payment_seen_by(request.user, payment_id)
    if row is None:
        raise Http404
    form = RecoverForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            recover_payment(
                actor=request.user,
                payment_id=row.pk,
                currency=row.currency,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("What came back is in the books, and free again."))
            return redirect("payment", payment_id=row.pk)
    context = {
        "row": row,
        "form": form,
        "reads_person": "receipt" in fields_for(request.user, row),
        "found": [found_in_words(one) for one in row.look_alikes],
        "may_recover": row.recovered < row.amount and leads_fund(request.user, row),
    }
    return render(request, "funds/payment.html", context, status=400 if form.errors else 200)
