"""How many people were helped with what, for whoever gives the money."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncMonth

from casetracker.domain.figures import Figure, figure
from casetracker.domain.words import Role
from casetracker.models import Payment, User
from casetracker.models.fund import fund_is_led


def donor_figures(user: User, year: int) -> list[Figure]:
    """Of the funds that `user` coordinates, or all for an auditor: distinct people, and what they
    were given without what came back, by line, kind of need and month of the payment. A person
    with two files is one. One query."""
    rows = Payment.objects.exclude(recovered=F("amount"))
    rows = rows.filter(paid_on__gte=date(year, 1, 1), paid_on__lte=date(year, 12, 31))
    if not user.has_role(Role.AUDITOR):
        rows = rows.filter(fund_is_led(user, "line__fund__"))
    cells = rows.annotate(month=TruncMonth("paid_on")).values(
        "line_id", "line__name", "line__fund__name", "line__fund__currency", "need__kind", "month"
    )
    counted = cells.annotate(
        people=Count("need__case__prisoner", distinct=True),
        given=Sum("amount"),
        back=Sum("recovered"),
    )
    return [
        figure(
            fund=row["line__fund__name"],
            line=row["line__name"],
            need=row["need__kind"],
            month=row["month"],
            people=row["people"],
            amount=row["given"] - row["back"],
            currency=row["line__fund__currency"],
        )
        for row in counted.order_by(
            "line__fund__name", "line__name", "line_id", "month", "need__kind"
        )
    ]
