"""Tokens for programs: shown once, scoped, expiring."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casetracker.domain.errors import Forbidden, Refused
from casetracker.models import ApiToken, AuditEvent
from casetracker.selectors.tokens import find_token
from casetracker.services.tokens import create_token, revoke_tokens


def test_a_token_is_shown_once_kept_hashed_and_expires(caseworker, now):
    scopes = ["tasks:write", "cases:read", "cases:read"]
    text = create_token(actor=caseworker, user=caseworker, scopes=scopes, days=30, now=now)
    token = ApiToken.objects.get()
    assert (token.user, token.scopes) == (caseworker, ["cases:read", "tasks:write"])
    assert text not in (token.digest, token.token_key)
    assert find_token(text, now=now + timedelta(days=29)) == token
    assert find_token(text, now=now + timedelta(days=30)) is None
    event = AuditEvent.objects.get(verb="create_token")
    assert (event.object_id, set(event.changes)) == (caseworker.pk, {"scopes", "expiry"})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["cases:delete"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 367}, "days"),
        ({"days": True}, "days"),
        ({"days": "30"}, "days"),
    ],
)
def test_a_scope_or_term_that_does_not_exist_is_refused(caseworker, now, given, field):
    given = {"scopes": ["all"], "days": 1, **given}
    with pytest.raises(Refused) as refusal:
        create_token(actor=caseworker, user=caseworker, now=now, **given)
    assert refusal.value.field == field
    assert refusal.value.allowed
    assert not ApiToken.objects.exists()


def test_nobody_makes_a_token_for_another_but_an_operator(caseworker, make_user, now):
    administrator = make_user("administrator")
    with pytest.raises(Forbidden):
        create_token(actor=administrator, user=caseworker, scopes=["all"], days=1, now=now)
    assert create_token(actor=None, user=caseworker, scopes=["all"], days=1, now=now)


def test_a_locked_account_has_no_token(make_user, team, now):
    frozen = make_user("caseworker", team, frozen_at=now)
    with pytest.raises(Refused) as refusal:
        create_token(actor=None, user=frozen, scopes=["all"], days=1, now=now)
    assert refusal.value.field == "user"


def test_ones_own_tokens_can_be_ended(caseworker, coordinator, now):
    for user in (caseworker, caseworker, coordinator):
        create_token(actor=user, user=user, scopes=["all"], days=1, now=now)
    assert revoke_tokens(actor=caseworker, now=now) == 2
    assert ApiToken.objects.get().user == coordinator
