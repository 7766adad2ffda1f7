"""Leaving: one person's release, and the wave that many leave in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casetracker.domain.words import Papers, ReleaseKind, ReleasePlace, ReleaseState, Role
from casetracker.models.base import Editable, EditableQuerySet, one_of, word
from casetracker.models.case import Case, EditableCaseRowQuerySet
from casetracker.models.detention import Detention
from casetracker.models.team import Team, country_code
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField


class WaveQuerySet(EditableQuerySet["Wave"]):
    def visible_to(self, user: User) -> WaveQuerySet:
        """The waves of one's own team, and those in which people of one's team left."""
        teams = user.team_ids(Role.COORDINATOR, Role.CASEWORKER)
        return self.filter(Q(team__in=teams) | Q(releases__case__team__in=teams)).distinct()

    def editable_by(self, user: User) -> WaveQuerySet:
        return self.filter(team__in=user.team_ids(Role.COORDINATOR))


class Wave(Editable):
    name = models.CharField(max_length=160, unique=True)
    kind = word(ReleaseKind, default=ReleaseKind.UNKNOWN)
    happened_on = models.DateField()
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="waves")

    objects = WaveQuerySet.as_manager()

    class Meta:
        constraints = [one_of("kind", ReleaseKind, name="wave_kind")]

    def __str__(self) -> str:
        return self.name


class Release(Editable):
    wave = models.ForeignKey(
        Wave,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="releases",
        db_index=False,
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="releases")
    detention = models.ForeignKey(
        Detention, null=True, blank=True, on_delete=models.SET_NULL, related_name="releases"
    )
    kind = word(ReleaseKind, default=ReleaseKind.UNKNOWN)
    place = word(ReleasePlace, default=ReleasePlace.ABROAD)
    released_on = models.DateField()
    #: ISO 3166 alpha-2; re-routed where the two differ.
    planned_destination = models.CharField(max_length=2, blank=True, validators=[country_code])
    actual_destination = models.CharField(max_length=2, blank=True, validators=[country_code])
    state = word(ReleaseState, default=ReleaseState.ANNOUNCED)
    papers_taken = word(Papers, default=Papers.UNKNOWN)
    papers_given = word(Papers, default=Papers.UNKNOWN)
    conditions = SealedTextField()

    objects = EditableCaseRowQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", ReleaseKind, name="release_kind"),
            one_of("place", ReleasePlace, name="release_place"),
            one_of("state", ReleaseState, name="release_state"),
            one_of("papers_taken", Papers, name="release_papers_taken"),
            one_of("papers_given", Papers, name="release_papers_given"),
            models.UniqueConstraint(
                fields=["wave", "case"], condition=Q(wave__isnull=False), name="release_once_a_wave"
            ),
        ]
