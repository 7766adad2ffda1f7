"""What pages show of money for people: requests, payments, cash, each with the name of the person
where the file is the reader's team's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Case as Case_
from django.db.models import Exists, OuterRef, QuerySet, Value, When

from casetracker.domain.aid import FloatState, RequestState
from casetracker.domain.approvals import ApprovalKind
from casetracker.domain.words import Role
from casetracker.models import Approval, CashFloat, FundRequest, Need, Payment, User
from casetracker.models.payment import STAFF
from casetracker.selectors.funds import aid_seen_by, floats_seen_by
from casetracker.selectors.keyset import Slice, page_of
from casetracker.selectors.names import preferred_name

#: More than so many people are not chosen from a list.
MOST = 300


def _named(user: User, rows: QuerySet[Any], case: str = "need__case") -> Any:
    # The name of a person whose file is another team's is not this team's to see.
    own = When(
        **{f"{case}__team__in": user.team_ids(*STAFF)}, then=preferred_name(f"{case}__prisoner")
    )
    return rows.annotate(name=Case_(own, default=Value("")))


def request_page(user: User, *, state: str = "", size: int, **edges: Any) -> Slice:
    """One page of requests that `user` sees, the latest first: one query."""
    rows = _named(user, aid_seen_by(user, FundRequest)).select_related("requester")
    if state:
        rows = rows.filter(state=state)
    return page_of(rows, "created_at", size=size, descending=True, **edges)


def request_seen_by(user: User, request_id: UUID) -> FundRequest | None:
    """The request with the people in it and its payment, or None."""
    rows = _named(user, aid_seen_by(user, FundRequest).filter(pk=request_id))
    people = ("requester", "first_approver", "second_approver", "payment__paid_by")
    return rows.select_related(
        "need__owner", "need__team", "need__case__caseworker", *people
    ).first()


def proposal_about(user: User, row: FundRequest | CashFloat) -> Approval | None:
    """The proposal that waits for a decision about it, if `user` may see it."""
    waiting = Approval.objects.requested().visible_to(user)
    return waiting.filter(subject_id=row.pk).first()


def has_aid() -> Any:
    """Of a need, to be annotated: whether money was ever asked for or given for it."""
    return Exists(FundRequest.objects.filter(need=OuterRef("pk"))) | Exists(
        Payment.objects.filter(need=OuterRef("pk"))
    )


def aid_of_needs(user: User, needs: Iterable[Need]) -> dict[UUID, list[FundRequest | Payment]]:
    """Need → its requests, and payments in cash from a float, as `user` sees them: two queries,
    none where no money was asked for or given (as far as `has_aid` said so)."""
    ids = [need.pk for need in needs if getattr(need, "has_aid", True)]
    if not ids:
        return {}
    requests = aid_seen_by(user, FundRequest).filter(need__in=ids).order_by("-created_at")
    in_cash = aid_seen_by(user, Payment).filter(need__in=ids, request=None)
    found: dict[UUID, list[FundRequest | Payment]] = {}
    for row in (*requests[:MOST], *in_cash.order_by("-created_at")[:MOST]):
        found.setdefault(row.need_id, []).append(row)
    return found


def float_page(user: User, *, size: int, **edges: Any) -> Slice:
    """One page of cash that is or was carried, the latest first: one query."""
    rows = floats_seen_by(user)
    return page_of(rows, "created_at", size=size, descending=True, **edges)


def float_seen_by(user: User, float_id: UUID) -> CashFloat | None:
    people = ("first_approver", "second_approver", "reconciled_by")
    return floats_seen_by(user).filter(pk=float_id).select_related(*people).first()


def payment_seen_by(user: User, payment_id: UUID) -> Payment | None:
    """The payment with the people in it, or None."""
    rows = _named(user, aid_seen_by(user, Payment).filter(pk=payment_id))
    return rows.select_related("paid_by", "request", "cash_float__holder").first()


def payments_of_float(user: User, cash: CashFloat) -> list[Payment]:
    """Whom it was paid to, in the order of the list: one query."""
    rows = _named(user, Payment.objects.in_place().filter(cash_float=cash))
    rows = rows.select_related("need__case", "line__fund", "paid_by")
    return list(rows.order_by("created_at", "pk"))


def needs_to_pay(user: User) -> list[Need]:
    """Open needs that `user` sees, with `name`: one query."""
    rows = _named(user, Need.objects.visible_to(user).open().select_related("case"), "case")
    return list(rows.order_by("name", "case__reference", "kind", "pk")[:MOST])


def money_to_do(user: User) -> dict[str, int]:
    """What waits for this person, counted no further than 100: two queries."""
    leads = user.team_ids(Role.COORDINATOR)
    kinds = [ApprovalKind.FUND_REQUEST, ApprovalKind.CASH_FLOAT]
    to_pay = FundRequest.objects.in_place().filter(
        state=RequestState.APPROVED, line__fund__team__in=leads
    )
    return {
        "decide": Approval.objects.waiting_for(user).filter(kind__in=kinds)[:100].count(),
        "pay": to_pay[:100].count(),
    }


def open_floats(user: User) -> list[CashFloat]:
    """Cash that is out, the oldest first."""
    rows = floats_seen_by(user).filter(state=FloatState.OPEN)
    return list(rows.order_by("due_at", "pk")[:MOST])
