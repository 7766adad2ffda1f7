"""Answers from a mail: once a line, by token alone, dead when what it speaks of has changed."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from casetracker.domain.errors import Conflict, Missing
from casetracker.domain.mail_links import LinkVerb
from casetracker.models import AuditEvent, Clock, Email, LinkAnswer, Notice, Task, TaskOffer, User
from casetracker.selectors.mail_links import find_letter
from casetracker.services.cases import close_case
from casetracker.services.freezing import freeze_user, unfreeze_user
from casetracker.services.mail_links import answer_line, stop_by_letter
from casetracker.services.offers import offer_task
from casetracker.services.tasks import cancel_task, edit_task, open_task

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def token_in(text: str) -> str:
    found = re.search(r"/m/#(\S+)", text)
    assert found, text
    return found[1]


@pytest.fixture
def make_task(case, caseworker, now):
    def make(**values):
        values.setdefault("due_at", now + 2 * DAY)
        values.setdefault("kind", "transport")
        return open_task(actor=caseworker, case_id=case.pk, title="words", now=now, **values)

    return make


@pytest.fixture
def offered(make_task, caseworker, volunteer, now):
    task = make_task()
    return offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)


@pytest.fixture
def mailed(mailbox, remind, now):
    """`mailed(user)`: the token of their newest letter, once everything due has left."""

    def read(user, at=now + DAY):
        remind(at)
        return token_in(mailbox.to(user)[-1])

    return read


def only_line(token, at):
    letter = find_letter(token, now=at)
    assert letter is not None
    (line,) = letter.lines
    return line


def say(token, verb, at):
    line = find_letter(token, now=at).lines[0]
    return answer_line(token=token, notice_id=line.notice_id, verb=verb, now=at)


def test_an_offer_is_taken_from_the_mail(offered, volunteer, mailed, now):
    token = mailed(volunteer)
    line = only_line(token, now + DAY)
    assert line.verbs == (LinkVerb.TAKE, LinkVerb.CANNOT)
    assert (line.words, line.label) == ("a new task: say whether you can take it", line.label)
    assert line.label
    say(token, LinkVerb.TAKE, now + DAY)
    offered.refresh_from_db()
    assert (offered.state, offered.assignee) == ("accepted", volunteer)
    event = AuditEvent.objects.get(verb="accept_task")
    assert event.actor_id == volunteer.pk


def test_an_offer_is_declined_from_the_mail(offered, volunteer, mailed, now):
    say(mailed(volunteer), LinkVerb.CANNOT, now + DAY)
    offered.refresh_from_db()
    assert (offered.state, offered.assignee) == ("open", None)


@pytest.mark.parametrize("who", ["volunteer", "caseworker"])
def test_done_from_a_mail_is_a_report_that_staff_confirm(request, who, make_task, mailed, now):
    doer = request.getfixturevalue(who)
    task = make_task(assignee_id=doer.pk)
    if who == "caseworker":  # their own doing is told to nobody: the mail comes when it is due
        token = mailed(doer, task.due_at - HOUR)
    else:
        token = mailed(doer)
    say(token, LinkVerb.DONE, now + DAY)
    task.refresh_from_db()
    assert task.state == "reported_done"


def test_a_line_is_answered_once_and_a_replay_writes_nothing(offered, volunteer, mailed, now):
    token = mailed(volunteer)
    say(token, LinkVerb.TAKE, now + DAY)
    events, version = AuditEvent.objects.count(), Task.objects.get().version
    for verb in (LinkVerb.TAKE, LinkVerb.CANNOT, LinkVerb.TAKE):
        assert say(token, verb, now + DAY + HOUR) == LinkVerb.TAKE
    assert only_line(token, now + DAY).answer == "take"
    assert (AuditEvent.objects.count(), Task.objects.get().version) == (events, version)
    assert LinkAnswer.objects.count() == 1


def test_ask_again_moves_this_readers_notice_and_never_the_clock(
    make_task, volunteer, mailed, mailbox, remind, now
):
    task = make_task(assignee_id=volunteer.pk, due_at=now + 9 * DAY)
    token = mailed(volunteer)
    before = list(Clock.objects.order_by("pk").values())
    line = only_line(token, now + DAY)
    assert LinkVerb.AGAIN in line.verbs
    say(token, LinkVerb.AGAIN, now + DAY)
    assert list(Clock.objects.order_by("pk").values()) == before
    shown = only_line(token, now + DAY)
    assert (shown.answer, shown.again_on) == ("again", (now + 4 * DAY).date())
    remind(now + 3 * DAY)
    assert len(mailbox.to(volunteer)) == 1
    remind(now + 4 * DAY)
    assert len(mailbox.to(volunteer)) == 2
    assert only_line(token_in(mailbox.to(volunteer)[-1]), now + 4 * DAY).answer == ""
    assert only_line(token, now + 4 * DAY).answer == "again"
    task.refresh_from_db()
    assert task.state == "accepted"


def test_who_has_four_days_or_less_is_not_asked_again(make_task, volunteer, mailed, now):
    make_task(assignee_id=volunteer.pk, due_at=now + 5 * DAY)
    token = mailed(volunteer)
    assert LinkVerb.AGAIN not in only_line(token, now + DAY).verbs
    assert LinkVerb.AGAIN in only_line(token, now + DAY - HOUR).verbs
    with pytest.raises(Conflict):
        say(token, LinkVerb.AGAIN, now + DAY)


def test_what_was_put_off_is_not_told_once_it_is_over(
    make_task, volunteer, caseworker, mailed, mailbox, remind, now
):
    task = make_task(assignee_id=volunteer.pk, due_at=now + 9 * DAY)
    say(mailed(volunteer), LinkVerb.AGAIN, now + DAY)
    cancel_task(actor=caseworker, task_id=task.pk, reason="no need", now=now + 2 * DAY)
    remind(now + 4 * DAY)
    assert "handed over" not in mailbox.to(volunteer)[-1]


def reassign(task, actor, other, now):
    edit_task(actor=actor, task_id=task.pk, changes={"assignee": other.pk}, now=now)


def cancel(task, actor, other, now):
    cancel_task(actor=actor, task_id=task.pk, reason="no need", now=now)


def close(task, actor, other, now):
    close_case(actor=actor, case_id=task.case_id, reason="settled", now=now)


@pytest.mark.parametrize("change", [reassign, cancel, close])
@pytest.mark.parametrize("is_taken", [False, True])
def test_a_line_dies_with_what_it_speaks_of(
    change, is_taken, make_task, caseworker, make_user, team, volunteer, mailed, now
):
    due_at = now + 3 * DAY
    task = make_task(assignee_id=volunteer.pk if is_taken else None, due_at=due_at)
    if not is_taken:
        offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
    token = mailed(volunteer)
    line = only_line(token, now + DAY)
    task.refresh_from_db()
    change(task, caseworker, make_user("volunteer", team), now + DAY)
    after = only_line(token, now + DAY)
    assert (after.is_over, after.verbs) == (True, ())
    state = Task.objects.get().state
    for verb in line.verbs:
        with pytest.raises(Conflict):
            answer_line(token=token, notice_id=line.notice_id, verb=verb, now=now + DAY)
    assert Task.objects.get().state == state
    assert not LinkAnswer.objects.exists()


def test_a_link_dies_with_a_freeze_and_stays_dead(offered, volunteer, coordinator, mailed, now):
    token = mailed(volunteer)
    freeze_user(actor=coordinator, user_id=volunteer.pk, now=now + DAY)
    assert find_letter(token, now=now + DAY) is None
    unfreeze_user(actor=coordinator, user_id=volunteer.pk, now=now + DAY)
    assert find_letter(token, now=now + DAY) is None


def test_every_bit_of_a_token_counts(offered, volunteer, mailed, now):
    token = mailed(volunteer)
    alphabet = "0123456789abcdef"
    for at, letter in enumerate(token):
        for bit in range(4):
            other = alphabet[alphabet.index(letter) ^ (1 << bit)]
            flipped = token[:at] + other + token[at + 1 :]
            assert find_letter(flipped, now=now + DAY) is None, (at, bit)
    assert find_letter(token.upper(), now=now + DAY) is None
    assert find_letter(f"{token[:2]} {token[2:]}", now=now + DAY) is None
    assert find_letter(token + "a", now=now + DAY) is None
    assert find_letter("", now=now + DAY) is None


def test_a_token_of_one_letter_opens_no_line_of_another(
    make_task, caseworker, volunteer, make_user, team, mailed, mailbox, now
):
    other = make_user("volunteer", team)
    for who in (volunteer, other):
        task = make_task(kind="transport" if who == volunteer else "bed")
        offer_task(actor=caseworker, task_id=task.pk, volunteer_id=who.pk, now=now)
    token = mailed(volunteer)
    foreign = Notice.objects.get(recipient=other)
    for notice_id in (foreign.pk, uuid4()):
        with pytest.raises(Missing):
            answer_line(token=token, notice_id=notice_id, verb=LinkVerb.TAKE, now=now + DAY)
    assert not Task.objects.filter(state="accepted").exists()


def test_a_link_works_until_the_end_of_the_day_of_its_last_line(offered, volunteer, mailed, now):
    User.objects.filter(pk=volunteer.pk).update(time_zone="Europe/Vilnius")
    token = mailed(volunteer)
    ends = find_letter(token, now=now + DAY).expires_at
    assert ends == (now + 3 * DAY).replace(hour=0) - 2 * HOUR
    assert find_letter(token, now=ends - timedelta(seconds=1)) is not None
    assert find_letter(token, now=ends) is None
    told = Notice.objects.get(recipient=volunteer)
    with pytest.raises(Missing):
        answer_line(token=token, notice_id=told.pk, verb=LinkVerb.TAKE, now=ends)


def test_no_link_works_longer_than_14_days(make_task, volunteer, mailed, now):
    make_task(assignee_id=volunteer.pk, due_at=now + 90 * DAY)
    token = mailed(volunteer)
    sent_at = Email.objects.get().sent_at
    assert find_letter(token, now=now + DAY).expires_at == sent_at + 14 * DAY


def test_a_key_that_is_still_on_the_ring_opens_older_links(
    offered, volunteer, mailed, now, settings
):
    token = mailed(volunteer)
    old = settings.CASETRACKER_KEYS
    fresh = "fresh:" + "A" * 43
    settings.CASETRACKER_KEYS = f"{fresh},{old}"
    assert find_letter(token, now=now + DAY) is not None
    settings.CASETRACKER_KEYS = fresh
    assert find_letter(token, now=now + DAY) is None


def test_a_letter_that_may_have_arrived_though_its_reply_was_lost_can_be_answered(
    offered, volunteer, mailed, now
):
    token = mailed(volunteer)
    Email.objects.update(state="waiting", sent_at=None, next_attempt_at=now + 2 * DAY)
    Notice.objects.filter(recipient=volunteer).update(state="packed", told_at=None)
    say(token, LinkVerb.TAKE, now + DAY)
    assert TaskOffer.objects.get().answer == "accepted"
    assert only_line(token, now + DAY).answer == "take"


def test_stopping_mails_by_the_link_needs_a_token_that_lives(offered, volunteer, mailed, now):
    token = mailed(volunteer)
    with pytest.raises(Missing):
        stop_by_letter(token="0" * 64, now=now + DAY)
    assert stop_by_letter(token=token, now=now + DAY).mail_stopped_at == now + DAY


def test_opening_a_letter_takes_a_constant_number_of_statements(
    make_task, caseworker, volunteer, mailed, now, django_assert_max_num_queries
):
    for _n in range(12):
        task = make_task()
        offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
    token = mailed(volunteer)
    with django_assert_max_num_queries(7):
        assert len(find_letter(token, now=now + DAY).lines) == 12
