"""Needs that paused while their person was inside, once the person is free again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from casetracker.domain.words import NeedKind, NeedState
from casetracker.models import Need, User
from casetracker.models.bulk import update_rows
from casetracker.services.audit import Subject, record_many
from casetracker.services.needs import restart_need_clocks
from casetracker.services.packages import Work
from casetracker.services.receivers import Receivers


def wake_needs(
    works: Sequence[Work], receivers: Receivers, *, actor: User | None, now: datetime
) -> None:
    """What paused for these people is open again, at the team that serves where they go now;
    where the new package opens the same, the old one is not needed any more. Constant
    statements; the caller holds the transaction and the cases."""
    by_case = {one.case.pk: one for one in works}
    fresh = {one.case.pk: {need.kind for need in one.needs} for one in works}
    rows, woken, changes = [], [], []
    for need in Need.objects.filter(case__in=by_case, state=NeedState.PAUSED).order_by("pk"):
        one = by_case[need.case_id]
        if NeedKind(need.kind) in fresh[need.case_id]:
            need.state = NeedState.NOT_NEEDED
        else:
            need.state = NeedState.OPEN
            need.team_id = receivers.team_for(one.destination, one.case.team_id)
            need.owner_id = receivers.next_owner(
                need.team_id, one.case.team_id, one.case.caseworker_id
            )
            woken.append(need)
        moved = {"state": (NeedState.PAUSED, need.state)}
        changes.append(Subject("need", need.pk, need.case_id, need.team_id, moved))
        rows.append((need.pk, str(need.state), need.team_id, need.owner_id))
        # Of two that paused, from two releases, one is open again.
        fresh[need.case_id].add(NeedKind(need.kind))
    update_rows(Need, "id", ["state", "team", "owner"], rows, extra='"version" = t."version" + 1')
    restart_need_clocks([need for need in woken if need.due_at], now=now)
    record_many(actor=actor, verb="move_need", subjects=changes, now=now)
