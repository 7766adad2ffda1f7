"""Whose case it is, asked of the database and of a case at hand, is one answer."""

from __future__ import annotations

from casetracker.models import Case, Membership
from casetracker.models.case import is_own


def test_a_case_at_hand_is_ones_own_exactly_where_the_database_says_so(
    make_case, make_user, team, other_team, caseworker, now
):
    both = make_user("caseworker", team)
    Membership.objects.create(user=both, team=other_team, role="coordinator", created_at=now)
    left = make_user("volunteer", team)
    people = [
        caseworker,
        both,
        left,
        *(make_user(role, team) for role in ("coordinator", "caseworker", "volunteer")),
        *(make_user(role, other_team) for role in ("coordinator", "caseworker")),
        *(make_user(role) for role in ("administrator", "auditor")),
    ]
    cases = [make_case("Ада"), make_case("Вера"), make_case("Нікога")]
    # Whoever became a volunteer, and somebody who coordinates elsewhere, still stand on a file.
    Case.objects.filter(pk=cases[1].pk).update(caseworker=left)
    Case.objects.filter(pk=cases[2].pk).update(caseworker=None)
    elsewhere = make_case("Чужы")
    Case.objects.filter(pk=elsewhere.pk).update(team=other_team, caseworker=both)
    seen = set()
    for user in people:
        own = set(Case.objects.readable_by(user).values_list("pk", flat=True))
        for case in Case.objects.all():
            assert is_own(case, user) == (case.pk in own), (user, case)
            seen.add(is_own(case, user))
    assert seen == {True, False}
