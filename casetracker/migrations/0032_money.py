"""Funds, requests, payments, cash floats and their ledger; the clock of a float."""

import casetracker.domain.aid
import casetracker.migrations._steps
import casetracker.models.base
import casetracker.models.money
import casetracker.vault.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casetracker", "0031_release_reports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Fund",
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
                ("name", models.CharField(max_length=120)),
                ("currency", models.CharField(max_length=3)),
                ("two_over", casetracker.models.money.SumField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funds",
                        to="casetracker.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("team", "name"), name="fund_once_a_team"),
                    models.CheckConstraint(
                        condition=models.Q(("two_over__gte", 0)), name="fund_limit"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
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
                ("name", models.CharField(max_length=120)),
                ("balance", casetracker.models.money.SumField(default=0)),
                ("committed", casetracker.models.money.SumField(default=0)),
                (
                    "fund",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="casetracker.fund",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("fund", "name"), name="budgetline_once_a_fund"),
                    models.CheckConstraint(
                        condition=models.Q(("committed__gte", 0)), name="budgetline_committed"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("balance__gte", models.F("committed"))),
                        name="budgetline_never_overdrawn",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CashFloat",
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
                ("amount", casetracker.models.money.SumField()),
                ("balance", casetracker.models.money.SumField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "requested"),
                            ("open", "open"),
                            ("reconciled", "reconciled"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("expired", "expired"),
                        ],
                        default=casetracker.domain.aid.FloatState["REQUESTED"],
                        max_length=24,
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("reconciled_at", models.DateTimeField(blank=True, null=True)),
                ("returned", casetracker.models.money.SumField(default=0)),
                ("missing", casetracker.models.money.SumField(default=0)),
                (
                    "note",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "first_approver",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="floats",
                        to="casetracker.budgetline",
                    ),
                ),
                (
                    "reconciled_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_approver",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
                                "state__in",
                                [
                                    "requested",
                                    "open",
                                    "reconciled",
                                    "refused",
                                    "withdrawn",
                                    "expired",
                                ],
                            )
                        ),
                        name="cashfloat_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="cashfloat_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("balance__gte", 0), ("balance__lte", models.F("amount"))
                        ),
                        name="cashfloat_never_overdrawn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", casetracker.domain.aid.FloatState["OPEN"]),
                            ("balance", 0),
                            _connector="OR",
                        ),
                        name="cashfloat_empty_unless_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_approver", None),
                            models.Q(("first_approver", models.F("holder")), _negated=True),
                            _connector="OR",
                        ),
                        name="cashfloat_first_is_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_approver", None),
                            models.Q(
                                ("first_approver__isnull", False),
                                models.Q(("second_approver", models.F("holder")), _negated=True),
                                models.Q(
                                    ("second_approver", models.F("first_approver")), _negated=True
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="cashfloat_second_is_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [
                                        casetracker.domain.aid.FloatState["OPEN"],
                                        casetracker.domain.aid.FloatState["RECONCILED"],
                                    ],
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                ("due_at__isnull", False),
                                ("opened_at__isnull", False),
                                ("second_approver__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="cashfloat_approved_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(
                                    ("state", casetracker.domain.aid.FloatState["RECONCILED"]),
                                    _negated=True,
                                ),
                                ("missing", 0),
                                ("reconciled_at", None),
                                ("reconciled_by", None),
                                ("returned", 0),
                            ),
                            models.Q(
                                ("reconciled_at__isnull", False),
                                ("state", casetracker.domain.aid.FloatState["RECONCILED"]),
                                ("missing__gte", 0),
                                ("reconciled_by__isnull", False),
                                ("returned__gte", 0),
                                models.Q(("reconciled_by", models.F("holder")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cashfloat_counted_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FundRequest",
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
                ("amount", casetracker.models.money.SumField()),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("bank", "bank"),
                            ("card", "card"),
                            ("voucher", "voucher"),
                            ("cash", "cash"),
                        ],
                        max_length=24,
                    ),
                ),
                ("look_alikes", models.JSONField(blank=True, default=list)),
                ("has_look_alikes", models.BooleanField(default=False)),
                (
                    "duplicate_answer",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "requested"),
                            ("approved", "approved"),
                            ("paid", "paid"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("expired", "expired"),
                            ("cancelled", "cancelled"),
                        ],
                        default=casetracker.domain.aid.RequestState["REQUESTED"],
                        max_length=24,
                    ),
                ),
                (
                    "payee",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "account",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "account_country",
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
                ("needs_two", models.BooleanField(default=False)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cancel_reason",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "first_approver",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="casetracker.budgetline",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="casetracker.need",
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_approver",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["state", "-created_at", "-id"], name="fundrequest_state_newest"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("method__in", ["bank", "card", "voucher", "cash"])),
                        name="fundrequest_method",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="fundrequest_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("has_look_alikes", False),
                            ("duplicate_answer__isnull", False),
                            _connector="OR",
                        ),
                        name="fundrequest_duplicate_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "requested",
                                    "approved",
                                    "paid",
                                    "refused",
                                    "withdrawn",
                                    "expired",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="fundrequest_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_approver", None),
                            models.Q(("first_approver", models.F("requester")), _negated=True),
                            _connector="OR",
                        ),
                        name="fundrequest_first_is_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_approver", None),
                            models.Q(
                                ("first_approver__isnull", False),
                                models.Q(("second_approver", models.F("requester")), _negated=True),
                                models.Q(
                                    ("second_approver", models.F("first_approver")), _negated=True
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="fundrequest_second_is_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [
                                        casetracker.domain.aid.RequestState["APPROVED"],
                                        casetracker.domain.aid.RequestState["PAID"],
                                        casetracker.domain.aid.RequestState["CANCELLED"],
                                    ],
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("first_approver__isnull", False),
                                models.Q(
                                    ("needs_two", False),
                                    ("second_approver__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="fundrequest_approved_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("method", casetracker.domain.aid.PaymentMethod["BANK"]),
                                _negated=True,
                            ),
                            models.Q(
                                models.Q(("account_country", ""), _negated=True),
                                ("account__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="fundrequest_bank_has_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
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
                ("amount", casetracker.models.money.SumField()),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("bank", "bank"),
                            ("card", "card"),
                            ("voucher", "voucher"),
                            ("cash", "cash"),
                        ],
                        max_length=24,
                    ),
                ),
                ("look_alikes", models.JSONField(blank=True, default=list)),
                ("has_look_alikes", models.BooleanField(default=False)),
                (
                    "duplicate_answer",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                ("paid_on", models.DateField()),
                (
                    "receipt",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                ("recovered", casetracker.models.money.SumField(default=0)),
                (
                    "recovery_reason",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "cash_float",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="casetracker.cashfloat",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="casetracker.budgetline",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="casetracker.need",
                    ),
                ),
                (
                    "paid_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment",
                        to="casetracker.fundrequest",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("cash_float__isnull", False)),
                        fields=["cash_float"],
                        name="payment_float",
                    ),
                    models.Index(fields=["paid_on"], name="payment_paid_on"),
                    models.Index(fields=["created_at", "id"], name="payment_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("method__in", ["bank", "card", "voucher", "cash"])),
                        name="payment_method",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="payment_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("has_look_alikes", False),
                            ("duplicate_answer__isnull", False),
                            _connector="OR",
                        ),
                        name="payment_duplicate_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cash_float", None), ("request__isnull", False)),
                            models.Q(
                                ("cash_float__isnull", False),
                                ("method", casetracker.domain.aid.PaymentMethod["CASH"]),
                                ("request", None),
                            ),
                            _connector="OR",
                        ),
                        name="payment_of_request_or_float",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "method__in",
                                    [
                                        casetracker.domain.aid.PaymentMethod["CASH"],
                                        casetracker.domain.aid.PaymentMethod["VOUCHER"],
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("receipt__isnull", False),
                            _connector="OR",
                        ),
                        name="payment_has_receipt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recovered__gte", 0), ("recovered__lte", models.F("amount"))
                        ),
                        name="payment_recovered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
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
                ("cash_float_id", models.UUIDField(blank=True, null=True)),
                ("payment_id", models.UUIDField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("deposit", "deposit"),
                            ("payment", "payment"),
                            ("recovery", "recovery"),
                            ("float_out", "float out"),
                            ("float_back", "float back"),
                            ("missing", "missing"),
                        ],
                        max_length=24,
                    ),
                ),
                ("amount", casetracker.models.money.SumField()),
                ("at", models.DateTimeField()),
                (
                    "note",
                    casetracker.vault.fields.SealedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="casetracker.budgetline",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "ledger entries",
                "indexes": [
                    models.Index(fields=["line", "-at", "-id"], name="ledgerentry_line"),
                    models.Index(
                        condition=models.Q(("cash_float_id__isnull", False)),
                        fields=["cash_float_id"],
                        name="ledgerentry_float",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
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
                                ],
                            )
                        ),
                        name="ledgerentry_kind",
                    ),
                    models.CheckConstraint(
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
                    models.UniqueConstraint(
                        condition=models.Q(("kind", casetracker.domain.aid.EntryKind["PAYMENT"])),
                        fields=("payment_id",),
                        name="ledgerentry_every_payment_once",
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
                            "float_open",
                        ],
                    )
                ),
                name="reminderrule_kind",
            ),
        ),
        migrations.AddField(
            model_name="clock",
            name="cash_float",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="clocks",
                to="casetracker.cashfloat",
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
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("cash_float__isnull", True),
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
                        ("cash_float__isnull", True),
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
                        ("cash_float__isnull", True),
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
                        ("cash_float__isnull", True),
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
                        ("cash_float__isnull", True),
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
                        ("cash_float__isnull", True),
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
                        ("cash_float__isnull", True),
                        ("consent__isnull", True),
                        ("contact__isnull", False),
                        ("detention__isnull", True),
                        ("hearing__isnull", True),
                        ("need__isnull", True),
                        ("task__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("case__isnull", True),
                        ("cash_float__isnull", False),
                        ("consent__isnull", True),
                        ("contact__isnull", True),
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
                condition=models.Q(("cash_float__isnull", False)),
                fields=("cash_float", "kind"),
                name="clock_once_cash_float",
            ),
        ),
    ]
