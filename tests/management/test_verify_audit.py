from casetracker.models import AuditEvent
from casetracker.models.triggers import triggers_lifted
from casetracker.services.audit import seal


def test_a_whole_chain_is_counted(run, case, now):
    events = AuditEvent.objects.count()
    seal(now=now)
    assert run("verify_audit") == {"sealed": events, "unsealed": 0}


def test_an_event_that_was_changed_is_named(refusal, case, now):
    seal(now=now)
    event = AuditEvent.objects.order_by("seal__position").first()
    with triggers_lifted():
        AuditEvent.objects.filter(pk=event.pk).update(verb="nothing_happened")
    assert f"event {event.pk} is not what was sealed" in refusal("verify_audit")
