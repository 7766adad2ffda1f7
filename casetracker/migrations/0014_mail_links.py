"""Answers from mails, notices that are told again, stopped mails, fields of briefs, labels that
join no two mailboxes."""

import casetracker.models.base
import casetracker.models.user
import casetracker.vault.fields
import django.db.models.deletion
from django.db import migrations, models


def part_labels(apps, schema_editor):
    """Of two people's equal words for one thing the later go; new ones are drawn when needed."""
    Label = apps.get_model("casetracker", "Label")
    twice = (
        Label.objects.values("subject_id", "words")
        .annotate(count=models.Count("pk"))
        .filter(count__gt=1)
    )
    for found in twice:
        same = Label.objects.filter(subject_id=found["subject_id"], words=found["words"])
        ids = list(same.order_by("pk").values_list("pk", flat=True))
        Label.objects.filter(pk__in=ids[1:]).delete()


def forget_what_was_not_known(apps, schema_editor):
    """Backwards: notices of a kind that the older tables refuse."""
    apps.get_model("casetracker", "Notice").objects.filter(kind="mails_stopped").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("casetracker", "0013_attachments"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=casetracker.models.base.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("take", "take"),
                            ("cannot", "cannot"),
                            ("done", "done"),
                            ("again", "again"),
                        ],
                        max_length=24,
                    ),
                ),
                ("answered_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind",
        ),
        migrations.RunPython(part_labels, forget_what_was_not_known),
        migrations.AddField(
            model_name="notice",
            name="again_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="task",
            name="brief_fields",
            field=casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="mail_stopped_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("case_silent", "case_silent"),
                    ("life_silent", "life_silent"),
                    ("task_due", "task_due"),
                    ("offer_open", "offer_open"),
                    ("reply_awaited", "reply_awaited"),
                    ("need_deadline", "need_deadline"),
                    ("release_expected", "release_expected"),
                    ("hearing", "hearing"),
                    ("consent_expiry", "consent_expiry"),
                    ("recheck_safety", "recheck_safety"),
                    ("offer_made", "offer_made"),
                    ("offer_cancelled", "offer_cancelled"),
                    ("task_cancelled", "task_cancelled"),
                    ("task_handed_over", "task_handed_over"),
                    ("task_reported_done", "task_reported_done"),
                    ("case_handed_over", "case_handed_over"),
                    ("wave_released", "wave_released"),
                    ("refused_at_border", "refused_at_border"),
                    ("re_arrested", "re_arrested"),
                    ("address_failed", "address_failed"),
                    ("reveals_alarm", "reveals_alarm"),
                    ("hold_made", "hold_made"),
                    ("mails_stopped", "mails_stopped"),
                    ("approval_wanted", "approval_wanted"),
                    ("approval_decided", "approval_decided"),
                    ("invitation", "invitation"),
                    ("password_reset", "password_reset"),
                    ("account_changed", "account_changed"),
                    ("test_mail", "test_mail"),
                ],
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="language",
            field=models.CharField(
                choices=casetracker.models.user.languages, default="en", max_length=8
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("again_at__isnull", False)),
                fields=["again_at"],
                name="notice_again",
            ),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.UniqueConstraint(
                fields=("words", "subject_id"), name="label_joins_nobody"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "case_silent",
                            "life_silent",
                            "task_due",
                            "offer_open",
                            "reply_awaited",
                            "need_deadline",
                            "release_expected",
                            "hearing",
                            "consent_expiry",
                            "recheck_safety",
                            "offer_made",
                            "offer_cancelled",
                            "task_cancelled",
                            "task_handed_over",
                            "task_reported_done",
                            "case_handed_over",
                            "wave_released",
                            "refused_at_border",
                            "re_arrested",
                            "address_failed",
                            "reveals_alarm",
                            "hold_made",
                            "mails_stopped",
                            "approval_wanted",
                            "approval_decided",
                            "invitation",
                            "password_reset",
                            "account_changed",
                            "test_mail",
                        ],
                    )
                ),
                name="notice_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("again_at__isnull", True), ("state", "held"), _connector="OR"),
                name="notice_asked_again_is_held",
            ),
        ),
        migrations.AddField(
            model_name="linkanswer",
            name="email",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answers",
                to="casetracker.email",
            ),
        ),
        migrations.AddField(
            model_name="linkanswer",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answers",
                to="casetracker.notice",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["take", "cannot", "done", "again"])),
                name="linkanswer_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkanswer",
            constraint=models.UniqueConstraint(fields=("email", "notice"), name="linkanswer_once"),
        ),
    ]
