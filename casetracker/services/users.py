"""Accounts: made, invited, their profiles, a forgotten password. Freezing: `freezing.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from casetracker.domain.calendars import next_digest_at
from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.inputs import one_line, word_of
from casetracker.domain.volunteering import clean_languages
from casetracker.domain.words import INSTANCE_ROLES, EventKind, Role
from casetracker.mail.addresses import BadAddress, clean_address
from casetracker.models import Membership, Notice, Team, User
from casetracker.models.base import new_id
from casetracker.services.audit import record
from casetracker.services.facts import changed, checked_changes
from casetracker.services.freezing import end_access, freeze_user, unfreeze_user
from casetracker.services.notices import event, insert_notices
from casetracker.services.rights import check_version

__all__ = [
    "ask_password_reset",
    "create_user",
    "edit_profile",
    "freeze_user",
    "invite_on_paper",
    "invite_user",
    "note_sign_in",
    "unfreeze_user",
]

LONGEST_NAME = 120
LONGEST_ABSENCE = timedelta(days=366)
#: A mailed link is not made again sooner.
LINK_PAUSE = timedelta(minutes=5)
#: Whom each role may let in (`access.md`): nobody raises anybody to their own height.
MAY_GRANT: Mapping[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(
        {Role.COORDINATOR, Role.CASEWORKER, Role.VOLUNTEER, Role.AUDITOR}
    ),
    Role.COORDINATOR: frozenset({Role.CASEWORKER, Role.VOLUNTEER}),
}
_COLUMNS = (
    *("language", "time_zone", "digest_hour", "quiet_from", "quiet_until", "is_woken"),
    "away_until",
)
EDITABLE = ("name", *_COLUMNS, "deputy", "speaks")


@transaction.atomic
def create_user(
    *,
    actor: User | None,
    email: str,
    role: str,
    team_id: UUID | None = None,
    name: str = "",
    language: str = "en",
    time_zone: str = "UTC",
    speaks: Iterable[str] = (),
    password: str | None = None,
    vetted: bool = False,
    now: datetime,
) -> User:
    """Make an account with one membership; without a password it cannot sign in yet.

    Raises `Conflict` if the address has an account, `Forbidden` for a role that is not the
    actor's to grant, `Refused` for a password that is too weak (it is never repeated).
    """
    role = Role(word_of(role, Role, field="role"))
    _check_grant(actor, role, team_id)
    team = _find_team(role, team_id)
    address = clean_email(email)
    values = {"language": language, "time_zone": time_zone}
    user = User(email=address, created_at=now, **checked_changes(User, values, _COLUMNS))
    named = name or address.partition("@")[0]
    user.name = one_line(named, field="name", longest=LONGEST_NAME, required=True)
    user.speaks = clean_languages(speaks) or [user.language]
    _set_password(user, password)
    set_digest(user, now)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise has_account(address) from None
    vetting = {"vetted_at": now, "vetted_by": actor} if vetted else {}
    Membership.objects.create(user=user, team=team, role=role, created_at=now, **vetting)
    record(actor=actor, verb="create_user", obj=user, team_id=team_id, now=now)
    return user


@transaction.atomic
def invite_user(
    *,
    actor: User | None,
    email: str,
    name: str,
    role: str,
    team_id: UUID | None = None,
    language: str = "en",
    time_zone: str = "UTC",
    now: datetime,
) -> User:
    """Make an account whose owner is mailed a link to choose a password.

    Somebody who has not used the link yet is sent another one. Raises as `create_user`.
    """
    role = Role(word_of(role, Role, field="role"))
    _check_grant(actor, role, team_id)
    user = _invited_before(email, role, team_id) or create_user(
        actor=actor,
        email=email,
        name=name,
        role=role,
        team_id=team_id,
        language=language,
        time_zone=time_zone,
        now=now,
    )
    if not _was_sent_link(user, EventKind.INVITATION, now):
        user.invited_at = now
        user.save(update_fields=["invited_at"])
        insert_notices([event(EventKind.INVITATION, new_id(), user.pk)], now=now)
        record(actor=actor, verb="invite_user", obj=user, team_id=team_id, now=now)
    return user


@transaction.atomic
def invite_on_paper(
    *, actor: User, email: str, name: str, team_id: UUID, language: str, now: datetime
) -> User:
    """As `invite_user`, of a volunteer who is handed the link by the caller: no mail is sent.

    Earlier slips and letters of somebody who has not come yet open nothing any more.
    """
    user = _invited_before(email, Role.VOLUNTEER, team_id)
    if user is not None:
        end_access(user)
    else:
        user = create_user(
            actor=actor,
            email=email,
            name=name,
            role=Role.VOLUNTEER,
            team_id=team_id,
            language=language,
            now=now,
        )
    user.invited_at = now
    user.save(update_fields=["invited_at"])
    return user


@transaction.atomic
def edit_profile(
    *, actor: User, changes: Mapping[str, Any], version: int | None = None, now: datetime
) -> User:
    """Change `EDITABLE` facts about oneself; `deputy` is the id of staff of a shared team.

    Another zone or digest hour holds from the next digest on.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    check_version(user, version)
    old = {name: getattr(user, name) for name in EDITABLE if name in changes}
    plain = {name: value for name, value in changes.items() if name in _COLUMNS}
    for name, value in checked_changes(User, plain, _COLUMNS).items():
        setattr(user, name, value)
    for name in [name for name in changes if name not in _COLUMNS]:
        _change(user, name, changes[name])
    if "away_until" in changes:
        check_absence(user.away_until, now)
    differs = changed(old, user)
    if not differs:
        return user
    if {"time_zone", "digest_hour"} & set(differs) and user.mail_stopped_at is None:
        set_digest(user, now)
    user.save(update_fields=[*differs, "next_digest_at"])
    record(actor=actor, verb="edit_profile", obj=user, changes=differs, now=now)
    return user


