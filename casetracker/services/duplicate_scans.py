"""The whole register looked through for people who stand in it twice.

The row of the scan is the message: the job and the fallback loop both take the next batch after
the last person that was looked at, so a kill loses at most one batch.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from casetracker.domain.doubts import Judgement, Verdict
from casetracker.domain.errors import Conflict, Forbidden
from casetracker.domain.matches import ScanState
from casetracker.domain.words import Role
from casetracker.models import DuplicateScan, Prisoner, User
from casetracker.selectors.known_people import Known, find_known, known_people
from casetracker.services.audit import record
from casetracker.services.matches import note_pairs
from casetracker.services.rights import find_editable

#: People per transaction.
BATCH = 200
#: Batches per call: a job's few seconds.
BATCHES = 10
#: What a list asks about and a scan does not: these speak against one person.
_AGAINST = frozenset({"birth_conflict", "patronymic_conflict", "sex_conflict", "other_name"})


@transaction.atomic
def start_scan(*, actor: User | None, now: datetime) -> DuplicateScan:
    """Begin to look through the register. Raises `Conflict` if a scan runs already."""
    if actor is not None and not actor.has_role(Role.COORDINATOR):
        raise Forbidden("Only coordinators look through the whole register.")
    scan = DuplicateScan(
        requested_by=actor,
        total=Prisoner.objects.filter(merged_into=None).count(),
        created_at=now,
    )
    try:
        with transaction.atomic():
            scan.save()
    except IntegrityError:
        raise Conflict("The register is being looked through already.", field="scan") from None
    record(actor=actor, verb="start_scan", obj=scan, now=now)
    return scan


@transaction.atomic
def cancel_scan(*, actor: User | None, scan_id: UUID, now: datetime) -> DuplicateScan:
    """Stop looking; what was found stays. Raises `Conflict` if it has ended."""
    if actor is not None and not actor.has_role(Role.COORDINATOR):
        raise Forbidden("Only coordinators stop a look through the register.")
    scan = find_editable(DuplicateScan, scan_id, actor)
    if scan.state != ScanState.RUNNING:
        raise Conflict(f"It has ended: {scan.state}.", field="id", value=scan.pk)
    scan.state, scan.ended_at = ScanState.CANCELLED, now
    scan.save()
    record(actor=actor, verb="cancel_scan", obj=scan, now=now)
    return scan


def scan_on(*, now: datetime) -> int:
    """Take the running scan further, if there is one; how many people were looked at."""
    looked = 0
    for _ in range(BATCHES):
        batch = _scan_batch(now)
        looked += batch
        if batch < BATCH:
            break
    return looked


@transaction.atomic
def _scan_batch(now: datetime) -> int:
    # Whoever comes second leaves it to the first.
    running = DuplicateScan.objects.running().select_for_update(skip_locked=True, no_key=True)
    scan = running.first()
    if scan is None:
        return 0
    people = Prisoner.objects.filter(merged_into=None).order_by("pk")
    if scan.looked_to is not None:
        people = people.filter(pk__gt=scan.looked_to)
    ids = list(people.values_list("pk", flat=True)[:BATCH])
    if ids:
        scan.looked_to = ids[-1]
        scan.looked_at_count += len(ids)
        scan.found += note_pairs(pairs=_pairs(ids, now), now=now)
    if len(ids) < BATCH:
        scan.state, scan.ended_at = ScanState.DONE, now
        scan.looked_at_count = max(scan.looked_at_count, scan.total)
        record(actor=None, verb="finish_scan", obj=scan, now=now)
    scan.save()
    return len(ids)


def _pairs(ids: list[UUID], now: datetime) -> list[tuple[UUID, UUID, Judgement]]:
    """The pairs that one of `ids` may make with anybody, each with the best of its verdicts."""
    batch = list(known_people(ids))
    everybody = find_known(
        [entry for person in batch for entry in person.entries], today=now.date()
    )
    best: dict[tuple[UUID, UUID], Judgement] = {}
    for person in batch:
        for entry in person.entries:
            for judgement, known in everybody.doubles_of(entry):
                pair = _pair(person, known)
                if pair and not _AGAINST & set(judgement.reasons):
                    before = best.get(pair)
                    if before is None or judgement.score > before.score:
                        best[pair] = judgement
    return [(*pair, j) for pair, j in sorted(best.items()) if j.verdict is not Verdict.DIFFERENT]


def _pair(person: Known, known: Known) -> tuple[UUID, UUID] | None:
    a, b = person.prisoner_id, known.prisoner_id
    if known.row is not None or a is None or b is None or a == b:
        return None
    return min(a, b), max(a, b)
