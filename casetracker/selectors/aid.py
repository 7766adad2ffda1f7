"""What else a person has had, and whether a bank would pay them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q

from casetracker.domain.aid import (
    DUPLICATE_WINDOW,
    IDENTIFYING,
    LIVE,
    Aid,
    Finding,
    lacks_papers,
    look_alikes,
)
from casetracker.domain.documents import DocumentState
from casetracker.domain.referrals import AIDING
from casetracker.domain.words import NeedState
from casetracker.models import (
    Case,
    Fund,
    FundRequest,
    IdentityDocument,
    Need,
    Payment,
    Referral,
    Release,
    Team,
    User,
)
from casetracker.models.payment import STAFF

#: Whoever looks after such a need gives nothing.
_GIVES_NOTHING = [str(NeedState.DECLINED), str(NeedState.NOT_NEEDED)]


def alike_beside(need: Need, amount: Decimal, currency: str, *, now: datetime) -> list[Finding]:
    """What looks like the same aid as `amount` for this need: four queries."""
    wanted = Aid(need.kind, amount, currency, now.date())
    return look_alikes(wanted, other_aid(need, now=now), partners_of(need, now=now))


def other_aid(need: Need, *, now: datetime) -> list[Aid]:
    """Aid to the person of a need that was asked for, promised or given within the window, in
    whatever file, by whatever team: two queries."""
    since = now - DUPLICATE_WINDOW
    person = {"need__case__prisoner": need.case.prisoner_id}
    columns = ("need__kind", "amount", "line__fund__currency", "created_at")
    asked = FundRequest.objects.filter(state__in=LIVE, created_at__gte=since, **person)
    in_cash = Payment.objects.filter(request=None, created_at__gte=since, **person)
    in_cash = in_cash.exclude(recovered=F("amount"))
    rows = [*asked.values_list(*columns), *in_cash.values_list(*columns)]
    return [Aid(kind, amount, currency, at.date()) for kind, amount, currency, at in rows]


def partners_of(need: Need, *, now: datetime) -> list[str]:
    """The kinds of those needs of the person that somebody else provides for, or that a partner
    was asked for within the window and has not refused: two queries."""
    rows = Need.objects.filter(case__prisoner=need.case.prisoner_id)
    rows = rows.exclude(state__in=_GIVES_NOTHING)
    asked = Referral.objects.filter(
        need__in=rows, state__in=AIDING, created_at__gte=now - DUPLICATE_WINDOW
    )
    provided = rows.filter(provider__isnull=False).values_list("kind", flat=True)
    return [*provided, *asked.values_list("need__kind", flat=True)]


def has_no_papers(case: Case, *, now: datetime) -> bool:
    """Whether it is known that the person has no document: two queries."""
    today = now.date()
    counts = Q(expires_on=None) | Q(expires_on__gte=today) | Q(scheme__ends_on__gte=today)
    documents = IdentityDocument.objects.filter(counts, case__prisoner=case.prisoner_id)
    documents = documents.filter(state=DocumentState.IN_USE, kind__in=sorted(IDENTIFYING))
    latest = Release.objects.filter(case__prisoner=case.prisoner_id)
    papers = latest.order_by("-released_on", "-pk").values_list("papers_taken", "papers_given")
    taken, given = papers.first() or ("", "")
    return lacks_papers(
        has_document=documents.exists(),
        status=case.prisoner.document_status,
        taken=taken,
        given=given,
    )


def hostile_to(case: Case, fund: Fund) -> set[str]:
    """Countries (ISO 3166) in which the state that imprisons reaches accounts, as the team of the
    file and that of the fund see it."""
    teams = Team.objects.filter(pk__in=[case.team_id, fund.team_id])
    return {code for codes in teams.values_list("hostile_countries", flat=True) for code in codes}


def keeps_need(user: User, need: Need) -> bool:
    """Whether `user` has the file of a need or sees to it: they ask for money, others approve."""
    staff = user.team_ids(*STAFF)
    has_file = need.case.caseworker_id == user.pk and need.case.team_id in staff
    return has_file or (need.owner_id == user.pk and need.team_id in staff)
