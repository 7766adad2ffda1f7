"""`send_test_mail`: one letter through the outbox, and what the mail server said."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from time import sleep
from typing import Any

from django.utils import timezone

from casetracker.domain.errors import Refused
from casetracker.domain.words import EmailState
from casetracker.management.command import Operation
from casetracker.selectors.teams import user_with_address
from casetracker.selectors.upkeep import trial_mail
from casetracker.services import emails, instance, notices
from casetracker.services.trial_mails import ask_trial_mail

#: Another deliverer may hold the letter: how often, and how long apart (seconds), to look again.
LOOKS, PAUSE = 20, 0.5


class Command(Operation):
    help = "Send a user one mail that says nothing but that mails arrive, and say how it went."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="the address of a user")

    def operate(self, *, now: datetime, email: str, **options: Any) -> Mapping[str, Any]:
        silent = instance.why_silent(now=now)
        if silent:
            raise Refused(silent)
        trial_id = ask_trial_mail(actor=None, recipient=user_with_address(email), now=now)
        for _ in range(LOOKS):
            notices.pack(now=timezone.now())
            emails.deliver_due(now=timezone.now())
            posted = trial_mail(trial_id)
            if posted and (posted.state != EmailState.WAITING or posted.attempts):
                break
            sleep(PAUSE)
        answer = asdict(posted) if posted else {"state": "not packed", "reason": "", "code": None}
        if answer["state"] != EmailState.SENT:
            self.fault = f"The mail did not leave: {answer['reason'] or answer['state']}."
        return answer

    def say(self, answer: Mapping[str, Any]) -> None:
        code = f", the server said {answer['code']}" if answer["code"] else ""
        self.stdout.write(f"{answer['state']}{code}")
