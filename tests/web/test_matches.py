import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.domain.dates import parse_date
from casetracker.domain.doubts import Entry, Judgement, Verdict, judge
from casetracker.domain.names import parse_name
from casetracker.models import DuplicateScan, ImportRow, MatchDecision, Merge, User
from casetracker.services.duplicate_scans import scan_on
from casetracker.services.import_decisions import decide_row
from casetracker.services.imports import import_list
from casetracker.services.matches import note_pairs, reopen_match
from casetracker.services.merges import merge_prisoners
from casetracker.web.matchwords import REASON
from tests.conftest import NOW
from tests.web.conftest import Reader

REVIEW = "/imports/review/"


@pytest.fixture
def pair(make_case):
    one, other = make_case("Бабарыка Віктар"), make_case("Babaryka <b>Viktar</b>")
    found = Judgement(Verdict.REVIEW, 0.9, ("similar_name", "birth_missing"))
    note_pairs(pairs=[(one.prisoner_id, other.prisoner_id, found)], now=NOW)
    return MatchDecision.objects.get()


def test_a_pair_stands_side_by_side_with_its_reasons_and_verbs(read, coordinator, pair):
    page = read(coordinator).get(REVIEW)
    for words in ("1 pair waits", "similar names", "a birth date is missing", "Two people"):
        assert words in page
    assert "<b>Viktar" not in page.html
    assert page.html.count('data-key="') == 4
    for case in (*pair.one.cases.all(), *pair.other.cases.all()):
        assert case.reference in page


def test_every_reason_is_said_in_words():
    names = (
        "Бабарыка Віктар",
        "Viktar Barbaryka",
        "В. Бабарыка",
        "Бабарыка",
        "Ткач (Бабарыка) Віка",
    )
    names += ("Бабарыка Віктар Іванавіч", "Бабарыка Віктар Пятровіч", "Viktor Babariko")
    dates = ("", "1980", "1980-02-03", "1980-02-04", "1999-09-09")
    entries = [
        Entry(parse_name(name), sex, parse_date(birth), parse_date(birth))
        for name in names
        for birth in dates
        for sex in ("", "m", "f")
    ]
    said = {code for one in entries for other in entries for code in judge(one, other).reasons}
    assert len(said) > 15
    assert said - {"other_given_name", "other_initial"} <= set(REASON)


def test_a_refusal_is_said_once_and_taken_back(read, coordinator, pair):
    reader = read(coordinator)
    page = reader.press(f"{REVIEW}{pair.pk}/different/", version=pair.version)
    assert "not asked about again" in page
    assert "No pair waits" in page
    assert "Decided already" in reader.get(f"{REVIEW}{pair.pk}/")
    pair.refresh_from_db()
    page = reader.press(f"{REVIEW}{pair.pk}/ask-again/", version=pair.version)
    assert "1 pair waits" in page


def test_a_merge_is_undone_from_the_page(read, coordinator, pair):
    reader = read(coordinator)
    page = reader.press(f"{REVIEW}{pair.pk}/same/", version=pair.version, kept=str(pair.other_id))
    assert "Merged into one" in page
    done = Merge.objects.get()
    assert done.kept_id == pair.other_id
    assert "Бабарыка Віктар" in page
    page = reader.press(f"{REVIEW}merges/{done.pk}/undo/")
    assert "Undone" in page
    assert "1 pair waits" in page


def test_of_two_who_answer_at_once_one_is_told(read, coordinator, pair):
    reader = read(coordinator)
    reader.press(f"{REVIEW}{pair.pk}/later/", version=pair.version)
    page = reader.press(f"{REVIEW}{pair.pk}/different/", version=pair.version)
    assert "Nothing was changed" in page


def test_a_coordinator_looks_through_the_register_and_sees_how_far_it_is(
    read, coordinator, caseworker, case
):
    reader = read(coordinator)
    page = reader.press(f"{REVIEW}scan/")
    assert "0 % done" in page
    scan = DuplicateScan.objects.get()
    assert "looked through already" in reader.press(f"{REVIEW}scan/")
    page = reader.press(f"{REVIEW}scan/{scan.pk}/stop/")
    assert "stopped" in page
    assert read(caseworker).post(f"{REVIEW}scan/").status == 403
    assert "Look for duplicates" not in read(caseworker).get(REVIEW)


