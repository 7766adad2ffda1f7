"""Reception desks: opened by a coordinator, entered once by a code, ended at any time.

A desk acts in the name of whoever opened it; what it does is recorded with the device and who
sits at it. What it may reach at all: `selectors/desks.py`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.desks import (
    CODE_FOR,
    LASTS,
    LONGEST_DEVICE,
    LONGEST_PERSON,
    MOST_DESKS,
    RECEIVED_FOR,
)
from casetracker.domain.errors import Conflict, Missing, Refused
from casetracker.domain.inputs import one_line
from casetracker.domain.second_factors import new_code, typed_code
from casetracker.models import Desk, Task, User, Wave, WebSession
from casetracker.selectors.desks import Seat, desks_of, seated, still_trusted
from casetracker.services.audit import record
from casetracker.services.rights import find_editable
from casetracker.services.tasks import finish_task
from casetracker.vault.keys import keyed_hash


@transaction.atomic
def open_desk(*, actor: User, wave_id: UUID, device: str, now: datetime) -> tuple[Desk, str]:
    """Let a device work for a wave that is being received; returns the desk and the code with
    which it is entered, once, within 15 minutes. The code is kept nowhere.

    Only a coordinator of the wave's team. Raises `Refused` for a wave of long ago.
    """
    wave: Wave = find_editable(Wave, wave_id, actor)
    name = one_line(device, field="device", longest=LONGEST_DEVICE, required=True)
    if not now - RECEIVED_FOR <= _morning(wave, now) <= now + RECEIVED_FOR:
        raise Conflict(
            f"A desk is for a wave of the last {RECEIVED_FOR.days} days.",
            field="wave",
            value=wave.happened_on.isoformat(),
        )
    if len(desks_of(wave, now=now)) >= MOST_DESKS:
        raise Conflict("End a desk that is not needed first.", field="wave", allowed=MOST_DESKS)
    code = new_code()
    desk = Desk(
        wave=wave,
        opener=actor,
        auth_epoch=actor.auth_epoch,
        device=name,
        code_hash=_hash_of(code),
        code_until=now + CODE_FOR,
        opened_at=now,
    )
    desk.save(force_insert=True)
    changes = {"wave": (None, wave.pk), "device": (None, name)}
    record(actor=actor, verb="open_desk", obj=desk, team_id=wave.team_id, changes=changes, now=now)
    return desk, code


@transaction.atomic
def enter_desk(*, code: str, person: str, now: datetime) -> Desk:
    """Begin the shift of a desk with its code: once, for twelve hours. Raises `Refused` for a
    code that is wrong, used or too old, and for one whose opener is not trusted any more."""
    who = one_line(person, field="person", longest=LONGEST_PERSON, required=True)
    rows = Desk.objects.waiting(now=now).filter(code_hash=_hash_of(typed_code(code)))
    desk = rows.select_related("wave", "opener").first()
    taken = {"code_hash": None, "started_at": now, "ends_at": now + LASTS, "person": who}
    if desk is None or not still_trusted(desk) or not rows.update(**taken):
        raise Refused(
            "This code is not right, was used already, or is older than a quarter of an hour.",
            field="code",
            allowed="a new code of the coordinator",
        )
    for name, value in taken.items():
        setattr(desk, name, value)
    _note("enter_desk", Seat(desk, seated(desk)), now)
    return desk


@transaction.atomic
def sit_down(*, seat: Seat, person: str, now: datetime) -> None:
    """Somebody else works at the desk from now on."""
    who = one_line(person, field="person", longest=LONGEST_PERSON, required=True)
    if who == seat.desk.person:
        return
    seat.desk.person = who
    seat.desk.save(update_fields=["person"])
    _note("sit_down", Seat(seat.desk, seated(seat.desk)), now)


@transaction.atomic
def leave_desk(*, seat: Seat, now: datetime) -> None:
    """End the desk from the device itself."""
    close_desks(Desk.objects.filter(pk=seat.desk.pk), actor=seat.actor, now=now)


@transaction.atomic
def end_desk(*, actor: User, desk_id: UUID, now: datetime) -> Desk:
    """End a desk that one has opened, or of a wave of one's team. Raises `Missing`, or `Conflict`
    if it has ended."""
    rows = Desk.objects.visible_to(actor).filter(pk=desk_id)
    desk = rows.first()
    if desk is None:
        raise Missing(f"There is no desk {desk_id} of yours.", field="id", value=desk_id)
    if not close_desks(Desk.objects.filter(pk=desk_id), actor=actor, now=now):
        raise Conflict("This desk has ended.", field="id", value=desk_id)
    return desk


def close_desks(desks: Any, *, actor: User | None, now: datetime) -> int:
    """End these desks and their sessions; how many had not ended yet."""
    found = list(desks.filter(ended_at=None).select_related("wave"))
    ids = [desk.pk for desk in found]
    Desk.objects.filter(pk__in=ids).update(ended_at=now, code_hash=None)
    WebSession.objects.filter(desk__in=ids).delete()
    for desk in found:
        record(actor=actor, verb="end_desk", obj=desk, team_id=desk.wave.team_id, now=now)
    return len(found)


@transaction.atomic
def finish_at_desk(*, seat: Seat, task_id: UUID, now: datetime) -> Task:
    """Say that a task for somebody of the wave is done. Raises `Missing` for any other task."""
    task = seat.tasks().filter(pk=task_id).first()
    if task is None:
        raise Missing(f"There is no task {task_id} of this desk.", field="id", value=task_id)
    return finish_task(actor=seat.actor, task_id=task.pk, now=now)


def _morning(wave: Wave, now: datetime) -> datetime:
    return datetime(*wave.happened_on.timetuple()[:3], tzinfo=now.tzinfo)


def _hash_of(code: str) -> str:
    return keyed_hash("desk", code)


def _note(verb: str, seat: Seat, now: datetime) -> None:
    changes = {"person": (None, seat.desk.person)}
    team_id = seat.wave.team_id
    record(actor=seat.actor, verb=verb, obj=seat.desk, team_id=team_id, changes=changes, now=now)
