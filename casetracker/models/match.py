"""Two people who may be one: the question, what was decided, and what a merge has moved."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from casetracker.domain.matches import UNDECIDED, MatchState, ScanState
from casetracker.domain.words import Role
from casetracker.models.base import (
    Editable,
    EditableQuerySet,
    Row,
    RowQuerySet,
    one_of,
    word,
)
from casetracker.models.case import Case
from casetracker.models.prisoner import Prisoner
from casetracker.models.user import User


def _by() -> Any:
    return models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )


class DuplicateScanQuerySet(EditableQuerySet["DuplicateScan"]):
    def running(self) -> DuplicateScanQuerySet:
        return self.filter(state=ScanState.RUNNING)

    def visible_to(self, user: User) -> DuplicateScanQuerySet:
        return self if user.team_ids(Role.COORDINATOR) else self.none()

    editable_by = visible_to


class DuplicateScan(Editable):
    """The whole register looked through once. The row is the message: whoever works next goes on
    after `looked_to`; one runs at a time."""

    state = word(ScanState, default=ScanState.RUNNING)
    requested_by = _by()
    #: The last person that was looked at.
    looked_to = models.UUIDField(null=True, blank=True)
    looked_at_count = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DuplicateScanQuerySet.as_manager()

    @property
    def percent(self) -> int:
        return min(100, 100 * self.looked_at_count // max(self.total, 1))

    class Meta:
        constraints = [
            one_of("state", ScanState, name="duplicatescan_state"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=ScanState.RUNNING), name="duplicatescan_one"
            ),
            models.CheckConstraint(
                condition=Q(state=ScanState.RUNNING, ended_at__isnull=True)
                | (~Q(state=ScanState.RUNNING) & Q(ended_at__isnull=False)),
                name="duplicatescan_ends",
            ),
        ]


class MatchDecisionQuerySet(EditableQuerySet["MatchDecision"]):
    def undecided(self) -> MatchDecisionQuerySet:
        """Waiting, and still about two people: neither was merged into somebody meanwhile."""
        return self.filter(state__in=UNDECIDED, one__merged_into=None, other__merged_into=None)

    def visible_to(self, user: User) -> MatchDecisionQuerySet:
        """Pairs of which one may decide: every file of both people is one's own to change, or
        lies in a team that one coordinates. A pair across teams is seen by whoever works in
        both, so that no team learns through it of another's files."""
        mine = Case.objects.editable_by(user).order_by().values("pk")
        one, other = (Case.objects.filter(prisoner=OuterRef(side)) for side in ("one", "other"))
        # After a merge all files lie with one of the two.
        known = Q(Exists(one), Exists(other)) | Q(
            Exists(one) | Exists(other), state=MatchState.SAME
        )
        # One that stands in quarantine is nobody's to move.
        all_of = (Case.everything.filter(prisoner=OuterRef(side)) for side in ("one", "other"))
        foreign = (Exists(files.exclude(pk__in=mine)) for files in all_of)
        return self.filter(known, *(~some for some in foreign))

    editable_by = visible_to


class MatchDecision(Editable):
    """A pair of people who may be one, asked once: what was decided stays decided."""

    #: The one whose id is smaller: a pair has one row.
    one = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="+")
    state = word(MatchState, default=MatchState.OPEN)
    #: 0 to 1, as of when it was found.
    score = models.DecimalField(max_digits=4, decimal_places=3)
    #: Codes without data, such as similar_name and birth_near.
    reasons = models.JSONField(default=list, blank=True)
    decided_by = _by()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = MatchDecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", MatchState, name="matchdecision_state"),
            models.UniqueConstraint(fields=["one", "other"], name="matchdecision_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="matchdecision_in_order"),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1), name="matchdecision_score"
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "-score", "id"],
                name="matchdecision_waiting",
                condition=Q(state__in=[str(state) for state in UNDECIDED]),
            ),
        ]


class MergeQuerySet(EditableQuerySet["Merge"]):
    def standing(self) -> MergeQuerySet:
        return self.filter(undone_at=None)

    def visible_to(self, user: User) -> MergeQuerySet:
        """Merges of people all of whose files one may change."""
        mine = Case.objects.editable_by(user).order_by().values("pk")
        either = Q(prisoner=OuterRef("kept")) | Q(prisoner=OuterRef("lost"))
        files = Case.objects.filter(either)
        # Where a later merge has taken the files along, whoever merged still sees it.
        known = Exists(files) | Q(merged_by=user)
        foreign = Case.everything.filter(either).exclude(pk__in=mine)
        seen = self.filter(known, ~Exists(foreign))
        return seen.filter(kept__quarantine=None, lost__quarantine=None)

    editable_by = visible_to


class Merge(Editable):
    """`lost` was taken for one person with `kept`; `undone_at` if that was taken back."""

    kept = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="+")
    lost = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="+")
    merged_by = _by()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = _by()

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("lost")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["lost"], condition=Q(undone_at__isnull=True), name="merge_once"
            ),
        ]


class MergeMove(Row):
    """The values of one row that a merge has changed at once, in the order of the changes: what
    undoing it puts back. Insert-only, removed with the merge."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="moves", db_index=False)
    number = models.PositiveIntegerField()
    #: The table, by its model's name; the row; column → value. Without values: the row was added.
    model = models.CharField(max_length=40)
    row_id = models.UUIDField()
    old = models.JSONField(default=dict, blank=True)
    new = models.JSONField(default=dict, blank=True)

    objects: models.Manager[MergeMove] = RowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merge", "number"], name="mergemove_once"),
        ]
