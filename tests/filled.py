"""A file with something of everything on it: a row of each noun, every text said by the caller.

Used where everything there is must be asked for, or looked for: the canary run, the whole API.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from casetracker.domain.doubts import Judgement, Verdict
from casetracker.domain.quarantine import Quarantined
from casetracker.models import Case, Email, MatchDecision, Notice, Release, Team, User
from casetracker.services.actions import record_action
from casetracker.services.activities import record_activity
from casetracker.services.attachments import attach_file
from casetracker.services.break_glass import ask_break_glass
from casetracker.services.cases import open_case
from casetracker.services.clocks import snooze_clock
from casetracker.services.consents import record_consent
from casetracker.services.contacts import record_contact
from casetracker.services.decisions import refuse
from casetracker.services.detentions import record_detention
from casetracker.services.health import record_health_report
from casetracker.services.hearings import schedule_hearing
from casetracker.services.import_uploads import commit_list, map_columns, upload_list
from casetracker.services.import_work import work_on_lists
from casetracker.services.matches import note_pairs
from casetracker.services.merges import merge_prisoners
from casetracker.services.needs import move_need, open_need
from casetracker.services.offers import accept_task, decline_task, offer_task
from casetracker.services.prisoners import record_prisoner
from casetracker.services.quarantine import place_in_quarantine
from casetracker.services.tasks import cancel_task, finish_task, open_task
from casetracker.services.waves import ReleasedPerson, record_wave
from tests.filled_aid import fill_aid, fill_desks

DAY = timedelta(days=1)
Say = Callable[[str], str]


@dataclass
class Cast:
    """Who is there: all of `team` but `outsider`, a caseworker of another. `mark` stands in
    names that nobody else's rows have."""

    team: Team
    caseworker: User
    coordinator: User
    #: A second coordinator.
    second: User
    volunteer: User
    outsider: User
    mark: str


@dataclass
class Filled:
    case: Case
    #: Noun of the API → ids of what there is of it.
    ids: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def note(self, noun: str, row: Any) -> Any:
        self.ids[noun].append(str(row.pk))
        return row


def fill(cast: Cast, say: Say, now: datetime) -> Filled:
    """A new file of the caseworker's, filled. `say("Contact.note")` is the text of that column;
    of `Contact.phone` digits, of `Contact.email` an address."""
    filled = Filled(_opened(cast, f"Ада {cast.mark}", now))
    filled.note("cases", filled.case)
    filled.note("prisoners", filled.case.prisoner)
    for part in (_life, _work, _tasks, _people, _lists, _around, fill_aid, fill_desks):
        part(filled, cast, say, now)
    return filled


def _opened(cast: Cast, name: str, now: datetime) -> Case:
    prisoner = record_prisoner(actor=cast.caseworker, name=name, now=now)
    given = {"actor": cast.caseworker, "stage": "inside", "team_id": cast.team.pk, "now": now}
    return open_case(prisoner_id=prisoner.pk, **given)


def _life(filled: Filled, cast: Cast, say: Say, now: datetime) -> None:
    """What only the file's own people read: contacts, health, consent."""
    acting = {"actor": cast.caseworker, "now": now}
    person, case_id = filled.case.prisoner_id, filled.case.pk
    columns = ("name", "phone", "messenger", "email", "address", "note")
    texts = {column: say(f"Contact.{column}") for column in columns}
    contact = record_contact(prisoner_id=person, relation="mother", country="BY", **texts, **acting)
    filled.note("contacts", contact)
    said = {"text": say("HealthReport.text"), "source": say("HealthReport.source")}
    report = record_health_report(case_id=case_id, severity="stable", **said, **acting)
    filled.note("health-reports", report)
    consent = record_consent(
        prisoner_id=person,
        purpose="publish",
        audience="public",
        given_by="relative",
        note=say("Consent.note"),
        **acting,
    )
    filled.note("consents", consent)


def _work(filled: Filled, cast: Cast, say: Say, now: datetime) -> None:
    acting = {"actor": cast.caseworker, "now": now}
    case_id = filled.case.pk
    text = say("Activity.text")
    note = record_activity(case_id=case_id, kind="note", occurred_at=now, text=text, **acting)
    filled.note("activities", note)
    detention = record_detention(case_id=case_id, charges=[{"article": "342"}], **acting)
    filled.note("detentions", detention)
    at, said = now + 5 * DAY, say("Hearing.note")
    hearing = schedule_hearing(detention_id=detention.pk, scheduled_at=at, note=said, **acting)
    filled.note("hearings", hearing)
    action = record_action(kind="appeal", case_ids=[case_id], note=say("Action.note"), **acting)
    filled.note("actions", action)
    said = {"wishes": say("Need.wishes"), "provider": say("Need.provider")}
    need = open_need(case_id=case_id, kind="asylum", **said, **acting)
    refused = {"state": "declined", "reason": say("Need.reason")}
    move_need(need_id=need.pk, **refused, **acting)
    filled.note("needs", need)
    clock = filled.case.clocks.get(kind="case_silent")
    snooze_clock(clock_id=clock.pk, until=now + 3 * DAY, reason=say("Clock.pause_reason"), **acting)
    filled.note("clocks", clock)


