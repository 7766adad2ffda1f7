"""Contacts, health reports, consent, and who opened what; their clocks."""

import casetracker.domain.contacts
import casetracker.models.base
import casetracker.models.team
import casetracker.vault.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casetracker.migrations._steps import AddCheck


class Migration(migrations.Migration):
    dependencies = [
        ("casetracker", "0008_refile_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
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
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("publish", "publish"),
                            ("un_filing", "un filing"),
                            ("media_kit", "media kit"),
                            ("share_with_partner", "share with partner"),
                            ("contact", "contact"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("public", "public"),
                            ("un", "un"),
                            ("media", "media"),
                            ("authorities", "authorities"),
                            ("partners", "partners"),
                            ("supporters", "supporters"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "given_by",
                    models.CharField(
                        choices=[
                            ("person", "person"),
                            ("relative", "relative"),
                            ("lawyer", "lawyer"),
                            ("staff", "staff"),
                        ],
                        max_length=24,
                    ),
                ),
                ("given_on", models.DateField()),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("suspended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "note",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
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
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("mother", "mother"),
                            ("father", "father"),
                            ("spouse", "spouse"),
                            ("partner", "partner"),
                            ("child", "child"),
                            ("sibling", "sibling"),
                            ("grandparent", "grandparent"),
                            ("relative", "relative"),
                            ("friend", "friend"),
                            ("lawyer", "lawyer"),
                            ("self", "self"),
                            ("other", "other"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2}$",
                                "%(value)s is no ISO 3166 country code; allowed are two capitals such as LT.",
                            )
                        ],
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=2)),
                (
                    "safety",
                    models.CharField(
                        choices=[("unknown", "unknown"), ("safe", "safe"), ("unsafe", "unsafe")],
                        default=casetracker.domain.contacts.Safety["UNKNOWN"],
                        max_length=24,
                    ),
                ),
                ("safe_channels", models.JSONField(blank=True, default=list)),
                ("recheck_on", models.DateField(blank=True, null=True)),
                (
                    "name",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "phone",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "messenger",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "email",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "address",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "note",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HealthReport",
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
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
                ("reported_on", models.DateField()),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("stable", "stable"),
                            ("worsening", "worsening"),
                            ("critical", "critical"),
                            ("recovering", "recovering"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "text",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "source",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reveal",
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
                    "purpose",
                    models.CharField(
                        choices=[
                            ("call", "call"),
                            ("write", "write"),
                            ("visit", "visit"),
                            ("legal", "legal"),
                            ("medical", "medical"),
                            ("verify", "verify"),
                            ("emergency", "emergency"),
                            ("correct", "correct"),
                        ],
                        max_length=24,
                    ),
                ),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("is_watched", models.BooleanField(default=False)),
                ("is_desk", models.BooleanField(default=False)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="clock",
            name="clock_kind",
        ),
        migrations.RemoveConstraint(
            model_name="clock",
            name="clock_one_subject",
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind",
        ),
        migrations.RemoveConstraint(
            model_name="reminderrule",
            name="reminderrule_kind",
        ),
        migrations.AddField(
            model_name="team",
            name="hostile_countries",
            field=models.JSONField(blank=True, default=casetracker.models.team.hostile_by_default),
        ),
        migrations.AlterField(
            model_name="clock",
            name="kind",
            field=models.CharField(
                choices=[
                    ("case_silent", "case silent"),
                    ("life_silent", "life silent"),
                    ("task_due", "task due"),
                    ("offer_open", "offer open"),
                    ("reply_awaited", "reply awaited"),
                    ("need_deadline", "need deadline"),
                    ("release_expected", "release expected"),
                    ("hearing", "hearing"),
                    ("consent_expiry", "consent expiry"),
                    ("recheck_safety", "recheck safety"),
                ],
                max_length=24,
            ),
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
                    ("approval_wanted", "approval_wanted"),
                    ("approval_decided", "approval_decided"),
                    ("invitation", "invitation"),
                    ("password_reset", "password_reset"),
                    ("test_mail", "test_mail"),
                ],
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="reminderrule",
            name="kind",
            field=models.CharField(
                choices=[
                    ("case_silent", "case silent"),
                    ("life_silent", "life silent"),
                    ("task_due", "task due"),
                    ("offer_open", "offer open"),
                    ("reply_awaited", "reply awaited"),
                    ("need_deadline", "need deadline"),
                    ("release_expected", "release expected"),
                    ("hearing", "hearing"),
                    ("consent_expiry", "consent expiry"),
                    ("recheck_safety", "recheck safety"),
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
                            "reveals_alarm",
                            "hold_made",
                            "approval_wanted",
                            "approval_decided",
                            "invitation",
                            "password_reset",
                            "test_mail",
                        ],
                    )
                ),
                name="notice_kind",
            ),
        ),
        AddCheck(
            model_name="reminderrule",
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
                        ],
                    )
                ),
                name="reminderrule_kind",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="consents",
                to="casetracker.case",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="prisoner",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="consents",
                to="casetracker.prisoner",
            ),
        ),
        migrations.AddField(
            model_name="clock",
            name="consent",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="clocks",
                to="casetracker.consent",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contacts",
                to="casetracker.case",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="prisoner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contacts",
                to="casetracker.prisoner",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="consents",
                to="casetracker.contact",
            ),
        ),
        migrations.AddField(
            model_name="clock",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="clocks",
                to="casetracker.contact",
            ),
        ),
        AddCheck(
            model_name="clock",
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
                        ],
                    )
                ),
                name="clock_kind",
            ),
        ),
        AddCheck(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", False),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("task__isnull", False),
                    ),
                    models.Q(
                        ("action__isnull", False),
                        ("case__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", False),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", False),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("hearing__isnull", False),
                        ("need__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("consent__isnull", False),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", False),
                        ("detention__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("task__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="clock_one_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("consent__isnull", False)),
                fields=("consent", "kind"),
                name="clock_once_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("contact__isnull", False)),
                fields=("contact", "kind"),
                name="clock_once_contact",
            ),
        ),
        migrations.AddField(
            model_name="healthreport",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="health_reports",
                to="casetracker.case",
            ),
        ),
        migrations.AddField(
            model_name="healthreport",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reveal",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reveals",
                to="casetracker.case",
            ),
        ),
        migrations.AddField(
            model_name="reveal",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "relation__in",
                        [
                            "mother",
                            "father",
                            "spouse",
                            "partner",
                            "child",
                            "sibling",
                            "grandparent",
                            "relative",
                            "friend",
                            "lawyer",
                            "self",
                            "other",
                        ],
                    )
                ),
                name="contact_relation",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("safety__in", ["unknown", "safe", "unsafe"])),
                name="contact_safety",
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(fields=["prisoner", "purpose", "audience"], name="consent_of"),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                condition=models.Q(("contact__isnull", False)),
                fields=["contact"],
                name="consent_contact",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "purpose__in",
                        ["publish", "un_filing", "media_kit", "share_with_partner", "contact"],
                    )
                ),
                name="consent_purpose",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "audience__in",
                        ["public", "un", "media", "authorities", "partners", "supporters"],
                    )
                ),
                name="consent_audience",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("given_by__in", ["person", "relative", "lawyer", "staff"])),
                name="consent_given_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_on__isnull", True),
                    ("expires_on__gte", models.F("given_on")),
                    _connector="OR",
                ),
                name="consent_forward",
            ),
        ),
        migrations.AddConstraint(
            model_name="healthreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("severity__in", ["stable", "worsening", "critical", "recovering"])
                ),
                name="healthreport_severity",
            ),
        ),
        migrations.AddIndex(
            model_name="reveal",
            index=models.Index(fields=["user", "at"], name="reveal_of_user"),
        ),
        migrations.AddConstraint(
            model_name="reveal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "purpose__in",
                        [
                            "call",
                            "write",
                            "visit",
                            "legal",
                            "medical",
                            "verify",
                            "emergency",
                            "correct",
                        ],
                    )
                ),
                name="reveal_purpose",
            ),
        ),
        migrations.AddConstraint(
            model_name="reveal",
            constraint=models.UniqueConstraint(
                fields=("user", "case", "on"), name="reveal_once_a_day"
            ),
        ),
    ]
