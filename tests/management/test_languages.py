"""A further language is one file: a fourth catalogue is found, used, and what it lacks is named."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import polib
import pytest
from django.conf import settings as live
from django.utils import translation
from django.utils.translation import override, trans_real

from casetracker.mail import messages, words
from casetracker.mail.messages import Line, Stop, TaskMail
from casetracker.mail.words import Says
from casetracker.management.checkup import OF_THE_MACHINE
from casetracker.management.msgids import Msgid, missing_words
from config.languages import found_languages
from tests.conftest import NOW

UKRAINIAN = """
msgid ""
msgstr ""
"Language: uk\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 "
"&& (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "You have tasks"
msgstr "У вас є завдання"

msgid "finish the task"
msgstr "завершіть завдання"

msgid "due %(day)s"
msgstr "термін: %(day)s"

msgid "There is %(count)d more on your list."
msgid_plural "There are %(count)d more on your list."
msgstr[0] "У списку ще %(count)d пункт."
msgstr[1] "У списку ще %(count)d пункти."
msgstr[2] "У списку ще %(count)d пунктів."
"""


def forget_what_was_said() -> None:
    trans_real._translations.clear()
    for remembering in (*vars(words).values(), *vars(messages).values()):
        if hasattr(remembering, "cache_clear"):
            remembering.cache_clear()


@pytest.fixture
def fourth(tmp_path, settings):
    """The catalogues of the product, and beside them one more file."""
    folder = tmp_path / "locale"
    shutil.copytree(live.LOCALE_PATHS[0], folder)
    source = folder / "uk" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(UKRAINIAN, "utf-8")
    polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
    settings.LOCALE_PATHS = [folder]
    settings.LANGUAGES = found_languages(folder)
    forget_what_was_said()
    with translation.override("en"):
        yield source
    forget_what_was_said()


def test_the_languages_are_those_of_the_catalogues():
    assert found_languages(live.LOCALE_PATHS[0]) == [
        ("en", "English"),
        ("be", "Беларуская"),
        ("ru", "Русский"),
    ]


def test_a_language_that_django_does_not_know_is_called_by_its_code(tmp_path):
    (tmp_path / "xx" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "xx" / "LC_MESSAGES" / "django.po").touch()
    assert found_languages(tmp_path) == [("en", "English"), ("xx", "Xx")]


@pytest.mark.parametrize(
    ("more", "said"),
    [(1, "ще 1 пункт."), (3, "ще 3 пункти."), (5, "ще 5 пунктів."), (21, "ще 21 пункт.")],
)
def test_a_fourth_catalogue_speaks_in_letters_and_english_fills_what_it_lacks(fourth, more, said):
    mail = TaskMail(
        language="uk",
        lines=(
            Line(Says.TASK_DUE, label="amber lantern", due_on=date(2026, 3, 16)),
            Line(Says.LIFE_SILENT, label="mild mountain"),
        ),
        link="https://cases.example/m/#x",
        more=more,
        stop=Stop.ON_THE_PAGE,
    )
    assert mail.subject() == "У вас є завдання"
    text = mail.text()
    assert "amber lantern – завершіть завдання – термін: понеділок, 16 березня" in text
    assert "mild mountain – ask for news" in text
    assert said in text


@pytest.mark.django_db
def test_it_can_be_chosen_without_a_migration(fourth, read_profile):
    assert '<option value="uk">Українська</option>' in read_profile()


@pytest.fixture
def read_profile(client, caseworker):
    def read() -> str:
        client.force_login(caseworker)
        return client.get("/settings/profile/").content.decode()

    return read


def test_doctor_names_what_a_language_lacks(fourth):
    ok, said = OF_THE_MACHINE["translations"](NOW)
    assert not ok
    assert said.startswith("uk: ")
    assert "missing, the first is '" in said
    assert "be: " not in said


def test_doctor_has_nothing_to_say_of_complete_catalogues():
    assert OF_THE_MACHINE["translations"](NOW) == (True, "en, be, ru")


def test_a_language_whose_catalogue_is_not_compiled_lacks_everything(fourth):
    fourth.with_suffix(".mo").unlink()
    used = [Msgid("one"), Msgid("%d two", "%d twos")]
    assert missing_words(fourth.with_suffix(".mo"), used) == used
    assert "uk: " in OF_THE_MACHINE["translations"](NOW)[1]


def test_words_of_every_form_are_looked_for(tmp_path: Path):
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    catalogue.append(polib.POEntry(msgid="one", msgstr="раз"))
    catalogue.append(polib.POEntry(msgid="two", msgctxt="count", msgstr="два"))
    catalogue.append(polib.POEntry(msgid="t", msgid_plural="ts", msgstr_plural={0: "тры"}))
    catalogue.save_as_mofile(str(tmp_path / "x.mo"))
    there = [Msgid("one"), Msgid("two", context="count"), Msgid("t", "ts")]
    absent = [Msgid("two"), Msgid("one", context="count"), Msgid("u", "us"), Msgid("v", "vs", "c")]
    assert missing_words(tmp_path / "x.mo", [*there, *absent]) == absent


def test_a_reader_whose_language_has_gone_is_spoken_to_in_english():
    mail = TaskMail(language="xx", lines=(), link="https://cases.example/m/#x")
    with override("be"):
        assert mail.subject() == "You have tasks"
