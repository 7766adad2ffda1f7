"""Where a task hangs: its case, its need, its action, and the team whose it is."""

from __future__ import annotations

from uuid import UUID

from casetracker.domain.errors import Conflict, Missing, Refused
from casetracker.domain.words import ENDED_STAGES, Role
from casetracker.models import Action, Case, Need, Team, User
from casetracker.models.need import OPEN_NEEDS
from casetracker.services.assignments import lock_case_of
from casetracker.services.rights import find_editable, find_visible


def find_place(actor: User | None, case_id: UUID, need_id: UUID | None) -> tuple[Need | None, Case]:
    """The case, by right on it or on its need: a destination team sees only its own needs."""
    if need_id is None:
        need, case = None, find_editable(Case, case_id, actor, field="case")
    else:
        locked = lock_case_of(Need, need_id)
        need = find_editable(Need, need_id, actor, field="need")
        if locked is None or need.case_id != case_id:
            raise Refused("This need is not of that case.", field="need", value=need_id)
        case = locked
        if need.state not in OPEN_NEEDS:
            raise Conflict("Nobody sees to this need now.", field="need", value=str(need.state))
    if case.stage in ENDED_STAGES:
        raise Conflict("This case is closed; reopen it first.", field="case", value=str(case.stage))
    return need, case


def find_team(actor: User | None, team_id: UUID | None, case: Case, need: Need | None) -> Team:
    """Whose task it is: named, or the need's, or the case's. Raises `Missing`."""
    own = actor.team_ids(Role.COORDINATOR, Role.CASEWORKER) if actor else {team_id}
    team_id = team_id or (need.team_id if need else case.team_id)
    if team_id not in {*own, case.team_id, need.team_id if need else None}:
        raise Missing(f"There is no team {team_id} of yours.", field="team", value=team_id)
    return Team.objects.get(pk=team_id)


def find_action(actor: User | None, action_id: UUID | None, case: Case) -> Action | None:
    """The action that it is a part of; one that covers the case."""
    if action_id is None:
        return None
    action: Action = find_visible(Action, action_id, actor, field="action")
    if not action.links.filter(case=case).exists():
        raise Refused("This action does not cover that case.", field="action", value=action_id)
    return action
