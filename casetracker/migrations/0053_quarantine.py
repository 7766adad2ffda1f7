"""What a coordinator takes away stands in quarantine: the table, and a column where it may stand.

The columns hold nothing, and no check looks at rows: none of the big tables is read. Their indexes
come in the next step, beside the writers.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casetracker.models.base import new_id
from casetracker.vault.fields import SealedTextField

TYPES = ("prisoner", "case", "action", "release", "need", "task", "procedure", "document")
MAY_STAND = (
    "action",
    "case",
    "clock",
    "identitydocument",
    "need",
    "prisoner",
    "procedure",
    "release",
    "stagespan",
    "task",
)


def _by(name, **options):
    return models.ForeignKey(
        name,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        db_index=False,
        **options,
    )


def _column(model):
    return migrations.AddField(
        model_name=model,
        name="quarantine",
        field=models.ForeignKey(
            blank=True,
            db_constraint=False,
            db_index=False,
            editable=False,
            null=True,
            on_delete=django.db.models.deletion.DO_NOTHING,
            related_name="+",
            to="casetracker.quarantine",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0052_exports_are_told_rows")]
    operations = [
        migrations.CreateModel(
            name="Quarantine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "object_type",
                    models.CharField(choices=[(word, word) for word in TYPES], max_length=24),
                ),
                ("object_id", models.UUIDField()),
                ("case_id", models.UUIDField(blank=True, null=True)),
                ("reason", SealedTextField()),
                ("placed_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_by", _by(settings.AUTH_USER_MODEL, blank=True, null=True)),
                ("placed_by", _by(settings.AUTH_USER_MODEL)),
                ("team", _by("casetracker.team")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(object_type__in=list(TYPES)),
                        name="quarantine_object_type",
                    ),
                    models.UniqueConstraint(
                        fields=["object_id", "team"],
                        condition=models.Q(lifted_at__isnull=True),
                        name="quarantine_stands_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(lifted_at__isnull=True, lifted_by__isnull=True)
                        | models.Q(lifted_at__isnull=False, lifted_by__isnull=False),
                        name="quarantine_lifted_by_somebody",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["team", "-placed_at", "-id"], name="quarantine_of_team")
                ],
            },
        ),
        *map(_column, MAY_STAND),
    ]
