"""Two entries made one, and two again: nothing is lost either way."""

from datetime import timedelta

import pytest
from django.apps import apps
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from casetracker.domain.doubts import Judgement, Verdict
from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused, Stale
from casetracker.domain.words import ActivityKind, ClosingReason, NeedKind, Stage
from casetracker.models import (
    Activity,
    AuditEvent,
    Case,
    Clock,
    Detention,
    MatchDecision,
    Merge,
    NameForm,
    Prisoner,
)
from casetracker.services.activities import record_activity
from casetracker.services.cases import close_case
from casetracker.services.detentions import record_detention
from casetracker.services.matches import decide_match, note_pairs, refuse_pair, reopen_match
from casetracker.services.merges import merge_prisoners, unmerge_prisoners
from casetracker.services.needs import open_need
from casetracker.services.prisoners import add_name, edit_prisoner, relate_prisoners
from tests.conftest import NOW

LATER = NOW + timedelta(hours=1)
#: What a merge itself leaves behind, and what only records that something happened.
_BESIDE = {"merge", "mergemove", "auditevent", "auditpending", "auditseal", "matchdecision"}


def everything() -> dict[str, dict]:
    """Every row of every table with its values, versions left out."""
    found = {}
    for model in apps.get_app_config("casetracker").get_models():
        if model._meta.model_name in _BESIDE:
            continue
        for row in model._base_manager.all():
            values = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields}
            values.pop("version", None)
            found[f"{model._meta.model_name} {row.pk}"] = values
    return found


@pytest.fixture
def two(make_case, coordinator):
    """Two files on one man, with something in each."""
    cases = make_case("Бабарыка Віктар"), make_case("Babaryka Viktar")
    for number, case in enumerate(cases):
        for kind in (ActivityKind.SIGN_OF_LIFE, ActivityKind.NOTE):
            record_activity(
                actor=coordinator,
                case_id=case.pk,
                kind=kind,
                occurred_at=NOW - timedelta(days=number),
                text=f"entry {number}",
                now=NOW,
            )
        record_detention(
            actor=coordinator, case_id=case.pk, arrested_on=NOW.date(), source=f"S{number}", now=NOW
        )
        open_need(actor=coordinator, case_id=case.pk, kind=NeedKind.LEGAL, now=NOW)
        add_name(
            actor=coordinator,
            prisoner_id=case.prisoner_id,
            text=f"Viktar Barbaryka {'ab'[number]}",
            source=f"S{number}",
            now=NOW,
        )
        add_name(actor=coordinator, prisoner_id=case.prisoner_id, text="Бабарико Виктор", now=NOW)
    return cases


def merge(two, actor, **options):
    kept, lost = two
    return merge_prisoners(
        actor=actor, kept_id=kept.prisoner_id, lost_id=lost.prisoner_id, now=LATER, **options
    )


def test_a_merge_keeps_both_histories_and_every_source(two, coordinator):
    kept, lost = two
    sources = set(NameForm.objects.values_list("source", flat=True))
    merge(two, coordinator)
    lost.refresh_from_db()
    assert (lost.stage, lost.closing_reason) == (Stage.CLOSED, ClosingReason.MERGED)
    assert lost.prisoner_id == kept.prisoner_id
    assert Prisoner.objects.get(merged_into=kept.prisoner_id).names.get().text == "Бабарико Виктор"
    texts = [a.text for a in Activity.objects.filter(case=kept)]
    assert texts.count("entry 0") == texts.count("entry 1") == 2
    # Nobody is held twice at once: the second arrest stays in the file that was closed.
    assert Detention.objects.filter(case__prisoner=kept.prisoner_id).count() == 2
    assert kept.needs.count() == 2
    names = NameForm.objects.filter(prisoner=kept.prisoner_id)
    assert set(names.values_list("source", flat=True)) == sources
    assert names.filter(is_preferred=True).count() == 1
    assert not Clock.objects.running().filter(case=lost).exists()
    assert Clock.objects.running().filter(case=kept).exists()


def test_a_merge_that_is_undone_leaves_every_row_as_it_was(two, coordinator):
    before = everything()
    done = merge(two, coordinator)
    assert everything() != before
    unmerge_prisoners(actor=coordinator, merge_id=done.pk, now=LATER)
    after = everything()
    note = [key for key in after if key not in before]
    assert {key: after[key] for key in before} == before
    assert len(note) == 1  # the timeline tells of the merge
    assert note[0].startswith("activity")


def test_what_came_after_a_merge_stays_with_the_kept_entry(two, coordinator):
    kept, _ = two
    done = merge(two, coordinator)
    add_name(actor=coordinator, prisoner_id=kept.prisoner_id, text="В. Бабарыка", now=LATER)
    edit_prisoner(actor=coordinator, prisoner_id=kept.prisoner_id, changes={"sex": "m"}, now=LATER)
    unmerge_prisoners(actor=coordinator, merge_id=done.pk, now=LATER)
    person = Prisoner.objects.get(pk=kept.prisoner_id)
    assert person.sex == "m"
    assert person.names.filter(text="В. Бабарыка").exists()


