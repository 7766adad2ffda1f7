"""Needs referred to partners: once, with the person's word, and never the same aid twice unseen."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from casetracker.domain.errors import Conflict, Missing, Refused
from casetracker.models import Activity, AuditEvent, Body, Consent, Referral
from casetracker.services.consents import record_consent, withdraw_consent
from casetracker.services.needs import edit_need, move_need, open_need
from casetracker.services.referrals import move_referral, refer_need
from tests.conftest import NOW
from tests.money import ask, make_line, make_need

DAY = timedelta(days=1)


@pytest.fixture
def need(caseworker, case):
    return open_need(actor=caseworker, case_id=case.pk, kind="medical", now=NOW)


def refer(actor, need, partner="The Red Clinic", agrees=True, **more):
    given = {"partner": partner, "person_agrees": agrees, "now": NOW} | more
    return refer_need(actor=actor, need_id=need.pk, **given)


def move(actor, referral, state, reason="", **more):
    given = {"referral_id": referral.pk, "state": state, "reason": reason, "now": NOW + DAY}
    return move_referral(actor=actor, **given | more)


def test_a_partner_is_asked_accepts_and_has_done_it(caseworker, need):
    made = refer(caseworker, need, note="Teeth.")
    assert (made.state, made.partner.name, made.note) == ("asked", "The Red Clinic", "Teeth.")
    move(caseworker, made, "accepted")
    done = move(caseworker, made, "done")
    assert (done.state, done.moved_by, done.moved_at) == ("done", caseworker, NOW + DAY)
    told = Activity.objects.filter(case=need.case, facts__has_key="referral")
    states = list(told.order_by("pk").values_list("facts__referral", flat=True))
    assert states == ["asked", "accepted", "done"]
    verbs = AuditEvent.objects.filter(object_type="referral").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["refer_need"] + 2 * ["move_referral"]


def test_a_known_partner_is_found_in_whatever_case(caseworker, need, case):
    refer(caseworker, need)
    other = open_need(actor=caseworker, case_id=case.pk, kind="legal", now=NOW)
    refer(caseworker, other, partner="the red  clinic")
    assert Body.objects.filter(name__icontains="clinic").count() == 1


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_what_ends_without_help_says_why(caseworker, need, state):
    made = refer(caseworker, need)
    with pytest.raises(Refused, match="Say why"):
        move(caseworker, made, state)
    ended = move(caseworker, made, state, "No place before June.")
    assert ended.reason == "No place before June."
    with pytest.raises(Conflict, match="refer the need again"):
        move(caseworker, made, "accepted")


def test_the_same_partner_is_not_asked_twice_at_a_time(caseworker, need):
    made = refer(caseworker, need)
    with pytest.raises(Conflict, match="asked already"):
        refer(caseworker, need, duplicate_answer="Again.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.create(
            need=need,
            partner=made.partner,
            referred_by=caseworker,
            moved_by=caseworker,
            moved_at=NOW,
            created_at=NOW,
        )
    move(caseworker, made, "refused", "Full.")
    assert refer(caseworker, need).state == "asked"


def test_a_partner_is_told_of_nobody_who_has_not_agreed(caseworker, need):
    with pytest.raises(Refused, match="ask them first") as caught:
        refer(caseworker, need, agrees=False)
    assert caught.value.field == "person_agrees"
    refer(caseworker, need)
    consent = Consent.objects.get()
    assert (consent.purpose, consent.given_by) == ("share_with_partner", "person")
    # It holds for the next partner, until it is withdrawn.
    refer(caseworker, need, "The Other", agrees=False, duplicate_answer="Only the eyes.")
    withdraw_consent(actor=caseworker, consent_id=consent.pk, now=NOW)
    with pytest.raises(Refused, match="ask them first"):
        refer(caseworker, need, "The Third", agrees=False, duplicate_answer="The ears.")
    assert Consent.objects.count() == 1


def test_a_consent_that_a_release_suspended_is_none(caseworker, need):
    consent = record_consent(
        actor=caseworker,
        prisoner_id=need.case.prisoner_id,
        purpose="share_with_partner",
        audience="partners",
        given_by="relative",
        now=NOW,
    )
    Consent.objects.filter(pk=consent.pk).update(suspended_at=NOW)
    with pytest.raises(Refused, match="ask them first"):
        refer(caseworker, need, agrees=False)


def test_aid_by_two_partners_or_by_money_and_a_partner_is_answered(caseworker, coordinator, need):
    made = refer(caseworker, need)
    with pytest.raises(Conflict, match="say why") as caught:
        refer(caseworker, need, "The Other")
    assert caught.value.value == ["partner: medical"]
    line = make_line(coordinator, need.team)
    with pytest.raises(Conflict, match="say why"):
        ask(caseworker, need, line, "50")
    move(caseworker, made, "refused", "Full.")
    ask(caseworker, need, line, "50")
    with pytest.raises(Conflict, match="say why"):
        refer(caseworker, need, "The Other")
    answered = refer(caseworker, need, "The Other", duplicate_answer="Money was for the road.")
    assert answered.duplicate_answer == "Money was for the road."


def test_a_partner_of_another_need_of_the_same_kind_looks_alike_of_another_kind_not(
    caseworker, case, need
):
    refer(caseworker, need)
    again = make_need(caseworker, case, kind="medical")
    with pytest.raises(Conflict, match="say why"):
        refer(caseworker, again, "The Other")
    assert refer(caseworker, make_need(caseworker, case, kind="work"), "The Other")


def test_aid_of_a_partner_long_ago_is_forgotten(caseworker, need):
    refer(caseworker, need)
    assert refer(caseworker, need, "The Other", now=NOW + 91 * DAY)


def test_nothing_is_referred_of_what_is_not_wanted(caseworker, need):
    move_need(actor=caseworker, need_id=need.pk, state="declined", reason="Has a doctor.", now=NOW)
    with pytest.raises(Conflict, match="declined"):
        refer(caseworker, need)


def test_who_does_not_see_the_need_sees_no_referral(caseworker, stranger_to, need):
    made = refer(caseworker, need)
    with pytest.raises(Missing):
        refer(stranger_to, need, "Mine")
    with pytest.raises(Missing):
        move(stranger_to, made, "accepted")
    assert not Referral.objects.visible_to(stranger_to).exists()


def test_who_sees_to_a_need_of_another_teams_file_refers_it(
    caseworker, make_user, other_team, need
):
    helper = make_user("caseworker", other_team)
    type(need).objects.filter(pk=need.pk).update(team=other_team, owner=helper)
    made = refer(helper, need)
    assert move(caseworker, made, "accepted").state == "accepted"


def test_why_a_need_was_declined_is_kept_until_it_is_open_again(caseworker, need):
    given = {"actor": caseworker, "need_id": need.pk, "now": NOW}
    assert move_need(state="declined", reason="Has a doctor.", **given).reason == "Has a doctor."
    assert move_need(state="open", **given).reason is None
    assert move_need(state="met", reason="Well.", **given).reason is None
    edited = edit_need(changes={"provider": "A clinic"}, **given)
    assert edited.provider == "A clinic"


@pytest.fixture
def stranger_to(make_user, other_team):
    return make_user("caseworker", other_team)
