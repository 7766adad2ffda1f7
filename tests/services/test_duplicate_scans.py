"""The whole register looked through, batch by batch."""

from datetime import timedelta

import pytest

from casetracker.domain.errors import Conflict, Forbidden
from casetracker.models import DuplicateScan, MatchDecision
from casetracker.services import duplicate_scans
from casetracker.services.duplicate_scans import cancel_scan, scan_on, start_scan
from casetracker.services.matches import decide_match
from casetracker.services.prisoners import edit_prisoner
from tests.conftest import NOW


@pytest.fixture
def born(caseworker):
    def give(case, year, precision="day", month=2, day=3):
        edit_prisoner(
            actor=caseworker,
            prisoner_id=case.prisoner_id,
            changes={
                "born_on": NOW.date().replace(year=year, month=month, day=day),
                "born_precision": precision,
            },
            now=NOW,
        )
        return case

    return give


def scan(coordinator):
    started = start_scan(actor=coordinator, now=NOW)
    while DuplicateScan.objects.running().exists():
        scan_on(now=NOW)
    started.refresh_from_db()
    return started


def pairs():
    return {frozenset((m.one_id, m.other_id)) for m in MatchDecision.objects.all()}


def test_people_who_stand_in_the_register_twice_are_found_once(
    make_case, born, coordinator, monkeypatch
):
    monkeypatch.setattr(duplicate_scans, "BATCH", 3)
    one = born(make_case("Зміцер Бандарэнка"), 1980)
    other = born(make_case("Dmitriy Bondarenko"), 1980)
    slip = born(make_case("Бандарэнко Дмитрий"), 1980, day=4)
    open_date = make_case("Марыя Карповіч"), make_case("Maria Karpovich")
    born(make_case("Аляксей Жук"), 1970)
    born(make_case("Аляксей Жук"), 1990, month=7, day=9)
    make_case("Невядомы"), make_case("Невядомы")
    done = scan(coordinator)
    found = {
        frozenset(c.prisoner_id for c in two)
        for two in ((one, other), (one, slip), (other, slip), open_date)
    }
    assert pairs() == found
    assert (done.state, done.found, done.percent) == ("done", 4, 100)
    assert MatchDecision.objects.order_by("-score").first().score > 0.9


def test_a_second_look_asks_about_nothing_that_was_decided(make_case, coordinator):
    make_case("Марыя Карповіч"), make_case("Maria Karpovich")
    scan(coordinator)
    match = MatchDecision.objects.get()
    decide_match(actor=coordinator, match_id=match.pk, answer="different", now=NOW)
    assert scan(coordinator).found == 0
    assert not MatchDecision.objects.undecided().exists()


def test_a_scan_goes_on_where_it_was_stopped(make_case, coordinator, monkeypatch):
    monkeypatch.setattr(duplicate_scans, "BATCH", 1)
    monkeypatch.setattr(duplicate_scans, "BATCHES", 2)
    for number in range(5):
        make_case(f"Марыя Карпо{'вгдрт'[number]}іч")
    started = start_scan(actor=coordinator, now=NOW)
    assert scan_on(now=NOW) == 2
    started.refresh_from_db()
    assert (started.looked_at_count, started.percent) == (2, 40)
    monkeypatch.setattr(duplicate_scans, "note_pairs", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        scan_on(now=NOW)
    monkeypatch.undo()
    scan_on(now=NOW)
    started.refresh_from_db()
    assert started.state == "done"


def test_one_scan_at_a_time_by_coordinators_and_it_can_be_stopped(
    make_case, coordinator, caseworker
):
    with pytest.raises(Forbidden):
        start_scan(actor=caseworker, now=NOW)
    started = start_scan(actor=coordinator, now=NOW)
    with pytest.raises(Conflict):
        start_scan(actor=coordinator, now=NOW)
    cancel_scan(actor=coordinator, scan_id=started.pk, now=NOW + timedelta(minutes=1))
    assert scan_on(now=NOW) == 0
    with pytest.raises(Conflict):
        cancel_scan(actor=coordinator, scan_id=started.pk, now=NOW)
    start_scan(actor=coordinator, now=NOW)
