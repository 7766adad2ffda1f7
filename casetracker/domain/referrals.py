"""A need that a partner organisation is asked to see to: where it stands, and what follows."""

from __future__ import annotations

from enum import StrEnum

from casetracker.domain.errors import Conflict, Refused


class ReferralState(StrEnum):
    #: The partner has been asked and has not answered.
    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"
    #: Taken back by us.
    WITHDRAWN = "withdrawn"


#: A partner may be at work.
LIVE_REFERRALS = (ReferralState.ASKED, ReferralState.ACCEPTED)
#: A partner gives, or has given.
AIDING = (*LIVE_REFERRALS, ReferralState.DONE)
REFERRAL_MOVES: dict[ReferralState, tuple[ReferralState, ...]] = {
    ReferralState.ASKED: (
        ReferralState.ACCEPTED,
        ReferralState.REFUSED,
        ReferralState.DONE,
        ReferralState.WITHDRAWN,
    ),
    # Whoever accepted may find that they cannot.
    ReferralState.ACCEPTED: (
        ReferralState.DONE,
        ReferralState.REFUSED,
        ReferralState.WITHDRAWN,
    ),
    ReferralState.REFUSED: (),
    ReferralState.DONE: (),
    ReferralState.WITHDRAWN: (),
}
WITH_REASON = frozenset({ReferralState.REFUSED, ReferralState.WITHDRAWN})


def check_referral_move(old: ReferralState, new: ReferralState, reason: str) -> None:
    """Pass if a referral may move from `old` to `new`. Raises `Conflict` with the legal moves,
    `Refused` where a reason is missing."""
    if new not in REFERRAL_MOVES[old]:
        legal = [str(state) for state in REFERRAL_MOVES[old]]
        raise Conflict(
            f"A referral cannot move from {old} to {new}. Legal moves from {old}: "
            f"{', '.join(legal) or 'none; refer the need again'}.",
            field="state",
            value=str(new),
            allowed=legal,
        )
    if new in WITH_REASON and not reason:
        raise Refused(
            "Say why: whoever looks for help next has to know.",
            field="reason",
            value="",
            allowed="a sentence",
        )
