"""`demo`: the whole product on made-up people, sent by real processes, then served."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from datetime import datetime
from time import monotonic, sleep
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from casetracker.domain.errors import Refused
from casetracker.management.command import Operation
from casetracker.management.demo.processes import Ended, Processes, is_free, log_of, running
from casetracker.management.demo.story import tell_story
from casetracker.selectors.totals import (
    has_cases,
    has_caught_up,
    has_digests,
    has_swept,
    totals,
)
from casetracker.services.digests import call_digests
from casetracker.services.instance import why_silent

LISTS = settings.BASE_DIR / "docs" / "demo"
#: Seconds until the worker must have done its part; between two looks; between two words.
PATIENCE, PAUSE, TELL = 120.0, 1.0, 5.0


class Command(Operation):
    help = (
        "Show the product: lists come in, files go quiet, 123 people are released, reminders leave "
        "through a real worker; then serve it on this machine. What is there is never repeated."
    )

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="default: 8000")
        parser.add_argument("--no-serve", action="store_true", help="end after the summary")

    def operate(
        self, *, now: datetime, port: int, no_serve: bool, **options: Any
    ) -> Mapping[str, Any]:
        check_place(None if no_serve else port)
        call_command("migrate", verbosity=0, skip_checks=True)
        self.prepare(now)
        # Links in the letters lead here.
        os.environ.setdefault("BASE_URL", f"http://localhost:{port}")
        os.environ["PYTHONUNBUFFERED"] = "1"
        self.progress("now: worker, beat and loop start; what has run out is told")
        started = timezone.now()
        try:
            with running(["worker", "loop"]) as processes:
                answer = self.wait(processes, since=started)
                self.tell(answer)
                super().answer(answer, as_json=True)
                self.stdout.flush()
                if not no_serve:
                    self.serve(processes, port)
        except Ended as ended:
            self.fault = str(ended)
        except KeyboardInterrupt:
            self.progress("ended")
        return {}

    def answer(self, answer: Mapping[str, Any], *, as_json: bool) -> None:
        """The answer was given while the processes ran."""

    def prepare(self, now: datetime) -> None:
        """Tell the story to an empty installation, whole or not at all."""
        if not has_cases():
            with transaction.atomic():
                tell_story(
                    folder=LISTS, password=settings.DEMO_PASSWORD, progress=self.progress, now=now
                )
            return
        silent = why_silent(now=now)
        if silent:
            raise Refused(silent)
        self.progress("the demo is here already; it goes on from where it is")

    def wait(self, processes: Processes, *, since: datetime) -> dict[str, int]:
        """The totals once everything is told. Raises `Ended` if it takes too long."""
        self.wait_for(has_swept, processes, since)
        if not has_digests():
            # Digests leave at each reader's own hour. Here the first one leaves now, whatever
            # the hour, so that nobody has to wait for it; after the sweep, so that it is full.
            call_digests(now=timezone.now())
        self.wait_for(has_caught_up, processes, since)
        return totals(now=timezone.now())

    def wait_for(self, is_done: Callable[..., bool], processes: Processes, since: datetime) -> None:
        """Wait until the worker has brought it about."""
        begun = said = monotonic()
        while not is_done(since=since, now=timezone.now()):
            processes.check()
            if monotonic() - begun > PATIENCE:
                raise Ended(f"The reminders did not leave; look into {log_of('worker')}")
            if monotonic() - said > TELL:
                said = monotonic()
                sofar = totals(now=timezone.now())
                self.progress(
                    "{notices} notices, {emails_sent} letters sent so far".format(**sofar)
                )
            sleep(PAUSE)

    def tell(self, answer: Mapping[str, int]) -> None:
        """What has happened, in words."""
        for line in (
            "{imported} people came in from two lists; {review} rows wait for somebody to decide.",
            "{released} of them were released in one day; {tasks} tasks were opened.",
            "{stale} files have gone quiet. {notices} notices were noted; {emails_sent} letters "
            "told them, which name nobody:",
        ):
            self.stdout.write(line.format(**answer))
        self.stdout.write(f"  {settings.VAR_DIR / 'mail'}")

    def serve(self, processes: Processes, port: int) -> None:
        """Serve the pages beside worker, beat and loop until Ctrl-C, or until one of them ends."""
        connection.close()
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns without it
        processes.start("web", f"--bind=127.0.0.1:{port}")
        self.progress(
            f"\nOpen http://localhost:{port} and choose whom you sign in as; "
            f"the password of all of them is {settings.DEMO_PASSWORD}\nCtrl-C ends it.\n"
        )
        while True:
            processes.check()
            sleep(PAUSE)


def check_place(port: int | None) -> None:
    """Raises `Refused` where a demo must not be told, or cannot be served."""
    if settings.PRODUCTION or settings.INSTANCE != "demo" or not settings.DEMO_PASSWORD:
        raise Refused(
            "This is no place for a demo: it needs CASETRACKER_INSTANCE=demo and "
            "CASETRACKER_DEMO_PASSWORD, which `make demo` writes into a fresh .env.",
            field="CASETRACKER_INSTANCE",
            value=settings.INSTANCE,
            allowed="demo, where BASE_URL is not https",
        )
    if not LISTS.is_dir():
        raise Refused("The lists of the demo are not here.", field="folder", value=LISTS)
    if port is not None and not (0 < port < 65536 and is_free(port)):
        raise Refused(
            "This port cannot be served: name another one, make demo PORT=8001.",
            field="port",
            value=port,
            allowed="a free port of this machine, 1 to 65535",
        )
