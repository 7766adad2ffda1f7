"""What a freed person needs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casetracker.domain.words import NeedKind, NeedState, Phase, Role
from casetracker.models.base import Editable, EditableQuerySet, found_by, one_of, word
from casetracker.models.case import Case, case_is_own
from casetracker.models.quarantine import InPlace, in_quarantine
from casetracker.models.team import Team
from casetracker.models.user import User
from casetracker.models.wave import Release
from casetracker.vault.fields import SealedTextField

ENDED_NEEDS = [str(NeedState.MET), str(NeedState.DECLINED), str(NeedState.NOT_NEEDED)]
OPEN_NEEDS = [str(NeedState.OPEN), str(NeedState.IN_PROGRESS)]


def need_is_seen(user: User, path: str = "") -> Q:
    """Rows whose need (at `path`, such as `need__`) is of one's own cases, or one's own; a
    destination team sees its own only. None of a need in quarantine."""
    staff = user.team_ids(Role.CASEWORKER, Role.COORDINATOR)
    theirs = (
        case_is_own(user, f"{path}case__")
        | Q(**{f"{path}owner": user, f"{path}team__in": staff})
        | Q(**{f"{path}team__in": user.team_ids(Role.COORDINATOR)})
    )
    return theirs & Q(**{f"{path}quarantine": None}) if path else theirs


class NeedQuerySet(EditableQuerySet["Need"]):
    def open(self) -> NeedQuerySet:
        """Those that somebody sees to."""
        return self.filter(state__in=OPEN_NEEDS)

    def visible_to(self, user: User) -> NeedQuerySet:
        return self.filter(need_is_seen(user))

    editable_by = visible_to


class Need(Editable):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="needs")
    release = models.ForeignKey(
        Release,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="needs",
        db_index=False,
    )
    #: The team that meets it: at the destination, if one serves it.
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="needs")
    #: Always a member of staff, never a volunteer.
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="needs", db_index=False)
    kind = word(NeedKind)
    phase = word(Phase, blank=True)
    state = word(NeedState, default=NeedState.OPEN)
    due_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    #: Who meets it, where that is not the team; often somebody whom it could cost dearly.
    provider = SealedTextField(db_column="provider_sealed")
    wishes = SealedTextField()
    #: Why it was declined, or is not needed.
    reason = SealedTextField()

    quarantine = in_quarantine()

    objects = InPlace.from_queryset(NeedQuerySet)()
    everything = NeedQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", NeedKind, name="need_kind"),
            one_of("state", NeedState, name="need_state"),
            models.CheckConstraint(
                condition=Q(phase__in=["", *map(str, Phase)]), name="need_phase"
            ),
            models.UniqueConstraint(
                fields=["release", "kind"],
                condition=Q(release__isnull=False),
                name="need_once_a_release",
            ),
        ]
        indexes = [
            found_by("quarantine", name="need_quarantine"),
            models.Index(fields=["owner", "state"], name="need_owner_state"),
        ]
