"""Names under embargo: what sources say of people, and what may not leave before two agree."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.embargo import (
    LONGEST_SOURCE,
    OPEN_TO_REPORTS,
    Report,
    ReportSays,
    source_key,
    state_after,
)
from casetracker.domain.errors import Conflict, Missing
from casetracker.domain.inputs import one_line, past_day, word_of
from casetracker.domain.words import ActivityKind, EventKind, ReleaseState
from casetracker.models import Case, Release, ReleaseReport, User
from casetracker.models.bulk import update_rows
from casetracker.services.activities import note_on_many
from casetracker.services.audit import Subject, record_many
from casetracker.services.released import find_releases
from casetracker.services.told_at_once import tell_keepers

#: So many of those a refusal is about are named in it.
_NAMED = 5


@transaction.atomic
def report_people(
    *,
    actor: User | None,
    release_ids: Collection[UUID],
    source: str,
    says: str = ReportSays.FREE,
    is_states: bool = False,
    saw_person: bool = False,
    observed_on: date | None = None,
    wave_id: UUID | None = None,
    now: datetime,
) -> int:
    """Record what one source says of people (of one wave, if it is given): that they are free, or
    that they are not. `observed_on` is by default today. Returns how many names may be passed on
    now that could not before.

    Two sources that the detaining state does not control, one of whom saw the person, confirm a
    release; one that contradicts puts the name back under embargo, and the coordinators are told
    at once. The same report again changes nothing. A constant number of statements; all or
    nothing. Raises `Conflict` for somebody who was refused or returned.
    """
    said = one_line(source, field="source", longest=LONGEST_SOURCE, required=True)
    word = ReportSays(word_of(says, ReportSays, field="says"))
    day = past_day(observed_on, field="observed_on", now=now) or now.date()
    releases = find_releases(actor, release_ids, wave_id=wave_id)
    for release in releases:
        _check_open(release)
    known = _reports(releases)
    fresh = Report(said, word, is_states, saw_person, day, now)
    about = [one for one in releases if not any(_is_same(fresh, old) for old in known[one.pk])]
    made = ReleaseReport.objects.bulk_create(
        ReleaseReport(
            release=release,
            source=said,
            says=word,
            is_states=is_states,
            saw_person=saw_person,
            observed_on=day,
            recorded_by=actor,
            created_at=now,
        )
        for release in about
    )
    for release in about:
        known[release.pk].append(fresh)
    kind = ActivityKind.NOTE if is_states else ActivityKind.CREDIBLE_NEWS
    facts = {row.release.case_id: {"report": str(row.pk), "says": str(word)} for row in made}
    cases = [release.case for release in about]
    note_on_many(cases, kind, actor=actor, facts_of=facts, now=now)
    lifted = _judge(about, known, actor, now)
    if word is ReportSays.NOT_FREE and not is_states:
        tell_keepers(cases, EventKind.REFUSED_AT_BORDER, actor=actor, now=now)
    record_many(
        actor=actor,
        verb="report_people",
        subjects=[
            Subject("releasereport", row.pk, row.release.case_id, row.release.case.team_id)
            for row in made
        ],
        now=now,
    )
    return lifted


@transaction.atomic
def withdraw_report(
    *, actor: User | None, report_id: UUID, release_id: UUID | None = None, now: datetime
) -> Release:
    """A report (on that release, if it is given) was a mistake: it counts no more.

    Raises `Missing`, or `Conflict` if it was withdrawn already.
    """
    reports = ReleaseReport.objects.filter(pk=report_id)
    found = (reports if actor is None else reports.visible_to(actor)).first()
    if found is None or release_id not in (None, found.release_id):
        raise Missing(f"There is no report {report_id} here.", field="report", value=report_id)
    (release,) = find_releases(actor, [found.release_id])
    standing = ReleaseReport.objects.standing().filter(pk=report_id)
    if not standing.update(withdrawn_at=now):
        raise Conflict("This report was withdrawn already.", field="report", value=report_id)
    _judge([release], _reports([release]), actor, now)
    subject = Subject("releasereport", found.pk, release.case_id, release.case.team_id)
    record_many(actor=actor, verb="withdraw_report", subjects=[subject], now=now)
    return release


def check_embargo(cases: Sequence[Case], *, said_on: date | None, field: str) -> None:
    """Pass if it may be said in public of all these people where they are: `said_on` is the day
    (None: from now on). What was said before somebody left concerns nobody.

    Every door that lets names out asks here. Raises `Conflict` naming the files that wait for
    their confirmation. One statement.
    """
    held = Release.everything.under_embargo().filter(case__in=cases)
    if said_on is not None:
        held = held.filter(released_on__lte=said_on)
    waiting = list(held.order_by("case__reference").values_list("case__reference", flat=True))
    if waiting:
        more = f" and {len(waiting) - _NAMED} more" if len(waiting) > _NAMED else ""
        raise Conflict(
            "Not yet confirmed by two sources, so nothing about them leaves: "
            f"{', '.join(waiting[:_NAMED])}{more}.",
            field=field,
            value=f"{len(waiting)} files",
            allowed="people whose release two sources have confirmed, one of whom saw them",
        )


def _check_open(release: Release) -> None:
    if release.state not in OPEN_TO_REPORTS:
        raise Conflict(
            f"Case {release.case.reference}: this release is {release.state}; record a new one if "
            "the person is free.",
            field="releases",
            value=str(release.state),
            allowed=sorted(map(str, OPEN_TO_REPORTS)),
        )


def _reports(releases: Sequence[Release]) -> dict[UUID, list[Report]]:
    found: dict[UUID, list[Report]] = {release.pk: [] for release in releases}
    for row in ReleaseReport.objects.standing().filter(release__in=found):
        found[row.release_id].append(row.as_said())
    return found


def _is_same(one: Report, other: Report) -> bool:
    return (source_key(one.source), one.says, one.is_states, one.saw_person, one.observed_on) == (
        source_key(other.source),
        other.says,
        other.is_states,
        other.saw_person,
        other.observed_on,
    )


def _judge(
    releases: Sequence[Release],
    reports: dict[UUID, list[Report]],
    actor: User | None,
    now: datetime,
) -> int:
    """Bring the releases in line with what is said of them; returns how many are confirmed now."""
    after = {one.pk: state_after(ReleaseState(one.state), reports[one.pk]) for one in releases}
    moved = [one for one in releases if after[one.pk] != one.state]
    rows = [(one.pk, str(after[one.pk])) for one in moved]
    update_rows(Release, "id", ["state"], rows, extra='"version" = t."version" + 1')
    facts = {
        one.case_id: {"fields": ["release"], "from": str(one.state), "to": str(after[one.pk])}
        for one in moved
    }
    cases = [one.case for one in moved]
    note_on_many(cases, ActivityKind.FACT_CHANGED, actor=actor, facts_of=facts, now=now)
    changes = {one.pk: {"state": (one.state, after[one.pk])} for one in moved}
    subjects = [
        Subject("release", one.pk, one.case_id, one.case.team_id, changes[one.pk]) for one in moved
    ]
    record_many(actor=actor, verb="judge_release", subjects=subjects, now=now)
    for one in moved:
        one.state = after[one.pk]
    return sum(one.state == ReleaseState.CONFIRMED for one in moved)
