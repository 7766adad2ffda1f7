"""A list of released people: who of them is known leaves in the wave, who is not waits with it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from casetracker.domain.errors import Refused
from casetracker.domain.names import name_key, parse_name
from casetracker.domain.references import read_reference
from casetracker.domain.releaselists import ReleaseRow, read_release_list
from casetracker.domain.words import RowOutcome, Stage
from casetracker.models import ImportBatch, ImportRow, User, Wave
from casetracker.selectors.release_candidates import Candidate
from casetracker.selectors.released_people import (
    Found,
    people_by_key,
    people_by_reference,
    waiting_rows,
    wave_team_id,
)
from casetracker.selectors.teams import team_named, team_names
from casetracker.selectors.waves import free_by_another
from casetracker.services.audit import record
from casetracker.services.waves import ReleasedPerson, record_wave
from casetracker.vault.keys import keyed_hash

SOURCE = "release list"
#: The person is known and free, by a release of another wave: nothing is to be decided.
FREE_ALREADY = "free_already"


@dataclass(frozen=True)
class ReleaseListResult:
    """How many rows are known, in doubt, unknown; and what this call made."""

    matched: int
    review: int
    unknown: int
    released: int
    needs: int
    tasks: int


@dataclass
class Judged:
    row: ReleaseRow
    #: The one person whom the row names; None while it is in doubt.
    found: Found | None
    #: Codes without data; empty where the row is matched.
    reasons: tuple[str, ...] = ()
    #: Who may be meant where the very words name nobody, or several.
    candidates: Sequence[Candidate] = ()
    #: A file was opened for this row.
    is_new: bool = False

    @property
    def is_unknown(self) -> bool:
        return bool({"unknown_name", "unknown_reference"} & set(self.reasons))

    @property
    def is_free_already(self) -> bool:
        return FREE_ALREADY in self.reasons

    @property
    def fingerprint(self) -> str:
        return keyed_hash("release", self.row.content)


class _DryRun(Exception):
    """Takes back what a dry run has written."""


def record_release_list(
    *,
    actor: User | None,
    data: bytes,
    wave: str,
    kind: str,
    happened_on: date,
    team: str = "",
    dry_run: bool = False,
    now: datetime,
) -> ReleaseListResult:
    """Record the wave of a release list (`domain/releaselists.py`), all or nothing.

    A row names a person by the reference of the case, or by a name that is, word for word, a
    name of exactly one person with an open case. Rows in doubt and unknown names are kept with
    the wave until somebody decides. The same list again changes nothing. `team` is the name of
    the team that records the wave; by default that of most of the cases. A dry run does all of
    it and takes it back. Raises what reading the list and `record_wave` raise.
    """
    rows = read_release_list(data)
    result: list[ReleaseListResult] = []
    try:
        with transaction.atomic():
            result.append(_record(actor, rows, data, wave.strip(), kind, happened_on, team, now))
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return result[0]


def _record(
    actor: User | None,
    rows: Sequence[ReleaseRow],
    data: bytes,
    wave: str,
    kind: str,
    happened_on: date,
    team: str,
    now: datetime,
) -> ReleaseListResult:
    judged = set_aside_free(judge_rows(rows, actor), wave)
    return record_judged(actor, judged, data, wave, kind, happened_on, team, now)[1]


def record_judged(
    actor: User | None,
    judged: Sequence[Judged],
    data: bytes,
    wave: str,
    kind: str,
    happened_on: date,
    team: str,
    now: datetime,
) -> tuple[Wave, ReleaseListResult]:
    """Record the wave of rows that are judged. Runs in the caller's transaction."""
    people = [
        ReleasedPerson(
            one.found.case_id, one.row.destination, place=one.row.place, papers=one.row.papers
        )
        for one in judged
        if one.found is not None and one.found.case_id is not None
    ]
    made = record_wave(
        actor=actor,
        name=wave,
        kind=kind,
        happened_on=happened_on,
        people=people,
        team_id=team_of(team, wave, judged, actor),
        now=now,
    )
    _keep(made.wave, judged, data, actor, now)
    unknown = sum(one.is_unknown for one in judged)
    known = len(people) + sum(one.is_free_already for one in judged)
    return made.wave, ReleaseListResult(
        matched=known,
        review=len(judged) - known - unknown,
        unknown=unknown,
        released=made.released,
        needs=made.needs,
        tasks=made.tasks,
    )


