"""Accounts: made, invited, their profiles, a forgotten password."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused, Stale
from casetracker.models import AuditEvent, Membership, Notice, User
from casetracker.services.users import (
    ask_password_reset,
    create_user,
    edit_profile,
    invite_user,
)

PASSWORD = "seven quiet herons"


@pytest.fixture
def administrator(make_user):
    return make_user("administrator")


@pytest.fixture
def create(team, now):
    def make(email="Ada@Example.org", **values):
        values.setdefault("actor", None)
        values.setdefault("role", "caseworker")
        if values["role"] not in ("administrator", "auditor"):
            values.setdefault("team_id", team.pk)
        return create_user(email=email, now=now, **values)

    return make


def test_an_account_has_an_address_in_small_letters_and_one_membership(create, team, now):
    user = create(name=" Ada  P ", language="be", time_zone="Europe/Vilnius", password=PASSWORD)
    user.refresh_from_db()
    assert (user.email, user.name, user.language) == ("ada@example.org", "Ada P", "be")
    assert user.check_password(PASSWORD)
    # Nine in the morning in Vilnius, tomorrow: it is Monday noon.
    assert user.next_digest_at == datetime(2026, 2, 10, 7, tzinfo=UTC)
    membership = Membership.objects.get(user=user)
    assert (membership.team, membership.role, membership.vetted_at) == (team, "caseworker", None)
    event = AuditEvent.objects.get(verb="create_user")
    assert (event.object_id, event.actor_name) == (user.pk, "system")


def test_without_name_and_password_it_is_called_by_its_address_and_cannot_sign_in(create):
    user = create()
    assert (user.name, user.has_usable_password(), user.speaks) == ("ada", False, ["en"])


def test_a_vetted_volunteer_says_by_whom(create, coordinator, now):
    create(role="volunteer", vetted=True, actor=coordinator, speaks=["be", "lt", "be"])
    membership = Membership.objects.get(role="volunteer")
    assert (membership.vetted_by, membership.vetted_at) == (coordinator, now)
    assert membership.user.speaks == ["be", "lt"]


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "a@b,c@d.org",
        "Ada <ada@example.org>",
        "ada@example.org\nBcc: x@example.org",
        "ada@example.org\u2028",
        "ада@example.org",
        "a" * 65 + "@example.org",
        "a@" + "b." * 150 + "org",
    ],
)
def test_what_is_no_single_address_is_refused(create, email):
    with pytest.raises(Refused) as refusal:
        create(email)
    assert refusal.value.field == "email"
    assert refusal.value.allowed


def test_a_foreign_host_name_is_kept_as_mail_carries_it(create):
    assert create("ada@прыклад.бел").email == "ada@xn--80aiqesg1f.xn--90ais"


def test_an_address_has_one_account_whatever_its_letters(create):
    create()
    with pytest.raises(Conflict) as refusal:
        create("ADA@EXAMPLE.ORG")
    assert refusal.value.field == "email"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"role": "king"}, "role"),
        ({"role": "caseworker", "team_id": None}, "team"),
        ({"role": "caseworker", "team_id": uuid4()}, "team"),
        ({"language": "de"}, "language"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"name": "x" * 121}, "name"),
        ({"speaks": ["Belarusian"]}, "speaks"),
        ({"password": "short"}, "password"),
        ({"password": "password1234"}, "password"),
        ({"password": "ada@example.org"}, "password"),
    ],
)
def test_what_is_wrong_is_named(create, values, field):
    with pytest.raises(Refused) as refusal:
        create(**values)
    assert refusal.value.field == field
    assert refusal.value.allowed or field == "team"
    assert not User.objects.exists()


def test_a_refused_password_is_never_repeated(create):
    with pytest.raises(Refused) as refusal:
        create(password="hunter2")
    assert refusal.value.value is None
    assert "hunter2" not in str(refusal.value)


def test_nobody_makes_anybody_as_high_as_themselves(
    create, administrator, coordinator, caseworker, volunteer, other_team
):
    for actor, role in (
        (administrator, "administrator"),
        (coordinator, "coordinator"),
        (coordinator, "auditor"),
        (caseworker, "volunteer"),
        (volunteer, "volunteer"),
    ):
        with pytest.raises(Forbidden):
            create(actor=actor, role=role)
    with pytest.raises(Missing):
        create(actor=coordinator, team_id=other_team.pk)
    assert create(actor=administrator, role="coordinator").has_role("coordinator")
    assert create("b@example.org", actor=coordinator, role="volunteer")


def test_who_is_invited_is_mailed_a_link_and_has_no_password(
    coordinator, team, mailbox, remind, now
):
    user = invite_user(
        actor=coordinator,
        email="Ada@example.org",
        name="Ada",
        role="caseworker",
        team_id=team.pk,
        language="ru",
        now=now,
    )
    assert (user.has_usable_password(), user.invited_at) == (False, now)
    assert AuditEvent.objects.filter(verb="invite_user", object_id=user.pk).exists()
    remind(now)
    (text,) = mailbox.to(user)
    assert "/accounts/set-password/" in text


def test_invited_again_before_the_link_was_used_another_one_is_sent(coordinator, team, now):
    given = {"email": "ada@example.org", "name": "Ada", "role": "volunteer", "team_id": team.pk}
    for minutes in (0, 1, 10):
        at = now + timedelta(minutes=minutes)
        invite_user(actor=coordinator, now=at, **given)
    assert Notice.objects.filter(kind="invitation").count() == 2
    assert User.objects.filter(email="ada@example.org").count() == 1


def test_who_has_an_account_is_not_invited(coordinator, caseworker, team, create, now):
    create(password=PASSWORD)
    given = {"name": "Ada", "role": "caseworker", "team_id": team.pk, "now": now}
    with pytest.raises(Conflict):
        invite_user(actor=coordinator, email="ada@example.org", **given)
    with pytest.raises(Forbidden):
        invite_user(actor=caseworker, email="b@example.org", **given)


def test_another_zone_or_hour_moves_the_next_digest(caseworker, now):
    changes = {"time_zone": "America/New_York", "digest_hour": 8, "language": "be"}
    user = edit_profile(actor=caseworker, changes=changes, version=1, now=now)
    assert user.next_digest_at == datetime(2026, 2, 9, 13, tzinfo=UTC)
    assert user.version == 2
    assert set(AuditEvent.objects.get(verb="edit_profile").changes) == set(changes)
    with pytest.raises(Stale):
        edit_profile(actor=caseworker, changes={"digest_hour": 7}, version=1, now=now)


def test_other_changes_leave_the_digest_alone(caseworker, now):
    before = caseworker.next_digest_at
    changes = {
        "name": "Ада",
        "quiet_from": 22,
        "quiet_until": 7,
        "away_until": date(2026, 3, 1),
        "speaks": ["be", "pl"],
    }
    user = edit_profile(actor=caseworker, changes=changes, now=now + timedelta(days=3))
    user.refresh_from_db()
    assert (user.next_digest_at, user.quiet_from, user.speaks) == (before, 22, ["be", "pl"])
    assert user.away_until == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("digest_hour", 24),
        ("quiet_from", -1),
        ("time_zone", ""),
        ("language", "lt"),
        ("away_until", date(2026, 1, 1)),
        ("away_until", date(2028, 1, 1)),
        ("away_until", "soon"),
        ("speaks", ["xx", "English"]),
        ("email", "b@example.org"),
        ("auth_epoch", 0),
        ("frozen_at", None),
    ],
)
def test_what_a_profile_cannot_hold_is_named(caseworker, now, field, value):
    with pytest.raises(Refused) as refusal:
        edit_profile(actor=caseworker, changes={field: value}, now=now)
    assert refusal.value.field == field
    assert refusal.value.allowed


def test_a_deputy_is_active_staff_of_a_shared_team(
    caseworker, coordinator, volunteer, make_user, team, other_team, now
):
    strangers = [
        caseworker,
        volunteer,
        make_user("caseworker", other_team),
        make_user("caseworker", team, frozen_at=now),
    ]
    for person in strangers:
        with pytest.raises(Refused) as refusal:
            edit_profile(actor=caseworker, changes={"deputy": person.pk}, now=now)
        assert refusal.value.field == "deputy"
    with pytest.raises(Refused):
        edit_profile(actor=volunteer, changes={"deputy": coordinator.pk}, now=now)
    changes = {"deputy": coordinator.pk}
    assert edit_profile(actor=caseworker, changes=changes, now=now).deputy == coordinator
    assert edit_profile(actor=caseworker, changes={"deputy": None}, now=now).deputy is None


def test_a_forgotten_password_is_answered_with_a_link(caseworker, mailbox, remind, now):
    ask_password_reset(email=f" {caseworker.email.upper()} ", now=now)
    remind(now)
    (text,) = mailbox.to(caseworker)
    assert "/accounts/set-password/" in text


def test_an_unknown_or_locked_address_is_answered_alike(caseworker, make_user, team, now):
    frozen = make_user("caseworker", team, frozen_at=now)
    asked = []
    for email in (caseworker.email, "nobody@example.org", frozen.email, "x" * 400):
        with CaptureQueriesContext(connection) as queries:
            assert ask_password_reset(email=email, now=now) is None
        asked.append([query["sql"].split()[0] for query in queries])
    assert Notice.objects.count() == 1
    # The same questions; only the notice itself is one statement more.
    assert [words for words in asked[0] if words != "INSERT"] == asked[1] == asked[2] == asked[3]


def test_a_link_is_not_sent_twice_in_five_minutes(caseworker, now):
    for minutes in (0, 1, 4, 6):
        ask_password_reset(email=caseworker.email, now=now + timedelta(minutes=minutes))
    assert Notice.objects.filter(kind="password_reset").count() == 2
