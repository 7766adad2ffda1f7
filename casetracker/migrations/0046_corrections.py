"""Entries that take others back.

SQLite makes the table anew, and its triggers go with the old one: they are installed again, there
and back.
"""

import casetracker.domain.aid
from django.db import migrations, models

from casetracker.models.triggers import install_triggers


def keep_triggers(apps, schema_editor):
    install_triggers()


class Migration(migrations.Migration):
    dependencies = [
        ("casetracker", "0045_referrals"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, keep_triggers),
        migrations.RemoveConstraint(
            model_name="ledgerentry",
            name="ledgerentry_kind",
        ),
        migrations.RemoveConstraint(
            model_name="ledgerentry",
            name="ledgerentry_sign",
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="reverses_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("deposit", "deposit"),
                    ("payment", "payment"),
                    ("recovery", "recovery"),
                    ("float_out", "float out"),
                    ("float_back", "float back"),
                    ("missing", "missing"),
                    ("correction", "correction"),
                ],
                max_length=24,
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "deposit",
                            "payment",
                            "recovery",
                            "float_out",
                            "float_back",
                            "missing",
                            "correction",
                        ],
                    )
                ),
                name="ledgerentry_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount__gt", 0),
                        (
                            "kind__in",
                            [
                                casetracker.domain.aid.EntryKind["DEPOSIT"],
                                casetracker.domain.aid.EntryKind["RECOVERY"],
                            ],
                        ),
                    ),
                    models.Q(
                        ("amount__lt", 0),
                        (
                            "kind__in",
                            [
                                casetracker.domain.aid.EntryKind["PAYMENT"],
                                casetracker.domain.aid.EntryKind["MISSING"],
                                casetracker.domain.aid.EntryKind["CORRECTION"],
                            ],
                        ),
                    ),
                    models.Q(
                        (
                            "kind__in",
                            [
                                casetracker.domain.aid.EntryKind["FLOAT_OUT"],
                                casetracker.domain.aid.EntryKind["FLOAT_BACK"],
                            ],
                        ),
                        models.Q(("amount", 0), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ledgerentry_sign",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", casetracker.domain.aid.EntryKind["CORRECTION"]),
                        ("reverses_id__isnull", False),
                    ),
                    models.Q(
                        models.Q(
                            ("kind", casetracker.domain.aid.EntryKind["CORRECTION"]), _negated=True
                        ),
                        ("reverses_id", None),
                    ),
                    _connector="OR",
                ),
                name="ledgerentry_correction_names_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reverses_id__isnull", False)),
                fields=("reverses_id",),
                name="ledgerentry_reversed_once",
            ),
        ),
        migrations.RunPython(keep_triggers, migrations.RunPython.noop),
    ]
