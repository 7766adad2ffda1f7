"""What has happened in the demo before anybody looks: 45 days of work, and one mass release.

Everything goes through the services, at times that lie in the past. All times are set off from
the moment at which the story is told, so that it is the same story at any hour: part of the files
have gone quiet, part are cared for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from casetracker.domain.words import (
    ActionKind,
    ActivityKind,
    ClockKind,
    NeedKind,
    ReleaseKind,
    ResponseKind,
    Risk,
    Role,
    Stage,
    TaskKind,
    TaskState,
)
from casetracker.management.demo.people import PEOPLE, Cast, make_cast
from casetracker.models import Case, Clock, Task, TaskOffer, User
from casetracker.services.actions import record_action, record_answer
from casetracker.services.activities import check_no_news, record_activity
from casetracker.services.bodies import record_body
from casetracker.services.cases import assign_cases, flag_case, move_case
from casetracker.services.clocks import snooze_clock
from casetracker.services.imports import import_list
from casetracker.services.instance import name_instance
from casetracker.services.needs import open_need
from casetracker.services.offers import accept_task, decline_task, offer_task
from casetracker.services.phases import open_phases
from casetracker.services.releases import record_release_list
from casetracker.services.tasks import finish_task, open_task
from casetracker.services.unanswered import pass_on_offers

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
#: The lists came in so long before; six hours more, so that no clock of theirs runs out later.
AGO = 45 * DAY + 6 * HOUR
#: The release: long enough ago for the first day after it to be over.
RELEASED_AGO = 26 * HOUR
LISTS = (("list-a.csv", "Vilnius"), ("list-d.csv", "Warsaw"))
#: How many of the first offers each volunteer takes; half of them are done by now.
ACCEPTED = 12
WAVE = "Exchange at the border"
#: What is noted on files that are cared for, in turn.
CARE = (
    (ActivityKind.LETTER_RECEIVED, "A letter, three weeks under way. In good spirits."),
    (ActivityKind.LETTER_SENT, "Postcard with a view of the old town."),
    (ActivityKind.CREDIBLE_NEWS, "Seen by somebody who came out last week."),
    (ActivityKind.CONTACT_MADE, "Called the family, agreed to speak again next month."),
    (ActivityKind.VISIT, "The lawyer was let in for ten minutes."),
    (ActivityKind.HEALTH_REPORT, "Asks for vitamins; otherwise well."),
)
#: What is not recorded as ours on somebody for whom contact itself is a risk.
REACHING_OUT = frozenset({ActivityKind.LETTER_SENT, ActivityKind.CONTACT_MADE})


RISKS = (Risk.CRITICAL_HEALTH, Risk.INCOMMUNICADO, Risk.HUNGER_STRIKE, Risk.MINOR)


@dataclass(frozen=True)
class File:
    """An open case as it came in: its team, the team's coordinator, and who looks after it."""

    case_id: UUID
    stage: str
    team: str
    lead: User
    keeper: User


@dataclass
class Story:
    """The cast, and the open cases in the order of the lists."""

    now: datetime
    cast: Cast
    files: list[File] = field(default_factory=list)


def tell_story(
    *, folder: Path, password: str, progress: Callable[[str], None], now: datetime
) -> None:
    """Fill an empty installation from the lists in `folder`, up to `now`."""
    name_instance(name="demo", now=now - AGO)
    story = Story(now, make_cast(password=password, now=now - AGO))
    for file, team in LISTS:
        progress(f"45 days ago: {file} comes in, team {team}")
        _import(story, folder / file, team)
    progress("since then: letters, calls, actions, and files that nobody touched")
    _care(story)
    _worry(story)
    _act(story)
    _assign_tasks(story)
    progress("yesterday: 123 people are released in one day")
    _release(story, (folder / "release.csv").read_bytes())
    progress("since then: volunteers answer, some people are met, most still wait")
    _receive(story)


