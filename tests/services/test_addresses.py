"""Addresses: one that fails is asked about, once; another one is told what was missed, and so
is one that works again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.words import EventKind
from casetracker.models import AuditEvent, Email, Notice, User
from casetracker.services.addresses import (
    address_works,
    ask_for_address,
    change_address,
    mark_failed,
)
from casetracker.services.emails import deliver_due
from casetracker.services.freezing import freeze_user
from casetracker.services.notices import event, insert_notices, pack

DAY = timedelta(days=1)


@pytest.fixture
def administrator(make_user):
    return make_user("administrator")


def asked(user):
    return Notice.objects.filter(recipient=user, kind="address_failed").count()


def test_of_a_dead_address_the_coordinators_are_told_once_however_many_letters_fail(
    caseworker, coordinator, now
):
    for hours in range(3):
        mark_failed(caseworker, now=now + timedelta(hours=hours))
    assert asked(coordinator) == 1
    caseworker.refresh_from_db()
    assert caseworker.address_failed_at == now


def test_an_address_that_fails_again_is_asked_about_again(caseworker, coordinator, now):
    mark_failed(caseworker, now=now)
    Notice.objects.update(state="told")
    change_address(actor=None, user_id=caseworker.pk, email="new@example.org", now=now + DAY)
    mark_failed(caseworker, now=now + 2 * DAY)
    assert asked(coordinator) == 2


def test_of_the_only_coordinators_address_the_next_best_is_told(
    caseworker, coordinator, administrator, now
):
    mark_failed(coordinator, now=now)
    assert (asked(coordinator), asked(caseworker)) == (0, 1)
    ask_for_address(caseworker, now=now)
    assert asked(administrator) == 0


def test_what_could_not_be_told_at_the_old_address_is_told_at_the_new_one(
    case, caseworker, administrator, mailbox, now
):
    what = event(EventKind.RE_ARRESTED, case.pk, caseworker.pk, case_id=case.pk, is_urgent=True)
    insert_notices([what], now=now)
    User.objects.filter(pk=caseworker.pk).update(address_failed_at=now)
    pack(now=now)
    assert deliver_due(now=now).failed == 1
    changed = change_address(
        actor=administrator, user_id=caseworker.pk, email=" New@Example.org ", now=now
    )
    assert (changed.email, changed.address_failed_at) == ("new@example.org", None)
    assert changed.auth_epoch == caseworker.auth_epoch + 1
    pack(now=now)
    assert deliver_due(now=now).sent == 1
    (letter,) = mailbox.letters()
    assert letter["To"] == "new@example.org"
    assert Notice.objects.get(kind="re_arrested").state == "told"
    assert Email.objects.filter(state="failed").count() == 1
    assert set(AuditEvent.objects.get(verb="change_address").changes) == {"email"}


@pytest.mark.parametrize(
    "email",
    ["", "a@b,c@d", "a@example.org\r\nBcc: eve@example.org", "a\u2028@example.org", "x" * 321],
)
def test_what_is_not_one_address_is_refused(caseworker, administrator, email, now):
    with pytest.raises(Refused) as refusal:
        change_address(actor=administrator, user_id=caseworker.pk, email=email, now=now)
    assert refusal.value.field == "email"


def test_an_address_that_is_taken_or_the_same_is_refused(
    caseworker, coordinator, administrator, now
):
    for email, refusal in ((coordinator.email, Conflict), (caseworker.email, Refused)):
        with pytest.raises(refusal):
            change_address(actor=administrator, user_id=caseworker.pk, email=email, now=now)


def test_only_an_administrator_changes_an_address_and_never_the_own_one(
    caseworker, coordinator, administrator, now
):
    for actor, whose in ((coordinator, caseworker), (administrator, administrator)):
        with pytest.raises(Forbidden):
            change_address(actor=actor, user_id=whose.pk, email="x@example.org", now=now)


def test_a_lock_out_is_told_to_the_other_coordinators_at_once_by_a_label(
    caseworker, coordinator, make_user, team, mailbox, now
):
    colleague = make_user("coordinator", team)
    freeze_user(actor=coordinator, user_id=caseworker.pk, now=now)
    pack(now=now)
    deliver_due(now=now)
    assert mailbox.to(coordinator) == []
    (text,) = mailbox.to(colleague)
    assert "This is urgent:" in text
    assert "somebody was locked out: see who does their work now" in text
    label = colleague.labels.get()
    assert (label.subject_id, label.words in text) == (caseworker.pk, True)
    assert caseworker.name not in text


@pytest.fixture
def unreachable(caseworker, now):
    """The caseworker, whose last letter failed; `told(age)` is what it was to say."""
    User.objects.filter(pk=caseworker.pk).update(address_failed_at=now - DAY)
    caseworker.refresh_from_db()

    def told(age, state="failed", packed="packed"):
        number = Email.objects.count()
        email = Email.objects.create(
            recipient=caseworker,
            kind="digest",
            state=state,
            created_at=now - age,
            message_id=f"<{number}@test>",
            next_attempt_at=now if state == "waiting" else None,
        )
        return Notice.objects.create(
            dedupe_key=f"event:{number}",
            recipient=caseworker,
            kind="case_silent",
            email=email,
            state=packed,
            created_at=now - age,
            changed_at=now - age,
        )

    return caseworker, told


def test_what_did_not_arrive_goes_into_the_next_mail(unreachable, coordinator, now):
    who, told = unreachable
    lately, long_ago = told(DAY), told(31 * DAY)
    arrived, under_way = told(DAY, state="sent", packed="told"), told(DAY, state="waiting")
    address_works(actor=coordinator, user_id=who.pk, now=now)
    who.refresh_from_db()
    assert who.address_failed_at is None
    for notice, state in (
        (lately, "open"),
        (long_ago, "packed"),
        (arrived, "told"),
        (under_way, "packed"),
    ):
        notice.refresh_from_db()
        assert notice.state == state
    assert AuditEvent.objects.get(verb="address_works").team_id is not None


def test_an_address_that_works_is_left_alone(caseworker, coordinator, now):
    with pytest.raises(Conflict, match="arrive"):
        address_works(actor=coordinator, user_id=caseworker.pk, now=now)


def test_only_who_coordinates_the_person_says_so(unreachable, make_user, other_team, team, now):
    who, _ = unreachable
    with pytest.raises(Missing):
        address_works(actor=make_user("coordinator", other_team), user_id=who.pk, now=now)
    with pytest.raises(Forbidden):
        address_works(actor=make_user("caseworker", team), user_id=who.pk, now=now)
    address_works(actor=make_user("administrator"), user_id=who.pk, now=now)
