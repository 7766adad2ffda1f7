"""A reception desk as its own pages and its coordinators see it."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from casetracker.domain.words import Role
from casetracker.models import Contact, Desk, NameForm, Need, Release, Reveal, Task, User, Wave
from casetracker.models.task import TaskQuerySet
from casetracker.selectors.wave_board import Board, wave_board

MOST = 100


@dataclass(frozen=True)
class Seat:
    """A desk at work, and in whose name."""

    desk: Desk
    #: Whoever opened it, as a coordinator and nothing else; writes are recorded with the desk.
    actor: User

    @property
    def wave(self) -> Wave:
        return self.desk.wave

    def releases(self) -> QuerySet[Release]:
        """Everybody whom the desk may know of."""
        return Release.objects.visible_to(self.actor).filter(wave=self.desk.wave_id)

    def tasks(self) -> TaskQuerySet:
        """What is to be done for them because they came."""
        return Task.objects.visible_to(self.actor).filter(need__release__in=self.releases())


@dataclass(frozen=True)
class DeskPerson:
    """One person of the wave, as the desk needs them."""

    release: Release
    name: str
    needs: list[Need]
    tasks: list[Task]
    contacts: list[Contact]
    is_open: bool


def seat_of(desk_id: UUID, *, now: datetime) -> Seat | None:
    """The desk, if it works and whoever opened it might open it now; else None.

    A freeze, a new password, a change of factors or of roles ends it with the next request.
    """
    rows = Desk.objects.working(now=now).select_related("wave", "opener")
    desk = rows.filter(pk=desk_id).first()
    return Seat(desk, seated(desk)) if desk is not None and still_trusted(desk) else None


def seated(desk: Desk) -> User:
    """The opener as who acts at the desk."""
    actor = copy(desk.opener)
    teams = desk.opener.team_ids(Role.COORDINATOR)
    actor.know_roles([(Role.COORDINATOR, team_id) for team_id in teams])
    actor.seat = desk.seat
    return actor


def still_trusted(desk: Desk) -> bool:
    """Whether whoever opened it is let in, in the same epoch, and coordinates the wave's team."""
    who = desk.opener
    return (
        who.is_active
        and not who.is_frozen
        and who.auth_epoch == desk.auth_epoch
        and desk.wave.team_id in who.team_ids(Role.COORDINATOR)
    )


def desk_board(seat: Seat, *, search: str = "", size: int = MOST, **edges: Any) -> Board:
    """One page of the wave's people, by name."""
    filters = {"q": search}
    return wave_board(seat.wave, seat.actor, filters=filters, size=size, **edges)


def desk_person(seat: Seat, release_id: UUID, *, now: datetime) -> DeskPerson | None:
    """One person of the wave with what is to be done, and who belongs to them; or None."""
    spellings = NameForm.objects.order_by("-is_preferred", "text")
    releases = seat.releases().select_related("case__team", "case__prisoner")
    names = Prefetch("case__prisoner__names", spellings)
    release = releases.prefetch_related(names).filter(pk=release_id).first()
    if release is None:
        return None
    forms: list[Any] = list(release.case.prisoner.names.all())
    contacts = Contact.objects.visible_to(seat.actor).filter(prisoner=release.case.prisoner_id)
    tasks = seat.tasks().filter(need__release=release).select_related("assignee")
    needs = Need.objects.visible_to(seat.actor).filter(release=release).open()
    return DeskPerson(
        release,
        forms[0].text if forms else release.case.reference,
        list(needs.order_by("phase", "kind", "pk")[:MOST]),
        list(tasks.open().order_by("due_at", "pk")[:MOST]),
        list(contacts.order_by("relation", "pk")[:MOST]),
        is_open_at(seat.desk, release.case_id, now=now),
    )


def is_open_at(desk: Desk, case_id: UUID, *, now: datetime) -> bool:
    """Whether the desk has opened the case's contacts today (UTC)."""
    return Reveal.objects.filter(desk=desk, case=case_id, on=now.date()).exists()


def desks_of(wave: Wave, *, now: datetime) -> list[Desk]:
    """The desks of a wave that work or whose code may still be typed, the latest first."""
    rows = Desk.objects.filter(wave=wave).select_related("wave", "opener")
    alive = rows.working(now=now) | rows.waiting(now=now)
    found = alive.order_by("-opened_at", "-pk")[:MOST]
    return [desk for desk in found if still_trusted(desk)]
