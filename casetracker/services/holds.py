"""Holds: a flood of letters waits until a coordinator releases or discards it.

Source: `reminders.md`, "Hold against floods". Letters are counted, not notices: a digest
collapses many. Urgent notices, reception files and events never pass here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Conflict
from casetracker.domain.words import EventKind, HoldReason, HoldState
from casetracker.models import Case, Clock, Heartbeat, Hold, Notice, User
from casetracker.models.bulk import update_rows
from casetracker.selectors.answering import answering
from casetracker.selectors.rules import teams_of_changed_rules
from casetracker.services.audit import record
from casetracker.services.notices import event, insert_notices
from casetracker.services.rights import find_editable
from casetracker.services.steps import take_steps

#: Letters that one sweep may always make, and the share of open cases beyond that.
ALWAYS = 40
SHARE = 10
RELEASES_ITSELF_AFTER = timedelta(hours=12)
#: A longer silence between two sweeps is an outage, or a clock that jumped.
JUMP = timedelta(hours=24)
BATCH = 500


@dataclass
class Flood:
    """Counts the letters of one sweep; lets through what stays within the limit."""

    now: datetime
    recipients: set[UUID] = field(default_factory=set)
    #: Team → the hold that this sweep has made for it.
    holds: dict[UUID, UUID] = field(default_factory=dict)
    #: Open cases, counted no further than `_reach`: there may be a million.
    _open: int = 0
    _reach: int = 0

    def lets_through(self, recipients: Collection[UUID]) -> bool:
        """Whether these may be told: each recipient is one digest, however much is in it."""
        new = set(recipients) - self.recipients
        letters = len(self.recipients) + len(new)
        if new and self._is_too_many(letters):
            return False
        self.recipients |= new
        return True

    def _is_too_many(self, letters: int) -> bool:
        if letters <= ALWAYS:
            return False
        if self._open == self._reach < letters * SHARE:
            # Eight times as far as is asked: a growing sweep counts a few times only.
            self._reach = 8 * letters * SHARE
            self._open = Case.objects.open()[: self._reach].count()
        return letters > self._open // SHARE


def hold_back(
    held: Sequence[tuple[UUID, UUID, Sequence[UUID]]], flood: Flood, *, now: datetime
) -> None:
    """Put (clock, team, recipients) on one hold per team, and tell its coordinators at once."""
    if not held:
        return
    by_team: dict[UUID, list[tuple[UUID, Sequence[UUID]]]] = {}
    for clock_id, team_id, recipients in held:
        by_team.setdefault(team_id, []).append((clock_id, recipients))
    changed = teams_of_changed_rules([clock_id for clock_id, _, _ in held], now=now)
    for team_id, clocks in by_team.items():
        hold = _hold_of(team_id, flood, now)
        if team_id in changed and hold.reason == HoldReason.FLOOD:
            # A person looks first at what a changed rule would send.
            hold.reason, hold.releases_at = HoldReason.RULE_CHANGED, None
        update_rows(Clock, "id", ["hold"], [(clock_id, hold.pk) for clock_id, _ in clocks])
        hold.clocks_held += len(clocks)
        hold.letters += len({who for _, recipients in clocks for who in recipients})
        hold.save(update_fields=["reason", "releases_at", "clocks_held", "letters"])


@transaction.atomic
def release_hold(
    *, actor: User | None, hold_id: UUID, version: int | None = None, now: datetime
) -> Hold:
    """Let the clocks of a hold run: their steps are taken now, without a limit."""
    return _decide(actor, hold_id, HoldState.RELEASED, version, now)


@transaction.atomic
def discard_hold(
    *, actor: User | None, hold_id: UUID, version: int | None = None, now: datetime
) -> Hold:
    """Tell nobody: the clocks of a hold move to their next step."""
    return _decide(actor, hold_id, HoldState.DISCARDED, version, now)


def release_overdue(*, now: datetime) -> int:
    """Release what nobody has decided on for 12 hours, as digests; returns how many holds."""
    due = Hold.objects.open().filter(releases_at__lte=now).values_list("pk", flat=True)
    released = 0
    for hold_id in due:
        try:
            release_hold(actor=None, hold_id=hold_id, now=now)
        except Conflict:
            continue  # A coordinator was faster.
        released += 1
    return released


def _hold_of(team_id: UUID, flood: Flood, now: datetime) -> Hold:
    if team_id in flood.holds:
        return Hold.objects.select_for_update(no_key=True).get(pk=flood.holds[team_id])
    last = Heartbeat.objects.filter(name="sweep").values_list("at", flat=True).first()
    jumped = last is not None and not timedelta() <= now - last <= JUMP
    hold = Hold.objects.create(
        team_id=team_id,
        reason=HoldReason.CLOCK_JUMPED if jumped else HoldReason.FLOOD,
        releases_at=None if jumped else now + RELEASES_ITSELF_AFTER,
        created_at=now,
    )
    flood.holds[team_id] = hold.pk
    leads = answering([team_id])[team_id]
    insert_notices(
        [event(EventKind.HOLD_MADE, hold.pk, who, is_urgent=True) for who in leads], now=now
    )
    record(actor=None, verb="hold_back", obj=hold, team_id=team_id, now=now)
    return hold


def _decide(
    actor: User | None, hold_id: UUID, state: HoldState, version: int | None, now: datetime
) -> Hold:
    hold = find_editable(Hold, hold_id, actor, version=version)
    if hold.state != HoldState.OPEN:
        raise Conflict(
            f"Somebody has {hold.state} this already.",
            field="state",
            value=hold.state,
            allowed=str(HoldState.OPEN),
        )
    held = Clock.objects.filter(hold=hold).order_by("pk").select_for_update(of=("self",))
    # Taking the step clears the hold, so that the next batch finds the rest.
    while take_steps(held[:BATCH], now=now, is_silent=state is HoldState.DISCARDED).clocks:
        pass
    hold.state, hold.decided_by, hold.decided_at = state, actor, now
    hold.save(update_fields=["state", "decided_by", "decided_at"])
    # Who has not been asked yet need not be asked any more.
    asked = Notice.objects.filter(dedupe_key=f"event:{EventKind.HOLD_MADE}:{hold.pk}")
    asked.withdraw(now=now)
    record(
        actor=actor,
        verb="release_hold" if state is HoldState.RELEASED else "discard_hold",
        obj=hold,
        team_id=hold.team_id,
        now=now,
    )
    return hold
