"""What goes into an export, a part at a time; and the exports that somebody may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from casetracker.domain.desk_lists import NOT_LISTED
from casetracker.domain.words import STAFF_ROLES, Role
from casetracker.models import (
    Approval,
    Case,
    Contact,
    Detention,
    Export,
    ExportPart,
    HealthReport,
    NameForm,
    Need,
    Release,
    Team,
    User,
    Wave,
)
from casetracker.models.contact import SEALED
from casetracker.selectors.keyset import Slice, page_of

Rows = list[dict[str, Any]]
_RELATED = ("prisoner", "team", "caseworker")
_PERSON = ("sex", "born_on", "born_precision")
_CASE = (
    "reference",
    "stage",
    "destination",
    "opened_at",
    "closed_at",
    "last_activity_at",
    "last_life_sign_at",
)
_DETENTION = (
    "arrested_on",
    "arrested_precision",
    "sentence_months",
    "expected_release_on",
    "released_on",
)
_CONTACT = ("relation", "country", "language", "safety", "safe_channels", "recheck_on")


def exportable_teams(user: User) -> QuerySet[Team]:
    """The teams whose files `user` may ask for: a coordinator any, a caseworker their own."""
    if user.has_role(Role.COORDINATOR):
        return Team.objects.all()
    return Team.objects.filter(pk__in=user.team_ids(*STAFF_ROLES))


def exported_cases(
    *, requester: User, team: Team | None, wave: Wave | None, is_own: bool
) -> QuerySet[Case]:
    """The files of an export, open or not, whoever may see them: two people agree on it. Whose
    name is under embargo stays out until two sources have confirmed that they are free."""
    cases = Case.objects.exclude(pk__in=Release.everything.under_embargo().values("case"))
    if team is not None:
        cases = cases.filter(team=team)
    if wave is not None:
        cases = cases.filter(pk__in=Release.objects.filter(wave=wave).values("case"))
    return cases.filter(caseworker=requester) if is_own else cases


def cases_in(export: Export) -> QuerySet[Case]:
    return exported_cases(
        requester=export.requester, team=export.team, wave=export.wave, is_own=export.is_own
    )


def case_rows(cases: Sequence[Case], *, has_p3: bool) -> Rows:
    """The facts of these files, which come with `_RELATED` and names (`part_of`)."""
    ids = [case.pk for case in cases]
    needs: dict[UUID, dict[str, None]] = defaultdict(dict)
    open_needs = Need.objects.open().filter(case__in=ids)
    if not has_p3:
        open_needs = open_needs.exclude(kind__in=sorted(NOT_LISTED))
    for case_id, kind in open_needs.order_by("kind").values_list("case", "kind"):
        needs[case_id][kind] = None
    detentions: dict[UUID, Detention] = {}
    found = Detention.objects.filter(case__in=ids).prefetch_related("charges")
    for detention in found.order_by("released_on", "arrested_on", "pk"):
        known = detentions.get(detention.case_id)
        # The one that runs, else the latest that ended.
        if known is None or known.released_on is not None:
            detentions[detention.case_id] = detention
    return [_case_row(case, detentions.get(case.pk), list(needs[case.pk])) for case in cases]


def contact_rows(cases: Sequence[Case]) -> Rows:
    """The contacts of the people of these files, in clear."""
    references: dict[UUID, list[str]] = defaultdict(list)
    for case in cases:
        references[case.prisoner_id].append(case.reference)
    contacts = Contact.objects.filter(prisoner__in=references).order_by("pk")
    return [
        {"reference": reference, **{name: getattr(contact, name) for name in (*_CONTACT, *SEALED)}}
        for contact in contacts
        for reference in references[contact.prisoner_id]
    ]


def health_rows(cases: Sequence[Case]) -> Rows:
    """The health reports of these files, in clear."""
    references = {case.pk: case.reference for case in cases}
    reports = HealthReport.objects.filter(case__in=references).order_by("reported_on", "pk")
    fields = ("reported_on", "severity", "text", "source")
    return [
        {
            "reference": references[report.case_id],
            **{name: getattr(report, name) for name in fields},
        }
        for report in reports
    ]


def part_of(export: Export, *, after: UUID | None, size: int) -> list[Case]:
    """The next files of an export, by id, with what `case_rows` needs of them."""
    spellings = NameForm.objects.order_by("-is_preferred", "text")
    cases = cases_in(export).select_related(*_RELATED).order_by("pk")
    if after is not None:
        cases = cases.filter(pk__gt=after)
    return list(cases.prefetch_related(Prefetch("prisoner__names", spellings))[:size])


def export_of(user: User, export_id: UUID) -> Export | None:
    """An export that `user` has asked for or agreed to."""
    rows = Export.objects.editable_by(user)
    related = ("requester", "team", "wave", "approval__approver")
    return rows.select_related(*related).filter(pk=export_id).first()


def parts_of(export: Export) -> list[ExportPart]:
    """Its files, without what is in them."""
    return list(export.parts.defer("content").order_by("number", "table"))


def export_proposed(approval: Approval) -> Export:
    """The export that a proposal is about, for whoever may read the proposal."""
    return Export.objects.select_related("team", "wave").get(approval=approval)


def exports_page(user: User, *, size: int, **edges: Any) -> Slice:
    """One page of exports, the latest first: staff's own, all for who is an auditor alone."""
    is_staff = user.has_role(*STAFF_ROLES)
    seen = Export.objects.editable_by(user) if is_staff else Export.objects.visible_to(user)
    rows = seen.select_related("requester", "team", "wave", "approval")
    return page_of(rows, "created_at", size=size, descending=True, **edges)


def _case_row(case: Case, detention: Detention | None, needs: list[str]) -> dict[str, Any]:
    person = case.prisoner
    names = [form.text for form in person.names.all()]
    charges = detention.charges.all() if detention else ()
    articles = [f"{one.article}({one.part})" if one.part else one.article for one in charges]
    return {
        **{name: getattr(case, name) for name in _CASE},
        **{name: getattr(person, name) for name in _PERSON},
        **{name: getattr(detention, name, None) for name in _DETENTION},
        "name": names[0] if names else "",
        "names": names[1:],
        "team": case.team.name,
        "articles": articles,
        "needs": needs,
        "caseworker": case.caseworker.name if case.caseworker else "",
        "critical_health": case.is_critical_health,
        "hunger_strike": case.is_hunger_strike,
    }
