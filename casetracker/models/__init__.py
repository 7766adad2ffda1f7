"""Tables, constraints and QuerySet words. One file per noun; foreign keys go one way:
user ← team ← prisoner ← case ← detention ← wave ← need, action ← task ← clock ← notice."""

from casetracker.models.action import Action, ActionCase, Body
from casetracker.models.audit import AuditEvent, AuditPending, AuditSeal
from casetracker.models.case import Activity, Case, StageSpan
from casetracker.models.clock import Clock
from casetracker.models.detention import Charge, Custody, Detention, Facility, Hearing
from casetracker.models.hold import Hold
from casetracker.models.instance import ApiToken, Heartbeat, IdempotencyKey, Instance
from casetracker.models.intake import ImportBatch, ImportRow
from casetracker.models.need import Need
from casetracker.models.notice import Email, Label, Notice
from casetracker.models.prisoner import NameForm, Prisoner, Relationship
from casetracker.models.rule import LadderStep, ReminderRule
from casetracker.models.task import Task, TaskOffer
from casetracker.models.team import Membership, Team, TeamCountry
from casetracker.models.user import User
from casetracker.models.wave import Release, Wave

__all__ = [
    "Action",
    "ActionCase",
    "Activity",
    "ApiToken",
    "AuditEvent",
    "AuditPending",
    "AuditSeal",
    "Body",
    "Case",
    "Charge",
    "Clock",
    "Custody",
    "Detention",
    "Email",
    "Facility",
    "Hearing",
    "Heartbeat",
    "Hold",
    "IdempotencyKey",
    "ImportBatch",
    "ImportRow",
    "Instance",
    "Label",
    "LadderStep",
    "Membership",
    "NameForm",
    "Need",
    "Notice",
    "Prisoner",
    "Relationship",
    "Release",
    "ReminderRule",
    "StageSpan",
    "Task",
    "TaskOffer",
    "Team",
    "TeamCountry",
    "User",
    "Wave",
]
