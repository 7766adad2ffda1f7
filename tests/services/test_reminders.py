"""Clock, notice, e-mail: what runs out is told to the right person, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from casetracker.domain.errors import Forbidden, Refused
from casetracker.domain.words import ActivityKind, EventKind
from casetracker.models import Activity, Clock, Email, Notice, User
from casetracker.services.activities import note_on_many, record_activity
from casetracker.services.cases import assign_case, close_case, flag_case
from casetracker.services.clocks import pause_clock, resume_clock, snooze_clock
from casetracker.services.emails import deliver_due
from casetracker.services.notices import event, insert_notices, pack
from casetracker.services.sweep import sweep

DAY = timedelta(days=1)


def silence(case):
    return Clock.objects.get(case=case, kind="case_silent")


def kinds_told(user):
    told = Notice.objects.filter(recipient=user, state="told")
    return sorted(told.values_list("kind", flat=True))


def test_a_silent_file_becomes_one_letter_to_its_caseworker(case, caseworker, mailbox, remind, now):
    assert remind(now + 29 * DAY)[0].due == 0
    at = now + 31 * DAY
    swept, packed, delivered = remind(at)
    assert (swept.due, swept.notices, packed, delivered.sent) == (1, 1, 1, 1)
    (text,) = mailbox.to(caseworker)
    assert "check the file" in text
    assert kinds_told(caseworker) == ["case_silent"]
    email = Email.objects.get()
    assert (email.state, email.sent_at, email.attempts) == ("sent", at, 1)


def test_the_letter_names_nobody(make_case, caseworker, mailbox, remind, now):
    made = make_case("Вераніка Паплаўнінская")
    remind(now + 46 * DAY)
    text = "\n".join(mailbox.to(caseworker))
    for secret in ("Вераніка", "Паплаўнінская", made.reference, str(made.pk), caseworker.name):
        assert secret not in text


def test_sweeping_again_tells_nothing_twice(case, mailbox, remind, now):
    at = now + 31 * DAY
    remind(at)
    swept, packed, delivered = remind(at)
    assert (swept.notices, packed, delivered.sent) == (0, 0, 0)
    assert Notice.objects.count() == 1


def test_coordinators_are_told_two_working_days_later_across_a_holiday(
    case, coordinator, caseworker, mailbox, remind, now
):
    # 11 March 2026, a Wednesday, is a holiday in Lithuania; the clock runs out on the 10th.
    due = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    record_activity(
        actor=caseworker, case_id=case.pk, kind="visit", occurred_at=due - 30 * DAY, now=due - DAY
    )
    remind(due + DAY)
    assert kinds_told(coordinator) == []
    remind(datetime(2026, 3, 13, 11, 0, tzinfo=UTC))
    assert kinds_told(coordinator) == []
    remind(datetime(2026, 3, 14, 10, 0, tzinfo=UTC))
    assert kinds_told(coordinator) == ["case_silent"]
    (text,) = mailbox.to(coordinator)
    assert "still open after a reminder" in text


def test_activity_before_the_letter_leaves_withdraws_it(case, caseworker, mailbox, now):

    at = now + 31 * DAY
    sweep(now=at)
    pack(now=at)
    record_activity(actor=caseworker, case_id=case.pk, kind="visit", occurred_at=at, now=at)
    delivered = deliver_due(now=at)
    assert (delivered.sent, delivered.dropped) == (0, 1)
    assert mailbox.letters() == []
    assert Notice.objects.get().state == "withdrawn"


def test_a_snoozed_file_is_quiet_and_fires_again_when_it_wakes(
    case, caseworker, mailbox, remind, now
):
    at = now + 31 * DAY
    remind(at)
    until = at + 7 * DAY
    snooze_clock(
        actor=caseworker, clock_id=silence(case).pk, until=until, reason="Court is closed", now=at
    )
    remind(at + 6 * DAY)
    assert len(mailbox.to(caseworker)) == 1
    remind(until + DAY)
    assert len(mailbox.to(caseworker)) == 2
    clock = silence(case)
    assert (clock.episode, clock.paused_until, clock.started_at) == (2, None, now)
    assert Activity.objects.filter(case=case, kind="snoozed").count() == 1


def test_after_waking_the_ladder_counts_from_the_waking(
    case, caseworker, coordinator, mailbox, remind, now
):
    at = now + 31 * DAY
    until = at + 7 * DAY
    snooze_clock(
        actor=caseworker, clock_id=silence(case).pk, until=until, reason="Court is closed", now=at
    )
    remind(until + timedelta(hours=1))
    assert kinds_told(coordinator) == []
    remind(until + 6 * DAY)
    assert "case_silent" in kinds_told(coordinator)


def test_a_paused_clock_can_be_woken_early(case, caseworker, mailbox, remind, now):
    at = now + 31 * DAY
    clock_id = silence(case).pk
    pause_clock(
        actor=caseworker, clock_id=clock_id, until=at + 200 * DAY, reason="Appeal runs", now=at
    )
    remind(at + 100 * DAY)
    assert set(kinds_told(caseworker)) == {"life_silent"}
    resume_clock(actor=caseworker, clock_id=clock_id, now=at + 101 * DAY)
    remind(at + 102 * DAY)
    assert "case_silent" in kinds_told(caseworker)


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [(0, "x", "until"), (-1, "x", "until"), (91, "x", "until"), (7, "  ", "reason")],
)
def test_a_snooze_without_a_usable_date_or_reason_is_refused(
    case, caseworker, now, days, reason, field
):
    with pytest.raises(Refused) as refusal:
        snooze_clock(
            actor=caseworker,
            clock_id=silence(case).pk,
            until=now + days * DAY,
            reason=reason,
            now=now,
        )
    assert refusal.value.field == field
    assert silence(case).paused_until is None


def test_a_file_that_changes_hands_and_comes_back_fires_again(
    case, caseworker, coordinator, make_user, team, mailbox, remind, now
):
    heir = make_user("caseworker", team)
    at = now + 31 * DAY
    remind(at)
    assign_case(actor=coordinator, case_id=case.pk, caseworker_id=heir.pk, now=at)
    remind(at + DAY)
    assert "case_silent" in kinds_told(heir)
    assign_case(actor=coordinator, case_id=case.pk, caseworker_id=caseworker.pk, now=at + DAY)
    remind(at + 2 * DAY)
    assert kinds_told(caseworker).count("case_silent") == 2


def test_handed_over_before_anything_was_told_only_the_new_owner_is_told(
    case, caseworker, coordinator, make_user, team, mailbox, remind, now
):
    heir = make_user("caseworker", team)
    assign_case(actor=coordinator, case_id=case.pk, caseworker_id=heir.pk, now=now)
    remind(now + 31 * DAY)
    assert kinds_told(caseworker) == []
    assert kinds_told(heir) == ["case_handed_over", "case_silent"]


def test_a_closed_file_reminds_nobody(case, caseworker, mailbox, remind, now):
    close_case(actor=caseworker, case_id=case.pk, reason="settled", now=now)
    swept, packed, _ = remind(now + 400 * DAY)
    assert (swept.due, packed) == (0, 0)


def test_risk_to_life_is_told_at_once_and_everything_else_waits_for_the_digest(
    make_case, caseworker, mailbox, remind, now
):
    at = now + 31 * DAY
    User.objects.update(next_digest_at=at + DAY)
    make_case("Ціхі Прыклад")
    urgent = make_case("Хворы Прыклад")
    flag_case(actor=caseworker, case_id=urgent.pk, flags={"critical_health": True}, now=now)
    remind(at)
    assert Email.objects.filter(kind="urgent", recipient=caseworker).count() == 1
    assert not Email.objects.filter(kind="digest").exists()
    remind(at + DAY)
    assert Email.objects.filter(kind="digest", recipient=caseworker).count() == 1


def test_a_volunteers_quiet_hours_hold_the_letter_not_the_notice(
    case, volunteer, mailbox, now, django_user_model
):

    night = now.replace(hour=23)
    django_user_model.objects.filter(pk=volunteer.pk).update(quiet_from=21, quiet_until=8)
    insert_notices(
        [event(EventKind.WAVE_RELEASED, case.pk, volunteer.pk, is_urgent=True)], now=night
    )
    assert pack(now=night) == 1
    assert Email.objects.get().next_attempt_at == (night + DAY).replace(hour=8)


def test_a_withdrawn_notice_is_revived_by_the_same_key_and_a_told_one_is_not(case, caseworker, now):

    notice = event(EventKind.CASE_HANDED_OVER, case.pk, caseworker.pk, case_id=case.pk)
    assert insert_notices([notice], now=now) == 1
    assert insert_notices([notice], now=now) == 0
    Notice.objects.all().withdraw(now=now)
    assert insert_notices([notice], now=now) == 1
    assert Notice.objects.get().state == "open"
    Notice.objects.update(state="told")
    assert insert_notices([notice], now=now) == 0
    assert Notice.objects.get().state == "told"


def test_a_frozen_person_is_sent_nothing_and_the_coordinators_are_told_instead(
    case, caseworker, coordinator, mailbox, remind, now
):
    User.objects.filter(pk=caseworker.pk).update(frozen_at=now)
    remind(now + 31 * DAY)
    assert mailbox.to(caseworker) == []
    assert kinds_told(coordinator) == ["case_silent"]


def test_one_letter_lists_what_ran_out_first_and_counts_the_rest(
    make_case, caseworker, mailbox, remind, now
):
    for number in range(30):
        make_case(f"Прыклад {number}")
    remind(now + 31 * DAY)
    (text,) = mailbox.to(caseworker)
    assert text.count("•") == 25
    assert "5" in text.split("•")[-1]


def test_weekly_repeats_are_one_line_per_caseworker_with_a_count(
    make_case, coordinator, mailbox, remind, now
):
    for number in range(4):
        make_case(f"Прыклад {number}")
    remind(now + 37 * DAY)
    User.objects.update(next_digest_at=now + 46 * DAY)
    Notice.objects.filter(recipient=coordinator).update(state="told")
    remind(now + 46 * DAY)
    text = mailbox.to(coordinator)[-1]
    assert "4 files wait" in text


def test_an_action_on_eleven_cases_makes_no_file_look_cared_for(make_case, caseworker, now):

    cases = [make_case(f"Прыклад {number}") for number in range(11)]
    later = now + 5 * DAY
    note_on_many(cases, ActivityKind.ACTION, actor=caseworker, now=later)
    assert set(Clock.objects.filter(kind="case_silent").values_list("started_at", flat=True)) == {
        now
    }
    note_on_many(cases[:10], ActivityKind.ACTION, actor=caseworker, now=later)
    assert Clock.objects.filter(kind="case_silent", started_at=later).count() == 10


def test_a_colleague_cannot_snooze_my_clock(case, make_user, team, now):
    colleague = make_user("caseworker", team)
    with pytest.raises((Forbidden, Refused)):
        snooze_clock(
            actor=colleague, clock_id=silence(case).pk, until=now + DAY, reason="x", now=now
        )


@pytest.mark.parametrize("count", [5, 60])
def test_a_sweep_takes_a_constant_number_of_statements(
    make_case, coordinator, now, count, django_assert_max_num_queries
):

    for number in range(count):
        make_case(f"Прыклад {number}")
    with django_assert_max_num_queries(12):
        assert sweep(now=now + 31 * DAY).due == count


def test_an_idle_sweep_reads_one_index_and_writes_its_heartbeat(
    case, now, django_assert_max_num_queries
):

    with django_assert_max_num_queries(7):
        assert sweep(now=now).due == 0


def test_nothing_happens_to_a_person_before_their_birth(case, caseworker, now):
    type(case.prisoner).objects.update(born_on=date(1990, 5, 1), born_precision="day")
    record = {"actor": caseworker, "case_id": case.pk, "kind": "visit", "now": now}
    with pytest.raises(Refused) as refusal:
        record_activity(**record, occurred_at=datetime(1990, 4, 28, tzinfo=UTC))
    assert (refusal.value.field, refusal.value.allowed) == ("occurred_at", "from 1990-05-01")
    assert record_activity(**record, occurred_at=datetime(1990, 5, 1, tzinfo=UTC))


def test_what_lies_ahead_restarts_nothing(case, caseworker, now):
    record_activity(
        actor=caseworker, case_id=case.pk, kind="visit", occurred_at=now + 5 * DAY, now=now + DAY
    )
    assert silence(case).started_at == now
