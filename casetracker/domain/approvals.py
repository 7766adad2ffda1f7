"""Two people: what needs a second one, who that may be, and when one person is enough.

Source: `access.md`. One mechanism for all of it: a kind is one row of `TERMS`; what approving it
does is one row of `services/decisions.py`, what it is called one row of `web/proposals.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from casetracker.domain.errors import Refused
from casetracker.domain.words import Role

#: A team with fewer active staff than this is small: one person may do, later, for some kinds.
SMALL_TEAM = 3
ALONE_AFTER = timedelta(hours=24)
LONGEST_REASON = 500
#: A proposal is a few values, no document.
LONGEST_PROPOSAL = 20_000


class ApprovalKind(StrEnum):
    RULE_CHANGE = "rule_change"
    ROLE_CHANGE = "role_change"
    BREAK_GLASS = "break_glass"
    EXPORT = "export"
    #: Of what could cost lives.
    EXPORT_P3 = "export_p3"
    FUND_REQUEST = "fund_request"
    CASH_FLOAT = "cash_float"
    #: Of the books.
    CORRECTION = "correction"
    #: To what nobody could be asked whether they agree.
    STAFF_CONSENT = "staff_consent"


class ApprovalState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Terms:
    """What holds for one kind of approval."""

    #: Who decides: holders of one of these roles in the proposal's team, or in any team if the
    #: proposal has none; never whoever asks.
    deciders: frozenset[Role]
    #: After so long it can no longer be approved.
    expires_after: timedelta
    #: In a small team whoever asks may approve it after 24 hours, if they hold one of the roles;
    #: the others are told and it is marked *alone*. Never for money and P3.
    may_pass_alone: bool = False
    #: A program may approve it with a person's token. Never for money and P3.
    by_token: bool = True
    #: What is proposed about one subject is approved by another person each time.
    each_by_another: bool = False


TERMS: Mapping[ApprovalKind, Terms] = {
    ApprovalKind.RULE_CHANGE: Terms(
        deciders=frozenset({Role.COORDINATOR}),
        expires_after=timedelta(days=14),
        may_pass_alone=True,
    ),
    ApprovalKind.ROLE_CHANGE: Terms(
        deciders=frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
        expires_after=timedelta(days=14),
        may_pass_alone=True,
        by_token=False,
    ),
    # Any coordinator: when those of the team can be reached, they hand the file over instead.
    ApprovalKind.BREAK_GLASS: Terms(
        deciders=frozenset({Role.COORDINATOR}),
        expires_after=timedelta(hours=24),
        by_token=False,
    ),
    ApprovalKind.EXPORT: Terms(
        deciders=frozenset({Role.COORDINATOR}),
        expires_after=timedelta(days=7),
        may_pass_alone=True,
        by_token=False,
    ),
    ApprovalKind.EXPORT_P3: Terms(
        deciders=frozenset({Role.COORDINATOR}),
        expires_after=timedelta(days=7),
        by_token=False,
    ),
    # Money: never alone, never by a program; a second approval is another person's.
    **dict.fromkeys(
        (ApprovalKind.FUND_REQUEST, ApprovalKind.CASH_FLOAT),
        Terms(
            deciders=frozenset({Role.COORDINATOR}),
            expires_after=timedelta(days=14),
            by_token=False,
            each_by_another=True,
        ),
    ),
    # Whoever took money could else take its entry back, too.
    ApprovalKind.CORRECTION: Terms(
        deciders=frozenset({Role.COORDINATOR}),
        expires_after=timedelta(days=14),
        by_token=False,
    ),
    # In place of the person's own word, and it may cost their relatives: two, always.
    ApprovalKind.STAFF_CONSENT: Terms(
        deciders=frozenset({Role.COORDINATOR}),
        expires_after=timedelta(days=14),
        by_token=False,
    ),
}
#: Kinds of which one person never approves two proposals about the same subject.
EACH_BY_ANOTHER = frozenset(kind for kind, terms in TERMS.items() if terms.each_by_another)


def alone_from(terms: Terms, requested_at: datetime, *, active_staff: int) -> datetime | None:
    """When whoever asked may approve it alone; None while others have to."""
    if not terms.may_pass_alone or active_staff >= SMALL_TEAM:
        return None
    return requested_at + ALONE_AFTER


def check_proposal(proposal: Mapping[str, Any]) -> dict[str, Any]:
    """The proposal as it is stored: `before` and `after` (field → value) and whatever else its
    kind needs, in the primitives of JSON. Raises `Refused`.

    It stands in the database in clear: ids, numbers and words of closed lists, never P3.
    """
    try:
        text = json.dumps(proposal, allow_nan=False)
    except (TypeError, ValueError):
        raise Refused(
            "A proposal holds what JSON has words for.", field="proposal", allowed="primitives"
        ) from None
    ends = [proposal.get("before", {}), proposal.get("after")]
    if len(text) > LONGEST_PROPOSAL or not all(isinstance(end, dict) for end in ends):
        raise Refused(
            "A proposal says what is now and what shall be.",
            field="proposal",
            value=text[:80],
            allowed=f"before and after, each field → value; at most {LONGEST_PROPOSAL} characters",
        )
    return json.loads(text)
