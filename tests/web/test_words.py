"""Labels of the closed lists, and time in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from casetracker.domain import aid, contacts, documents, procedures
from casetracker.domain import words as domain
from casetracker.domain.approvals import ApprovalKind, ApprovalState
from casetracker.domain.audited import OBJECTS, VERBS
from casetracker.domain.briefs import BriefField
from casetracker.domain.counting import Counted, Exactness
from casetracker.domain.country_facts import FactTopic
from casetracker.domain.embargo import Lacking, ReportSays
from casetracker.domain.exports import ExportState, ExportTable
from casetracker.domain.headers import LAYOUTS
from casetracker.domain.import_states import ImportState
from casetracker.domain.listrows import FACTS
from casetracker.domain.quarantine import Quarantined
from casetracker.domain.referrals import ReferralState
from casetracker.domain.reversals import Reversal
from casetracker.domain.volunteering import Skill, Weekday
from casetracker.domain.waiting import Waiting
from casetracker.domain.words import ClockKind, EventKind
from casetracker.models import Clock
from casetracker.vault.openpgp import KeyFault
from casetracker.web import words
from casetracker.web.spans import due_in_words, why
from tests.conftest import NOW

DAY = timedelta(days=1)
LISTS = {
    "stage": domain.Stage,
    "closing": domain.ClosingReason,
    "risk": domain.Risk,
    "role": domain.Role,
    "sex": domain.Sex,
    "precision": domain.Precision,
    "name": domain.NameKind,
    "activity": domain.ActivityKind,
    "correspondence": domain.CorrespondenceState,
    "need": domain.NeedKind,
    "phase": domain.Phase,
    "need_state": domain.NeedState,
    "task": domain.TaskKind,
    "task_state": domain.TaskState,
    "offer": domain.OfferAnswer,
    "brief": BriefField,
    "release": domain.ReleaseKind,
    "release_state": domain.ReleaseState,
    "papers": domain.Papers,
    "report": ReportSays,
    "lacking": Lacking,
    "reversal": Reversal,
    "procedure": procedures.ProcedureKind,
    "procedure_stage": procedures.ProcedureStage,
    "decision": procedures.Outcome,
    "procedure_end": procedures.EndReason,
    "next_thing": procedures.NextThing,
    "period": procedures.DayUnit,
    "topic": FactTopic,
    "document": documents.DocumentKind,
    "document_state": documents.DocumentState,
    "aspect": documents.Aspect,
    "citizenship": documents.Citizenship,
    "documents": documents.Holding,
    "protection": documents.Protection,
    "email_kind": domain.EmailKind,
    "email_state": domain.EmailState,
    "waiting": Waiting,
    "hold_state": domain.HoldState,
    "quarantined": Quarantined,
    "relation": contacts.ContactRelation,
    "channel": contacts.Channel,
    "safety": contacts.Safety,
    "reveal": contacts.RevealPurpose,
    "severity": contacts.Severity,
    "consent_purpose": contacts.ConsentPurpose,
    "consent_audience": contacts.ConsentAudience,
    "consent_by": contacts.ConsentBy,
    "blocked": contacts.BlockReason,
    "export_state": ExportState,
    "export_table": ExportTable,
    "key_fault": KeyFault,
    "payment_method": aid.PaymentMethod,
    "request_state": aid.RequestState,
    "float_state": aid.FloatState,
    "entry": aid.EntryKind,
    "money_step": aid.MoneyStep,
    "alike": aid.Alike,
    "referral": ReferralState,
    "counted": Counted,
    "exactness": Exactness,
    "skill": Skill,
    "weekday": Weekday,
    "clock": domain.ClockKind,
    "audience": domain.Audience,
    "step_unit": domain.StepUnit,
    "approval_kind": ApprovalKind,
    "approval_state": ApprovalState,
    "import_state": ImportState,
    "outcome": domain.RowOutcome,
    "fact": FACTS,
    "layout": LAYOUTS,
    "audit_verb": VERBS,
    "audit_object": OBJECTS,
}


def test_every_word_that_a_page_can_show_has_a_label():
    # The codes of rows are checked where they are given (`tests/journeys/test_w1_release_desk.py`).
    # Fields of tables are no closed list: one without a label is shown by its own name.
    assert set(words.GROUPS) - {"release_row", "audit_field"} == set(LISTS)
    for name, listed in LISTS.items():
        assert set(words.GROUPS[name]) == set(listed), name


@pytest.mark.parametrize("kind", [*ClockKind, *EventKind])
def test_every_kind_of_notice_has_words(kind):
    assert words.tells(kind)
    assert "_" not in words.tells(kind)


@pytest.mark.parametrize(
    ("due_in", "said", "tone"),
    [
        (timedelta(hours=-1), "due today at 11:00", "late"),
        (timedelta(hours=1), "due today at 13:00", "today"),
        (-DAY, "due yesterday", "late"),
        (-4 * DAY, "overdue by 4 days", "late"),
        (-400 * DAY, "due 5 Jan 2025", "late"),
        (DAY, "due tomorrow", "soon"),
        (3 * DAY, "due in 3 days", "soon"),
        (20 * DAY, "due in 20 days", "calm"),
        (400 * DAY, "due 16 Mar 2027", "calm"),
    ],
)
def test_a_due_time_is_said_by_its_distance(due_in, said, tone):
    assert due_in_words(NOW + due_in, now=NOW) == (said, tone)


def test_days_are_counted_by_the_readers_calendar():
    late = datetime(2026, 2, 9, 23, 30, tzinfo=UTC)
    early = datetime(2026, 2, 10, 0, 30, tzinfo=UTC)
    assert due_in_words(early, now=late)[0] == "due tomorrow"
    with timezone.override("Europe/Vilnius"):
        assert due_in_words(early, now=late)[0] == "due today at 02:30"


@pytest.mark.parametrize("kind", list(ClockKind))
def test_every_clock_says_why(kind):
    clock = Clock(kind=kind, started_at=NOW - 34 * DAY, due_at=NOW - DAY)
    clock.subject_kind = "transport" if "task" in kind or "offer" in kind else ""
    said = why(clock, now=NOW)
    assert said.reason
    assert "_" not in said.reason
    clock.paused_until = NOW + 7 * DAY
    assert why(clock, now=NOW).tone == "asleep"


@pytest.mark.parametrize(
    ("precision", "said"),
    [("day", "1 March 1985"), ("month", "March 1985"), ("year", "1985"), ("unknown", "not known")],
)
def test_a_date_is_no_more_precise_than_known(precision, said):
    template = Template("{% day value precision %}")
    shown = template.render(
        Context({"value": NOW.date().replace(1985, 3, 1), "precision": precision})
    )
    assert said in shown
    assert "1985-03-01" not in shown or precision == "day"