@transaction.atomic
def ask_password_reset(*, email: str, now: datetime) -> None:
    """Mail a link to choose a new password, if the address has an account that is not locked.

    Nothing visible tells whether it has. At most one link in five minutes. No audit event: the
    notice is mail bookkeeping, and choosing the password is recorded.
    """
    able = User.objects.able().select_for_update(no_key=True)
    user = able.filter(email__iexact=email.strip(" \t")[:254]).first()
    # As many questions for an unknown address as for a known one.
    known = user or User(pk=new_id())
    if _was_sent_link(known, EventKind.PASSWORD_RESET, now) or user is None:
        return
    insert_notices([event(EventKind.PASSWORD_RESET, new_id(), user.pk)], now=now)


@transaction.atomic
def note_sign_in(*, user: User, now: datetime) -> None:
    """Leave an event that somebody has signed in."""
    record(actor=user, verb="sign_in", obj=user, now=now)


def _check_grant(actor: User | None, role: Role, team_id: UUID | None) -> None:
    if actor is None:
        return
    if actor.has_role(Role.ADMINISTRATOR):
        grantable = MAY_GRANT[Role.ADMINISTRATOR]
    elif actor.has_role(Role.COORDINATOR):
        grantable = MAY_GRANT[Role.COORDINATOR]
        if role in grantable and team_id not in actor.team_ids(Role.COORDINATOR):
            raise Missing(f"There is no team {team_id} of yours.", field="team", value=team_id)
    else:
        raise Forbidden("Only coordinators and administrators let people in.")
    if role not in grantable:
        raise Forbidden(
            f"You cannot make somebody {role}.",
            field="role",
            value=str(role),
            allowed=sorted(map(str, grantable)),
        )


def _invited_before(email: str, role: Role, team_id: UUID | None) -> User | None:
    """Whoever has this address and has not come yet. Raises `Conflict` for who has."""
    user = User.objects.able().filter(email__iexact=clean_email(email)).first()
    if user and (user.has_usable_password() or not _has_membership(user, role, team_id)):
        raise has_account(user.email)
    return user


def _find_team(role: Role, team_id: UUID | None) -> Team | None:
    if (role in INSTANCE_ROLES) != (team_id is None):
        raise Refused(
            "Administrators and auditors belong to no team, everybody else to one.",
            field="team",
            value=team_id,
            allowed="no team" if role in INSTANCE_ROLES else "a team",
        )
    if team_id is None:
        return None
    team = Team.objects.filter(pk=team_id).first()
    if team is None:
        raise Missing(f"There is no team {team_id}.", field="team", value=team_id)
    return team


def clean_email(email: str) -> str:
    """One address that SMTP can carry, in small letters."""
    try:
        address = clean_address((email or "").strip(" \t")).lower()
        User._meta.get_field("email").clean(address, None)
    except (BadAddress, ValidationError) as error:
        said = error.messages[0] if isinstance(error, ValidationError) else str(error)
        raise Refused(
            f"This is no e-mail address: {said}",
            field="email",
            value=str(email)[:80],
            allowed="one address of at most 254 characters, such as ada@example.org",
        ) from None
    if User.objects.filter(email__iexact=address).exclude(email=address).exists():
        raise has_account(address)
    return address


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(
            " ".join(error.messages), field="password", allowed="a longer, less usual one"
        ) from None
    user.set_password(password)


def set_digest(user: User, now: datetime) -> None:
    """Their next digest leaves at their hour; the caller saves."""
    user.next_digest_at = next_digest_at(now, zone_name=user.time_zone, hour=user.digest_hour)


def _has_membership(user: User, role: Role, team_id: UUID | None) -> bool:
    return user.memberships.filter(role=role, team=team_id).exists()


def has_account(address: str) -> Conflict:
    return Conflict(
        "This address has an account already.",
        field="email",
        value=address,
        allowed="an address without an account; an administrator can add a membership",
    )


def _was_sent_link(user: User, kind: EventKind, now: datetime) -> bool:
    recent = Notice.objects.filter(recipient=user.pk, kind=kind, created_at__gt=now - LINK_PAUSE)
    return recent.exists()


def check_absence(until: date | None, now: datetime) -> None:
    """Raises `Refused` for a day that has passed or lies more than a year ahead."""
    if until is None:
        return
    first, last = now.date() - timedelta(days=1), now.date() + LONGEST_ABSENCE
    if not first <= until <= last:
        raise Refused(
            "One is away until a day from today to a year ahead.",
            field="away_until",
            value=until.isoformat(),
            allowed=[first.isoformat(), last.isoformat()],
        )


def _change(user: User, name: str, value: Any) -> None:
    if name == "name":
        user.name = one_line(value, field=name, longest=LONGEST_NAME, required=True)
    elif name == "speaks":
        user.speaks = clean_languages(value or [])
    elif name == "deputy":
        user.deputy = _find_deputy(user, value) if value else None
    else:
        raise Refused(
            f"{name} is not yours to change.",
            field=name,
            value=str(value)[:80],
            allowed=sorted(EDITABLE),
        )


def _find_deputy(user: User, deputy_id: UUID) -> User:
    teams = user.team_ids(Role.COORDINATOR, Role.CASEWORKER)
    staff = User.objects.able().staff_of(teams).exclude(pk=user.pk)
    deputy = staff.filter(pk=deputy_id).first()
    if deputy is None:
        raise Refused(
            "A deputy is an active colleague: staff of a team in which you are staff.",
            field="deputy",
            value=deputy_id,
            allowed="staff of a shared team",
        )
    return deputy
