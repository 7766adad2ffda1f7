"""Reset by a colleague, and what two do at once."""

import pytest

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.models import ApiToken, AuditEvent, Notice
from casetracker.selectors.accounts import is_link_alive
from casetracker.selectors.links import link_tokens
from casetracker.services.passwords import choose_password
from casetracker.services.second_factors import app_code, reset_second_factor, show_code
from casetracker.services.tokens import create_token
from tests.second_factors import give_app

REASON = "She stood before me and showed her passport."


def test_codes_are_those_of_the_standard():
    """RFC 6238, appendix B: the last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    seconds = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {at: app_code(secret, at // 30) for at in seconds} == seconds


def test_a_colleague_resets_the_factor_of_somebody_below(caseworker, coordinator, now):
    give_app(caseworker)
    create_token(actor=caseworker, user=caseworker, scopes=["all"], days=3, now=now)
    link = link_tokens.make_token(caseworker)
    reset_second_factor(actor=coordinator, user_id=caseworker.pk, reason=REASON, now=now)
    caseworker.refresh_from_db()
    assert not caseworker.factors.exists()
    assert not ApiToken.objects.exists()
    assert not is_link_alive(caseworker, link)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (caseworker, "account_changed")
    event = AuditEvent.objects.get(verb="reset_second_factor")
    assert (event.actor_id, event.object_id) == (coordinator.pk, caseworker.pk)
    assert event.team_id == caseworker.memberships.get().team_id
    assert list(event.changes) == ["reason"]


def test_nobody_resets_their_own_or_that_of_somebody_above(
    caseworker, coordinator, volunteer, make_user, team, now
):
    administrator, second = make_user("administrator"), make_user("coordinator", team)
    for user in (caseworker, coordinator, second, administrator):
        give_app(user)

    def reset(actor, user):
        return reset_second_factor(actor=actor, user_id=user.pk, reason=REASON, now=now)

    for actor, user in ((coordinator, coordinator), (coordinator, second)):
        with pytest.raises(Forbidden):
            reset(actor, user)
    for actor, user in ((caseworker, coordinator), (volunteer, caseworker)):
        with pytest.raises(Missing):
            reset(actor, user)
    reset(administrator, coordinator)
    with pytest.raises(Conflict, match="has no second factor"):
        reset(administrator, coordinator)


@pytest.mark.parametrize("reason", ["", "lost it", " " * 40, "x" * 301])
def test_a_reset_needs_a_reason_in_words(caseworker, coordinator, now, reason):
    give_app(caseworker)
    with pytest.raises(Refused) as refusal:
        reset_second_factor(actor=coordinator, user_id=caseworker.pk, reason=reason, now=now)
    assert refusal.value.field == "reason"
    assert caseworker.factors.exists()


def test_a_locked_person_shows_no_code(caseworker, now):
    app = give_app(caseworker)
    caseworker.frozen_at = now
    caseworker.save()
    with pytest.raises(Refused):
        show_code(user_id=caseworker.pk, code=app.code(), now=now)


def test_a_password_is_not_set_by_a_link_without_the_factor(caseworker, now):
    give_app(caseworker)
    token = link_tokens.make_token(caseworker)
    with pytest.raises(Refused, match="second factor"):
        choose_password(user_id=caseworker.pk, token=token, password="a lantern", now=now)
