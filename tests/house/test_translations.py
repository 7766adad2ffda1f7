"""Every word that a person reads stands in every language, and the .mo files say so."""

from io import StringIO
from pathlib import Path

import polib
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext, ngettext, override, pgettext

from casetracker.management.commands.compile_words import ROOT, catalogue_faults, is_compiled
from casetracker.management.msgids import Msgid, in_python, in_template, used_msgids

CATALOGUES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))


def test_there_is_a_catalogue_for_each_language_but_english() -> None:
    assert [path.parts[-3] for path in CATALOGUES] == ["be", "ru"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_word_in_use_is_translated(path: Path) -> None:
    assert list(catalogue_faults(path, used_msgids(ROOT))) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_compiled_file_says_what_its_source_says(path: Path) -> None:
    assert is_compiled(path), "run manage.py compile_words"


def test_compile_words_finds_nothing_to_do() -> None:
    call_command("compile_words", "--check")


def test_months_in_belarusian_are_spelt_officially() -> None:
    with override("be"):
        assert pgettext("alt. month", "September") == "верасня"
        assert pgettext("alt. month", "March") == "сакавіка"
        assert gettext("Thursday") == "чацвер"


@pytest.mark.parametrize("language", ["be", "ru"])
def test_plural_forms_follow_the_catalogue_they_stand_in(language: str) -> None:
    with override(language):
        one, many = "It works once, for %(count)d day.", "It works once, for %(count)d days."
        said = [ngettext(one, many, count) for count in (1, 21, 3, 11)]
    assert said[0] == said[1] != said[2] == said[3]


# ── the checker is shown to see ─────────────────────────────────────────────────────────────────
def test_words_in_python_are_seen_under_any_name() -> None:
    source = """
from django.utils import translation
from django.utils.translation import gettext_lazy as _, ngettext, npgettext, pgettext
_("one")
ngettext("%d two", "%d twos", n)
pgettext("context", "three")
npgettext("context", "four", "fours", n)
translation.gettext("five")
_(variable)
print("not a word")
"""
    assert in_python(source) == [
        Msgid("one"),
        Msgid("%d two", "%d twos"),
        Msgid("three", context="context"),
        Msgid("four", "fours", "context"),
        Msgid("five"),
    ]


def test_words_in_templates_are_seen_in_every_form() -> None:
    source = """{% load i18n %}
{% translate "one's own" %} {% translate 'two "quoted"' as x %}
{% translate "three" context "context" %}
{% blocktranslate with name=x.y %}four {{ name }}{% endblocktranslate %}
{% blocktranslate count n=m trimmed %}
  {{ n }} five
{% plural %}
  {{ n }} fives
{% endblocktranslate %}
{{ x|default:_("six") }} {% include "x.html" with title=_("seven") %}
{# translate("no") #} plain (text)
"""
    assert sorted(in_template(source)) == sorted(
        [
            Msgid("one's own"),
            Msgid('two "quoted"'),
            Msgid("three", context="context"),
            Msgid("four %(name)s"),
            Msgid("%(n)s five", "%(n)s fives"),
            Msgid("six"),
            Msgid("seven"),
        ]
    )


@pytest.fixture
def catalogue(tmp_path: Path) -> polib.POFile:
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=3; plural=0;",
    }
    catalogue.fpath = str(tmp_path / "django.po")
    return catalogue


def faults_of(catalogue: polib.POFile, *used: Msgid) -> list[str]:
    catalogue.save()
    return list(catalogue_faults(Path(catalogue.fpath), dict.fromkeys(used, "x.py")))


def test_a_complete_catalogue_has_no_faults(catalogue: polib.POFile) -> None:
    catalogue.append(polib.POEntry(msgid="a %(x)s", msgstr="б %(x)s"))
    forms = {0: "раз", 1: "разы", 2: "разоў"}
    catalogue.append(polib.POEntry(msgid="o", msgid_plural="os", msgstr_plural=forms))
    assert faults_of(catalogue, Msgid("a %(x)s"), Msgid("o", "os")) == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (polib.POEntry(msgid="other", msgstr="іншае"), "missing 'word' (x.py)"),
        (polib.POEntry(msgid="word", msgctxt="c", msgstr="слова"), "missing 'word' (x.py)"),
        (polib.POEntry(msgid="word", msgstr=""), "untranslated 'word'"),
        (polib.POEntry(msgid="word", msgstr="слова", flags=["fuzzy"]), "fuzzy 'word'"),
        (polib.POEntry(msgid="word", msgstr="%(x)s"), "other placeholders than 'word'"),
        (
            polib.POEntry(msgid="w", msgid_plural="word", msgstr_plural={0: "а", 1: "б"}),
            "untranslated 'w'",
        ),
    ],
)
def test_a_fault_is_named(catalogue: polib.POFile, entry: polib.POEntry, fault: str) -> None:
    catalogue.append(entry)
    assert fault in faults_of(catalogue, Msgid("word"))


def test_an_older_compiled_file_is_seen(catalogue: polib.POFile, tmp_path: Path) -> None:
    entry = polib.POEntry(msgid="word", msgstr="слова")
    catalogue.append(entry)
    catalogue.save()
    assert not is_compiled(tmp_path / "django.po")
    catalogue.save_as_mofile(str(tmp_path / "django.mo"))
    assert is_compiled(tmp_path / "django.po")
    entry.msgstr = "іншае"
    catalogue.save()
    assert not is_compiled(tmp_path / "django.po")


def test_compile_words_fails_loudly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "locale" / "be" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "locale" / "be" / "LC_MESSAGES" / "django.po").write_text('msgid ""\nmsgstr ""\n')
    (tmp_path / "page.py").write_text(
        "from django.utils.translation import gettext\ngettext('word')\n"
    )
    monkeypatch.setattr("casetracker.management.commands.compile_words.ROOT", tmp_path)
    with pytest.raises(CommandError, match="1 faults"):
        call_command("compile_words", stderr=StringIO())
