"""W7: a file is silent, is told, snoozed, told again, and climbs to the coordinator."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from casetracker.domain.calendars import add_working_days
from casetracker.models import Email, User

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def test_a_file_gone_quiet_is_told_snoozed_told_again_and_escalated_once(
    door, manage, make_case, caseworker, coordinator, mailbox
):
    today = timezone.now()
    case = make_case("Вера Ціхая", at=today - 46 * DAY)
    User.objects.update(next_digest_at=today)
    mine = door(caseworker)

    fired = manage("dispatch", "--once", now=today)
    assert fired["notices"] >= 1
    assert len(mailbox.to(caseworker)) == 1

    (clock,) = [c for c in mine.get("clocks/", case=case.pk)["results"] if is_silence(c)]
    until = timezone.now() + 7 * DAY
    mine.post(
        f"clocks/{clock['id']}/snooze/", status=200, until=until.isoformat(), reason="Court closed"
    )
    letters = len(mailbox.to(caseworker))
    manage("dispatch", "--once", now=until - HOUR)
    assert len(mailbox.to(caseworker)) == letters

    manage("dispatch", "--once", now=until + HOUR)
    woken = manage("dispatch", "--once", now=until + 25 * HOUR)
    assert woken["failed"] == 0
    assert len(mailbox.to(caseworker)) == letters + 1

    told = len(mailbox.to(coordinator))
    climbs = climbs_at(mine, clock["id"])
    assert climbs == add_working_days(until, 2, "LT")
    manage("dispatch", "--once", now=climbs - HOUR)
    before = len(mailbox.to(coordinator))
    manage("dispatch", "--once", now=climbs + 25 * HOUR)
    assert len(mailbox.to(coordinator)) == before + 1 >= told

    sent = Email.objects.count()
    assert manage("dispatch", "--once", now=climbs + 25 * HOUR)["sent"] == 0
    assert Email.objects.count() == sent
    assert "Вера" not in "".join(mailbox.to(caseworker) + mailbox.to(coordinator))


def is_silence(clock) -> bool:
    return clock["kind"] == "case_silent"


def climbs_at(mine, clock_id) -> datetime:
    return datetime.fromisoformat(mine.get(f"clocks/{clock_id}/")["next_step_at"])
