"""Who may do what: role × object × verb × relation, on one page.

The matrix of `access.md` for the nouns that exist. A verb is a service verb or `read`; a field is
one that the API shows. What has no row here is refused: routes, serializers, pages and downloads
are tested against it (`tests/house/`). Rows are reached through `visible_to(user)` first: what is
not visible is missing, what is visible and not granted here is forbidden.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from casetracker.domain import shown
from casetracker.domain.grants import (
    ADMINISTRATOR,
    ALONE,
    ASKED,
    AUDITOR,
    CASEWORKER,
    COORDINATOR,
    EVERYBODY,
    OTHERS,
    OWN,
    PERSONAL,
    SEEN,
    STAFF,
    TEAM,
    VOLUNTEER,
    Grant,
    Relation,
    Standing,
)
from casetracker.domain.grants import grant as _grant
from casetracker.domain.grants import rows as _rows
from casetracker.domain.words import Role

_DETENTION_VERBS = "read create edit add_charge move_to_facility"
_RELEASE_VERBS = "read redirect report withdraw_report reverse"
_IMPORT_VERBS = "read create columns commit undo"
_SELF_VERBS = "me edit_me stop_mails start_mails rotate_token"
_CASE_VERBS = "read create edit move close reopen flag snooze check_no_news count"

#: Who proposes to a second person, or may be asked to be the second.
_SECOND = (*STAFF, ADMINISTRATOR, AUDITOR)

RIGHTS: Mapping[str, tuple[Grant, ...]] = {
    "prisoners": _rows(
        _grant(COORDINATOR, TEAM, "read create edit add_name relate quarantine", shown.PRISONER),
        _grant(CASEWORKER, OWN, "read create edit add_name relate", shown.PRISONER),
        _grant(CASEWORKER, TEAM, "read", shown.PRISONER),
        # Whoever entered a person, before there is a case.
        _grant(STAFF, PERSONAL, "read create edit add_name relate", shown.PRISONER),
    ),
    "cases": _rows(
        _grant(COORDINATOR, TEAM, _CASE_VERBS + " assign assign_many quarantine", shown.CASE),
        _grant(CASEWORKER, OWN, _CASE_VERBS + " assign assign_many", shown.CASE),
        _grant(CASEWORKER, TEAM, "read count", shown.CASE),
        _grant(AUDITOR, SEEN, "read count", shown.CASE_TIMES),
        _grant(ADMINISTRATOR, SEEN, "count", ""),
    ),
    "activities": _rows(
        _grant(COORDINATOR, TEAM, "read create", shown.ACTIVITY),
        _grant(CASEWORKER, OWN, "read create", shown.ACTIVITY),
    ),
    # Shown masked; what is opened by `reveal` stays open for the day (`services/reveals.py`).
    "contacts": _rows(
        _grant(COORDINATOR, TEAM, "read edit reveal", shown.CONTACT),
        _grant(STAFF, OWN, "read create edit reveal", shown.CONTACT),
    ),
    "health-reports": _rows(
        _grant(COORDINATOR, TEAM, "read reveal", shown.HEALTH_REPORT),
        _grant(STAFF, OWN, "read create edit reveal", shown.HEALTH_REPORT),
    ),
    "attachments": _rows(
        _grant(COORDINATOR, TEAM, "read content", shown.ATTACHMENT),
        _grant(STAFF, OWN, "read create content remove", shown.ATTACHMENT),
        # Of a task that one has taken.
        _grant(
            (*STAFF, VOLUNTEER),
            PERSONAL,
            "read content",
            "id version created_at task kind name size",
        ),
        _grant(AUDITOR, SEEN, "read", shown.ATTACHMENT_FACTS),
    ),
    "consents": _rows(
        _grant(COORDINATOR, TEAM, "read create withdraw confirm", shown.CONSENT),
        _grant(CASEWORKER, OWN, "read create withdraw confirm", shown.CONSENT),
    ),
    "detentions": _rows(
        _grant(COORDINATOR, TEAM, _DETENTION_VERBS, shown.DETENTION),
        _grant(CASEWORKER, OWN, _DETENTION_VERBS, shown.DETENTION),
    ),
    "hearings": _rows(
        _grant(COORDINATOR, TEAM, "read create edit cancel", shown.HEARING),
        _grant(CASEWORKER, OWN, "read create edit cancel", shown.HEARING),
    ),
    "facilities": _rows(
        _grant(STAFF, SEEN, "read create", shown.FACILITY),
        _grant((ADMINISTRATOR, VOLUNTEER, AUDITOR), SEEN, "read", shown.FACILITY),
    ),
    "actions": _rows(
        _grant(COORDINATOR, TEAM, "read create edit answer quarantine", shown.ACTION),
        _grant(CASEWORKER, OWN, "read create edit answer", shown.ACTION),
        # Of a colleague's action that covers a case of one's own.
        _grant(STAFF, SEEN, "read", shown.ACTION),
        _grant(AUDITOR, SEEN, "read", shown.ACTION_TIMES),
    ),
    "bodies": _rows(
        _grant(STAFF, SEEN, "read create edit", "id version created_at name kind country")
    ),
    "waves": _rows(
        _grant(COORDINATOR, TEAM, "read create commit redirect report", shown.WAVE),
        _grant(STAFF, SEEN, "read", shown.WAVE),
    ),
    # Whoever made it reads it, for an hour; what stands in it is their own to read anyway.
    "desk-lists": _rows(
        _grant(STAFF, PERSONAL, "read create content", shown.DESK_LIST),
        _grant(AUDITOR, SEEN, "read", shown.DESK_LIST_FACTS),
    ),
    # Asked for; whoever agrees does so in "approvals".
    "exports": _rows(
        _grant(STAFF, PERSONAL, "read create cancel", shown.EXPORT),
        _grant(AUDITOR, SEEN, "read", shown.EXPORT_FACTS),
    ),
    "releases": _rows(
        _grant(COORDINATOR, TEAM, _RELEASE_VERBS + " quarantine", shown.RELEASE),
        _grant(CASEWORKER, OWN, _RELEASE_VERBS, shown.RELEASE),
        _grant(AUDITOR, SEEN, "read", shown.RELEASE_TIMES),
    ),
    "needs": _rows(
        _grant(COORDINATOR, TEAM, "read create edit move meet quarantine", shown.NEED),
        _grant(CASEWORKER, OWN, "read create edit move meet", shown.NEED),
        _grant(AUDITOR, SEEN, "read", shown.NEED_TIMES),
    ),
    "referrals": _rows(
        _grant(COORDINATOR, TEAM, "read create move", shown.REFERRAL),
        _grant(CASEWORKER, OWN, "read create move", shown.REFERRAL),
        _grant(AUDITOR, SEEN, "read", shown.REFERRAL_TIMES),
    ),
    "procedures": _rows(
        _grant(COORDINATOR, TEAM, "read create edit move decide end quarantine", shown.PROCEDURE),
        _grant(CASEWORKER, OWN, "read create edit move decide end", shown.PROCEDURE),
        _grant(AUDITOR, SEEN, "read", shown.PROCEDURE_TIMES),
    ),
    "documents": _rows(
        _grant(COORDINATOR, TEAM, "read create edit renew quarantine", shown.DOCUMENT),
        _grant(CASEWORKER, OWN, "read create edit renew", shown.DOCUMENT),
        _grant(AUDITOR, SEEN, "read", shown.DOCUMENT_TIMES),
    ),
    "statuses": _rows(
        _grant(COORDINATOR, TEAM, "read create", shown.STATUS),
        _grant(CASEWORKER, OWN, "read create", shown.STATUS),
    ),
    "country-choices": _rows(
        _grant(COORDINATOR, TEAM, "read create count", shown.CHOICE),
        _grant(CASEWORKER, OWN, "read create count", shown.CHOICE),
    ),
    # Of the world, not of a file: whoever works on files reads them.
    "schemes": _rows(
        _grant(STAFF, SEEN, "read", shown.SCHEME),
        _grant(COORDINATOR, SEEN, "create edit extend", shown.SCHEME),
    ),
    "country-facts": _rows(
        _grant(STAFF, SEEN, "read", shown.COUNTRY_FACT),
        _grant(COORDINATOR, SEEN, "create edit", shown.COUNTRY_FACT),
    ),
    "tasks": _rows(
        _grant(COORDINATOR, TEAM, "read create edit offer done cancel quarantine", shown.TASK),
        _grant(CASEWORKER, OWN, "read create edit offer done cancel", shown.TASK),
        _grant((*STAFF, VOLUNTEER), PERSONAL, "read brief accept decline done", shown.TASK_ASKED),
        # `done` once it is accepted: its state says so, not the matrix.
        _grant((*STAFF, VOLUNTEER), ASKED, "read accept decline done", shown.TASK_ASKED),
        _grant(AUDITOR, SEEN, "read", shown.TASK_TIMES),
    ),
    # TEAM is the fund's: its coordinators approve (`approvals`) and pay. PERSONAL are who has the
    # file, who sees to the need and who carries the cash: they ask.
    "funds": _rows(
        _grant(COORDINATOR, TEAM, "read create edit", shown.FUND),
        _grant(CASEWORKER, TEAM, "read", shown.FUND),
        _grant(AUDITOR, SEEN, "read", shown.FUND),
    ),
    "budget-lines": _rows(
        _grant(COORDINATOR, TEAM, "read create edit deposit", shown.BUDGET_LINE),
        _grant(CASEWORKER, TEAM, "read", shown.BUDGET_LINE),
        _grant(AUDITOR, SEEN, "read", shown.BUDGET_LINE),
    ),
    "fund-requests": _rows(
        _grant(COORDINATOR, TEAM, "read cancel", shown.FUND_REQUEST),
        _grant(STAFF, PERSONAL, "read create cancel", shown.FUND_REQUEST),
        # Of a file of one's team, from the fund of another.
        _grant(COORDINATOR, SEEN, "read", shown.FUND_REQUEST),
        _grant(AUDITOR, SEEN, "read", shown.FUND_REQUEST_SUMS),
    ),
    "payments": _rows(
        _grant(COORDINATOR, TEAM, "read create recover", shown.PAYMENT),
        _grant(STAFF, PERSONAL, "read", shown.PAYMENT),
        _grant(COORDINATOR, SEEN, "read", shown.PAYMENT),
        _grant(AUDITOR, SEEN, "read", shown.PAYMENT_SUMS),
    ),
    "cash-floats": _rows(
        _grant(COORDINATOR, TEAM, "read pay", shown.CASH_FLOAT),
        # Who carried it does not count it.
        _grant(COORDINATOR, OTHERS, "reconcile", shown.CASH_FLOAT),
        _grant(STAFF, PERSONAL, "read create pay", shown.CASH_FLOAT),
        _grant(AUDITOR, SEEN, "read", shown.CASH_FLOAT),
    ),
    "ledger-entries": _rows(
        _grant(COORDINATOR, TEAM, "read correct", shown.LEDGER_ENTRY),
        _grant(AUDITOR, SEEN, "read", shown.LEDGER_ENTRY),
    ),
    "observations": _rows(
        _grant(COORDINATOR, SEEN, "read create withdraw", shown.OBSERVATION),
        _grant((CASEWORKER, AUDITOR, ADMINISTRATOR), SEEN, "read", shown.OBSERVATION),
    ),
    "clocks": _rows(
        _grant(COORDINATOR, TEAM, "read snooze pause resume", shown.CLOCK),
        _grant(CASEWORKER, OWN, "read snooze pause resume", shown.CLOCK),
    ),
    "notices": _rows(
        _grant(COORDINATOR, TEAM, "read", shown.NOTICE),
        _grant(EVERYBODY, PERSONAL, "read", shown.NOTICE),
    ),
    "emails": _rows(
        _grant(COORDINATOR, SEEN, "read", shown.EMAIL),
        _grant(EVERYBODY, PERSONAL, "read", shown.EMAIL),
    ),
    "imports": _rows(
        _grant(COORDINATOR, TEAM, _IMPORT_VERBS, shown.IMPORT),
        _grant(CASEWORKER, OWN, _IMPORT_VERBS, shown.IMPORT),
    ),
    "import-rows": _rows(
        _grant(COORDINATOR, TEAM, "read same different skip ask_again", shown.IMPORT_ROW),
        _grant(CASEWORKER, OWN, "read same different skip ask_again", shown.IMPORT_ROW),
    ),
    # Who decides which kind: `domain/approvals.py`; the services ask there.
    "approvals": _rows(
        _grant(_SECOND, PERSONAL, "read withdraw invite", shown.APPROVAL),
        _grant(_SECOND, ASKED, "read approve refuse", shown.APPROVAL),
        _grant((COORDINATOR, ADMINISTRATOR), OTHERS, "read approve refuse", shown.APPROVAL),
        _grant((COORDINATOR, ADMINISTRATOR), ALONE, "approve", shown.APPROVAL),
        _grant(AUDITOR, SEEN, "read", shown.APPROVAL_TIMES),
    ),
    # Taken away and back by whoever coordinates the team.
    "quarantines": _rows(_grant(COORDINATOR, TEAM, "read lift", shown.QUARANTINE)),
    # Only those all of whose files one may change are visible at all.
    "matches": _rows(
        _grant(STAFF, SEEN, "read same different later ask_again", shown.MATCH),
    ),
    "merges": _rows(_grant(STAFF, SEEN, "read create undo", shown.MERGE)),
    "simulations": _rows(
        _grant(COORDINATOR, SEEN, "read create", shown.SIMULATION),
        _grant(COORDINATOR, PERSONAL, "read cancel propose", shown.SIMULATION),
    ),
    # What they say is changed by a simulation that is proposed, and approved by another.
    "rules": _rows(
        _grant((*STAFF, AUDITOR), SEEN, "read", shown.RULE),
        _grant(COORDINATOR, SEEN, "create", shown.RULE),
    ),
    "users": _rows(
        _grant(EVERYBODY, PERSONAL, _SELF_VERBS, shown.USER_SELF),
        _grant(VOLUNTEER, PERSONAL, "edit_volunteer", shown.USER_SELF),
        _grant(COORDINATOR, OTHERS, "edit_volunteer", shown.USER),
        _grant(ADMINISTRATOR, SEEN, "read", shown.USER),
        _grant(ADMINISTRATOR, OTHERS, "change_address", shown.USER),
        _grant(COORDINATOR, SEEN, "read", shown.USER),
        _grant(AUDITOR, SEEN, "read", shown.USER_LISTED),
        _grant((CASEWORKER, VOLUNTEER), PERSONAL, "read", shown.USER_SELF),
    ),
    "audit-events": _rows(
        _grant((ADMINISTRATOR, AUDITOR, *STAFF), SEEN, "read", shown.EVENT),
    ),
}


def roles_with(noun: str, verb: str) -> frozenset[Role]:
    """The roles that may do this to some object."""
    return frozenset(grant.role for grant in RIGHTS.get(noun, ()) if verb in grant.verbs)


def roles_that_see(noun: str, fields: Collection[str]) -> frozenset[Role]:
    """The roles that read the noun, and all these fields of it."""
    grants = [grant for grant in RIGHTS.get(noun, ()) if "read" in grant.verbs]
    return frozenset(grant.role for grant in grants if grant.fields.issuperset(fields))


def verbs_of(noun: str, standing: Standing) -> frozenset[str]:
    """What may be done to an object by one who stands to it like this."""
    return frozenset().union(*(grant.verbs for grant in _held(noun, standing)))


def fields_of(noun: str, standing: Standing) -> frozenset[str]:
    """What is shown of an object to one who stands to it like this."""
    return frozenset().union(*(grant.fields for grant in _held(noun, standing)))


def all_fields(noun: str) -> frozenset[str]:
    """Every field that is shown to anybody."""
    return frozenset().union(*(grant.fields for grant in RIGHTS[noun]))


@dataclass(frozen=True)
class Tie:
    """One way in which an object belongs to a team, and to somebody there."""

    team_id: Any
    owner_id: Any = None


def standing(
    *,
    person_id: Any,
    roles: Mapping[Any, Collection[Any]],
    ties: Iterable[Tie] = (),
    personal: Collection[Any] = (),
    asked: Collection[Any] = (),
    alone: Collection[Any] = (),
) -> frozenset[tuple[Role, Relation]]:
    """How a person stands to an object.

    `roles` maps each role to the teams it is held in; `personal` are those whose own the object
    is whatever their team (who took a task, whom a notice is for), `asked` those it is offered
    to, `alone` whoever may pass it without a second person where the team is small.
    """
    ties = tuple(ties)
    found = set()
    for role, teams in roles.items():
        found.add((Role(role), SEEN))
        for tie in ties:
            if tie.team_id in teams:
                found.add((Role(role), TEAM))
                if tie.owner_id is not None and tie.owner_id == person_id:
                    found.add((Role(role), OWN))
        found.add((Role(role), PERSONAL if person_id in personal else OTHERS))
        if person_id in asked:
            found.add((Role(role), ASKED))
        if person_id in alone:
            found.add((Role(role), ALONE))
    return frozenset(found)


def _held(noun: str, standing: Standing) -> list[Grant]:
    return [grant for grant in RIGHTS[noun] if (grant.role, grant.relation) in standing]
