"""Labels: stable for their reader, shared with nobody, found by the search box."""

from __future__ import annotations

import pytest

from casetracker.domain import labels as domain_labels
from casetracker.models import Case, Label
from casetracker.models.base import new_id
from casetracker.selectors.names import cases_called
from casetracker.services import labels as label_services
from casetracker.services.labels import labels_of


def test_a_label_is_made_once_and_stays(caseworker, case):
    wanted = {(caseworker.pk, case.pk): "en"}
    made = labels_of(wanted)
    assert labels_of(wanted) == made
    # Another language later changes nothing that has been told.
    assert labels_of(dict.fromkeys(wanted, "be")) == made


def test_a_label_is_made_of_the_words_of_its_readers_language(caseworker, case):
    (words,) = labels_of({(caseworker.pk, case.pk): "be"}).values()
    first, second = words.split()
    adjectives, nouns = domain_labels.WORDS["be"]
    assert first in adjectives
    assert second in nouns


@pytest.mark.parametrize("language", ["en", "be", "ru"])
def test_two_mailboxes_share_no_label(make_user, team, language):
    readers = [make_user("coordinator", team) for _ in range(2)]
    subjects = [new_id() for _ in range(400)]
    found = labels_of({(who.pk, what): language for who in readers for what in subjects})
    boxes = [{found[who.pk, what] for what in subjects} for who in readers]
    assert [len(box) for box in boxes] == [400, 400]
    assert not boxes[0] & boxes[1]


def test_words_that_somebody_has_are_drawn_again(make_user, team, monkeypatch):
    first, second = (make_user("coordinator", team) for _ in range(2))
    subject = new_id()
    drawn = iter([bytes(8), bytes(8), b"\0\0\0\1\0\0\0\1"])
    monkeypatch.setattr(label_services.os, "urandom", lambda count: next(drawn))
    told = labels_of({(first.pk, subject): "en"})
    other = labels_of({(second.pk, subject): "en"})
    assert set(told.values()).isdisjoint(other.values())


def test_once_all_words_are_used_two_people_never_share_those_of_one_subject(
    make_user, team, monkeypatch
):
    """A very large register: the words run out, and still join no two mailboxes."""
    tiny = {"en": (("one", "two"), ("bell", "leaf"))}
    monkeypatch.setattr(domain_labels, "WORDS", tiny)
    readers = [make_user("coordinator", team) for _ in range(2)]
    subjects = [new_id() for _ in range(3)]
    monkeypatch.setattr(label_services, "DRAWS", 500)
    found = labels_of({(who.pk, what): "en" for who in readers for what in subjects})
    assert len(found) == 6
    for subject in subjects:
        assert len({found[who.pk, subject] for who in readers}) == 2


def test_the_search_box_finds_what_a_label_stands_for_to_whoever_may_see_it(
    case, caseworker, coordinator, make_user, other_team
):
    stranger = make_user("coordinator", other_team)
    for language in ("en", "be"):
        Label.objects.all().delete()
        words = labels_of({(caseworker.pk, case.pk): language})[caseworker.pk, case.pk]
        for reader, found in ((caseworker, [case]), (coordinator, [case]), (stranger, [])):
            cases = Case.objects.visible_to(reader)
            assert list(cases_called(cases, f"  {words.upper()} ")) == found


def test_labels_cost_two_statements_where_all_are_new(
    make_user, team, django_assert_max_num_queries
):
    who = make_user("coordinator", team)
    wanted = {(who.pk, new_id()): "ru" for _ in range(50)}
    with django_assert_max_num_queries(5):  # a draw that meets another takes a little more
        labels_of(wanted)
    with django_assert_max_num_queries(1):
        labels_of(wanted)