def _import(story: Story, file: Path, team: str) -> None:
    """The list comes in, and is given to the team's caseworkers in turn; every ninth file still
    has nobody."""
    workers = story.cast.with_role(team, Role.CASEWORKER)
    (lead,) = story.cast.with_role(team, Role.COORDINATOR)
    import_list(
        actor=None,
        source=file.stem,
        data=file.read_bytes(),
        team_id=story.cast.teams[team],
        caseworker_ids=[worker.pk for worker in workers],
        now=story.now - AGO,
    )
    cases = list(Case.objects.visible_to(lead).open().order_by("pk"))
    nobodys = [case.pk for case in cases[::9]]
    assign_cases(actor=lead, case_ids=nobodys, caseworker_id=None, now=story.now - AGO + HOUR)
    by_id: dict[UUID | None, User] = {worker.pk: worker for worker in workers}
    for number, case in enumerate(cases):
        keeper = lead if number % 9 == 0 else by_id[case.caseworker_id]
        story.files.append(File(case.pk, case.stage, team, lead, keeper))


def _care(story: Story) -> None:
    """A third of the files is cared for to this day, a third was, and then no more; of the rest
    nobody has heard anything."""
    steps = []
    for number, file in enumerate(story.files):
        kind, text = CARE[number % len(CARE)]
        if file.stage == Stage.FREED_IN_COUNTRY and kind in REACHING_OUT:
            kind, text = CARE[0]  # Who was freed inside the country is not written to (W6).
        if number % 3 == 0:
            steps.append((number % 21 + 2, kind, text, file))
        elif number % 3 == 1:
            steps.append((number % 10 + 34, kind, text, file))
    for days, kind, text, file in sorted(steps, key=lambda step: -step[0]):
        at = story.now - days * DAY - 2 * HOUR
        record_activity(
            actor=file.keeper,
            case_id=file.case_id,
            kind=kind,
            occurred_at=at - HOUR,
            text=text,
            now=at,
        )
    abroad = [file for file in story.files if file.stage == Stage.RECEPTION]
    for number, file in enumerate(abroad[:-3]):
        # Who was abroad before the list came in has found a place meanwhile.
        at = story.now - (number % 9 + 3) * DAY
        move_case(actor=file.keeper, case_id=file.case_id, stage=Stage.RESETTLING, now=at)
    asked = [file for file in story.files if file.stage == Stage.FREED_IN_COUNTRY][:25]
    for keeper in {file.keeper for file in asked}:
        own = [file.case_id for file in asked if file.keeper == keeper]
        check_no_news(actor=keeper, case_ids=own, now=story.now - 6 * DAY)


def _worry(story: Story) -> None:
    """Risks shorten the silence that is allowed; one clock sleeps for a reason."""
    inside = [file for file in story.files if file.stage == Stage.INSIDE]
    for team in ("Vilnius", "Warsaw"):
        of_team = [file for file in inside if file.team == team]
        for risk, file in zip(RISKS, of_team[1::7], strict=False):
            at = story.now - 3 * DAY
            flag_case(actor=file.keeper, case_id=file.case_id, flags={risk: True}, now=at)
    quiet = inside[7].keeper
    clock = (
        Clock.objects.visible_to(quiet).running().filter(kind=ClockKind.CASE_SILENT, owner=quiet)
    )
    snooze_clock(
        actor=quiet,
        clock_id=clock.order_by("due_at")[0].pk,
        until=story.now + 5 * DAY,
        reason="The lawyer visits on Friday and will report.",
        now=story.now - 2 * DAY,
    )


def _act(story: Story) -> None:
    """An appeal that nobody answered, a filing that was, letters from a parliament."""
    for team, days in (("Vilnius", 30), ("Warsaw", 24)):
        (lead,) = story.cast.with_role(team, Role.COORDINATOR)
        cases = [file.case_id for file in story.files if file.lead == lead][:40]
        at = story.now - days * DAY
        body = record_body(
            actor=lead,
            name=f"Committee of {team} deputies",
            kind="parliament",
            country="LT",
            now=at,
        )
        record_action(
            actor=lead,
            kind=ActionKind.APPEAL,
            case_ids=cases,
            target_id=body.pk,
            channel="letter",
            sent_at=at,
            reply_due_at=at + 14 * DAY,
            now=at,
        )
        filing = record_action(
            actor=lead,
            kind=ActionKind.UN_FILING,
            case_ids=cases[:3],
            sent_at=at + DAY,
            reply_due_at=at + 60 * DAY,
            now=at + DAY,
        )
        record_answer(
            actor=lead,
            action_id=filing.pk,
            response_kind=ResponseKind.ACKNOWLEDGED,
            note="Received and registered.",
            now=at + 9 * DAY,
        )


