"""`send_test_mail`: through the outbox, and the answer of the mail server."""

import socket

import pytest
from django.core.management import CommandError, call_command

from casetracker.models import Email, Notice
from casetracker.services.instance import name_instance


def test_the_letter_arrives_and_names_nobody(say, coordinator, now, mail_folder):
    name_instance(name="here", now=now)
    assert say("send_test_mail", coordinator.email.upper()) == "sent, the server said 250\n"
    (letter,) = mail_folder.glob("*.eml")
    text = letter.read_text()
    assert f"To: {coordinator.email}" in text
    assert coordinator.name not in text


def test_each_call_sends_another_one(run, coordinator, now, mail_folder):
    name_instance(name="here", now=now)
    for _ in range(2):
        assert run("send_test_mail", coordinator.email)["state"] == "sent"
    assert Email.objects.filter(state="sent").count() == 2


def test_an_unknown_address_is_refused(refusal, now, db):
    name_instance(name="here", now=now)
    said = refusal("send_test_mail", "nobody@example.org")
    assert "No user has this address. [email: nobody@example.org;" in said


def test_an_instance_without_a_name_says_why_it_is_silent(refusal, coordinator):
    assert "has no name" in refusal("send_test_mail", coordinator.email)
    assert not Notice.objects.exists()


def test_a_server_that_is_not_there_is_reported_and_the_letter_waits(
    coordinator, now, settings, capsys
):
    name_instance(name="here", now=now)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_URL = f"smtp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(CommandError) as error:
        call_command("send_test_mail", coordinator.email)
    assert "The mail did not leave: cannot connect" in str(error.value)
    assert "waiting" in capsys.readouterr().out
    assert Email.objects.get().state == "waiting"
