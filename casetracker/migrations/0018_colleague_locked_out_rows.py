"""The check of 0017 looked at for the rows of before."""

from django.db import migrations

from casetracker.migrations._steps import CheckRows


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0017_colleague_locked_out")]
    operations = [CheckRows(model_name="notice", name="notice_kind")]
