"""What was taken by the mail server stands on the deliverer's disk: no table any more.

What the table still holds is marked as sent first, so that nothing leaves twice.
"""

from django.db import migrations

MARK_LETTERS = """
UPDATE casetracker_email SET state = 'sent', next_attempt_at = NULL, lease_token = NULL,
  lease_until = NULL, reason = '', attempts = attempts + 1,
  sent_at = (SELECT taken_at FROM casetracker_receipt r WHERE r.email_id = casetracker_email.id),
  smtp_code = (SELECT smtp_code FROM casetracker_receipt r WHERE r.email_id = casetracker_email.id)
WHERE state = 'waiting' AND id IN (SELECT email_id FROM casetracker_receipt)
"""
MARK_NOTICES = """
UPDATE casetracker_notice SET state = 'told',
  told_at = (SELECT taken_at FROM casetracker_receipt r
             WHERE r.email_id = casetracker_notice.email_id),
  changed_at = (SELECT taken_at FROM casetracker_receipt r
                WHERE r.email_id = casetracker_notice.email_id)
WHERE state = 'packed' AND email_id IN (SELECT email_id FROM casetracker_receipt)
"""


class Migration(migrations.Migration):
    dependencies = [("casetracker", "0029_names_by_date_rows")]

    operations = [
        migrations.RunSQL([MARK_LETTERS, MARK_NOTICES], migrations.RunSQL.noop),
        migrations.DeleteModel("Receipt"),
    ]