def _tasks(filled: Filled, cast: Cast, say: Say, now: datetime) -> None:
    acting = {"actor": cast.caseworker, "now": now}

    def opened() -> Any:
        task = open_task(
            case_id=filled.case.pk,
            title=say("Task.title"),
            kind="clothes",
            brief=say("Task.brief"),
            brief_fields={"meeting_place": say("Task.brief_fields")},
            due_at=now + DAY,
            **acting,
        )
        return offer_task(task_id=task.pk, volunteer_id=cast.volunteer.pk, **acting)

    called_off = opened()
    reason = say("Task.cancel_reason")
    cancel_task(task_id=called_off.pk, reason=reason, **acting)
    _, declined, taken, done = (filled.note("tasks", opened()) for _ in range(4))
    accept_task(actor=cast.volunteer, task_id=taken.pk, now=now)
    reason = say("TaskOffer.reason")
    decline_task(actor=cast.volunteer, task_id=declined.pk, reason=reason, now=now)
    accept_task(actor=cast.volunteer, task_id=done.pk, now=now)
    finish_task(actor=cast.volunteer, task_id=done.pk, comment=say("Task.comment"), now=now)
    for name, task_id in ((say("Attachment.name"), None), (say("Attachment.name"), taken.pk)):
        data = say("AttachmentPiece.content").encode()
        attached = attach_file(
            case_id=filled.case.pk, name=f"{name}.txt", data=data, task_id=task_id, **acting
        )
        filled.note("attachments", attached)


def _people(filled: Filled, cast: Cast, say: Say, now: datetime) -> None:
    """Others of the team's: one who left, two who may be one, two who were."""
    free = _opened(cast, f"Вызвалены {cast.mark}", now)
    people = [ReleasedPerson(case_id=free.pk, destination="LT")]
    wave = record_wave(
        actor=cast.coordinator,
        name=f"Wave of {cast.mark}",
        kind="deportation",
        happened_on=now.date(),
        people=people,
        team_id=cast.team.pk,
        now=now,
    ).wave
    filled.note("waves", wave)
    release = filled.note("releases", Release.objects.get(case=free))
    release.conditions = say("Release.conditions")
    release.save()
    one, other, third, fourth = (
        _opened(cast, f"{name} {cast.mark}", now).prisoner
        for name in ("Віктар", "Viktar", "Ганна", "Hanna")
    )
    note_pairs(pairs=[(one.pk, other.pk, Judgement(Verdict.REVIEW, 0.9, ("name",)))], now=now)
    filled.note("matches", MatchDecision.objects.get(one__in=[one, other]))
    merge = merge_prisoners(actor=cast.coordinator, kept_id=third.pk, lost_id=fourth.pk, now=now)
    filled.note("merges", merge)


def _lists(filled: Filled, cast: Cast, say: Say, now: datetime) -> None:
    """Three lists: one as it came in, one planned, one taken in."""
    acting = {"actor": cast.caseworker, "now": now}

    def uploaded(remark: str, place: str = "") -> Any:
        # A remark is what no column of ours takes; it stays in the row as it came.
        lines = f"Імя;Артыкул;Установа;Заўвага\nЗдзіслаў Спісаў;342;{place};{remark}\n"
        given = {"source": f"list of {cast.mark}", "team_id": cast.team.pk, **acting}
        return filled.note("imports", upload_list(data=lines.encode(), **given))

    def planned(remark: str, place: str = "") -> Any:
        batch = uploaded(remark, place)
        map_columns(batch_id=batch.pk, columns={"Імя": "name", "Установа": "facility"}, **acting)
        work_on_lists(now=now, batch_id=batch.pk)
        return batch

    uploaded(say("ImportPiece.rows"))
    planned("", place=say("ImportPiece.plan"))
    done = planned(say("ImportRow.raw"))
    commit_list(batch_id=done.pk, **acting)
    work_on_lists(now=now, batch_id=done.pk)
    filled.note("import-rows", done.rows.get())


def _around(filled: Filled, cast: Cast, say: Say, now: datetime) -> None:
    away = _opened(cast, f"Янка {cast.mark}", now)
    gone = {
        "object_type": Quarantined.CASE,
        "object_id": away.pk,
        "reason": say("Quarantine.reason"),
    }
    placed = place_in_quarantine(actor=cast.coordinator, now=now, **gone)
    filled.note("quarantines", placed)
    asked = {"reference": filled.case.reference, "reason": say("Approval.reason"), "now": now}
    approval = ask_break_glass(actor=cast.outsider, **asked)
    refuse(actor=cast.coordinator, approval_id=approval.pk, reason=say("Approval.answer"), now=now)
    filled.note("approvals", approval)
    letter = Email.objects.create(
        recipient=cast.caseworker,
        kind="digest",
        created_at=now,
        next_attempt_at=now,
        message_id=f"<{cast.team.pk}@test>",
    )
    filled.note("emails", letter)
    filled.note("notices", Notice.objects.filter(recipient=cast.volunteer).first())
    for user in (cast.caseworker, cast.coordinator, cast.volunteer):
        filled.note("users", user)