def _assign_tasks(story: Story) -> None:
    """Work that volunteers have, are offered, and have done."""
    (ruta,) = story.cast.with_role("Vilnius", Role.VOLUNTEER)
    files = [file for file in story.files if file.team == "Vilnius" and file.stage == Stage.INSIDE]
    for number, file in enumerate(files[1:16:3]):
        at = story.now - (9 - number) * DAY
        task = open_task(
            actor=file.keeper,
            case_id=file.case_id,
            title="Write a letter for the holidays",
            brief="Two pages, no politics, printed letters.",
            kind=TaskKind.LETTERS,
            due_at=at + (8 + number % 2) * DAY,
            now=at,
        )
        if number == 4:
            continue
        offer_task(actor=file.keeper, task_id=task.pk, volunteer_id=ruta.pk, now=at)
        if number < 3:
            accept_task(actor=ruta, task_id=task.pk, now=at + 3 * HOUR)
        if number < 1:
            finish_task(actor=ruta, task_id=task.pk, comment="Posted.", now=at + 2 * DAY)
    settling = [file for file in story.files if file.stage == Stage.RECEPTION][:4]
    for file, kind in zip(
        settling, (NeedKind.ASYLUM, NeedKind.HOUSING, NeedKind.LEGAL), strict=False
    ):
        open_need(
            actor=file.keeper,
            case_id=file.case_id,
            kind=kind,
            due_at=story.now - DAY,
            now=story.now - 12 * DAY,
        )


def _release(story: Story, data: bytes) -> None:
    at = story.now - RELEASED_AGO
    record_release_list(
        actor=None,
        data=data,
        wave=WAVE,
        kind=ReleaseKind.DEPORTATION,
        happened_on=at.date(),
        team="Vilnius",
        now=at,
    )


def _receive(story: Story) -> None:
    """Volunteers who were asked say yes, no, or nothing; what nobody took is offered again."""
    at = story.now - RELEASED_AGO
    volunteers = [story.cast.users[p.name] for p in PEOPLE if p.role is Role.VOLUNTEER]
    for volunteer in volunteers:
        offers = TaskOffer.objects.visible_to(volunteer).standing().order_by("pk")
        asked = list(offers.filter(task__is_after_release=True).values_list("task_id", flat=True))
        for task_id in asked[:ACCEPTED]:
            accept_task(actor=volunteer, task_id=task_id, now=at + HOUR)
        for task_id in asked[ACCEPTED : ACCEPTED + 1]:
            reason = "At work until ten."
            decline_task(actor=volunteer, task_id=task_id, reason=reason, now=at + HOUR)
        for task_id in asked[: ACCEPTED // 2]:
            finish_task(actor=volunteer, task_id=task_id, comment="Done.", now=at + 10 * HOUR)
    for hours in (3, 6, 9):  # an offer stands two hours, then the next one is asked
        pass_on_offers(now=at + hours * HOUR)
    _meet(story, at + 20 * HOUR)
    # Their second day has begun: here, not when the worker comes round to it.
    open_phases(now=story.now)
    _offer_again(story, volunteers)


def _meet(story: Story, at: datetime) -> None:
    """Some of the released have been met since."""
    for lead in (story.cast.users["Alena"], story.cast.users["Piotr"]):
        freed = Case.objects.visible_to(lead).filter(releases__wave__name=WAVE)
        for case in freed.filter(stage=Stage.RECEPTION).order_by("pk")[:12]:
            record_activity(
                actor=lead,
                case_id=case.pk,
                kind=ActivityKind.CONTACT_MADE,
                occurred_at=at,
                text="Met at the reception, has a bed and a phone.",
                now=at,
            )


def _offer_again(story: Story, volunteers: list[User]) -> None:
    """A few minutes ago: so that whoever signs in as a volunteer is being asked something."""
    for lead in (story.cast.users["Alena"], story.cast.users["Oksana"]):
        teams = lead.team_ids(Role.COORDINATOR)
        own = [one for one in volunteers if one.team_ids(Role.VOLUNTEER) & teams]
        left = Task.objects.visible_to(lead).filter(state=TaskState.OPEN, team__in=teams)
        tasks = left.filter(is_after_release=True).order_by("pk")[: 3 * len(own)]
        for number, task in enumerate(tasks):
            offer_task(
                actor=lead,
                task_id=task.pk,
                volunteer_id=own[number % len(own)].pk,
                now=story.now - timedelta(minutes=20),
            )
