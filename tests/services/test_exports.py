"""Exports: two people, one named recipient, nothing in clear, gone after a day."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from pysequoia import Tsk, decrypt

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.exports import MOST_UNFINISHED, READY_FOR
from casetracker.models import AuditEvent, Contact, Export, ExportPart, Notice
from casetracker.services import export_work
from casetracker.services.contacts import record_contact
from casetracker.services.decisions import approve, expire_overdue, refuse, withdraw
from casetracker.services.export_work import work_on_exports
from casetracker.services.exports import ask_export, cancel_export, take_part
from casetracker.services.freezing import freeze_user
from casetracker.services.health import record_health_report
from casetracker.services.needs import open_need

ADA = Tsk.generate("Ada of the UN desk")
KEY = str(ADA.extract_certificate())
HOUR = timedelta(hours=1)


@pytest.fixture
def second(make_user, team):
    return make_user("coordinator", team, name="Second Coordinator")


@pytest.fixture
def ask(coordinator, team, now):
    """`ask(…)`: an export that waits for a second person, by default of the team."""

    def ask(actor=None, **terms):
        terms.setdefault("team_id", team.pk)
        given = {"recipient": "Ada Recipient", "key": KEY, "reason": "for the UN", "now": now}
        return ask_export(actor=actor or coordinator, **given | terms)

    return ask


def read(export, actor, table="cases", number=1, *, now):
    part = export.parts.get(number=number, table=table)
    taken = take_part(actor=actor, part_id=part.pk, now=now)
    text = decrypt(taken.data, decryptor=ADA.decryptor()).bytes.decode()
    return list(csv.DictReader(io.StringIO(text)))


def state_of(export):
    export.refresh_from_db()
    return export.state


def test_two_people_agree_and_only_the_recipient_reads_it(ask, coordinator, second, case, now):
    export = ask()
    assert (export.state, work_on_exports(now=now)) == ("asked", 0)
    approve(actor=second, approval_id=export.approval_id, now=now)
    assert work_on_exports(now=now) == 1
    assert state_of(export) == "ready"
    (row,) = read(export, coordinator, now=now)
    assert (row["reference"], row["name"]) == (case.reference, "Ада Прыклад")
    # The watermark stands in every row.
    assert row["export"] == str(export.pk)
    assert (row["made_for"], row["asked_by"], row["approved_by"]) == (
        "Ada Recipient",
        coordinator.name,
        "Second Coordinator",
    )


def test_without_p3_nothing_that_could_cost_lives_is_in_it(
    ask, coordinator, second, caseworker, case, now
):
    given = {"actor": caseworker, "now": now}
    record_contact(prisoner_id=case.prisoner_id, name="Маці", relation="mother", **given)
    open_need(case_id=case.pk, kind="medical", **given)
    open_need(case_id=case.pk, kind="asylum", **given)
    export = ask()
    approve(actor=second, approval_id=export.approval_id, now=now)
    work_on_exports(now=now)
    (row,) = read(export, coordinator, now=now)
    assert row["needs"] == "asylum"
    assert not {"caseworker", "critical_health", "hunger_strike"} & set(row)
    assert set(export.parts.values_list("table", flat=True)) == {"cases"}
    assert not AuditEvent.objects.filter(verb="export_in_clear").exists()


def test_with_p3_contacts_and_health_go_out_and_each_file_has_its_event(
    ask, coordinator, second, caseworker, make_case, now
):
    one, other = make_case("Ада Прыклад"), make_case("Ян Узор")
    given = {"actor": caseworker, "now": now}
    record_contact(
        prisoner_id=one.prisoner_id, name="=Маці", relation="mother", phone="+37529", **given
    )
    record_health_report(
        case_id=other.pk, reported_on=now.date(), severity="critical", text="сэрца", **given
    )
    export = ask(has_p3=True)
    approve(actor=second, approval_id=export.approval_id, now=now)
    work_on_exports(now=now)
    (contact,) = read(export, coordinator, "contacts", now=now)
    # Cells that a spreadsheet would run are harmless.
    assert (contact["reference"], contact["name"], contact["phone"]) == (
        one.reference,
        "'=Маці",
        "'+37529",
    )
    (report,) = read(export, coordinator, "health", now=now)
    assert (report["reference"], report["text"]) == (other.reference, "сэрца")
    assert {row["caseworker"] for row in read(export, coordinator, now=now)} == {caseworker.name}
    events = AuditEvent.objects.filter(verb="export_in_clear")
    assert set(events.values_list("case_id", "actor_id")) == {
        (one.pk, coordinator.pk),
        (other.pk, coordinator.pk),
    }


def test_nobody_alone_and_never_the_one_who_asked(ask, coordinator, caseworker, case, second, now):
    plain, deadly = ask(), ask(has_p3=True)
    for export in (plain, deadly):
        for actor in (coordinator, caseworker):
            with pytest.raises((Conflict, Forbidden, Missing)):
                approve(actor=actor, approval_id=export.approval_id, now=now)
    assert not ExportPart.objects.exists()


def test_in_a_small_team_one_person_passes_an_export_after_a_day_but_never_with_p3(
    ask, coordinator, case, now
):
    # The coordinator and the caseworker of the case: two.
    plain, deadly = ask(), ask(has_p3=True)
    later = now + timedelta(hours=24)
    with pytest.raises(Conflict):
        approve(actor=coordinator, approval_id=plain.approval_id, now=later - HOUR)
    approve(actor=coordinator, approval_id=plain.approval_id, now=later)
    with pytest.raises(Forbidden):
        approve(actor=coordinator, approval_id=deadly.approval_id, now=later)
    work_on_exports(now=later)
    assert (state_of(plain), state_of(deadly)) == ("ready", "asked")
    plain.approval.refresh_from_db()
    assert plain.approval.is_alone


def test_whose_files_one_may_ask_for(ask, caseworker, coordinator, other_team, make_user, case):
    foreign = make_user("caseworker", other_team)
    make_user("coordinator", other_team)
    with pytest.raises(Missing):
        ask(caseworker, team_id=other_team.pk)
    with pytest.raises(Forbidden):
        ask(caseworker, is_whole_register=True)
    with pytest.raises(Forbidden):
        ask(make_user("volunteer", other_team), team_id=other_team.pk)
    with pytest.raises(Refused, match="No file fits"):
        ask(coordinator, team_id=other_team.pk)
    assert ask(coordinator, is_whole_register=True).approval.team is None
    assert ask(coordinator, team_id=None).team_id == case.team_id
    assert ask(caseworker, is_own=True).approval.team_id == case.team_id
    with pytest.raises(Refused):
        ask(foreign, team_id=other_team.pk, is_own=True)


def test_the_files_of_another_team_are_for_its_coordinator_to_give(
    ask, coordinator, second, other_team, make_user, make_case, now
):
    theirs = make_user("coordinator", other_team)
    worker = make_user("caseworker", other_team)
    there = make_case("Чужы Чалавек", worker=worker, team_id=other_team.pk)
    export = ask(team_id=other_team.pk)
    with pytest.raises((Forbidden, Missing)):
        approve(actor=second, approval_id=export.approval_id, now=now)
    approve(actor=theirs, approval_id=export.approval_id, now=now)
    work_on_exports(now=now)
    assert [row["reference"] for row in read(export, coordinator, now=now)] == [there.reference]


def test_it_is_gone_after_a_day_with_its_files(ask, coordinator, second, case, now):
    export = ask()
    approve(actor=second, approval_id=export.approval_id, now=now)
    work_on_exports(now=now)
    almost = now + READY_FOR - timedelta(seconds=1)
    assert read(export, coordinator, now=almost)
    with pytest.raises(Missing):
        read(export, coordinator, now=now + READY_FOR)
    work_on_exports(now=now + READY_FOR)
    assert (state_of(export), export.parts.count()) == ("gone", 0)
    assert AuditEvent.objects.filter(verb="take_export").count() == 1


def test_only_whoever_asked_takes_it(ask, caseworker, second, case, now):
    export = ask()
    approve(actor=second, approval_id=export.approval_id, now=now)
    work_on_exports(now=now)
    for actor in (second, caseworker):
        with pytest.raises(Missing):
            read(export, actor, now=now)


def test_it_is_built_in_parts_and_can_be_cancelled_between_them(
    ask, coordinator, second, make_case, now, monkeypatch
):
    monkeypatch.setattr(export_work, "CASES_A_PART", 2)
    cases = [make_case(f"Асоба{n} Прыклад") for n in range(5)]
    export, stopped = ask(), ask()
    for one in (export, stopped):
        approve(actor=second, approval_id=one.approval_id, now=now)
    assert work_on_exports(now=now, most_parts=1) == 1
    assert (state_of(export), export.done_count, export.total_count) == ("building", 2, 5)
    work_on_exports(now=now, most_parts=3)
    assert (state_of(export), state_of(stopped), stopped.done_count) == ("ready", "building", 2)
    cancel_export(actor=second, export_id=stopped.pk, now=now)
    work_on_exports(now=now)
    assert (state_of(stopped), stopped.parts.count()) == ("cancelled", 0)
    found = [
        row["reference"] for n in (1, 2, 3) for row in read(export, coordinator, number=n, now=now)
    ]
    assert found == [case.reference for case in cases]
    with pytest.raises(Conflict):
        cancel_export(actor=coordinator, export_id=stopped.pk, now=now)


def test_nothing_of_it_is_built_for_somebody_who_is_locked_out(ask, coordinator, second, case, now):
    export = ask()
    approve(actor=second, approval_id=export.approval_id, now=now)
    freeze_user(actor=None, user_id=coordinator.pk, now=now)
    work_on_exports(now=now)
    assert (state_of(export), export.parts.count()) == ("cancelled", 0)


def test_what_cannot_be_opened_ends_it_with_no_part_left(
    ask, coordinator, second, caseworker, case, now
):
    contact = record_contact(
        actor=caseworker, prisoner_id=case.prisoner_id, name="Маці", relation="mother", now=now
    )
    export = ask(has_p3=True)
    approve(actor=second, approval_id=export.approval_id, now=now)
    field = Contact._meta.get_field("name")
    moved = field.sealed_for(case.pk, "of another row")
    Contact.objects.filter(pk=contact.pk).update(name=moved)
    work_on_exports(now=now)
    assert (state_of(export), export.parts.count()) == ("failed", 0)
    assert Notice.objects.get(kind__startswith="export").kind == "export_failed"
    assert not AuditEvent.objects.filter(verb="export_in_clear").exists()


def test_whoever_asked_is_told_at_once_by_a_mail_that_names_nobody(
    ask, coordinator, second, case, mailbox, remind, now
):
    export = ask()
    approve(actor=second, approval_id=export.approval_id, now=now)
    remind(now)
    before = mailbox.to(coordinator)
    work_on_exports(now=now)
    remind(now)
    (letter,) = [text for text in mailbox.to(coordinator) if text not in before]
    assert "what you asked for is ready: fetch it within a day" in letter
    for secret in ("Ada", case.reference, "Прыклад", second.name, str(export.pk)):
        assert secret not in letter
    work_on_exports(now=now)
    remind(now + HOUR)
    assert len(mailbox.to(coordinator)) == len(before) + 1
    assert Notice.objects.get(kind="export_ready").recipient == coordinator


@pytest.mark.parametrize("way", ["fetched", "cancelled", "gone"])
def test_who_has_come_by_themselves_or_too_late_is_not_told(
    ask, coordinator, second, case, mailbox, remind, now, way
):
    export = ask()
    approve(actor=second, approval_id=export.approval_id, now=now)
    work_on_exports(now=now)
    if way == "fetched":
        read(export, coordinator, now=now)
    elif way == "cancelled":
        cancel_export(actor=second, export_id=export.pk, now=now)
    else:
        work_on_exports(now=now + READY_FOR)
    remind(now + READY_FOR)
    assert not any("is ready" in text for text in mailbox.to(coordinator))
    assert Notice.objects.get(kind="export_ready").state == "withdrawn"


@pytest.mark.parametrize("way", ["refused", "withdrawn", "expired"])
def test_what_nobody_agrees_to_ends(ask, coordinator, second, case, now, way):
    export = ask()
    given = {"approval_id": export.approval_id, "now": now}
    if way == "refused":
        refuse(actor=second, reason="not now", **given)
    elif way == "withdrawn":
        withdraw(actor=coordinator, **given)
    else:
        expire_overdue(now=now + timedelta(days=8))
    assert state_of(export) == "cancelled"
    assert work_on_exports(now=now) == 0


def test_cancelled_before_anybody_decided_it_waits_for_nobody(ask, coordinator, second, case, now):
    export = ask()
    cancel_export(actor=coordinator, export_id=export.pk, now=now)
    export.approval.refresh_from_db()
    assert (state_of(export), export.approval.state) == ("cancelled", "withdrawn")
    with pytest.raises(Conflict):
        approve(actor=second, approval_id=export.approval_id, now=now)


def test_a_key_that_has_expired_meanwhile_is_noticed_before_anything_is_decided(ask, second, case):
    at = datetime.now(UTC)  # a key is made on the real clock
    short = str(Tsk.generate("Ada", validity_seconds=3600).extract_certificate())
    export = ask(key=short, now=at)
    with pytest.raises(Refused, match="expired"):
        approve(actor=second, approval_id=export.approval_id, now=at + 2 * HOUR)
    assert state_of(export) == "asked"
    assert export.approval.state == "requested"


@pytest.mark.parametrize(
    ("key", "words"),
    [("hello", "no OpenPGP public key"), (str(ADA), "secret key"), (KEY + KEY, "several keys")],
    ids=["no key", "secret key", "two keys"],
)
def test_a_key_that_cannot_be_used_is_refused_in_a_sentence(ask, case, key, words):
    with pytest.raises(Refused, match=words) as refusal:
        ask(key=key)
    assert refusal.value.field == "key"
    assert "PRIVATE" not in str(refusal.value.value)
    assert not Export.objects.exists()


def test_one_person_waits_for_five_at_most(ask, case):
    for _ in range(MOST_UNFINISHED):
        ask()
    with pytest.raises(Conflict):
        ask()


def test_it_is_recorded_by_person_and_filter(ask, coordinator, case):
    export = ask(is_own=False, has_p3=True)
    event = AuditEvent.objects.get(verb="ask_export")
    assert (event.actor_id, event.object_id, event.team_id) == (
        coordinator.pk,
        export.pk,
        export.team_id,
    )
    assert {"team", "wave", "is_own", "has_p3", "fingerprint"} <= set(event.changes)
    assert export.approval.proposal["after"] == {
        "team": str(export.team_id),
        "wave": None,
        "is_own": False,
        "has_p3": True,
    }


def test_nothing_of_it_stands_in_clear_in_the_table(ask, second, coordinator, case, now):
    export = ask()
    approve(actor=second, approval_id=export.approval_id, now=now)
    work_on_exports(now=now)
    stored = bytes(export.parts.get().__dict__["content"])
    part = export.parts.get()
    sent = take_part(actor=coordinator, part_id=part.pk, now=now).data
    assert case.reference.encode() not in stored + sent
    assert sent not in stored
    raw = Export.objects.values_list("recipient", "key", "fingerprint").get(pk=export.pk)
    assert not any(b"Ada" in bytes(value) or b"BEGIN" in bytes(value) for value in raw)
