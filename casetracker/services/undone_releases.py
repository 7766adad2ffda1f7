"""What a release had set going is stopped, and prison's own goes on: for one file, in the
transaction of the move that says so."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from casetracker.domain.reversals import STATE_AFTER, Reversal, check_reversal
from casetracker.domain.words import NeedState, Precision, ReleaseState, Stage
from casetracker.models import Case, Clock, Detention, Need, Release, User
from casetracker.services.audit import record
from casetracker.services.clocks import stop
from casetracker.services.consents import restore_consents
from casetracker.services.deadlines import restart_detention
from casetracker.services.tasks import cancel_tasks_of

BACK_INSIDE = "the person is not free any more"


def undo_release(
    case: Case, how: Reversal, *, happened_on: date, actor: User | None, now: datetime
) -> set[Any]:
    """The person of the case, which is locked and still in its old stage, is not free any more.

    The release is marked, the detention runs again (an arrest begins another), open needs pause,
    their tasks are cancelled and told once, and what relatives agreed to before the release holds
    again. Returns who saw to the needs. Raises as `check_reversal`.
    """
    releases = Release.objects.filter(case=case).order_by("-released_on", "-pk")
    release = releases.select_for_update(of=("self",), no_key=True).first()
    released_on = release.released_on if release is not None else None
    check_reversal(how, Stage(case.stage), happened_on, released_on)
    keepers = _pause_needs(case, actor, now)
    _detain(case, release, how, happened_on, now)
    if release is not None:
        old, release.state = release.state, STATE_AFTER.get(how, ReleaseState(release.state))
        release.next_phase, release.next_phase_at = "", None
        release.save(update_fields=["state", "next_phase", "next_phase_at"])
        changes = {"state": (old, release.state)}
        record(actor=actor, verb="undo_release", obj=release, case=case, changes=changes, now=now)
    restore_consents([case.prisoner_id], actor=actor, now=now)
    return keepers


def _pause_needs(case: Case, actor: User | None, now: datetime) -> set[Any]:
    tasks = case.tasks.filter(Q(need__isnull=False) | Q(is_after_release=True))
    cancel_tasks_of(tasks, reason=BACK_INSIDE, actor=actor, now=now)
    needs = Need.objects.open().filter(case=case)
    keepers = set(needs.values_list("owner", flat=True))
    ids: list[UUID] = list(needs.values_list("pk", flat=True))
    if ids:
        Need.objects.filter(pk__in=ids).update(state=NeedState.PAUSED)
        stop(Clock.objects.filter(need__in=ids), now=now)
    return keepers


def _detain(
    case: Case, release: Release | None, how: Reversal, happened_on: date, now: datetime
) -> None:
    """The episode that was thought to have ended goes on; an arrest begins a new one."""
    if Detention.objects.filter(case=case, released_on=None).exists():
        return
    if how is Reversal.RE_ARRESTED:
        Detention.objects.create(
            case=case, arrested_on=happened_on, arrested_precision=Precision.DAY, created_at=now
        )
    elif release is not None and release.detention is not None:
        detention = release.detention
        detention.released_on, detention.released_precision = None, Precision.UNKNOWN
        detention.save(update_fields=["released_on", "released_precision"])
        restart_detention(case, now=now)
