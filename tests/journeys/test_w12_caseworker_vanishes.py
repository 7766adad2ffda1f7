"""W12: forty files of somebody who is gone; old links and tokens are dead at once."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from rest_framework.test import APIClient

from casetracker.models import Case, Clock, User
from casetracker.services.letters import account_link
from casetracker.services.tokens import create_token

DAY = timedelta(days=1)


def test_forty_files_change_hands_in_one_act_and_what_is_due_goes_to_the_heir(
    door, manage, make_case, make_user, team, caseworker, coordinator, mailbox, client
):
    start = timezone.now()
    heir = make_user("caseworker", team)
    cases = [make_case(f"Прыклад {number}", at=start) for number in range(40)]
    token = create_token(actor=None, user=caseworker, scopes=["all"], days=30, now=start)
    link = account_link(User.objects.get(pk=caseworker.pk)).partition("8000")[2]
    stranger = APIClient(headers={"Authorization": f"Token {token}"})
    assert stranger.get("/api/v1/cases/").status_code == 200

    manage("freeze", caseworker.email)
    chief = door(coordinator)
    ids = [str(case.pk) for case in cases]
    chief.post("cases/assign-many/", status=200, cases=ids, caseworker=str(heir.pk))

    assert set(Case.objects.values_list("caseworker", flat=True)) == {heir.pk}
    assert set(Clock.objects.running().values_list("owner", flat=True)) == {heir.pk}
    assert stranger.get("/api/v1/cases/").status_code == 401
    page = client.get(link, follow=True)
    assert "new_password" not in page.content.decode()

    manage("dispatch", "--once", now=start + 32 * DAY)
    assert mailbox.to(caseworker) == []
    (text,) = mailbox.to(heir)
    assert "•" in text
    assert "Прыклад" not in text
