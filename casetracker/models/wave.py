"""Leaving: one person's release, and the wave that many leave in."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from casetracker.domain.embargo import UNDER_EMBARGO, lacking
from casetracker.domain.reversals import FREE_STAGES
from casetracker.domain.words import Papers, Phase, ReleaseKind, ReleasePlace, ReleaseState, Role
from casetracker.models.base import Editable, EditableQuerySet, found_by, one_of, word
from casetracker.models.case import Case, EditableCaseRowQuerySet
from casetracker.models.detention import Detention
from casetracker.models.quarantine import InPlace, in_quarantine
from casetracker.models.team import Team, country_code
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField


class WaveQuerySet(EditableQuerySet["Wave"]):
    def visible_to(self, user: User) -> WaveQuerySet:
        """The waves of one's own team, and those in which people of one's team left."""
        teams = user.team_ids(Role.COORDINATOR, Role.CASEWORKER)
        # Not joined: what is counted of a wave would be counted once for each of its people.
        left = Release.objects.filter(wave=OuterRef("pk"), case__team__in=teams)
        return self.filter(Q(team__in=teams) | Exists(left))

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


class ReleaseQuerySet(EditableCaseRowQuerySet):
    def standing(self) -> ReleaseQuerySet:
        """By which somebody is free, as far as is known: not refused, not returned, not arrested
        again since."""
        again = Detention.objects.filter(
            case=OuterRef("case"), created_at__gt=OuterRef("created_at")
        )
        back = [ReleaseState.REFUSED, ReleaseState.RETURNED]
        return self.exclude(state__in=back).filter(~Exists(again))

    def under_embargo(self) -> ReleaseQuerySet:
        """Asked of `everything`: a release that was taken away frees no name."""
        return self.filter(name_is_held())


def name_is_held() -> Q:
    """Releases of people who are said to be free and whose names may not be passed on yet."""
    stages = [str(stage) for stage in FREE_STAGES]
    return Q(state__in=sorted(UNDER_EMBARGO), case__stage__in=stages)


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
    #: Which of the later needs open next (`domain/packages.py`), and when; empty: none any more.
    next_phase = word(Phase, blank=True)
    next_phase_at = models.DateTimeField(null=True, blank=True)

    quarantine = in_quarantine()

    objects = InPlace.from_queryset(ReleaseQuerySet)()
    everything = ReleaseQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(next_phase__in=["", *map(str, Phase)]), name="release_next_phase"
            ),
        ]
        indexes = [
            found_by("quarantine", name="release_quarantine"),
            found_by("next_phase_at", name="release_next_phase_at"),
        ]

    @property
    def is_under_embargo(self) -> bool:
        """As `under_embargo()` finds it."""
        return self.state in UNDER_EMBARGO and self.case.stage in FREE_STAGES

    @property
    def lacking(self) -> list[str]:
        """Why the name is under embargo: what the reports on it, read along like its case, do
        not say yet."""
        if not self.is_under_embargo:
            return []
        reports: Any = self.reports
        said = [row.as_said() for row in reports.all() if row.withdrawn_at is None]
        return [str(word) for word in lacking(said)]
