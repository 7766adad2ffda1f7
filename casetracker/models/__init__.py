"""Tables, constraints and QuerySet words. One file per noun; foreign keys go one way:
user ← team ← quarantine ← prisoner ← case ← detention, contact ← consent, wave ← need, action ←
task ← clock ← notice; need ← referral; team ← fund ← line; need, line ← request, cash float ←
payment."""

from casetracker.models.action import Action, ActionCase, Body
from casetracker.models.approval import Approval
from casetracker.models.attachment import Attachment, AttachmentPiece
from casetracker.models.audit import AuditCheck, AuditEvent, AuditPending, AuditSeal
from casetracker.models.case import Activity, Case, StageSpan
from casetracker.models.clock import Clock
from casetracker.models.consent import Consent
from casetracker.models.contact import Contact, Reveal
from casetracker.models.country_fact import CountryFact
from casetracker.models.desk import Desk
from casetracker.models.desk_list import DeskList
from casetracker.models.detention import Charge, Custody, Detention, Facility, Hearing
from casetracker.models.document import IdentityDocument, Scheme
from casetracker.models.export import Export, ExportPart
from casetracker.models.fund import BudgetLine, Fund, LedgerEntry
from casetracker.models.health import HealthReport
from casetracker.models.hold import Hold
from casetracker.models.instance import ApiToken, Heartbeat, IdempotencyKey, Instance
from casetracker.models.intake import ImportBatch, ImportPiece, ImportRow, ListSource
from casetracker.models.link_answer import LinkAnswer
from casetracker.models.match import DuplicateScan, MatchDecision, Merge, MergeMove
from casetracker.models.need import Need
from casetracker.models.notice import Email, Label, Notice
from casetracker.models.observation import Observation
from casetracker.models.payment import CashFloat, FundRequest, Payment
from casetracker.models.person_status import CountryChoice, PersonStatus
from casetracker.models.prisoner import NameForm, NameSkeleton, Prisoner, Relationship
from casetracker.models.procedure import Procedure, ProcedureDecision, ProcedureSpan
from casetracker.models.quarantine import Quarantine
from casetracker.models.referral import Referral
from casetracker.models.report import ReleaseReport
from casetracker.models.rule import LadderStep, ReminderRule, RuleRevision
from casetracker.models.sign_in import Attempts, SecondFactor, WebSession
from casetracker.models.simulation import Simulation
from casetracker.models.task import Task, TaskOffer
from casetracker.models.team import Membership, Team, TeamCountry
from casetracker.models.user import User
from casetracker.models.wave import Release, Wave

__all__ = [
    "Action",
    "ActionCase",
    "Activity",
    "ApiToken",
    "Approval",
    "Attachment",
    "AttachmentPiece",
    "Attempts",
    "AuditCheck",
    "AuditEvent",
    "AuditPending",
    "AuditSeal",
    "Body",
    "BudgetLine",
    "Case",
    "CashFloat",
    "Charge",
    "Clock",
    "Consent",
    "Contact",
    "CountryChoice",
    "CountryFact",
    "Custody",
    "Desk",
    "DeskList",
    "Detention",
    "DuplicateScan",
    "Email",
    "Export",
    "ExportPart",
    "Facility",
    "Fund",
    "FundRequest",
    "HealthReport",
    "Hearing",
    "Heartbeat",
    "Hold",
    "IdempotencyKey",
    "IdentityDocument",
    "ImportBatch",
    "ImportPiece",
    "ImportRow",
    "Instance",
    "Label",
    "LadderStep",
    "LedgerEntry",
    "LinkAnswer",
    "ListSource",
    "MatchDecision",
    "Membership",
    "Merge",
    "MergeMove",
    "NameForm",
    "NameSkeleton",
    "Need",
    "Notice",
    "Observation",
    "Payment",
    "PersonStatus",
    "Prisoner",
    "Procedure",
    "ProcedureDecision",
    "ProcedureSpan",
    "Quarantine",
    "Referral",
    "Relationship",
    "Release",
    "ReleaseReport",
    "ReminderRule",
    "Reveal",
    "RuleRevision",
    "Scheme",
    "SecondFactor",
    "Simulation",
    "StageSpan",
    "Task",
    "TaskOffer",
    "Team",
    "TeamCountry",
    "User",
    "Wave",
    "WebSession",
]
