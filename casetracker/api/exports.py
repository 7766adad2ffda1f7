"""Exports: asked for here or on the page, fetched on the page. No token asks for one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Flag, Id, Line, VisibleId
from casetracker.api.filters import Filters, IdFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, made, verb
from casetracker.domain.approvals import LONGEST_REASON
from casetracker.domain.exports import LONGEST_RECIPIENT, ExportState
from casetracker.models import Export, User, Wave
from casetracker.services.exports import ask_export, cancel_export
from casetracker.vault.openpgp import LONGEST_KEY


class ExportShown(Shown):
    # Sealed columns: text once read.
    recipient = serializers.CharField(read_only=True)
    fingerprint = serializers.CharField(read_only=True)

    class Meta:
        model = Export
        fields = [
            "id",
            "version",
            "created_at",
            "requester",
            "approval",
            "team",
            "wave",
            "is_own",
            "has_p3",
            "state",
            "done_count",
            "total_count",
            "ready_at",
            "ended_at",
            "recipient",
            "fingerprint",
        ]
        read_only_fields = fields


class Armored(Line):
    """Taken as it is: in OpenPGP's armor an empty line says where the key begins."""

    tidied = staticmethod(str)


class ExportBody(Body):
    """Without a team: of one's only one. `key` is the recipient's, armored."""

    team = Id(source="team_id", required=False)
    is_whole_register = Flag(required=False)
    wave = VisibleId(Wave.objects.visible_to, source="wave_id", required=False)
    is_own = Flag(required=False)
    has_p3 = Flag(required=False)
    recipient = Line(max_length=LONGEST_RECIPIENT)
    key = Armored(max_length=LONGEST_KEY)
    reason = Line(max_length=LONGEST_REASON)


class ExportFilters(Filters):
    state = word_filter(ExportState)
    requester = IdFilter("requester_id")


class ExportViewSet(NounViewSet):
    """What leaves the system by two people, encrypted to one recipient, for 24 hours."""

    noun = "exports"
    queryset = Export.objects.none()
    serializer_class = ExportShown
    filterset_class = ExportFilters

    def rows(self, user: User) -> QuerySet[Export]:
        return Export.objects.visible_to(user).select_related("approval")

    @made(ExportBody)
    def create(self, **given: Any) -> Export:
        """A coordinator approves (`approval`); then it is built. Read it until it is `ready`."""
        return ask_export(**given)

    @verb()
    def cancel(self, export: Export, **given: Any) -> Export:
        return cancel_export(export_id=export.pk, **given)
