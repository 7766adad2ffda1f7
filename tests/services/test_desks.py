"""Reception desks: one wave, one shift, one code; recorded as the device and who sits at it."""

from datetime import timedelta

import pytest

from casetracker.domain.desks import CODE_FOR, LASTS, MOST_DESKS
from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.models import AuditEvent, Desk, Notice, Reveal, Task, User
from casetracker.selectors.contacts import is_open_to
from casetracker.selectors.desks import desk_board, desk_person, desks_of, seat_of
from casetracker.services import reveals
from casetracker.services.contacts import record_contact
from casetracker.services.desks import (
    end_desk,
    enter_desk,
    finish_at_desk,
    leave_desk,
    open_desk,
    sit_down,
)
from casetracker.services.freezing import freeze_user, unfreeze_user
from casetracker.services.reveals import TooMany, reveal_at_desk, reveal_case
from casetracker.services.waves import ReleasedPerson, record_wave

HOUR = timedelta(hours=1)


@pytest.fixture
def release(coordinator, make_case, now):
    """`release(name, *people)`: a wave of today."""

    def release(wave, *names):
        people = [ReleasedPerson(case_id=make_case(name).pk, destination="LT") for name in names]
        given = {"kind": "deportation", "happened_on": now.date(), "people": people}
        return record_wave(actor=coordinator, name=wave, now=now, **given).wave

    return release


@pytest.fixture
def wave(release):
    return release("December", "Ада Прыклад", "Ян Узор")


@pytest.fixture
def seat(coordinator, wave, now):
    _desk, code = open_desk(actor=coordinator, wave_id=wave.pk, device="Tablet", now=now)
    desk = enter_desk(code=code, person="Nadia", now=now)
    return seat_of(desk.pk, now=now)


def test_a_code_opens_a_desk_once_and_for_a_quarter_of_an_hour(coordinator, wave, now):
    given = {"actor": coordinator, "wave_id": wave.pk, "now": now}
    _one, code = open_desk(device="Tablet", **given)
    _two, late = open_desk(device="Laptop", **given)
    desk = enter_desk(code=f" {code[:5].lower()}-{code[5:]} ", person="Nadia", now=now)
    assert (desk.ends_at, desk.person) == (now + LASTS, "Nadia")
    for used, at in ((code, now), (late, now + CODE_FOR), ("", now), ("AAAAA-AAAAA", now)):
        with pytest.raises(Refused) as refusal:
            enter_desk(code=used, person="Eve", now=at)
        assert refusal.value.field == "code"
    assert code not in str(list(Desk.objects.values()))


def test_it_lasts_for_a_shift(seat, now):
    last = now + LASTS
    assert seat_of(seat.desk.pk, now=last - timedelta(seconds=1)) is not None
    assert seat_of(seat.desk.pk, now=last) is None


def test_only_a_coordinator_of_the_waves_team_opens_one_and_for_a_wave_of_these_days(
    coordinator, caseworker, wave, release, make_user, other_team, now
):
    given = {"wave_id": wave.pk, "device": "Tablet"}
    with pytest.raises(Forbidden):
        open_desk(actor=caseworker, now=now, **given)
    with pytest.raises(Missing):
        open_desk(actor=make_user("coordinator", other_team), now=now, **given)
    with pytest.raises(Conflict):
        open_desk(actor=coordinator, now=now + timedelta(days=16), **given)
    with pytest.raises(Refused):
        open_desk(actor=coordinator, wave_id=wave.pk, device=" ", now=now)
    for _ in range(MOST_DESKS):
        open_desk(actor=coordinator, now=now, **given)
    with pytest.raises(Conflict):
        open_desk(actor=coordinator, now=now, **given)


def test_it_sees_its_wave_and_nobody_else(seat, release, now):
    other = release("January", "Чужы Чалавек").releases.get()
    mine = seat.wave.releases.order_by("pk").first()
    assert {row.name for row in desk_board(seat).rows} == {"Ада Прыклад", "Ян Узор"}
    assert desk_person(seat, mine.pk, now=now).name == "Ада Прыклад"
    assert desk_person(seat, other.pk, now=now) is None
    with pytest.raises(Missing):
        reveal_at_desk(seat=seat, release_id=other.pk, purpose="call", now=now)
    task = Task.objects.filter(need__release=other).first()
    with pytest.raises(Missing):
        finish_at_desk(seat=seat, task_id=task.pk, now=now)


def test_what_it_does_is_recorded_as_the_device_and_who_sits_at_it(seat, coordinator, now):
    task = seat.tasks().first()
    finish_at_desk(seat=seat, task_id=task.pk, now=now)
    task.refresh_from_db()
    assert task.state == "done"
    event = AuditEvent.objects.get(verb="finish_task")
    assert event.actor_id == coordinator.pk
    assert event.actor_name == f"Nadia · Tablet · {coordinator.name}"
    sit_down(seat=seat, person="Ben", now=now)
    later = seat_of(seat.desk.pk, now=now)
    release = later.releases().first()
    reveal_at_desk(seat=later, release_id=release.pk, purpose="call", now=now)
    assert AuditEvent.objects.get(verb="reveal").actor_name.startswith("Ben · Tablet · ")
    # The person is who they are everywhere else.
    assert str(User.objects.get(pk=coordinator.pk)) == coordinator.name


