"""One clock of each kind for a procedure and for a document."""

from django.db import migrations, models

from casetracker.migrations._steps import AddUniqueBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("casetracker", "0037_procedures_and_documents")]

    operations = [
        AddUniqueBeside(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("procedure__isnull", False)),
                fields=("procedure", "kind"),
                name="clock_once_procedure",
            ),
        ),
        AddUniqueBeside(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("document__isnull", False)),
                fields=("document", "kind"),
                name="clock_once_document",
            ),
        ),
    ]
