"""Who may do what: role × object × verb × relation, on one page.

The matrix of `access.md` for the nouns that exist. A verb is a service verb or `read`; a field is
one that the API shows. What has no row here is refused: routes, serializers, pages and downloads
are tested against it (`tests/house/`). Rows are reached through `visible_to(user)` first: what is
not visible is missing, what is visible and not granted here is forbidden.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from casetracker.domain.errors import Refused
from casetracker.domain.words import Role


class Relation(StrEnum):
    """How a person, in one of their roles, stands to an object."""

    #: It belongs to a team in which the role is held.
    TEAM = "team"
    #: It is assigned to the person, who holds the role in its team.
    OWN = "own"
    #: It is addressed to the person or taken by them, whatever its team.
    PERSONAL = "personal"
    #: It is offered to the person, who has not accepted.
    ASKED = "asked"
    #: It is visible to the person at all.
    SEEN = "seen"


@dataclass(frozen=True)
class Grant:
    role: Role
    relation: Relation
    verbs: frozenset[str]
    fields: frozenset[str]


#: (role, relation) pairs in which a person stands to an object.
Standing = Collection[tuple[Role, Relation]]

TEAM, OWN, SEEN = Relation.TEAM, Relation.OWN, Relation.SEEN
PERSONAL, ASKED = Relation.PERSONAL, Relation.ASKED
ADMINISTRATOR, AUDITOR = Role.ADMINISTRATOR, Role.AUDITOR
COORDINATOR, CASEWORKER, VOLUNTEER = Role.COORDINATOR, Role.CASEWORKER, Role.VOLUNTEER

_PRISONER = (
    "id version created_at name names sex born_on born_precision citizenship_status"
    " document_status protection_status occupation merged_into"
)
_CASE = (
    "id version created_at reference prisoner name team caseworker caseworker_name stage"
    " destination closing_reason opened_at closed_at last_activity_at last_life_sign_at"
    " critical_health hunger_strike incommunicado minor redetention clock"
)
_CASE_TIMES = "id version created_at reference opened_at closed_at last_activity_at"
#: What an auditor sees of work on a case: that it exists, where it stands and when.
_RELEASE_TIMES = "id version created_at case wave released_on state"
_NEED_TIMES = "id version created_at case state due_at met_at"
_TASK_TIMES = "id version created_at case state due_at"
_ACTION_TIMES = "id version created_at due_at sent_at reply_due_at answered_at"
_ACTIVITY = "id case kind occurred_at recorded_at actor facts text"
_DETENTION = (
    "id version created_at case arrested_on arrested_precision arrest_place agency warrant_shown"
    " verdict_on sentence_months regime expected_release_on released_on released_precision source"
    " observed_on charges custodies"
)
_ACTION = (
    "id version created_at kind team owner target channel due_at sent_at reply_due_at answered_at"
    " response_kind effect publicity family_wish source note cases"
)
_FACILITY = "id version code name city country"
_BODY = "id version created_at name kind country"
_WAVE = "id version created_at name kind happened_on team released needs tasks"
_RELEASE = (
    "id version created_at wave case detention kind place released_on planned_destination"
    " actual_destination state papers_taken papers_given conditions"
)
_NEED = (
    "id version created_at case release team owner kind phase state due_at met_at provider wishes"
)
_TASK_ASKED = "id version kind title due_at state language country"
_TASK = _TASK_ASKED + (
    " brief created_at case team need action assignee is_after_release cancel_reason comment offers"
)
_CLOCK = (
    "id version created_at kind case task action need detention owner team started_at due_at"
    " next_step_at step episode paused_until pause_reason stopped_at"
)
_NOTICE = (
    "id kind recipient clock case task episode step is_urgent is_escalated is_repeat due_at state"
    " email created_at changed_at told_at"
)
_EMAIL = (
    "id recipient kind digest_on state created_at next_attempt_at attempts first_attempt_at"
    " sent_at smtp_code reason"
)
_IMPORT = "id version created_at source layout team created_by wave row_count finished_at"
_IMPORT_ROW = "id batch number outcome reasons score source_key prisoner case duplicate_of"
_RULE = (
    "id version kind stage risk is_after_release threshold_seconds in_working_days"
    " repeats_weekly is_urgent steps"
)
_USER_LISTED = "id version name is_active frozen_at invited_at memberships"
_USER = _USER_LISTED + " email language time_zone away_until speaks"
_USER_SELF = _USER + " digest_hour quiet_from quiet_until deputy"
_EVENT = "id at actor_id actor_name verb object_type object_id case_id team_id changes"
_DETENTION_VERBS = "read create edit add_charge move_to_facility"
_CASE_VERBS = "read create edit move close reopen flag snooze check_no_news count"


def _grant(roles: Role | tuple[Role, ...], relation: Relation, verbs: str, fields: str) -> Any:
    roles = (roles,) if isinstance(roles, Role) else roles
    words = frozenset(verbs.split()), frozenset(fields.split())
    return [Grant(role, relation, *words) for role in roles]


def _rows(*grants: list[Grant]) -> tuple[Grant, ...]:
    return tuple(grant for some in grants for grant in some)


STAFF = (COORDINATOR, CASEWORKER)
EVERYBODY = tuple(Role)

RIGHTS: Mapping[str, tuple[Grant, ...]] = {
    "prisoners": _rows(
        _grant(COORDINATOR, TEAM, "read create edit add_name relate", _PRISONER),
        _grant(CASEWORKER, OWN, "read create edit add_name relate", _PRISONER),
        _grant(CASEWORKER, TEAM, "read", _PRISONER),
        # Whoever entered a person, before there is a case.
        _grant(STAFF, PERSONAL, "read create edit add_name relate", _PRISONER),
    ),
    "cases": _rows(
        _grant(COORDINATOR, TEAM, _CASE_VERBS + " assign assign_many", _CASE),
        _grant(CASEWORKER, OWN, _CASE_VERBS + " assign assign_many", _CASE),
        _grant(CASEWORKER, TEAM, "read count", _CASE),
        _grant(AUDITOR, SEEN, "read count", _CASE_TIMES),
        _grant(ADMINISTRATOR, SEEN, "count", ""),
    ),
    "activities": _rows(
        _grant(COORDINATOR, TEAM, "read create", _ACTIVITY),
        _grant(CASEWORKER, OWN, "read create", _ACTIVITY),
    ),
    "detentions": _rows(
        _grant(COORDINATOR, TEAM, _DETENTION_VERBS, _DETENTION),
        _grant(CASEWORKER, OWN, _DETENTION_VERBS, _DETENTION),
    ),
    "facilities": _rows(
        _grant(STAFF, SEEN, "read create", _FACILITY),
        _grant((ADMINISTRATOR, VOLUNTEER, AUDITOR), SEEN, "read", _FACILITY),
    ),
    "actions": _rows(
        _grant(COORDINATOR, TEAM, "read create edit answer", _ACTION),
        _grant(CASEWORKER, OWN, "read create edit answer", _ACTION),
        # Of a colleague's action that covers a case of one's own.
        _grant(STAFF, SEEN, "read", _ACTION),
        _grant(AUDITOR, SEEN, "read", _ACTION_TIMES),
    ),
    "bodies": _rows(
        _grant(STAFF, SEEN, "read create edit", "id version created_at name kind country")
    ),
    "waves": _rows(
        _grant(COORDINATOR, TEAM, "read create commit", _WAVE),
        _grant(STAFF, SEEN, "read", _WAVE),
    ),
    "releases": _rows(
        _grant(COORDINATOR, TEAM, "read", _RELEASE),
        _grant(CASEWORKER, OWN, "read", _RELEASE),
        _grant(AUDITOR, SEEN, "read", _RELEASE_TIMES),
    ),
    "needs": _rows(
        _grant(COORDINATOR, TEAM, "read create edit move meet", _NEED),
        _grant(CASEWORKER, OWN, "read create edit move meet", _NEED),
        _grant(AUDITOR, SEEN, "read", _NEED_TIMES),
    ),
    "tasks": _rows(
        _grant(COORDINATOR, TEAM, "read create edit offer done cancel", _TASK),
        _grant(CASEWORKER, OWN, "read create edit offer done cancel", _TASK),
        _grant((*STAFF, VOLUNTEER), PERSONAL, "read brief accept decline done", _TASK_ASKED),
        _grant((*STAFF, VOLUNTEER), ASKED, "read accept decline", _TASK_ASKED),
        _grant(AUDITOR, SEEN, "read", _TASK_TIMES),
    ),
    "clocks": _rows(
        _grant(COORDINATOR, TEAM, "read snooze pause resume", _CLOCK),
        _grant(CASEWORKER, OWN, "read snooze pause resume", _CLOCK),
    ),
    "notices": _rows(
        _grant(COORDINATOR, TEAM, "read", _NOTICE),
        _grant(EVERYBODY, PERSONAL, "read", _NOTICE),
    ),
    "emails": _rows(
        _grant(COORDINATOR, SEEN, "read", _EMAIL), _grant(EVERYBODY, PERSONAL, "read", _EMAIL)
    ),
    "imports": _rows(
        _grant(COORDINATOR, TEAM, "read", _IMPORT), _grant(CASEWORKER, OWN, "read", _IMPORT)
    ),
    "import-rows": _rows(
        _grant(COORDINATOR, TEAM, "read", _IMPORT_ROW),
        _grant(CASEWORKER, OWN, "read", _IMPORT_ROW),
    ),
    "rules": _rows(_grant((*STAFF, AUDITOR), SEEN, "read", _RULE)),
    "users": _rows(
        _grant(EVERYBODY, PERSONAL, "me edit_me", _USER_SELF),
        _grant((ADMINISTRATOR, COORDINATOR), SEEN, "read", _USER),
        _grant(AUDITOR, SEEN, "read", _USER_LISTED),
        _grant((CASEWORKER, VOLUNTEER), PERSONAL, "read", _USER_SELF),
    ),
    "audit-events": _rows(
        _grant((ADMINISTRATOR, AUDITOR, *STAFF), SEEN, "read", _EVENT),
    ),
}

#: What a named scope may be on each noun (the column "API token" of `access.md`); the scope
#: `all` gives what the owner's roles may do.
SCOPED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(RIGHTS, ("read",)),
    **dict.fromkeys(
        ("prisoners", "cases", "activities", "detentions", "facilities"), ("read", "write")
    ),
    **dict.fromkeys(("actions", "bodies", "waves", "tasks", "clocks"), ("read", "write")),
    "audit-events": (),
}
ALL = "all"
SCOPES = frozenset({ALL, *(f"{noun}:{way}" for noun, ways in SCOPED.items() for way in ways)})
READING = frozenset({"read", "count", "me", "brief"})


def check_scopes(scopes: Iterable[str]) -> list[str]:
    """The scopes, sorted and without repeats. Raises `Refused` for one that does not exist."""
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown or not wanted:
        raise Refused(
            f"No such scope: {', '.join(unknown) or '(none given)'}.",
            field="scopes",
            value=unknown,
            allowed=sorted(SCOPES),
        )
    return wanted


def scopes_allow(scopes: Collection[str], noun: str, verb: str) -> bool:
    """Whether a token with these scopes may be used for the verb at all."""
    way = "read" if verb in READING else "write"
    return ALL in scopes or (way in SCOPED.get(noun, ()) and f"{noun}:{way}" in scopes)


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
) -> frozenset[tuple[Role, Relation]]:
    """How a person stands to an object.

    `roles` maps each role to the teams it is held in; `personal` are those whose own the object
    is whatever their team (who took a task, whom a notice is for), `asked` those it is offered to.
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
        if person_id in personal:
            found.add((Role(role), PERSONAL))
        if person_id in asked:
            found.add((Role(role), ASKED))
    return frozenset(found)


def _held(noun: str, standing: Standing) -> list[Grant]:
    return [grant for grant in RIGHTS[noun] if (grant.role, grant.relation) in standing]
