"""Lists that somebody took along: that it was done, by whom, why; never what stood in them."""

from __future__ import annotations

from django.db import models

from casetracker.domain.words import Role
from casetracker.models.base import Row, RowQuerySet, found_by
from casetracker.models.user import User
from casetracker.models.wave import Wave
from casetracker.vault.fields import SealedTextField


class DeskListQuerySet(RowQuerySet["DeskList"]):
    def visible_to(self, user: User) -> DeskListQuerySet:
        """One's own; an auditor sees that there are all the others."""
        return self if user.has_role(Role.AUDITOR) else self.filter(maker=user)


class DeskList(Row):
    """Its id stands on every page and in every row of the list."""

    maker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    #: Of whom it is; null: of the maker's own open files.
    wave = models.ForeignKey(
        Wave, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = SealedTextField()
    row_count = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    objects = DeskListQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["maker", "-made_at"], name="desklist_maker"),
            models.Index(fields=["-made_at", "-id"], name="desklist_newest"),
            found_by("wave", name="desklist_wave"),
        ]
