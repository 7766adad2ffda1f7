"""What every test shares: a clock that stands still, people and teams, the default rules."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, TransactionTestCase

from casetracker.domain.calendars import next_digest_at
from casetracker.domain.words import Role
from casetracker.models import (
    Case,
    LadderStep,
    Membership,
    Prisoner,
    ReminderRule,
    RuleRevision,
    Team,
    User,
)
from casetracker.models.rule import install_default_rules, install_first_revisions
from casetracker.models.team import TeamCountry
from casetracker.models.triggers import triggers_lifted
from casetracker.selectors.second_factors import SHOWN, shown
from casetracker.services.cases import open_case
from casetracker.services.emails import deliver_due
from casetracker.services.instance import name_instance
from casetracker.services.notices import pack
from casetracker.services.prisoners import record_prisoner
from casetracker.services.sweep import sweep

#: A Monday noon in a week without holidays in Lithuania and Belarus.
NOW = datetime(2026, 2, 9, 12, 0, tzinfo=UTC)
_teardown = TransactionTestCase._fixture_teardown


def _flush_without_triggers(self: Any) -> None:
    """The audit record refuses TRUNCATE; a test's flush must pass, and leave the default rules."""
    with triggers_lifted():
        _teardown(self)
    install_default_rules(ReminderRule, LadderStep, now=NOW)
    install_first_revisions(ReminderRule, RuleRevision)


@pytest.fixture(scope="session", autouse=True)
def flush_lifts_the_audit_triggers() -> Any:
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", _flush_without_triggers)
    yield
    patch.undo()


_force_login = Client.force_login


def _force_login_with_factor(self: Client, user: Any, backend: str | None = None) -> None:
    """As after a whole sign-in: who is signed in by force has shown the second factor, too.

    `sign_in_by_password_alone` is the other way; `tests/web/test_second_factor.py` holds that it
    leads nowhere.
    """
    _force_login(self, user, backend)
    session = self.session
    session[SHOWN] = shown(user, NOW)
    session.save()


@pytest.fixture(scope="session", autouse=True)
def forced_sign_in_is_whole() -> Any:
    patch = pytest.MonkeyPatch()
    patch.setattr(Client, "force_login", _force_login_with_factor)
    yield
    patch.undo()


@pytest.fixture
def sign_in_by_password_alone() -> Any:
    """`sign_in_by_password_alone(client, user)`: a session in which no second factor was shown."""
    return _force_login


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def team(db: None) -> Team:
    """A team in Lithuania that receives people in Lithuania and Ukraine."""
    team = Team.objects.create(name="Vilnius", country="LT", created_at=NOW)
    for country in ("LT", "UA"):
        TeamCountry.objects.create(team=team, country=country)
    return team


@pytest.fixture
def other_team(db: None) -> Team:
    return Team.objects.create(name="Warsaw", country="PL", created_at=NOW)


@pytest.fixture
def make_user(db: None) -> Any:
    """`make_user("coordinator", team, …)`: an active user with one membership."""

    def make(role: str, team: Team | None = None, **values: Any) -> User:
        number = User.objects.count() + 1
        values.setdefault("name", f"{role.capitalize()} {number}")
        values.setdefault("next_digest_at", next_digest_at(NOW, zone_name="UTC", hour=9))
        user = User(email=f"{role}{number}@example.org", created_at=NOW, **values)
        user.set_unusable_password()
        user.save()
        vetted = {"vetted_at": NOW} if role == Role.VOLUNTEER else {}
        Membership.objects.create(user=user, team=team, role=role, created_at=NOW, **vetted)
        return user

    return make


@pytest.fixture
def coordinator(make_user: Any, team: Team) -> User:
    return make_user("coordinator", team)


@pytest.fixture
def caseworker(make_user: Any, team: Team) -> User:
    return make_user("caseworker", team)


@pytest.fixture
def volunteer(make_user: Any, team: Team) -> User:
    return make_user("volunteer", team, speaks=["be", "ru"])


@pytest.fixture
def make_case(caseworker: User, team: Team) -> Any:
    """`make_case("Ада Прыклад")`: a person and an open case, by default of `caseworker`."""

    def make(
        name: str = "Ада Прыклад", *, worker: User | None = None, at: datetime = NOW, **values: Any
    ) -> Case:
        worker = worker or caseworker
        prisoner: Prisoner = record_prisoner(actor=worker, name=name, now=at)
        values.setdefault("stage", "inside")
        values.setdefault("team_id", team.pk)
        return open_case(actor=worker, prisoner_id=prisoner.pk, now=at, **values)

    return make


@pytest.fixture
def case(make_case: Any) -> Case:
    return make_case()


class Mailbox:
    """What has arrived: letters as files, read back as (recipient, subject, text)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def letters(self) -> list[EmailMessage]:
        paths = sorted(self.folder.rglob("*.eml"))
        read = [message_from_bytes(path.read_bytes(), policy=default) for path in paths]
        return sorted(read, key=lambda letter: letter["Message-ID"])

    def to(self, user: User) -> list[str]:
        """The texts of the letters to one person, in the order they were made."""
        found = [letter for letter in self.letters() if letter["To"] == user.email]
        return [letter.get_content() for letter in found]


@pytest.fixture
def mailbox(settings: Any, tmp_path: Path, db: None) -> Mailbox:
    """An instance that may send, into a folder."""
    folder = tmp_path / "mail"
    settings.EMAIL_URL = f"filemail:///{str(folder).lstrip('/')}"
    settings.INSTANCE = "test"
    name_instance(name="test", now=NOW)
    return Mailbox(folder)


@pytest.fixture
def remind() -> Any:
    """`remind(at)`: one round of sweep, pack, deliver, as beat and the loop make it."""

    def run(at: datetime) -> tuple[Any, int, Any]:
        return sweep(now=at), pack(now=at), deliver_due(now=at)

    return run
