"""Procedures, documents, schemes, what countries say, statuses, choices; their clocks.

The checks are looked at for the rows of before in the rules that follow."""

import casetracker.domain.documents
import casetracker.domain.procedures
import casetracker.migrations._steps
import casetracker.models.base
import casetracker.vault.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casetracker", "0036_exports"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountryChoice",
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
                    "country",
                    models.CharField(
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2}$",
                                "%(value)s is no ISO 3166 country code; allowed are two capitals such as LT.",
                            )
                        ],
                    ),
                ),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reason",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="country_choices",
                        to="casetracker.case",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "from_at"], name="countrychoice_of"),
                    models.Index(fields=["from_at", "country"], name="countrychoice_when"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_at__isnull", True)),
                        fields=("case",),
                        name="countrychoice_one_running",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True),
                            ("until_at__gte", models.F("from_at")),
                            _connector="OR",
                        ),
                        name="countrychoice_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountryFact",
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
                    "country",
                    models.CharField(
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2}$",
                                "%(value)s is no ISO 3166 country code; allowed are two capitals such as LT.",
                            )
                        ],
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asylum", "asylum"),
                            ("statelessness", "statelessness"),
                            ("humanitarian_visa", "humanitarian visa"),
                            ("national_visa", "national visa"),
                            ("temporary_protection", "temporary protection"),
                            ("residence", "residence"),
                            ("foreigners_passport", "foreigners passport"),
                            ("geneva_travel_document", "geneva travel document"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("intent", "intent"),
                            ("registered", "registered"),
                            ("interview", "interview"),
                            ("decision", "decision"),
                            ("appeal", "appeal"),
                            ("residence", "residence"),
                            ("travel_document", "travel document"),
                            ("ended", "ended"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("appeal_period", "appeal period"),
                            ("leaving_ends", "leaving ends"),
                            ("responsible_state", "responsible state"),
                            ("certificate", "certificate"),
                            ("requires", "requires"),
                            ("forbids", "forbids"),
                        ],
                        max_length=24,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("days", "days"),
                            ("working_days", "working days"),
                            ("months", "months"),
                        ],
                        max_length=24,
                    ),
                ),
                ("is_so", models.BooleanField(blank=True, null=True)),
                ("text", models.TextField(blank=True)),
                ("source", models.CharField(max_length=300)),
                ("checked_on", models.DateField()),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "asylum",
                                    "statelessness",
                                    "humanitarian_visa",
                                    "national_visa",
                                    "temporary_protection",
                                    "residence",
                                    "foreigners_passport",
                                    "geneva_travel_document",
                                ],
                            )
                        ),
                        name="countryfact_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "topic__in",
                                [
                                    "appeal_period",
                                    "leaving_ends",
                                    "responsible_state",
                                    "certificate",
                                    "requires",
                                    "forbids",
                                ],
                            )
                        ),
                        name="countryfact_topic",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "",
                                    "intent",
                                    "registered",
                                    "interview",
                                    "decision",
                                    "appeal",
                                    "residence",
                                    "travel_document",
                                    "ended",
                                ],
                            )
                        ),
                        name="countryfact_stage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["", "days", "working_days", "months"])),
                        name="countryfact_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="countryfact_has_source",
                    ),
                    models.UniqueConstraint(
                        fields=("country", "kind", "stage", "topic"), name="countryfact_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonStatus",
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
                    "aspect",
                    models.CharField(
                        choices=[
                            ("citizenship", "citizenship"),
                            ("documents", "documents"),
                            ("protection", "protection"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        choices=[
                            ("citizen", "citizen"),
                            ("several", "several"),
                            ("deprived", "deprived"),
                            ("stateless_in_fact", "stateless in fact"),
                            ("stateless", "stateless"),
                            ("unknown", "unknown"),
                            ("none", "none"),
                            ("taken", "taken"),
                            ("expired", "expired"),
                            ("identity_only", "identity only"),
                            ("temporary", "temporary"),
                            ("passport", "passport"),
                            ("travel_document", "travel document"),
                            ("unknown", "unknown"),
                            ("none", "none"),
                            ("applied", "applied"),
                            ("temporary", "temporary"),
                            ("subsidiary", "subsidiary"),
                            ("refugee", "refugee"),
                            ("national", "national"),
                            ("refused", "refused"),
                            ("unknown", "unknown"),
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
                ("as_of", models.DateField()),
                (
                    "source",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "prisoner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statuses",
                        to="casetracker.prisoner",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "person statuses",
                "indexes": [
                    models.Index(fields=["prisoner", "aspect", "as_of"], name="personstatus_of")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("aspect__in", ["citizenship", "documents", "protection"])
                        ),
                        name="personstatus_aspect",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("aspect", casetracker.domain.documents.Aspect["CITIZENSHIP"]),
                                (
                                    "value__in",
                                    [
                                        "citizen",
                                        "several",
                                        "deprived",
                                        "stateless_in_fact",
                                        "stateless",
                                        "unknown",
                                    ],
                                ),
                            ),
                            models.Q(
                                ("aspect", casetracker.domain.documents.Aspect["DOCUMENTS"]),
                                (
                                    "value__in",
                                    [
                                        "none",
                                        "taken",
                                        "expired",
                                        "identity_only",
                                        "temporary",
                                        "passport",
                                        "travel_document",
                                        "unknown",
                                    ],
                                ),
                            ),
                            models.Q(
                                ("aspect", casetracker.domain.documents.Aspect["PROTECTION"]),
                                (
                                    "value__in",
                                    [
                                        "none",
                                        "applied",
                                        "temporary",
                                        "subsidiary",
                                        "refugee",
                                        "national",
                                        "refused",
                                        "unknown",
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="personstatus_value",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Procedure",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("asylum", "asylum"),
                            ("statelessness", "statelessness"),
                            ("humanitarian_visa", "humanitarian visa"),
                            ("national_visa", "national visa"),
                            ("temporary_protection", "temporary protection"),
                            ("residence", "residence"),
                            ("foreigners_passport", "foreigners passport"),
                            ("geneva_travel_document", "geneva travel document"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2}$",
                                "%(value)s is no ISO 3166 country code; allowed are two capitals such as LT.",
                            )
                        ],
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("intent", "intent"),
                            ("registered", "registered"),
                            ("interview", "interview"),
                            ("decision", "decision"),
                            ("appeal", "appeal"),
                            ("residence", "residence"),
                            ("travel_document", "travel document"),
                            ("ended", "ended"),
                        ],
                        default=casetracker.domain.procedures.ProcedureStage["INTENT"],
                        max_length=24,
                    ),
                ),
                ("applied_on", models.DateField(blank=True, null=True)),
                (
                    "next_thing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("submit", "submit"),
                            ("papers", "papers"),
                            ("interview", "interview"),
                            ("decision", "decision"),
                            ("appeal", "appeal"),
                            ("court", "court"),
                            ("collect", "collect"),
                            ("other", "other"),
                        ],
                        max_length=24,
                    ),
                ),
                ("next_on", models.DateField(blank=True, null=True)),
                (
                    "responsible_country",
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
                (
                    "office_number",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "note",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("completed", "completed"),
                            ("withdrawn", "withdrawn"),
                            ("left_country", "left country"),
                            ("refused_finally", "refused finally"),
                            ("replaced", "replaced"),
                            ("other", "other"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="procedures",
                        to="casetracker.case",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "opened_at"], name="procedure_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "asylum",
                                    "statelessness",
                                    "humanitarian_visa",
                                    "national_visa",
                                    "temporary_protection",
                                    "residence",
                                    "foreigners_passport",
                                    "geneva_travel_document",
                                ],
                            )
                        ),
                        name="procedure_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "intent",
                                    "registered",
                                    "interview",
                                    "decision",
                                    "appeal",
                                    "residence",
                                    "travel_document",
                                    "ended",
                                ],
                            )
                        ),
                        name="procedure_stage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "next_thing__in",
                                [
                                    "",
                                    "submit",
                                    "papers",
                                    "interview",
                                    "decision",
                                    "appeal",
                                    "court",
                                    "collect",
                                    "other",
                                ],
                            )
                        ),
                        name="procedure_next_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False),
                                ("stage", casetracker.domain.procedures.ProcedureStage["ENDED"]),
                                (
                                    "end_reason__in",
                                    [
                                        "completed",
                                        "withdrawn",
                                        "left_country",
                                        "refused_finally",
                                        "replaced",
                                        "other",
                                    ],
                                ),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "stage",
                                        casetracker.domain.procedures.ProcedureStage["ENDED"],
                                    ),
                                    _negated=True,
                                ),
                                ("end_reason", ""),
                                ("ended_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="procedure_ended_has_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("case", "kind", "country"),
                        name="procedure_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Scheme",
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
                ("name", models.CharField(max_length=160, unique=True)),
                (
                    "country",
                    models.CharField(
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2}$",
                                "%(value)s is no ISO 3166 country code; allowed are two capitals such as LT.",
                            )
                        ],
                    ),
                ),
                ("ends_on", models.DateField()),
                ("source", models.CharField(max_length=300)),
                ("checked_on", models.DateField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="scheme_has_source"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IdentityDocument",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("national_passport", "national passport"),
                            ("identity_card", "identity card"),
                            ("temporary_certificate", "temporary certificate"),
                            ("residence_permit", "residence permit"),
                            ("visa", "visa"),
                            ("foreigners_passport", "foreigners passport"),
                            ("geneva_travel_document", "geneva travel document"),
                            ("emergency_document", "emergency document"),
                            ("release_certificate", "release certificate"),
                            ("birth_certificate", "birth certificate"),
                            ("driving_licence", "driving licence"),
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
                (
                    "number",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                ("issued_on", models.DateField(blank=True, null=True)),
                ("expires_on", models.DateField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("in_use", "in use"),
                            ("replaced", "replaced"),
                            ("lost", "lost"),
                            ("taken", "taken"),
                            ("cancelled", "cancelled"),
                        ],
                        default=casetracker.domain.documents.DocumentState["IN_USE"],
                        max_length=24,
                    ),
                ),
                (
                    "note",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="casetracker.case",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replaced_by",
                        to="casetracker.identitydocument",
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="documents",
                        to="casetracker.procedure",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="casetracker.scheme",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "indexes": [
                    models.Index(
                        condition=models.Q(("scheme__isnull", False)),
                        fields=["scheme"],
                        name="identitydocument_scheme",
                    ),
                    models.Index(
                        condition=models.Q(("procedure__isnull", False)),
                        fields=["procedure"],
                        name="identitydocument_procedure",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "national_passport",
                                    "identity_card",
                                    "temporary_certificate",
                                    "residence_permit",
                                    "visa",
                                    "foreigners_passport",
                                    "geneva_travel_document",
                                    "emergency_document",
                                    "release_certificate",
                                    "birth_certificate",
                                    "driving_licence",
                                    "other",
                                ],
                            )
                        ),
                        name="identitydocument_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["in_use", "replaced", "lost", "taken", "cancelled"])
                        ),
                        name="identitydocument_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issued_on__isnull", True),
                            ("expires_on__isnull", True),
                            ("expires_on__gte", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="identitydocument_forward",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", False)),
                        fields=("replaces",),
                        name="identitydocument_replaced_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcedureDecision",
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
                    "outcome",
                    models.CharField(
                        choices=[
                            ("refugee", "refugee"),
                            ("subsidiary", "subsidiary"),
                            ("granted", "granted"),
                            ("refused", "refused"),
                            ("refused_security", "refused security"),
                            ("other_state", "other state"),
                            ("sent_back", "sent back"),
                        ],
                        max_length=24,
                    ),
                ),
                ("is_on_appeal", models.BooleanField(default=False)),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("notified_on", models.DateField()),
                ("appeal_until", models.DateField(blank=True, null=True)),
                ("period_number", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "period_unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("days", "days"),
                            ("working_days", "working days"),
                            ("months", "months"),
                        ],
                        max_length=24,
                    ),
                ),
                ("period_source", models.CharField(blank=True, max_length=300)),
                ("period_checked_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "procedure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="casetracker.procedure",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["procedure", "recorded_at"], name="proceduredecision_of")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                [
                                    "refugee",
                                    "subsidiary",
                                    "granted",
                                    "refused",
                                    "refused_security",
                                    "other_state",
                                    "sent_back",
                                ],
                            )
                        ),
                        name="proceduredecision_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_unit__in", ["", "days", "working_days", "months"])
                        ),
                        name="proceduredecision_period_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcedureSpan",
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
                    "stage",
                    models.CharField(
                        choices=[
                            ("intent", "intent"),
                            ("registered", "registered"),
                            ("interview", "interview"),
                            ("decision", "decision"),
                            ("appeal", "appeal"),
                            ("residence", "residence"),
                            ("travel_document", "travel document"),
                            ("ended", "ended"),
                        ],
                        max_length=24,
                    ),
                ),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(blank=True, null=True)),
                (
                    "procedure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spans",
                        to="casetracker.procedure",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["procedure", "from_at"], name="procedurespan_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "intent",
                                    "registered",
                                    "interview",
                                    "decision",
                                    "appeal",
                                    "residence",
                                    "travel_document",
                                    "ended",
                                ],
                            )
                        ),
                        name="procedurespan_stage",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_at__isnull", True)),
                        fields=("procedure",),
                        name="procedurespan_one_running",
                    ),
                ],
            },
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
                    ("procedure_deadline", "procedure deadline"),
                    ("document_expiry", "document expiry"),
                    ("scheme_expiry", "scheme expiry"),
                    ("float_open", "float open"),
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
                    ("procedure_deadline", "procedure_deadline"),
                    ("document_expiry", "document_expiry"),
                    ("scheme_expiry", "scheme_expiry"),
                    ("float_open", "float_open"),
                    ("offer_made", "offer_made"),
                    ("offer_cancelled", "offer_cancelled"),
                    ("task_cancelled", "task_cancelled"),
                    ("task_handed_over", "task_handed_over"),
                    ("task_reported_done", "task_reported_done"),
                    ("case_handed_over", "case_handed_over"),
                    ("wave_released", "wave_released"),
                    ("rerouted", "rerouted"),
                    ("refused_at_border", "refused_at_border"),
                    ("re_arrested", "re_arrested"),
                    ("address_failed", "address_failed"),
                    ("user_frozen", "user_frozen"),
                    ("reveals_alarm", "reveals_alarm"),
                    ("hold_made", "hold_made"),
                    ("break_glass", "break_glass"),
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
                    ("procedure_deadline", "procedure deadline"),
                    ("document_expiry", "document expiry"),
                    ("scheme_expiry", "scheme expiry"),
                    ("float_open", "float open"),
                ],
                max_length=24,
            ),
        ),
        casetracker.migrations._steps.AddCheck(
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
                            "procedure_deadline",
                            "document_expiry",
                            "scheme_expiry",
                            "float_open",
                            "offer_made",
                            "offer_cancelled",
                            "task_cancelled",
                            "task_handed_over",
                            "task_reported_done",
                            "case_handed_over",
                            "wave_released",
                            "rerouted",
                            "refused_at_border",
                            "re_arrested",
                            "address_failed",
                            "user_frozen",
                            "reveals_alarm",
                            "hold_made",
                            "break_glass",
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
        casetracker.migrations._steps.AddCheck(
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
                            "procedure_deadline",
                            "document_expiry",
                            "scheme_expiry",
                            "float_open",
                        ],
                    )
                ),
                name="reminderrule_kind",
            ),
        ),
        migrations.AddField(
            model_name="clock",
            name="document",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="clocks",
                to="casetracker.identitydocument",
            ),
        ),
        migrations.AddField(
            model_name="clock",
            name="procedure",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="clocks",
                to="casetracker.procedure",
            ),
        ),
        casetracker.migrations._steps.AddCheck(
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
                            "procedure_deadline",
                            "document_expiry",
                            "scheme_expiry",
                            "float_open",
                        ],
                    )
                ),
                name="clock_kind",
            ),
        ),
        casetracker.migrations._steps.AddCheck(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", False),
                        ("cash_float__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("document__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("procedure__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("cash_float__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("document__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("procedure__isnull", True),
                        ("task__isnull", False),
                    ),
                    models.Q(
                        ("action__isnull", False),
                        ("case__isnull", True),
                        ("cash_float__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("document__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("procedure__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("cash_float__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("document__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", False),
                        ("procedure__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("cash_float__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", False),
                        ("document__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("procedure__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("cash_float__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("document__isnull", True),
                        ("hearing__isnull", False),
                        ("need__isnull", True),
                        ("procedure__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("cash_float__isnull", True),
                        ("consent__isnull", False),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("document__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("procedure__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("cash_float__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", False),
                        ("detention__isnull", True),
                        ("document__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("procedure__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("cash_float__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("document__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("procedure__isnull", False),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("cash_float__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("document__isnull", False),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("procedure__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("cash_float__isnull", False),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
                        ("detention__isnull", True),
                        ("document__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("procedure__isnull", True),
                        ("task__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="clock_one_subject",
            ),
        ),
    ]