@pytest.mark.parametrize("what", ["frozen", "unfrozen again", "other password", "role taken away"])
def test_it_dies_with_the_trust_in_whoever_opened_it(seat, coordinator, wave, now, what):
    _desk, code = open_desk(actor=coordinator, wave_id=wave.pk, device="Laptop", now=now)
    if what.startswith(("frozen", "unfrozen")):
        freeze_user(actor=None, user_id=coordinator.pk, now=now)
    if what.startswith("unfrozen"):
        unfreeze_user(actor=None, user_id=coordinator.pk, now=now)
    if what == "other password":
        User.objects.filter(pk=coordinator.pk).update(auth_epoch=7)
    if what == "role taken away":
        coordinator.memberships.update(role="caseworker")
    assert seat_of(seat.desk.pk, now=now) is None
    with pytest.raises(Refused):
        enter_desk(code=code, person="Eve", now=now)
    assert desks_of(wave, now=now) == []


def test_it_is_ended_by_its_team_and_by_itself(
    seat, coordinator, wave, make_user, team, other_team, now
):
    with pytest.raises(Missing):
        end_desk(actor=make_user("coordinator", other_team), desk_id=seat.desk.pk, now=now)
    second = make_user("coordinator", team)
    end_desk(actor=second, desk_id=seat.desk.pk, now=now)
    with pytest.raises(Conflict):
        end_desk(actor=coordinator, desk_id=seat.desk.pk, now=now)
    assert seat_of(seat.desk.pk, now=now) is None
    _desk, code = open_desk(actor=coordinator, wave_id=wave.pk, device="Tablet", now=now)
    leave_desk(seat=seat_of(enter_desk(code=code, person="Ben", now=now).pk, now=now), now=now)
    names = AuditEvent.objects.filter(verb="end_desk").values_list("actor_name", flat=True)
    assert set(names) == {second.name, f"Ben · Tablet · {coordinator.name}"}


def test_a_desk_that_is_ended_before_it_began_opens_nothing(coordinator, wave, now):
    desk, code = open_desk(actor=coordinator, wave_id=wave.pk, device="Tablet", now=now)
    end_desk(actor=coordinator, desk_id=desk.pk, now=now)
    with pytest.raises(Refused):
        enter_desk(code=code, person="Eve", now=now)


def test_what_is_opened_at_a_desk_is_open_there_alone(seat, coordinator, caseworker, now):
    release = seat.releases().first()
    record_contact(
        actor=caseworker,
        prisoner_id=release.case.prisoner_id,
        name="Маці",
        relation="mother",
        now=now,
    )
    assert not desk_person(seat, release.pk, now=now).is_open
    for _ in range(2):
        reveal_at_desk(seat=seat, release_id=release.pk, purpose="call", now=now)
    assert desk_person(seat, release.pk, now=now).is_open
    assert not is_open_to(coordinator, release.case_id, now=now)
    reveal_case(actor=coordinator, case_id=release.case_id, purpose="call", now=now)
    assert is_open_to(coordinator, release.case_id, now=now)
    assert Reveal.objects.count() == 2
    assert not desk_person(seat, release.pk, now=now + timedelta(days=1)).is_open


def test_the_desks_of_a_wave_share_a_ceiling_and_whoever_opened_them_is_not_locked_out(
    coordinator, release, now, monkeypatch
):
    monkeypatch.setattr(reveals, "DESK_LIMITS", (1, 2))
    wave = release("December", *(f"Асоба{n} Прыклад" for n in range(4)))
    codes = [
        open_desk(actor=coordinator, wave_id=wave.pk, device=f"Tablet {n}", now=now)[1]
        for n in range(2)
    ]
    one, two = (
        seat_of(enter_desk(code=code, person="Nadia", now=now).pk, now=now) for code in codes
    )
    ids = list(one.releases().values_list("pk", flat=True))
    given = {"purpose": "call", "now": now}
    reveal_at_desk(seat=one, release_id=ids[0], **given)
    assert not Notice.objects.filter(kind="reveals_alarm").exists()
    reveal_at_desk(seat=two, release_id=ids[1], **given)
    assert Notice.objects.filter(kind="reveals_alarm", recipient=coordinator).count() == 1
    reveal_at_desk(seat=one, release_id=ids[2], **given)
    assert seat_of(one.desk.pk, now=now) is None
    with pytest.raises(TooMany):
        reveal_at_desk(seat=two, release_id=ids[3], **given)
    assert seat_of(two.desk.pk, now=now) is not None
    coordinator.refresh_from_db()
    assert not coordinator.is_frozen
    # An hour later the calls go on.
    reveal_at_desk(seat=two, release_id=ids[3], purpose="call", now=now + HOUR)
