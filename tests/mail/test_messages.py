"""What a mail may say: these letters, word for word, and nothing else.

`letters/<language>.txt` is for reading: whoever changes a word reads the whole letter there.
After a change: `CASETRACKER_WRITE_LETTERS=1 pytest tests/mail/test_messages.py`.
"""

import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from casetracker.domain.words import ClockKind, EventKind
from casetracker.mail.messages import (
    AccountChanged,
    Invitation,
    Line,
    Message,
    PasswordReset,
    Stop,
    TaskMail,
    TrialMail,
)
from casetracker.mail.words import Says, how_many_more, what_to_do, works_once

LETTERS = Path(__file__).parent / "letters"
LINK = "https://casetracker.example/m/"
LANGUAGES = ["en", "be", "ru"]
DAY = date(2026, 3, 16)

# Word beginnings that would tell a stranger what the work is about.
GIVES_AWAY = {
    "en": "prison jail detain detention arrest releas freed freedom sentence court trial guard "
    "police border asylum politic regime colony penal lawyer hunger exile deport case inmate",
    "be": "турм турэм арышт арышв вызвал суд прысуд вырак калон зняв вязн паліт рэжым мяж вязьн "
    "адвакат уцяк бежан галад выгна дэпарт міліц свабод",
    "ru": "тюр арест освобож суд пригов колон заключ полит режим границ адвокат убежищ бежен "
    "голод выслан депорт милиц полиц свобод",
}