def test_facts_that_were_missing_are_taken_over_and_given_back(two, coordinator):
    kept, lost = two
    edit_prisoner(
        actor=coordinator,
        prisoner_id=lost.prisoner_id,
        changes={"born_on": NOW.date().replace(year=1963), "occupation": "banker"},
        now=NOW,
    )
    done = merge(two, coordinator)
    person = Prisoner.objects.get(pk=kept.prisoner_id)
    assert (person.born_on.year, person.born_precision, person.occupation) == (
        1963,
        "day",
        "banker",
    )
    unmerge_prisoners(actor=coordinator, merge_id=done.pk, now=LATER)
    person.refresh_from_db()
    assert (person.born_on, person.born_precision, person.occupation) == (None, "unknown", "")


def test_a_closed_file_goes_along_as_it_is(two, coordinator):
    kept, lost = two
    close_case(actor=coordinator, case_id=lost.pk, reason=ClosingReason.SETTLED, now=NOW)
    merge(two, coordinator)
    lost.refresh_from_db()
    assert (lost.closing_reason, lost.prisoner_id) == (ClosingReason.SETTLED, kept.prisoner_id)
    assert lost.activities.filter(text__isnull=False).exists()


def test_an_open_file_is_kept_where_the_other_has_ended(two, coordinator):
    kept, lost = two
    close_case(actor=coordinator, case_id=kept.pk, reason=ClosingReason.SETTLED, now=NOW)
    merge(two, coordinator)
    lost.refresh_from_db()
    assert (lost.stage, lost.prisoner_id) == (Stage.INSIDE, kept.prisoner_id)


def test_relatives_go_along_and_links_that_both_have_stay(two, make_case, coordinator):
    kept, lost = two
    son = make_case("Бабарыка Эдуард")
    for case in two:
        relate_prisoners(
            actor=coordinator,
            prisoner_id=case.prisoner_id,
            relative_id=son.prisoner_id,
            kind="other",
            now=NOW,
        )
    relate_prisoners(
        actor=coordinator,
        prisoner_id=son.prisoner_id,
        relative_id=lost.prisoner_id,
        kind="parent",
        now=NOW,
    )
    before = everything()
    done = merge(two, coordinator)
    person = Prisoner.objects.get(pk=kept.prisoner_id)
    assert person.relationships.count() == 1
    assert Prisoner.objects.get(pk=son.prisoner_id).relationships.get().relative == person
    unmerge_prisoners(actor=coordinator, merge_id=done.pk, now=LATER)
    after = everything()
    assert {key: after[key] for key in before} == before


def test_a_merge_across_teams_needs_somebody_of_both(two, make_user, make_case, other_team, team):
    kept, _ = two
    one_sided = make_user("coordinator", other_team)
    theirs = make_case("Бабарыка В.", worker=one_sided, team_id=other_team.pk)
    with pytest.raises(Missing):
        merge((theirs, kept), one_sided)
    of_both = make_user("coordinator", other_team)
    of_both.memberships.create(team=team, role="coordinator", created_at=NOW)
    merge((theirs, kept), of_both)
    assert Merge.objects.count() == 1


def test_a_caseworker_merges_own_files_only(two, caseworker, make_user, team):
    Case.objects.filter(pk=two[0].pk).update(caseworker=caseworker)
    Case.objects.filter(pk=two[1].pk).update(caseworker=make_user("caseworker", team))
    with pytest.raises(Forbidden):
        merge(two, caseworker)
    Case.objects.filter(pk=two[1].pk).update(caseworker=caseworker)
    merge(two, caseworker)


def test_what_cannot_be_merged_is_refused_and_changes_nothing(two, coordinator):
    kept, _ = two
    with pytest.raises(Refused):
        merge((kept, kept), coordinator)
    with pytest.raises(Stale):
        merge(two, coordinator, version=99)
    done = merge(two, coordinator)
    with pytest.raises(Missing):
        merge_prisoners(
            actor=coordinator,
            kept_id=Prisoner.objects.exclude(merged_into=None).get().pk,
            lost_id=kept.prisoner_id,
            now=LATER,
        )
    unmerge_prisoners(actor=coordinator, merge_id=done.pk, now=LATER)
    with pytest.raises(Conflict):
        unmerge_prisoners(actor=coordinator, merge_id=done.pk, now=LATER)


