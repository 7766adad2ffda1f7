"""Addresses of the API: one noun, one view."""

from __future__ import annotations

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from casetracker.api.actions import ActionViewSet, BodyViewSet
from casetracker.api.activities import ActivityViewSet
from casetracker.api.approvals import ApprovalViewSet
from casetracker.api.attachments import AttachmentViewSet
from casetracker.api.audit_events import AuditEventViewSet
from casetracker.api.cases import CaseViewSet
from casetracker.api.clocks import ClockViewSet
from casetracker.api.consents import ConsentViewSet
from casetracker.api.contacts import ContactViewSet
from casetracker.api.country_facts import CountryFactViewSet
from casetracker.api.desk_lists import DeskListViewSet
from casetracker.api.detentions import DetentionViewSet
from casetracker.api.documents import DocumentViewSet, SchemeViewSet
from casetracker.api.emails import EmailViewSet
from casetracker.api.errors import no_such_page
from casetracker.api.exports import ExportViewSet
from casetracker.api.facilities import FacilityViewSet
from casetracker.api.funds import BudgetLineViewSet, FundViewSet, LedgerEntryViewSet
from casetracker.api.health_reports import HealthReportViewSet
from casetracker.api.hearings import HearingViewSet
from casetracker.api.imports import ImportRowViewSet, ImportViewSet
from casetracker.api.matches import MatchViewSet, MergeViewSet
from casetracker.api.needs import NeedViewSet
from casetracker.api.notices import NoticeViewSet
from casetracker.api.observations import ObservationViewSet
from casetracker.api.payments import CashFloatViewSet, FundRequestViewSet, PaymentViewSet
from casetracker.api.prisoners import PrisonerViewSet
from casetracker.api.procedures import ProcedureViewSet
from casetracker.api.quarantines import QuarantineViewSet
from casetracker.api.referrals import ReferralViewSet
from casetracker.api.releases import ReleaseViewSet
from casetracker.api.rules import RuleViewSet
from casetracker.api.schema import DocsView, SchemaView
from casetracker.api.simulations import SimulationViewSet
from casetracker.api.statuses import ChoiceViewSet, StatusViewSet
from casetracker.api.tasks import TaskViewSet
from casetracker.api.users import UserViewSet
from casetracker.api.waves import WaveViewSet

NOUNS = [
    PrisonerViewSet,
    CaseViewSet,
    ActivityViewSet,
    DetentionViewSet,
    AttachmentViewSet,
    ContactViewSet,
    HealthReportViewSet,
    ConsentViewSet,
    HearingViewSet,
    FacilityViewSet,
    ActionViewSet,
    BodyViewSet,
    WaveViewSet,
    ReleaseViewSet,
    DeskListViewSet,
    ExportViewSet,
    NeedViewSet,
    ReferralViewSet,
    ProcedureViewSet,
    DocumentViewSet,
    SchemeViewSet,
    CountryFactViewSet,
    StatusViewSet,
    ChoiceViewSet,
    FundViewSet,
    BudgetLineViewSet,
    FundRequestViewSet,
    PaymentViewSet,
    CashFloatViewSet,
    LedgerEntryViewSet,
    ObservationViewSet,
    TaskViewSet,
    ClockViewSet,
    NoticeViewSet,
    EmailViewSet,
    ImportViewSet,
    ImportRowViewSet,
    MatchViewSet,
    MergeViewSet,
    RuleViewSet,
    SimulationViewSet,
    ApprovalViewSet,
    QuarantineViewSet,
    UserViewSet,
    AuditEventViewSet,
]

router = SimpleRouter()
for view in NOUNS:
    router.register(view.noun, view, basename=view.noun)

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    path("", include(router.urls)),
    re_path(r"^.*$", no_such_page, name="no-such-page"),
]
