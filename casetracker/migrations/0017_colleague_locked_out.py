"""A lock-out is an event that coordinators are told of."""

from django.db import migrations, models

from casetracker.migrations._steps import AddCheck


def forget(apps, schema_editor):
    apps.get_model("casetracker", "Notice").objects.filter(kind="user_frozen").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("casetracker", "0016_letters_not_sent"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind",
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
                    ("user_frozen", "user_frozen"),
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
        AddCheck(
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
                            "user_frozen",
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
        migrations.RunPython(migrations.RunPython.noop, forget),
    ]
