"""The one check before anything of ours reaches a contact or a freed person, at every door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casetracker.domain.activities import LIFE
from casetracker.models import Activity, AuditEvent, Contact, Notice, Task, TaskOffer
from casetracker.services.contacts import edit_contact, record_contact
from casetracker.services.emails import deliver_due
from casetracker.services.notices import pack
from casetracker.services.offers import accept_task, offer_task
from casetracker.services.tasks import open_task
from casetracker.services.tokens import create_token
from tests.api.conftest import Caller, assert_problem
from tests.conftest import NOW
from tests.web.conftest import Reader
from tests.web.test_mail_links import press

DAY = timedelta(days=1)
WAYS = ("phone", "messenger", "email", "post", "visit")
WHEN = NOW.isoformat()


@pytest.fixture
def make_contact(caseworker, case):
    def make(country: str, **facts: Any) -> Contact:
        return record_contact(
            actor=caseworker,
            prisoner_id=case.prisoner_id,
            name="Сваяк",
            relation="sibling",
            country=country,
            now=NOW,
            **facts,
        )

    return make


@pytest.fixture
def inside(make_contact):
    """Lives within reach of the state; nobody has said that any way is safe."""
    return make_contact("BY")


@pytest.fixture
def by_post(make_contact):
    """Lives within reach of the state; letters were declared safe for two months."""
    until = NOW.date() + 60 * DAY
    return make_contact("BY", safety="safe", safe_channels=["post"], recheck_on=until)


@pytest.fixture
def plan(caseworker, case, by_post):
    """A task for a volunteer, to write to the contact by the way that is safe."""
    return open_task(
        actor=caseworker,
        case_id=case.pk,
        title="Write",
        kind="letters",
        contact_id=by_post.pk,
        channel="post",
        due_at=NOW + DAY,
        now=NOW,
    )


def no_longer_safe(contact):
    """Time has passed: what was said of the way holds no more, and nobody has looked again."""
    Contact.objects.filter(pk=contact.pk).update(recheck_on=NOW.date())


def blocks(contact=None):
    found = AuditEvent.objects.filter(verb="contact_blocked")
    return found if contact is None else found.filter(object_id=contact.pk)


def test_an_entry_that_we_reached_a_contact_is_refused_explained_and_logged(
    caseworker, coordinator, case, inside, make_contact
):
    said = {"case": str(case.pk), "kind": "contact_made", "occurred_at": WHEN}
    for actor in (caseworker, coordinator):
        for channel in WAYS:
            body = {**said, "contact": str(inside.pk), "channel": channel}
            answer = assert_problem(Caller(actor).post("activities/", body), 409, "channel")
            assert "nobody has said that this channel is safe" in answer["detail"]
    assert not Activity.objects.filter(kind="contact_made").exists()
    logged = blocks(inside).values_list("actor_id", "changes__hostile_country")
    assert len(logged) == 2 * len(WAYS)
    assert {actor for actor, _ in logged} == {caseworker.pk, coordinator.pk}
    brother = make_contact("PL")
    body = {**said, "contact": str(brother.pk), "channel": "phone"}
    made = Caller(caseworker).post("activities/", body)
    assert made.status_code == 201, made.content
    assert made.json()["facts"] == {"contact": str(brother.pk), "channel": "phone"}


def test_whom_and_by_which_way_are_said_together_and_of_the_same_person(
    caseworker, case, inside, make_case
):
    said = {"case": str(case.pk), "kind": "contact_made", "occurred_at": WHEN}
    caller = Caller(caseworker)
    assert_problem(caller.post("activities/", {**said, "contact": str(inside.pk)}), 400, "channel")
    assert_problem(caller.post("activities/", {**said, "channel": "phone"}), 400, "contact")
    other = {**said, "case": str(make_case("Іншы Прыклад").pk)}
    body = {**other, "contact": str(inside.pk), "channel": "phone"}
    assert_problem(caller.post("activities/", body), 400, "contact")


def test_a_task_to_reach_a_contact_is_refused_whatever_kind_it_calls_itself(
    caseworker, case, inside
):
    said = {"case": str(case.pk), "title": "Call", "due_at": (NOW + DAY).isoformat()}
    for kind in ("other", "letters"):
        body = {**said, "kind": kind, "contact": str(inside.pk), "channel": "phone"}
        assert_problem(Caller(caseworker).post("tasks/", body), 409, "channel")
    assert not Task.objects.exists()
    assert blocks(inside).count() == 2


def test_on_the_page_both_forms_stand_beside_the_contact_and_say_why_not(
    caseworker, case, inside, by_post
):
    reader, page = Reader(caseworker), f"/cases/{case.reference}/people/"
    assert reader.get(page).text.count("A task to reach them") == 2
    call = {"contact": inside.pk, "kind": "contact_made", "channel": "phone"}
    task = {"contact": inside.pk, "title": "Call", "kind": "other", "channel": "phone"}
    at = {"occurred_at": "2026-02-09T11:00"}, {"due_at": "2026-02-12T10:00"}
    for verb, form in (("reached/", call | at[0]), ("plan/", task | at[1])):
        refused = reader.post(page + verb, **form)
        assert refused.status == 409
        assert "nobody has said that this channel is safe" in refused
        fit = form | {"contact": by_post.pk, "channel": "post"}
        assert reader.post(page + verb, **fit).status == 302
    assert blocks(inside).count() == 2
    assert Task.objects.get().contact == by_post
    assert "post" in reader.get(f"/cases/{case.reference}/").text


def test_what_was_safe_when_it_was_planned_is_looked_at_again_by_every_later_step(
    plan, by_post, caseworker, coordinator, volunteer, colleague
):
    no_longer_safe(by_post)
    staff = Caller(coordinator)
    body = {"volunteer": str(volunteer.pk)}
    assert_problem(staff.post(f"tasks/{plan.pk}/offer/", body), 409, "channel")
    version = {"If_Match": f'"{plan.version}"'}
    for who in (volunteer, colleague):
        body = {"assignee": str(who.pk)}
        assert_problem(staff.patch(f"tasks/{plan.pk}/", body, **version), 409, "channel")
    page = Reader(coordinator).post(f"/tasks/{plan.pk}/", answer="offer", volunteer=volunteer.pk)
    assert "the date to check that again has passed" in page
    plan.refresh_from_db()
    assert (plan.state, plan.assignee_id) == ("open", None)
    assert not TaskOffer.objects.exists()
    assert not Notice.objects.filter(recipient=volunteer).exists()
    assert blocks(by_post).count() == 4


def test_no_volunteer_takes_what_has_become_a_risk_by_page_program_or_mail(
    plan, by_post, caseworker, volunteer, mailbox
):
    offer_task(actor=caseworker, task_id=plan.pk, volunteer_id=volunteer.pk, now=NOW)
    Notice.objects.filter(recipient=volunteer).update(is_urgent=True)
    pack(now=NOW)
    deliver_due(now=NOW)
    token = mailbox.to(volunteer)[-1].partition("/m/#")[2].split()[0]
    offered = Notice.objects.get(recipient=volunteer)
    no_longer_safe(by_post)

    by_page = Reader(volunteer).post(f"/tasks/{plan.pk}/", answer="accept")
    assert (by_page.status, "the date to check that again has passed" in by_page) == (400, True)
    by_program = Caller(volunteer).post(f"tasks/{plan.pk}/accept/")
    assert_problem(by_program, 409, "channel")
    # However it is asked, there is nothing that lets it pass.
    for more in ({"override": True}, {"force": True}, {"reason": "urgent"}):
        assert Caller(volunteer).post(f"tasks/{plan.pk}/accept/", more).status_code == 400
    assert press(token, f"take.{offered.pk}").status == 409
    plan.refresh_from_db()
    assert (plan.state, plan.assignee_id) == ("offered", None)
    assert set(blocks(by_post).values_list("actor_id", flat=True)) == {volunteer.pk}
    assert blocks(by_post).count() == 3


def test_who_has_taken_it_is_told_not_to_when_they_set_out(plan, by_post, caseworker, volunteer):
    Task.objects.filter(pk=plan.pk).update(due_at=NOW + timedelta(hours=3))
    offer_task(actor=caseworker, task_id=plan.pk, volunteer_id=volunteer.pk, now=NOW)
    accept_task(actor=volunteer, task_id=plan.pk, now=NOW)
    Caller(caseworker).patch(
        f"tasks/{plan.pk}/", {"brief": "Street 5"}, If_Match=f'"{version_of(plan)}"'
    )
    reader = Reader(volunteer)
    assert "Street 5" in reader.get(f"/tasks/{plan.pk}/")
    no_longer_safe(by_post)
    page = reader.get(f"/tasks/{plan.pk}/")
    assert "Do not do this now." in page
    assert "Street 5" not in page
    assert_problem(Caller(volunteer).get(f"tasks/{plan.pk}/brief/"), 409, "channel")
    assert blocks(by_post).count() == 2
    assert reader.post(f"/tasks/{plan.pk}/", answer="decline", reason="").status == 302
    assert not TaskOffer.objects.filter(answer="pending").exists()


def version_of(row):
    row.refresh_from_db()
    return row.version


@pytest.mark.parametrize("kind", sorted(LIFE))
def test_what_came_in_from_somebody_freed_inside_is_never_blocked(
    caseworker, make_case, kind, inside
):
    freed = make_case("Вольны Прыклад", stage="freed_in_country")
    body = {"case": str(freed.pk), "kind": kind, "occurred_at": WHEN, "text": "They wrote."}
    assert Caller(caseworker).post("activities/", body).status_code == 201
    assert not blocks().exists()


def test_what_came_in_from_a_contact_within_reach_is_recorded_with_who_and_how(
    caseworker, case, inside
):
    body = {"case": str(case.pk), "kind": "letter_received", "occurred_at": WHEN}
    body |= {"contact": str(inside.pk), "channel": "post"}
    assert Caller(caseworker).post("activities/", body).status_code == 201
    assert not blocks().exists()


@pytest.mark.parametrize("kind", ["letter", "meeting"])
def test_a_letter_or_meeting_towards_nobody_named_goes_to_the_freed_person(
    caseworker, case, make_case, kind
):
    freed = make_case("Вольны Прыклад", stage="freed_in_country")
    caller = Caller(caseworker)
    both = [str(case.pk), str(freed.pk)]
    answer = assert_problem(caller.post("actions/", {"kind": kind, "cases": both}), 409, "target")
    assert "contact itself is a risk" in answer["detail"]
    assert blocks(freed).get().actor_id == caseworker.pk
    body = caller.post("bodies/", {"name": "The Committee"}).json()["id"]
    made = caller.post("actions/", {"kind": kind, "cases": both, "target": body})
    assert made.status_code == 201, made.content
    etag = made.headers["ETag"]
    address = f"actions/{made.json()['id']}/"
    assert_problem(caller.patch(address, {"target": None}, If_Match=etag), 409, "target")
    assert caller.post("actions/", {"kind": "un_filing", "cases": both}).status_code == 201


def test_a_token_names_and_sees_contacts_only_by_a_scope_that_names_them(
    caseworker, case, plan, by_post
):
    said = {"case": str(case.pk), "kind": "contact_made", "occurred_at": WHEN}
    said |= {"contact": str(by_post.pk), "channel": "post"}
    task = {"case": str(case.pk), "title": "Write", "due_at": (NOW + DAY).isoformat()}
    task |= {"contact": str(by_post.pk), "channel": "post"}
    for scopes, is_open in ((["all"], False), (["all", "contacts:read"], True)):
        given = {"actor": caseworker, "user": caseworker, "days": 3, "now": NOW}
        text = create_token(scopes=scopes, **given)
        program = Caller(authorization=f"Token {text}")
        made = [program.post("activities/", said), program.post("tasks/", task)]
        assert [answer.status_code for answer in made] == [201 if is_open else 400] * 2
        shown = program.get(f"tasks/{plan.pk}/").json()
        seen = (str(by_post.pk), "post") if is_open else (None, "")
        assert (shown["contact"], shown["channel"]) == seen
    entry = Activity.objects.get(kind="contact_made")
    closed = create_token(scopes=["activities:read"], **given)
    program = Caller(authorization=f"Token {closed}")
    assert program.get(f"activities/{entry.pk}/").json()["facts"] == {}
    assert Caller(caseworker).get(f"activities/{entry.pk}/").json()["facts"] != {}


def test_a_way_that_is_said_not_to_be_safe_any_more_ends_the_tasks_by_it(
    plan, by_post, caseworker, volunteer, case
):
    offer_task(actor=caseworker, task_id=plan.pk, volunteer_id=volunteer.pk, now=NOW)
    accept_task(actor=volunteer, task_id=plan.pk, now=NOW)
    given = {"actor": caseworker, "case_id": case.pk, "due_at": NOW + DAY, "now": NOW}
    other = open_task(title="Drive", kind="transport", **given)
    edit_contact(actor=caseworker, contact_id=by_post.pk, changes={"note": "calls"}, now=NOW)
    plan.refresh_from_db()
    assert plan.state == "accepted"
    edit_contact(actor=caseworker, contact_id=by_post.pk, changes={"safety": "unsafe"}, now=NOW)
    plan.refresh_from_db()
    other.refresh_from_db()
    assert (plan.state, other.state) == ("cancelled", "open")
    assert plan.cancel_reason == "not safe any more: do not write or call"
    told = Notice.objects.filter(recipient=volunteer, kind="task_cancelled")
    assert told.count() == 1
