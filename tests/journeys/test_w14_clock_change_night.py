"""W14: on the night of a clock change volunteers in four zones each get the digest once, at nine
by their own clock, in their language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from casetracker.models import Email

HOUR = timedelta(hours=1)
#: The Saturday before a night in which clocks are changed somewhere.
EUROPE_FORWARD = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)
EUROPE_BACK = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
AMERICA_FORWARD = datetime(2026, 3, 7, 20, 0, tzinfo=UTC)
AMERICA_BACK = datetime(2026, 10, 31, 20, 0, tzinfo=UTC)
#: Zone → language, and how a letter in it begins.
READERS = {
    "Europe/Vilnius": ("be", "Вітаем!"),
    "Europe/Warsaw": ("en", "Hello!"),
    "America/New_York": ("ru", "Здравствуйте"),
    "Asia/Tbilisi": ("ru", "Здравствуйте"),
}


@pytest.mark.parametrize(
    ("saturday", "hours_in_utc"),
    [
        (EUROPE_FORWARD, {6, 7, 13, 5}),
        (EUROPE_BACK, {7, 8, 13, 5}),
        (AMERICA_FORWARD, {7, 8, 13, 5}),
        (AMERICA_BACK, {7, 8, 14, 5}),
    ],
    ids=["Europe forward", "Europe back", "America forward", "America back"],
)
def test_each_volunteer_gets_the_digest_once_at_nine_local(
    door,
    manage,
    make_case,
    make_user,
    team,
    caseworker,
    mailbox,
    monkeypatch,
    saturday,
    hours_in_utc,
):
    monkeypatch.setattr(timezone, "now", lambda: saturday)
    case = make_case(at=saturday)
    readers = {}
    for zone, (language, _) in READERS.items():
        reader = readers[zone] = make_user("volunteer", team, speaks=["be"])
        profile = {"time_zone": zone, "language": language, "digest_hour": 9}
        answer = door(reader).client.patch(
            "/api/v1/users/me/", profile, format="json", HTTP_IF_MATCH="*"
        )
        assert answer.status_code == 200, answer.content
        due_at = (saturday + timedelta(days=5)).isoformat()
        mine = door(caseworker)
        task = mine.post("tasks/", case=str(case.pk), title="Ring up", kind="bed", due_at=due_at)
        mine.post(f"tasks/{task['id']}/offer/", status=200, volunteer=str(reader.pk))

    for hours in range(25):
        manage("dispatch", "--once", now=saturday + hours * HOUR)

    left_at = set()
    for zone, reader in readers.items():
        letter = Email.objects.get(recipient=reader)
        local = letter.sent_at.astimezone(ZoneInfo(zone))
        assert (local.weekday(), local.hour, local.minute) == (6, 9, 0), zone
        assert letter.digest_on == local.date()
        (text,) = mailbox.to(reader)
        assert text.startswith(READERS[zone][1])
        left_at.add(letter.sent_at.hour)
    assert left_at == hours_in_utc