def test_merges_are_undone_from_the_last_one(two, make_case, coordinator):
    third = make_case("Бабарыка Віктар Дзмітрыевіч")
    before = everything()
    first = merge(two, coordinator)
    second = merge((third, two[0]), coordinator)
    with pytest.raises(Conflict, match="undo that merge"):
        unmerge_prisoners(actor=coordinator, merge_id=first.pk, now=LATER)
    unmerge_prisoners(actor=coordinator, merge_id=second.pk, now=LATER)
    unmerge_prisoners(actor=coordinator, merge_id=first.pk, now=LATER)
    after = everything()
    assert {key: after[key] for key in before} == before


def test_a_merge_and_its_undoing_are_on_record(two, coordinator):
    done = merge(two, coordinator)
    unmerge_prisoners(actor=coordinator, merge_id=done.pk, now=LATER)
    verbs = list(AuditEvent.objects.filter(verb__contains="merge").values_list("verb", flat=True))
    assert verbs.count("merge_prisoners") == verbs.count("unmerge_prisoners") == 3


WORDS = st.lists(
    st.sampled_from(["name", "activity", "detention", "need", "close kept", "close lost"]),
    max_size=6,
)


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(first=WORDS, second=WORDS)
def test_undoing_a_merge_is_the_way_back_whatever_lies_in_the_files(
    first, second, make_case, coordinator, now
):
    cases = make_case("Бабарыка Віктар"), make_case("Бабарыка Віктар")
    for case, words in zip(cases, (first, second), strict=True):
        for number, word in enumerate(words):
            _put(case, word, number, coordinator)
    before = everything()
    done = merge(cases, coordinator)
    unmerge_prisoners(actor=coordinator, merge_id=done.pk, now=LATER)
    after = everything()
    assert {key: after[key] for key in before} == before


def _put(case, word, number, actor):
    case.refresh_from_db()
    if not case.is_open or (word == "detention" and case.detentions.exists()):
        return
    if word == "name":
        add_name(actor=actor, prisoner_id=case.prisoner_id, text=f"Імя {'абвгде'[number]}", now=NOW)
    elif word == "activity":
        record_activity(actor=actor, case_id=case.pk, kind="note", occurred_at=NOW, now=NOW)
    elif word == "detention":
        record_detention(actor=actor, case_id=case.pk, arrested_on=NOW.date(), now=NOW)
    elif word == "need":
        open_need(actor=actor, case_id=case.pk, kind=NeedKind.LEGAL, now=NOW)
    else:
        close_case(actor=actor, case_id=case.pk, reason=ClosingReason.SETTLED, now=NOW)


# ── answers ────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def pair(two):

    kept, lost = two
    found = Judgement(Verdict.REVIEW, 0.9, ("similar_name",))
    assert note_pairs(pairs=[(lost.prisoner_id, kept.prisoner_id, found)], now=NOW) == 1
    assert note_pairs(pairs=[(kept.prisoner_id, lost.prisoner_id, found)], now=NOW) == 0
    return MatchDecision.objects.get()


def test_a_refusal_is_remembered_and_can_be_taken_back(pair, coordinator):
    decide_match(actor=coordinator, match_id=pair.pk, answer="different", now=NOW)
    assert not MatchDecision.objects.undecided().exists()
    with pytest.raises(Conflict):
        decide_match(actor=coordinator, match_id=pair.pk, answer="same", now=NOW)
    reopen_match(actor=coordinator, match_id=pair.pk, now=NOW)
    assert MatchDecision.objects.undecided().exists()


def test_the_answer_same_merges_and_undoing_it_asks_again(pair, two, coordinator):
    decided = decide_match(
        actor=coordinator, match_id=pair.pk, answer="same", kept_id=two[1].prisoner_id, now=NOW
    )
    assert decided.state == "same"
    done = Merge.objects.get()
    assert (done.kept_id, done.lost_id) == (two[1].prisoner_id, two[0].prisoner_id)
    unmerge_prisoners(actor=coordinator, merge_id=done.pk, now=LATER)
    assert MatchDecision.objects.undecided().get() == pair


def test_later_and_nonsense(pair, coordinator):
    assert (
        decide_match(actor=coordinator, match_id=pair.pk, answer="later", now=NOW).state == "later"
    )
    assert MatchDecision.objects.undecided().exists()
    with pytest.raises(Refused):
        decide_match(actor=coordinator, match_id=pair.pk, answer="open", now=NOW)
    with pytest.raises(Refused):
        decide_match(actor=coordinator, match_id=pair.pk, answer="same", kept_id=pair.pk, now=NOW)


def test_two_people_can_be_told_apart_before_anybody_asks(two, coordinator):
    kept, lost = two
    for _ in range(2):
        refuse_pair(
            actor=coordinator, prisoner_id=kept.prisoner_id, other_id=lost.prisoner_id, now=NOW
        )
    assert MatchDecision.objects.get().state == "different"


def test_a_pair_of_another_team_does_not_exist(pair, make_user, other_team):
    stranger = make_user("coordinator", other_team)
    with pytest.raises(Missing):
        decide_match(actor=stranger, match_id=pair.pk, answer="different", now=NOW)
