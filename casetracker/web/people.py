"""One person: vetted, or replaced by somebody else in one act."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import STAFF_ROLES, Role
from casetracker.models import User
from casetracker.selectors.rosters import person_seen_by, staff_of, teams_to_invite
from casetracker.selectors.second_factors import has_factor
from casetracker.services.addresses import change_address
from casetracker.services.handover import hand_over_everything
from casetracker.services.memberships import propose_role, vet_volunteer
from casetracker.services.second_factors import reset_second_factor
from casetracker.web.rights import for_roles
from casetracker.web.words import ROLE


@for_roles(Role.COORDINATOR, Role.ADMINISTRATOR)
@require_safe
def person(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """What this person is, and what one may do about it."""
    found = person_seen_by(request.user, user_id)
    if found is None:
        raise Http404
    coordinated = request.user.team_ids(Role.COORDINATOR)
    is_administrator = request.user.has_role(Role.ADMINISTRATOR)
    members = list(found.memberships.all())
    context = {
        "person": found,
        "is_oneself": found.pk == request.user.pk,
        "may_readdress": request.user.has_role(Role.ADMINISTRATOR),
        "volunteering": [
            member
            for member in members
            if member.role == Role.VOLUNTEER and member.team_id in coordinated
        ],
        "heirs": [(pk, name) for pk, name in staff_of(coordinated) if pk != str(found.pk)]
        if any(member.role in STAFF_ROLES and member.team_id in coordinated for member in members)
        else [],
        "has_factor": has_factor(found.pk),
        "teams": teams_to_invite(request.user) if is_administrator else [],
        "roles": [(role, ROLE[role]) for role in Role if role is not Role.ADMINISTRATOR],
        "today": timezone.localdate(),
    }
    return render(request, "settings/person.html", context)


@for_roles(Role.COORDINATOR, Role.ADMINISTRATOR)
@require_POST
def person_verb(request: HttpRequest, user_id: UUID, verb: str) -> HttpResponse:
    """Vet, or give everything to somebody else."""
    if verb not in VERBS or person_seen_by(request.user, user_id) is None:
        raise Http404
    try:
        messages.success(request, VERBS[verb](request, user_id))
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, _("Nothing was changed: %s") % refusal.message)
    return redirect("person", user_id=user_id)


def _vet(request: HttpRequest, user_id: UUID, *, is_vetted: bool) -> str:
    team_id = _id_in(request, "team")
    vet_volunteer(
        actor=request.user,
        user_id=user_id,
        team_id=team_id,
        is_vetted=is_vetted,
        now=timezone.now(),
    )
    if is_vetted:
        return _("Vetted: from now on this volunteer is asked.")
    return _("No longer vetted: what was offered or taken is open again.")


def _propose_role(request: HttpRequest, user_id: UUID) -> str:
    team = request.POST.get("team", "")
    propose_role(
        actor=request.user,
        user_id=user_id,
        role=request.POST.get("role") or None,
        team_id=_id_in(request, "team") if team else None,
        reason=request.POST.get("reason", ""),
        now=timezone.now(),
    )
    return _("Proposed. Nothing changes before a second person has said yes.")


def _reset_factor(request: HttpRequest, user_id: UUID) -> str:
    person = reset_second_factor(
        actor=request.user,
        user_id=user_id,
        reason=request.POST.get("reason", ""),
        now=timezone.now(),
    )
    return _("%s signs in with the password now and sets up a new second factor.") % person


def _hand_over(request: HttpRequest, user_id: UUID) -> str:
    heir = User.objects.visible_to(request.user).filter(pk=_id_in(request, "to")).first()
    if heir is None:
        raise Refused(_("Choose who takes over."), field="to")
    hand_over_everything(
        actor=request.user, from_user_id=user_id, to_user_id=heir.pk, now=timezone.now()
    )
    return _("Everything is now with %s.") % heir


def _address(request: HttpRequest, user_id: UUID) -> str:
    email = request.POST.get("email", "")
    person = change_address(actor=request.user, user_id=user_id, email=email, now=timezone.now())
    return _("Mails now go to %s; the old sessions and links have ended.") % person.email


def _id_in(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Refused(_("Choose one of the list."), field=name) from None


VERBS = {
    "vet": lambda request, user_id: _vet(request, user_id, is_vetted=True),
    "unvet": lambda request, user_id: _vet(request, user_id, is_vetted=False),
    "hand-over": _hand_over,
    "reset-factor": _reset_factor,
    "role": _propose_role,
    "address": _address,
}
