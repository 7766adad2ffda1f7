"""When the machine's clock has run ahead and is right again: nothing waits for the wrong time.

What was told meanwhile stays told, and is not told twice: a notice's key holds. But a step taken
in a time that has not come would leave a file unwatched until then, and a digest unsent.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now

from casetracker.domain.calendars import next_digest_at
from casetracker.models import Clock, Email, Heartbeat, Notice, User
from casetracker.models.bulk import update_rows
from casetracker.services.leases import LEASE

#: So far ahead nothing is noted by a clock that is only a little wrong.
JUMP = timedelta(days=1)
#: No digest and no attempt is ever planned further ahead.
FARTHEST = timedelta(days=3)


def forget_the_future(*, now: datetime) -> bool:
    """Bring back what was moved on by a clock that was over a day ahead; returns whether it was."""
    if not Heartbeat.objects.filter(name="sweep", at__gt=now + JUMP).exists():
        return False
    _bring_back(now)
    return True


@transaction.atomic
def _bring_back(now: datetime) -> None:
    told = Notice.objects.filter(clock=OuterRef("pk"), episode=OuterRef("episode"))
    ahead = Clock.objects.running().filter(
        Exists(told.filter(created_at__gt=now + JUMP)), step__gt=0, paused_until=None, hold=None
    )
    # From the first step on: those whose time had come are taken again and tell nobody.
    ahead.update(step=0, next_step_at=now, version=F("version") + 1)
    readers = User.objects.filter(next_digest_at__gt=now + FARTHEST)
    rows = [
        (pk, next_digest_at(now, zone_name=zone_name, hour=hour))
        for pk, zone_name, hour in readers.values_list("pk", "time_zone", "digest_hour")
    ]
    update_rows(User, "id", ["next_digest_at"], rows)
    waiting = Email.objects.waiting()
    waiting.filter(next_attempt_at__gt=now + FARTHEST).update(next_attempt_at=now)
    waiting.filter(lease_until__gt=Now() + 2 * LEASE).update(lease_until=None, lease_token=None)
