"""What came in, and what each row of it became."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from casetracker.domain.import_states import AT_WORK, ImportState
from casetracker.domain.words import Role, RowOutcome
from casetracker.models.base import Editable, EditableQuerySet, Row, one_of, word
from casetracker.models.case import Case, case_is_own
from casetracker.models.prisoner import FiledQuerySet, Prisoner
from casetracker.models.team import Team
from casetracker.models.user import User
from casetracker.models.wave import Wave
from casetracker.vault.fields import SealedTextField


class ImportBatchQuerySet(EditableQuerySet["ImportBatch"]):
    def editable_by(self, user: User) -> ImportBatchQuerySet:
        return self.visible_to(user)

    def visible_to(self, user: User) -> ImportBatchQuerySet:
        return self.filter(
            Q(team__in=user.team_ids(Role.COORDINATOR))
            | Q(created_by=user, team__in=user.team_ids(Role.CASEWORKER))
        )


class ImportBatch(Editable):
    """One list from one source. Running it again goes on where it was interrupted."""

    source = models.CharField(max_length=120)
    #: SHA-256 of the file, hexadecimal.
    file_hash = models.CharField(max_length=64)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="imports")
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: A wave whose unknown names these rows are, until somebody resolves them.
    wave = models.ForeignKey(
        Wave, null=True, blank=True, on_delete=models.PROTECT, related_name="imports"
    )
    layout = models.CharField(max_length=40, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    state = word(ImportState, default=ImportState.DONE)
    #: How the uploaded rows are read: what `domain/listfiles.ListFile` says of them.
    encoding = models.CharField(max_length=40, blank=True)
    delimiter = models.CharField(max_length=4, blank=True)
    epoch = models.DateField(null=True, blank=True)
    as_of = models.CharField(max_length=10, blank=True)
    headers = models.JSONField(default=list, blank=True)
    columns = models.JSONField(default=dict, blank=True)
    is_mapped = models.BooleanField(default=False)
    #: Ids of those who look after the new files.
    caseworkers = models.JSONField(default=list, blank=True)
    #: Rows through which the present step has gone, and how many became what.
    done_rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    #: Why the last step ended before its end; one sentence.
    refusal = models.CharField(max_length=300, blank=True)
    #: Who works on it: a random token, renewed with every piece.
    worker = models.UUIDField(null=True, blank=True)
    worked_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "import batches"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "file_hash", "team"], name="importbatch_once"
            ),
            one_of("state", ImportState, name="importbatch_state"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="importbatch_at_work",
                condition=Q(state__in=sorted(AT_WORK)),
            )
        ]


class ImportPiece(Row):
    """Some rows of an upload, sealed until they are taken in, and what each would become."""

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="pieces", db_index=False
    )
    #: Number of the first row, and how many there are.
    first = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    #: The cells, JSON: a list of rows.
    rows = SealedTextField()
    #: Lines of the results table, JSON.
    plan = SealedTextField()
    counts = models.JSONField(default=dict, blank=True)

    objects: models.Manager[ImportPiece] = models.Manager()

    class Meta:
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "first"], name="importpiece_once"),
        ]


class ListSource(Editable):
    """What a team has said of the columns of one source's lists."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="list_sources", db_index=False
    )
    name = models.CharField(max_length=120)
    #: Folded header → field; '' for a column that is not read.
    columns = models.JSONField(default=dict, blank=True)

    objects: models.Manager[ListSource] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="listsource_once")]


class ImportRowQuerySet(FiledQuerySet):
    def visible_to(self, user: User) -> ImportRowQuerySet:
        """Rows of lists that one sees; and what a list of the case's team says of one's case."""
        own = case_is_own(user, "case__") & Q(batch__team=F("case__team"))
        seen = Q(batch__in=ImportBatch.objects.visible_to(user)) | own
        return self.in_place().filter(seen)

    def in_place(self) -> ImportRowQuerySet:
        away = Case.everything.filter(quarantine__isnull=False)
        return self.filter(~Q(case__in=away.values("pk")))


class ImportRow(Row):
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    #: Counted from 1 below the header; a cell with line breaks is one row.
    number = models.PositiveIntegerField()
    outcome = word(RowOutcome)
    #: Codes such as birth_partial, same_name_other_birth; no data.
    reasons = models.JSONField(default=list, blank=True)
    score = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    source = models.CharField(max_length=120)
    #: The row's own id at its source; empty if it has none.
    source_key = models.CharField(max_length=120, blank=True)
    #: Keyed hash of the row's cells: the same row of the same source is never taken twice.
    fingerprint = models.CharField(max_length=80)
    prisoner = models.ForeignKey(
        Prisoner, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_rows"
    )
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_rows"
    )
    duplicate_of = models.PositiveIntegerField(null=True, blank=True)
    #: As NameForm.key, NameForm.rough and Prisoner.born_on, so that a row which waits for a
    #: person's decision is found when the same human comes in once more.
    key = models.CharField(max_length=300, blank=True)
    rough = models.CharField(max_length=120, blank=True)
    born_on = models.DateField(null=True, blank=True)
    #: Of an update: `facts` → [before, now] as the source says, `applied` to which columns.
    changes = models.JSONField(default=dict, blank=True)
    #: What the row says in public facts (`domain/listrows.Listed.facts`), and as of when.
    facts = models.JSONField(default=dict, blank=True)
    observed_on = models.DateField(null=True, blank=True)
    #: The cells as they came (JSON), sealed: lists hold addresses and remarks.
    raw = SealedTextField()

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("outcome", RowOutcome, name="importrow_outcome"),
            models.UniqueConstraint(fields=["batch", "number"], name="importrow_once"),
        ]
        indexes = [
            models.Index(fields=["source", "fingerprint"], name="importrow_fingerprint"),
            models.Index(
                fields=["source", "source_key"],
                name="importrow_source_key",
                condition=~Q(source_key=""),
            ),
            *(
                models.Index(
                    fields=[field],
                    name=f"importrow_waiting_{field}",
                    condition=Q(outcome=RowOutcome.REVIEW),
                )
                for field in ("key", "rough", "born_on")
            ),
        ]