def all_letters(language: str) -> dict[str, Message]:
    every_line = tuple(
        Line(says, "amber lantern", DAY) for says in Says if says is not Says.COUNT_FOR_COORDINATOR
    )
    digest = TaskMail(language, every_line, LINK, more=3)
    urgent = Line(Says.RE_ARRESTED, "misty kettle")
    counted = tuple(Line(Says.COUNT_FOR_COORDINATOR, count=count) for count in (1, 2, 12))
    escalated = Line(Says.CASE_SILENT, "amber lantern", DAY, escalated=True)
    deputy = Line(Says.CASE_SILENT, "misty kettle", DAY, escalated=True, stands_in=True)
    return {
        "digest": digest,
        "urgent": TaskMail(language, (urgent,), LINK, urgent=True, stop=Stop.ON_THE_PAGE),
        "coordinator": TaskMail(language, (escalated, deputy, *counted), LINK, more=1),
        "nothing to do": TaskMail(language, (), LINK),
        "password": PasswordReset(language, "https://casetracker.example/k/1-abc/", valid_hours=1),
        "invitation": Invitation(language, "https://casetracker.example/i/1-abc/", valid_hours=72),
        "changed": AccountChanged(language),
        "test": TrialMail(language),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_reads_word_for_word(language: str) -> None:
    written = "\n".join(
        f"=== {name}\n{letter.subject()}\n---\n{letter.text()}"
        for name, letter in all_letters(language).items()
    )
    golden = LETTERS / f"{language}.txt"
    if os.environ.get("CASETRACKER_WRITE_LETTERS"):
        golden.write_text(written, "utf-8")
    assert written == golden.read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_tells_a_stranger_what_the_work_is_about(language: str) -> None:
    for letter in all_letters(language).values():
        text = re.sub(r"https://\S+", "", letter.subject() + " " + letter.text())
        words = re.findall(r"\w+", text.casefold())
        for beginning in GIVES_AWAY[language].split():
            assert not [word for word in words if word.startswith(beginning)]


@pytest.mark.parametrize("language", ["be", "ru"])
def test_nothing_stays_english_but_labels_and_links(language: str) -> None:
    for letter in all_letters(language).values():
        text = re.sub(r"https://\S+|amber lantern|misty kettle", "", letter.text())
        assert not re.findall("[A-Za-z]+", letter.subject() + text)


def test_belarusian_keeps_to_the_official_spelling() -> None:
    for letter in all_letters("be").values():
        assert not re.findall(
            "[иИщЩъЪ]|сьн|сьв|сьц|зьн|зьв|ньн|льл", letter.subject() + letter.text()
        )


def test_the_subject_is_the_same_whatever_there_is_to_do() -> None:
    for language in LANGUAGES:
        letters = all_letters(language)
        tasks = {letters[name].subject() for name in ("digest", "urgent", "coordinator")}
        assert tasks == {letters["nothing to do"].subject()}
        assert letters["password"].subject() == letters["invitation"].subject()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_letter_holds_at_most_one_link(language: str) -> None:
    for letter in all_letters(language).values():
        assert letter.text().count("://") == (
            0 if isinstance(letter, TrialMail | AccountChanged) else 1
        )


def test_a_letter_speaks_its_own_language_not_the_callers() -> None:
    with override("ru"):
        assert TrialMail("en").text() == all_letters("en")["test"].text()


def test_a_language_we_do_not_have_is_english() -> None:
    assert TrialMail("ka").text() == TrialMail("en").text()


def test_every_kind_of_notice_has_its_words() -> None:
    letters_of_their_own = {
        EventKind.INVITATION,
        EventKind.PASSWORD_RESET,
        EventKind.ACCOUNT_CHANGED,
        EventKind.TEST_MAIL,
    }
    told_in_lines = {*ClockKind, *EventKind} - letters_of_their_own
    assert {str(kind) for kind in told_in_lines} <= {str(says) for says in Says}
    for says in set(Says) - {Says.COUNT_FOR_COORDINATOR}:
        assert what_to_do(says, "en")


# ── nothing gets in by the side ─────────────────────────────────────────────────────────────────
labels = st.from_regex(r"[a-z]{2,9} [a-z]{2,9}", fullmatch=True)
some_lines = st.lists(
    st.builds(
        Line,
        says=st.sampled_from([says for says in Says if says is not Says.COUNT_FOR_COORDINATOR]),
        label=labels,
        escalated=st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


@given(lines=some_lines, language=st.sampled_from(LANGUAGES), label=labels)
def test_two_mails_that_differ_in_labels_differ_nowhere_else(
    lines: list[Line], language: str, label: str
) -> None:
    first = TaskMail(language, tuple(lines), LINK).text()
    second = TaskMail(language, tuple(replace(line, label=label) for line in lines), LINK).text()
    for line in lines:
        first = first.replace(f"• {line.label} –", "• … –")
    assert first == second.replace(f"• {label} –", "• … –")


@given(text=st.text(max_size=30))
def test_a_label_holds_two_plain_words_and_nothing_else(text: str) -> None:
    if re.fullmatch(r"[a-z]{2,9} [a-z]{2,9}", text) or not text:
        return
    with pytest.raises(ValueError):
        Line(Says.CASE_SILENT, text)


@pytest.mark.parametrize(
    "label", ["Anna Kavalenka", "Анна Каваленка", "amber", "amber lantern too", "amber lantern\n"]
)
def test_a_name_is_no_label(label: str) -> None:
    with pytest.raises(ValueError):
        Line(Says.CASE_SILENT, label)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "casetracker.example",
        "javascript:alert(1)",
        "ftp://casetracker.example/",
        "https://casetracker.example/ Anna",
        "https://casetracker.example/\nBcc: eve@example.org",
        "https://casetracker.example/Ганна",
        "https://casetracker.example/\u2028",
        "https://casetracker.example/" + "a" * 900,
    ],
)
def test_a_link_is_one_url(link: str) -> None:
    for make in (
        lambda: TaskMail("en", (), link),
        lambda: PasswordReset("en", link, 1),
        lambda: Invitation("en", link, 1),
    ):
        with pytest.raises(ValueError):
            make()


def test_a_count_belongs_to_the_coordinators_line_and_only_there() -> None:
    for says, count in ((Says.CASE_SILENT, 3), (Says.COUNT_FOR_COORDINATOR, None)):
        with pytest.raises(ValueError):
            what_to_do(says, "en", count)


# ── plural forms ────────────────────────────────────────────────────────────────────────────────
COUNTS = [1, 2, 4, 5, 11, 12, 14, 20, 21, 22, 25, 100, 101, 111, 112, 121, 122]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", {"one": "is", "few": "are", "many": "are"}),
        ("be", {"one": "справа.", "few": "справы.", "many": "спраў."}),
        ("ru", {"one": "пункт.", "few": "пункта.", "many": "пунктов."}),
    ],
)
def test_counts_agree_with_their_nouns(language: str, forms: dict[str, str]) -> None:
    for count in COUNTS:
        form = forms[form_of(count) if language != "en" else "one" if count == 1 else "many"]
        assert form in how_many_more(count, language).split()
        assert str(count) in how_many_more(count, language).split()


@pytest.mark.parametrize(
    ("language", "hours", "days"),
    [
        ("en", ("1 hour.", "2 hours.", "21 hours."), ("3 days.", "21 days.")),
        ("be", ("1 гадзіны.", "2 гадзін.", "21 гадзіны."), ("3 дзён.", "21 дня.")),
        ("ru", ("1 часа.", "2 часов.", "21 часа."), ("3 дней.", "21 дня.")),
    ],
)
def test_a_time_span_agrees_with_its_noun(
    language: str, hours: tuple[str, ...], days: tuple[str, ...]
) -> None:
    for count, end in zip((1, 2, 21), hours, strict=True):
        assert works_once(count, language).endswith(end)
    for count, end in zip((3, 21), days, strict=True):
        assert works_once(count * 24, language).endswith(end)


def form_of(count: int) -> str:
    """The East Slavic form, as a grammar book says it."""
    if count % 100 in range(11, 15):
        return "many"
    return {1: "one", 2: "few", 3: "few", 4: "few"}.get(count % 10, "many")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "due Wednesday, 2 December"),
        ("be", "тэрмін: серада, 2 снежня"),
        ("ru", "срок: среда, 2 декабря"),
    ],
)
def test_a_day_is_said_as_people_say_it(language: str, said: str) -> None:
    line = Line(Says.TASK_DUE, "amber lantern", date(2026, 12, 2))
    assert line.text(language).endswith(said)