def test_pairs_of_others_do_not_exist(read, make_user, other_team, volunteer, pair):
    stranger: Reader = read(make_user("coordinator", other_team))
    assert "No pair waits" in stranger.get(REVIEW)
    assert stranger.get(f"{REVIEW}{pair.pk}/").status == 404
    assert stranger.post(f"{REVIEW}{pair.pk}/same/", version=1).status == 404
    assert read(volunteer).get(REVIEW).status == 403
    assert (
        read(make_user("coordinator", other_team))
        .post(f"{REVIEW}{pair.pk}/explode/", version=1)
        .status
        == 404
    )


def test_the_page_costs_the_same_however_many_pairs_wait(
    read, coordinator, make_case, pair, django_assert_max_num_queries
):
    found = Judgement(Verdict.REVIEW, 0.5, ("similar_name",))
    for number in range(6):
        other = make_case(f"Бабарыка В{'абвгде'[number]}")
        note_pairs(pairs=[(pair.one_id, other.prisoner_id, found)], now=NOW)
    reader = read(coordinator)
    with django_assert_max_num_queries(24):
        assert "7 pairs wait" in reader.get(REVIEW)


def test_what_was_decided_lately_costs_the_same_however_much_it_is(read, coordinator, make_case):
    reader = read(coordinator)
    costs = []
    for number in range(4):
        one, other = (make_case(f"{name}{number}") for name in ("Адна Асоба", "Другая Асоба"))
        merge_prisoners(
            actor=coordinator, kept_id=one.prisoner_id, lost_id=other.prisoner_id, now=NOW
        )
        with CaptureQueriesContext(connection) as queries:
            page = reader.get(REVIEW)
        costs.append(len(queries))
        assert f"Адна Асоба{number} · Другая Асоба{number} : one person" in page
    assert len(set(costs[1:])) == 1, costs


def test_a_scan_shows_by_itself_how_far_it_is(read, coordinator, caseworker, case):
    reader = read(coordinator)
    page = reader.press(f"{REVIEW}scan/")
    scan = DuplicateScan.objects.get()
    where = f"{REVIEW}scan/{scan.pk}/progress/"
    assert f'data-polls="{where}"' in page.html
    assert "0 % done" in reader.get(where)
    assert read(caseworker).get(where).status == 403
    scan_on(now=NOW)
    assert reader.get(where).status == 204


@pytest.mark.parametrize("language", ["be", "ru"])
def test_what_is_refused_is_said_in_the_reader_s_language(read, coordinator, pair, language):
    User.objects.filter(pk=coordinator.pk).update(language=language)
    reader = read(coordinator)
    reader.press(f"{REVIEW}{pair.pk}/later/", version=pair.version)
    page = reader.press(f"{REVIEW}{pair.pk}/different/", version=pair.version)
    assert "meanwhile" not in page
    assert ("Нехта іншы" if language == "be" else "Кто-то другой") in page


def test_a_file_that_was_merged_away_leads_to_the_one_it_goes_on_in(read, coordinator, make_case):
    kept, lost = make_case("Ада Прыклад"), make_case("Ada Pryklad")
    done = merge_prisoners(
        actor=coordinator, kept_id=kept.prisoner_id, lost_id=lost.prisoner_id, now=NOW
    )
    reader = read(coordinator)
    page = reader.get(f"/cases/{lost.reference}/")
    assert "It goes on there" in page
    assert f'href="/cases/{kept.reference}/"' in page.html
    assert "It goes on there" not in reader.get(f"/cases/{kept.reference}/")
    reader.press(f"{REVIEW}merges/{done.pk}/undo/")
    assert "It goes on there" not in reader.get(f"/cases/{lost.reference}/")


def test_of_a_pair_one_sees_where_each_is_and_who_says_each_spelling(read, coordinator, team, now):
    for source, name in (("one", "Бабарыка Віктар"), ("two", "Babaryka Viktar Ivanavich")):
        text = f"name;prison;status\n{name};{'IK-4' if source == 'one' else 'IK-9'};in prison\n"
        given = {"actor": coordinator, "team_id": team.pk, "now": now}
        import_list(source=source, data=text.encode(), **given)
    row = ImportRow.objects.get(outcome="review")
    decide_row(actor=coordinator, row_id=row.pk, answer="different", now=now)
    reopen_match(actor=coordinator, match_id=MatchDecision.objects.get().pk, now=now)
    page = read(coordinator).get(REVIEW)
    for words in ("place of detention IK-04", "place of detention IK-09", "· one", "· two"):
        assert words in page, words
