"""The release desk: names in any script, a look at what would happen, one commit."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.country_codes import check_country
from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.names import name_key, parse_name
from casetracker.domain.references import read_reference
from casetracker.domain.releaselists import read_pasted
from casetracker.models import Team, User
from casetracker.selectors.release_candidates import Candidate, candidates_for
from casetracker.selectors.released_people import Found, people_by_reference
from casetracker.selectors.teams import team_named
from casetracker.selectors.waves import Load, bound_for, count_told, count_unasked, overloaded
from casetracker.services.cases import open_case
from casetracker.services.prisoners import record_prisoner
from casetracker.services.releases import (
    Judged,
    ReleaseListResult,
    judge_rows,
    record_judged,
    set_aside_free,
    team_of,
)
from casetracker.services.waves import claim_wave

#: What is chosen for a row whose person is nobody of the register: the name is kept with the
#: wave, or a file is opened on them.
NOBODY, NEW_FILE = "", "new"


@dataclass(frozen=True)
class Plan:
    """What a list does, or would do."""

    wave_id: UUID
    rows: Sequence[Judged]
    result: ReleaseListResult
    #: How many people are sent a mail, for how many tasks there is no volunteer to ask, and which
    #: volunteers get more than they said they can do.
    told: int
    unasked: int
    overloaded: Sequence[Load]
    #: Row → where somebody who was in the wave before is bound for: that is not changed here.
    standing: Mapping[int, str]
    #: Stands for all of this; a commit names the one it was decided on.
    digest: str


class _OnlyLooking(Exception):
    """Takes back what a preview has written."""


def release_people(
    *,
    actor: User,
    text: str,
    wave: str,
    kind: str,
    happened_on: date,
    destination: str = "",
    team: str = "",
    choices: Mapping[int, str] | None = None,
    seen: str | None = None,
    now: datetime,
) -> Plan:
    """Release the people of a pasted text (`domain/releaselists.py`) in one wave, all or nothing.

    Without `seen` it is done and taken back: the plan is what would have happened. With the
    digest of a plan it is done if that is still what happens, else `Conflict`: somebody changed
    the register or the choices since. Done already, by whoever, it changes nothing.
    `choices` maps the number of a row that names nobody word for word to the case that a person
    chose among its candidates, to the reference of any open one, to `NEW_FILE`, or to `NOBODY`;
    without a choice the only likely candidate is taken. Raises what reading the list and
    `record_wave` raise.
    """
    check_country(destination, field="destination")
    rows = read_pasted(text, destination=destination)
    plans: list[Plan] = []
    try:
        with transaction.atomic():
            judged = judge_rows(rows, actor)
            if NEW_FILE in (choices or {}).values():
                # Whom somebody else has just opened a file on is known from here on.
                team_id = team_of(team, wave.strip(), judged, actor)
                claim_wave(actor, wave.strip(), kind, happened_on, team_id, now)
                judged = judge_rows(rows, actor)
            judged = set_aside_free(_choose(judged, actor, choices or {}, now), wave.strip())
            judged = _open_files(judged, actor, choices or {}, team, now)
            standing = _standing(judged, wave.strip())
            made, result = record_judged(
                actor, judged, text.encode(), wave.strip(), kind, happened_on, team, now
            )
            told, unasked = count_told(made.pk, now=now), count_unasked(made.pk, now=now)
            over, digest = overloaded(made.releases.all()), _digest(judged, result)
            plan = Plan(made.pk, judged, result, told, unasked, over, standing, digest)
            plans.append(plan)
            if seen is None:
                raise _OnlyLooking
            if result.released and seen != plan.digest:
                raise Conflict(
                    "This is not what you looked at: the names, your choices or the register have "
                    "changed since. Nothing was done; look at it once more.",
                    field="names",
                    value=f"{result.released} people",
                    allowed="the plan as it is now",
                )
    except _OnlyLooking:
        pass
    return plans[0]


def _standing(judged: Sequence[Judged], wave: str) -> dict[int, str]:
    meant = [(one.row.number, one.found.case_id) for one in judged if one.found]
    bound = bound_for(wave, [case_id for _, case_id in meant if case_id])
    return {number: bound[case_id] for number, case_id in meant if case_id in bound}


def _choose(
    judged: Sequence[Judged], actor: User, choices: Mapping[int, str], now: datetime
) -> list[Judged]:
    undecided = {
        one.row.number: one.row.name for one in judged if one.found is None and one.row.name
    }
    candidates = candidates_for(undecided, actor, today=now.date())
    named = _by_reference(undecided, choices, actor)
    decided = [
        _decide(one, candidates.get(one.row.number, []), choices, named.get(one.row.number))
        for one in judged
    ]
    times = Counter(one.found.prisoner_id for one in decided if one.found)
    # Two rows of one person: who reads the list must say which is meant.
    return [
        replace(one, found=None, reasons=("twice_in_the_list",))
        if one.found and times[one.found.prisoner_id] > 1 and one.row.number in undecided
        else one
        for one in decided
    ]


def _by_reference(
    undecided: Mapping[int, str], choices: Mapping[int, str], actor: User
) -> dict[int, Found]:
    """Row → whom somebody named by the reference of their file. Raises `Refused` for a reference
    of no open file that they may see."""
    asked = {n: read_reference(said) for n, said in choices.items() if n in undecided}
    references = {n: reference for n, reference in asked.items() if reference}
    known = people_by_reference(set(references.values()), actor) if references else {}
    for number, reference in references.items():
        if reference not in known:
            raise Refused(
                f"Row {number}: no open file has this reference.",
                field="names",
                value=reference,
                allowed="the reference of an open file that you may see",
            )
    return {number: known[reference] for number, reference in references.items()}


def _decide(
    one: Judged,
    candidates: Sequence[Candidate],
    choices: Mapping[int, str],
    named: Found | None,
) -> Judged:
    if one.found is not None:
        return one
    reasons = one.reasons
    if candidates and "unknown_name" in reasons:
        reasons = ("several_matches",) if len(candidates) > 1 else ("like_a_known_name",)
    one = replace(one, candidates=candidates, reasons=reasons)
    if named is not None:
        return replace(one, found=named, reasons=())
    likely = [candidate for candidate in candidates if candidate.is_likely]
    if one.row.number in choices:
        chosen = _chosen(one, choices[one.row.number])
    else:
        chosen = likely[0] if len(likely) == 1 else None
    if chosen is None:
        return one
    found = Found(chosen.prisoner_id, chosen.case_id, chosen.team_id)
    return replace(one, found=found, reasons=())


def _chosen(one: Judged, case_id: str) -> Candidate | None:
    if case_id in (NOBODY, NEW_FILE):
        return None
    for candidate in one.candidates:
        if str(candidate.case_id) == case_id:
            return candidate
    raise Refused(
        f"Row {one.row.number}: the person chosen is none of those who may be meant.",
        field="names",
        value=case_id[:60],
        allowed=[candidate.reference for candidate in one.candidates],
    )


def _open_files(
    judged: Sequence[Judged], actor: User, choices: Mapping[int, str], team: str, now: datetime
) -> list[Judged]:
    """A person and a file for each row of which somebody said that nobody knows them yet. One
    name gets one file: who bears it a second time must be told apart first."""
    named = team_named(team) if team else None
    seen: set[str] = set()
    found = []
    for one in judged:
        wanted = one.found is None and choices.get(one.row.number) == NEW_FILE
        key = name_key(parse_name(one.row.name)) if wanted else ""
        if wanted and key and key not in seen:
            seen.add(key)
            one = replace(one, found=_opened(one, actor, named, now), reasons=(), is_new=True)
        elif wanted and key:
            one = replace(one, reasons=("twice_in_the_list",))
        found.append(one)
    return found


def _opened(one: Judged, actor: User, team: Team | None, now: datetime) -> Found:
    person = record_prisoner(actor=actor, name=one.row.name, now=now)
    team_id = team.pk if team is not None else None
    case = open_case(actor=actor, prisoner_id=person.pk, team_id=team_id, now=now)
    return Found(person.pk, case.pk, case.team_id)


def _digest(judged: Sequence[Judged], result: ReleaseListResult) -> str:
    rows = [
        (one.row.content, NEW_FILE if one.is_new else str(one.found and one.found.case_id))
        for one in judged
    ]
    said = repr((rows, result.released, result.needs, result.tasks))
    return hashlib.sha256(said.encode()).hexdigest()
