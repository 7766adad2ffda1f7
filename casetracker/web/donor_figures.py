"""Figures for whoever gives the money: a page, and the same as a table to take along."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casetracker.domain.figures import SMALLEST
from casetracker.papers.donor_figures import donor_figures_csv
from casetracker.papers.downloads import download_headers
from casetracker.selectors.donor_figures import donor_figures
from casetracker.web.funds import FIGURES
from casetracker.web.rights import for_roles

EARLIEST = 2000


@for_roles(*FIGURES)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    year = _year(request)
    context = {
        "figures": donor_figures(request.user, year),
        "year": year,
        "before": year - 1 if year > EARLIEST else None,
        "after": year + 1 if year < timezone.localdate().year else None,
        "smallest": SMALLEST,
    }
    return render(request, "funds/figures.html", context)


@for_roles(*FIGURES)
@require_safe
def figures_file(request: HttpRequest) -> HttpResponse:
    year = _year(request)
    lines = donor_figures_csv(donor_figures(request.user, year))
    # The mark at the beginning tells spreadsheets that this is UTF-8.
    text = ("\ufeff" + "".join(lines)).encode()
    return HttpResponse(text, headers=download_headers(f"figures-{year}.csv"))


def _year(request: HttpRequest) -> int:
    """The year in the address; this one where there is none that can be meant."""
    this, asked = timezone.localdate().year, request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this
    return year if EARLIEST <= year <= this else this
