from casetracker.models import Instance
from casetracker.services.instance import why_silent


def test_a_named_instance_may_send(say, now, db):
    assert "no name" in why_silent(now=now)
    assert "It may send mail." in say("name_instance", "vilnius")
    assert why_silent(now=now) is None


def test_another_name_than_the_environment_gives_is_said_to_be_silent(say, settings, db):
    settings.INSTANCE = "vilnius"
    assert "CASETRACKER_INSTANCE says 'vilnius'" in say("name_instance", "warsaw")


def test_a_name_with_capitals_and_spaces_is_refused(refusal, db):
    assert "small letters, digits and hyphens" in refusal("name_instance", "Our Office")
    assert not Instance.objects.exists()
