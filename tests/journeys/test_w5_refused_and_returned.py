"""W5: one of those who were freed together does not cross the border; pages and API."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone

from casetracker.models import Case, Detention, Need, Release, Task

NAMES = [f"Прыклад{letter} Ада" for letter in "абвгдежз"]


def test_he_ends_inside_the_others_stay_under_embargo_until_two_sources_agree(
    client, door, coordinator, caseworker, volunteer, make_case, mailbox, manage
):
    start = timezone.now()
    for name in NAMES:
        case = make_case(name, at=start)
        door(caseworker).post("detentions/", case=str(case.pk), arrested_on="2021-08-12")
    client.force_login(coordinator)
    form = {
        "wave": "September",
        "kind": "deportation",
        "happened_on": start.date().isoformat(),
        "destination": "LT",
        "names": "\n".join(NAMES),
    }
    page = client.post("/waves/new/", form | {"preview": ""}).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page).group(1)
    board = client.post("/waves/new/", form | {"seen": seen, "commit": ""})["Location"]
    manage("dispatch", "--once", now=start + timedelta(minutes=1))

    he = Release.objects.get(case__prisoner__names__text=NAMES[0])
    # State channels say that all have crossed, a driver that seven have, he that one has not.
    state = {"whom": "all", "source": "State television", "says": "free", "is_states": "on"}
    client.post(f"{board}report/", state)
    driver = {"whom": "all", "source": "Driver", "says": "free", "saw_person": "on"}
    client.post(f"{board}report/", driver)
    door(caseworker).post(
        f"releases/{he.pk}/report/", status=200, source="Fellow traveller", says="not_free"
    )
    said = door(coordinator).get(f"releases/{he.pk}/")
    assert (said["state"], said["lacking"]) == ("announced", ["sources", "contradicted"])
    everybody = [str(pk) for pk in Case.objects.values_list("pk", flat=True)]
    public = {"kind": "statement", "publicity": "public"}
    door(coordinator).post("actions/", status=409, cases=everybody, **public)
    manage("dispatch", "--once", now=start + timedelta(minutes=2))
    assert "the plan has changed" in mailbox.to(coordinator)[-1]

    page = client.get(f"/releases/{he.pk}/").content.decode()
    assert "sources contradict" in page
    back = {
        "how": "refused",
        "happened_on": start.date().isoformat(),
        "reason": "stood in the neutral zone",
        "version": re.search(r'name="version" value="(\d+)"', page).group(1),
    }
    assert client.post(f"/releases/{he.pk}/reverse/", back).status_code == 302
    twice = client.post(f"/releases/{he.pk}/reverse/", back)
    assert twice.status_code == 400

    he.refresh_from_db()
    assert (he.state, he.case.stage) == ("refused", "inside")
    assert Detention.objects.get(case=he.case_id).released_on is None
    assert set(Need.objects.filter(case=he.case_id).values_list("state", flat=True)) == {"paused"}
    assert not Task.objects.open().filter(case=he.case_id).exists()
    assert Detention.objects.filter(released_on__isnull=False).count() == len(NAMES) - 1
    manage("dispatch", "--once", now=start + timedelta(minutes=3))
    assert "the plan has changed" in mailbox.to(caseworker)[-1]
    (called_off,) = mailbox.to(volunteer)[1:]
    assert called_off.count("no longer needed") == 3

    # Advocacy for him reopens; nothing is said of the others before they are confirmed.
    door(coordinator).post("actions/", cases=[str(he.case_id)], **public)
    others = [pk for pk in everybody if pk != str(he.case_id)]
    door(coordinator).post("actions/", status=409, cases=others, **public)
    text = client.get(board + "?state=refused").content.decode()
    assert text.count('<th scope="row">') == 1
    reporter = {"whom": "all", "state": "announced", "source": "Reporter", "says": "free"}
    client.post(f"{board}report/", reporter)
    door(coordinator).post("actions/", cases=others, **public)
    assert client.get("/queues/").status_code == 200
