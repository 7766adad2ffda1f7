"""The later needs of freed people open when their day comes: never ten needs at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from casetracker.domain.contacts import FAMILY
from casetracker.domain.packages import SPANS, Freed, package, phase_after
from casetracker.domain.words import (
    ActivityKind,
    EventKind,
    NeedKind,
    Papers,
    Phase,
    ReleaseKind,
    Stage,
)
from casetracker.models import Contact, Need, Relationship, Release
from casetracker.models.bulk import update_rows
from casetracker.services.activities import note_on_many
from casetracker.services.audit import Subject, record_many
from casetracker.services.clocks import load_rules, risks_of, start_many
from casetracker.services.needs import restart_need_clocks
from casetracker.services.notices import event, insert_notices
from casetracker.services.packages import (
    Work,
    offer_clocks,
    offer_notices,
    offer_tasks,
    write_needs,
)
from casetracker.services.receivers import Offer, find_receivers

BATCH = 500


@dataclass(kw_only=True)
class _Phase(Work):
    """One person, and the phase that begins for them."""

    release: Any
    phase: Phase


def open_phases(*, now: datetime) -> int:
    """Open the needs of every phase whose day has come; returns for how many people.

    What is a need already, opened by hand or earlier, is not opened twice. What volunteers do of
    it is offered; whoever sees to the needs reads of it in the next digest. Any number may run
    at once: each batch is claimed, and takes a constant number of statements.
    """
    opened = 0
    while done := _open_batch(now):
        opened += done
        if done < BATCH:
            break
    return opened


@transaction.atomic
def _open_batch(now: datetime) -> int:
    due: Any = Release.objects.filter(next_phase_at__lte=now).order_by("next_phase_at", "pk")
    family = Contact.objects.filter(
        prisoner=OuterRef("case__prisoner"), relation__in=sorted(FAMILY)
    )
    others = Relationship.objects.filter(
        Q(prisoner=OuterRef("case__prisoner")) | Q(relative=OuterRef("case__prisoner"))
    )
    claimed = due.select_for_update(of=("self",), skip_locked=True).select_related("case__team")
    works = [
        _Phase(
            case=release.case,
            release_id=release.pk,
            destination=release.actual_destination or release.planned_destination,
            release=release,
            phase=Phase(release.next_phase),
        )
        for release in claimed.annotate(has_family=Exists(family) | Exists(others))[:BATCH]
    ]
    if works:
        _open(works, now)
        _go_on(works, now)
    return len(works)


def _open(works: Sequence[_Phase], now: datetime) -> None:
    receivers = find_receivers(
        team_ids={one.case.team_id for one in works},
        countries={one.destination for one in works},
    )
    known = _known_kinds(works)
    for one in works:
        rules = package(one.phase, _freed(one))
        one.due_at = max(one.release.created_at + SPANS[one.phase].due, now)
        one.plan([rule for rule in rules if rule.need not in known[one.case.pk]], receivers, now)
    write_needs(works, now=now)
    restart_need_clocks(_rows(works), now=now)
    offers = offer_tasks(works, now=now)
    clocks = offer_clocks(works, load_rules(), now=now)
    start_many([], now=now, fresh=clocks)
    _tell(works, offers, now)
    _book(works, now)


def _freed(one: _Phase) -> Freed:
    release = one.release
    return Freed(
        stage=Stage(one.case.stage),
        kind=ReleaseKind(release.kind),
        destination=one.destination,
        papers=Papers(release.papers_given),
        has_family=release.has_family,
        risks=risks_of(one.case),
    )


def _known_kinds(works: Iterable[_Phase]) -> dict[UUID, set[NeedKind]]:
    """Case → the kinds of need that are open there, or were ever opened for this release: also
    one that somebody took away."""
    works = list(works)
    open_ones = Q(pk__in=Need.everything.open().values("pk"))
    of_release = Q(release__in=[one.release_id for one in works])
    rows = Need.everything.filter(open_ones | of_release, case__in=[one.case.pk for one in works])
    found: dict[UUID, set[NeedKind]] = defaultdict(set)
    for case_id, kind in rows.values_list("case_id", "kind"):
        found[case_id].add(NeedKind(kind))
    return found


def _rows(works: Iterable[_Phase]) -> list[Need]:
    return [
        Need(id=need.id, owner_id=need.owner_id, team_id=need.team_id, due_at=one.due_at)
        for one in works
        for need in one.needs
    ]


def _tell(works: Sequence[_Phase], offers: Sequence[Offer], now: datetime) -> None:
    """Volunteers of their offers, owners once per wave and phase that work has come in."""
    told = offer_notices(works, offers)
    for one in works:
        what = one.release.wave_id or one.release_id
        told += [
            event(EventKind.WAVE_RELEASED, what, who, occurrence=str(one.phase))
            for who in {need.owner_id for need in one.needs}
        ]
    insert_notices(
        list({(new.dedupe_key, new.recipient_id): new for new in told}.values()), now=now
    )


def _book(works: Sequence[_Phase], now: datetime) -> None:
    with_needs = [one for one in works if one.needs]
    facts = {one.case.pk: {"phase": str(one.phase)} for one in with_needs}
    cases = [one.case for one in with_needs]
    note_on_many(cases, ActivityKind.NOTE, actor=None, facts_of=facts, now=now)
    subjects = [
        Subject("release", one.release_id, one.case.pk, one.case.team_id) for one in with_needs
    ]
    record_many(actor=None, verb="open_phase", subjects=subjects, now=now)


def _go_on(works: Iterable[_Phase], now: datetime) -> None:
    """When the phase after this one opens; none for who is not on the way any more."""
    rows: list[tuple[UUID, str, datetime | None]] = []
    for one in works:
        after = phase_after(one.phase)
        if after is None or one.case.stage not in (Stage.RECEPTION, Stage.RESETTLING):
            rows.append((one.release_id, "", None))
            continue
        # Recorded late, the phases keep their distance all the same.
        apart = SPANS[after].opens - SPANS[one.phase].opens
        at = max(one.release.created_at + SPANS[after].opens, now + apart)
        rows.append((one.release_id, str(after), at))
    raised = '"version" = t."version" + 1'
    update_rows(Release, "id", ["next_phase", "next_phase_at"], rows, extra=raised)