def judge_rows(rows: Sequence[ReleaseRow], actor: User | None) -> list[Judged]:
    """Whom each row names by a reference or, word for word, by a name; nobody is guessed at."""
    references = {row.number: read_reference(row.reference) for row in rows}
    keys = {row.number: name_key(parse_name(row.name)) for row in rows if not row.reference}
    by_reference = people_by_reference([ref for ref in references.values() if ref], actor)
    by_key = people_by_key(keys.values(), actor)
    judged: list[Judged] = []
    taken: set[UUID] = set()
    for row in rows:
        if row.reference:
            found = by_reference.get(references[row.number] or "")
            one = Judged(row, found, () if found else ("unknown_reference",))
        else:
            one = _judge_name(row, keys[row.number], by_key)
        if one.found is not None and one.found.prisoner_id in taken:
            one = Judged(row, None, ("twice_in_the_list",))
        if one.found is not None:
            taken.add(one.found.prisoner_id)
        judged.append(one)
    return judged


def set_aside_free(judged: Sequence[Judged], wave: str) -> list[Judged]:
    """Who is free by another release than one of this wave does not leave once more: the same
    list under another name would open every need twice. One statement."""
    meant = [one.found.case_id for one in judged if one.found and one.found.case_id]
    free = free_by_another(wave, meant)

    def leaves_again(one: Judged) -> bool:
        stage = free.get(one.found.case_id) if one.found and one.found.case_id else None
        # Who was freed inside the country may still be put out of it.
        stays = one.row.destination == settings.HOME_COUNTRY
        return stage is not None and (stage is not Stage.FREED_IN_COUNTRY or stays)

    return [
        replace(one, found=None, candidates=(), reasons=(FREE_ALREADY,))
        if leaves_again(one)
        else one
        for one in judged
    ]


def _judge_name(row: ReleaseRow, key: str, by_key: dict[str, set[Found]]) -> Judged:
    if not key:
        return Judged(row, None, ("no_whole_name",))
    people = by_key.get(key, set())
    if not people:
        return Judged(row, None, ("unknown_name",))
    if len(people) > 1:
        return Judged(row, None, ("several_matches",))
    (found,) = people
    return Judged(row, found) if found.case_id else Judged(row, None, ("no_open_case",))


def team_of(name: str, wave: str, judged: Sequence[Judged], actor: User | None) -> UUID:
    """The team asked for, else the wave's own, else the one with most of the cases, else the
    only one that `actor` coordinates."""
    if name:
        team = team_named(name)
        if team is None:
            raise Refused(
                "There is no such team.", field="team", value=name, allowed=team_names(actor)
            )
        return team.pk
    standing = wave_team_id(wave)
    if standing is not None:
        return standing
    found = [one.found.team_id for one in judged if one.found is not None]
    teams = Counter(team_id for team_id in found if team_id is not None)
    if teams:
        return teams.most_common(1)[0][0]
    names = team_names(actor)
    if len(names) != 1:
        said = "Nobody on the list is known: say which team records the wave."
        raise Refused(said, field="team", value="", allowed=names)
    return team_of(names[0], wave, judged, actor)


def _keep(
    wave: Wave, judged: Sequence[Judged], data: bytes, actor: User | None, now: datetime
) -> None:
    """Rows in doubt stay with the wave, once; a kept row whose person is known by now is
    settled."""
    kept = waiting_rows(wave.pk)
    settled = []
    for one in judged:
        row = kept.get(one.fingerprint)
        if one.found is not None and row is not None and row.outcome == RowOutcome.REVIEW:
            row.outcome, row.reasons = RowOutcome.UPDATE, ["matched_later"]
            row.prisoner_id, row.case_id = one.found.prisoner_id, one.found.case_id
            settled.append(row)
    ImportRow.objects.bulk_update(settled, ["outcome", "reasons", "prisoner", "case"], 200)
    doubtful = [
        one
        for one in judged
        if one.reasons and not one.is_free_already and one.fingerprint not in kept
    ]
    if not doubtful:
        return
    digest = hashlib.sha256(data).hexdigest()
    batch, is_new = ImportBatch.objects.get_or_create(
        source=f"{SOURCE}: {wave.name}"[:120],
        file_hash=digest,
        team=wave.team,
        defaults={
            "created_by": actor,
            "wave": wave,
            "layout": SOURCE,
            "row_count": len(judged),
            "finished_at": now,
            "created_at": now,
        },
    )
    ImportRow.objects.bulk_create(
        ImportRow(
            batch=batch,
            number=one.row.number,
            outcome=RowOutcome.REVIEW,
            reasons=list(one.reasons),
            source=batch.source,
            fingerprint=one.fingerprint,
            raw=_raw(one.row),
        )
        for one in doubtful
    )
    if is_new:
        record(actor=actor, verb="keep_release_rows", obj=batch, team_id=wave.team_id, now=now)


def _raw(row: ReleaseRow) -> str:
    """As `ListRow.to_json`: pairs of header and cell."""
    heads = ("name", "reference", "destination", "place", "papers")
    return json.dumps([(head, getattr(row, head)) for head in heads])
