"""Names as cells hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.domain.fold import fold
from casetracker.domain.names import join_name, name_key, parse_name
from casetracker.domain.texts import UnreadableText, tidy


@pytest.mark.parametrize(
    ("cell", "family", "given_name", "patronymic"),
    [
        ("Вересовский Виктор Иванович", "Вересовский", "Виктор", "Иванович"),
        ("Рыгор Сенажаценка", "Сенажаценка", "Рыгор", ""),
        ("Багнович Сергей", "Багнович", "Сергей", ""),
        ("Алексей Анатольевич Волошкевич", "Волошкевич", "Алексей", "Анатольевич"),
        ("Волошкевич Алексей Анатольевич", "Волошкевич", "Алексей", "Анатольевич"),
        ("Нёманчук, Ксенія Паўлаўна", "Нёманчук", "Ксенія", "Паўлаўна"),
        ("Zhuravinsky, Yegor Vasilyevich", "Zhuravinsky", "Yegor", "Vasilyevich"),
        ("Yahor Vasilyevich Zhuravinsky", "Zhuravinsky", "Yahor", "Vasilyevich"),
        ("Pavel Hlushetsiuk", "Hlushetsiuk", "Pavel", ""),
        ("Mikałaj Lebiadzievič", "Lebiadzievič", "Mikałaj", ""),
        ("BALOTNITSKAIA Tatsiana", "Balotnitskaia", "Tatsiana", ""),
        ("КАРА-МУРЗА Владимир Владимирович", "Кара-Мурза", "Владимир", "Владимирович"),
        ("Гурбанлы Али Вели оглы", "Гурбанлы", "Али", "Вели оглы"),
        ("12. Иванов Иван*", "Иванов", "Иван", ""),
        ("Иванов Иван, 1985 г.р., Минск", "Иванов", "Иван", ""),
        ("Гражданин Иванов Иван", "Иванов", "Иван", ""),
        ("иванов иван иванович", "Иванов", "Иван", "Иванович"),
        ("María José García López", "López", "María José García", ""),
        ("Лазавенка Дзмтірый", "Лазавенка", "Дзмтірый", ""),
    ],
)
def test_the_family_name_is_found_in_either_order(cell, family, given_name, patronymic):
    name = parse_name(cell)
    assert (name.family, name.given, name.patronymic) == (family, given_name, patronymic)
    assert not name.placeholder
    assert not name.several_people


@pytest.mark.parametrize(
    ("cell", "given_name", "patronymic"),
    [
        ("Ляснеўскі П.П.", "П.", "П."),
        ("Ляснеўскі П. П.", "П.", "П."),
        ("П.П. Ляснеўскі", "П.", "П."),
        ("Ляснеўскі П", "П", ""),
    ],
)
def test_initials_are_known_as_such_and_have_no_key(cell, given_name, patronymic):
    name = parse_name(cell)
    assert name.initials_only
    assert (name.family, name.given, name.patronymic) == ("Ляснеўскі", given_name, patronymic)
    assert name_key(name) == ""


@pytest.mark.parametrize(
    "cell",
    [
        "Гражданин К.",
        "грамадзянка",
        "Невядомы",
        "Неизвестный мужчина",
        "unknown",
        "N. N.",
        "К.",
        "имя не называется",
        "?",
        "—",
        "-1",
        "{{7*7}}",
        "",
    ],
)
def test_a_placeholder_is_nobody_and_never_matches(cell):
    name = parse_name(cell)
    assert name.placeholder
    assert name_key(name) == ""


def test_a_man_called_neizvestny_is_somebody():
    name = parse_name("Неизвестный Эрнст Иосифович")
    assert not name.placeholder
    assert name.family == "Неизвестный"


@pytest.mark.parametrize(
    "cell",
    [
        "Невядомы (двое мужчын)",
        "Иванов Иван, Петров Пётр",
        "Іван Іваноў і Пётр Пятроў",
        "Муж и жена Ивановы",
        "Иванов и др.",
        "Ivan Ivanov & Petr Petrov",
        "Иванов Иван; Петров Пётр",
        "3 человека",
    ],
)
def test_several_people_in_one_cell_are_noticed(cell):
    assert parse_name(cell).several_people


def test_a_maiden_name_in_brackets_is_kept_apart():
    name = parse_name("Баброўнікава, Крысціна Пятроўна (Лебядзевіч)")
    assert (name.family, name.maiden) == ("Баброўнікава", "Лебядзевіч")
    assert name.text == "Баброўнікава Крысціна Пятроўна"


def test_latin_letters_in_a_cyrillic_word_are_put_right():
    wrong, right = parse_name("Сiнiцкiна Святлана"), parse_name("Сініцкіна Святлана")
    assert wrong.family == right.family
    assert name_key(wrong) == name_key(right)


def test_a_word_of_two_alphabets_that_cannot_be_put_right_has_no_key():
    name = parse_name("Ivanoв Иван")
    assert name.mixed
    assert name_key(name) == ""


def test_the_key_ignores_order_case_accents_apostrophes_and_yo():
    keys = {
        name_key(parse_name(cell))
        for cell in (
            "Чмялёва Дар'я Сяргееўна",
            "ЧМЯЛЁВА Дар’я",
            "Дарʼя Чмялева",
            "  Чмялёва\u00a0 Дар'я ",
        )
    }
    assert len(keys) == 1
    assert keys != {""}


def test_keys_of_two_scripts_differ():
    assert name_key(parse_name("Алена Гарбузняк")) != name_key(parse_name("Alena Harbuzniak"))


@pytest.mark.parametrize("text", ["Иванов\x00Иван", "Иванов \x07", "Ива\ud800нов"])
def test_control_characters_and_lone_surrogates_are_refused(text):
    with pytest.raises(UnreadableText, match=r"U\+"):
        parse_name(text)


def test_marks_that_turn_or_hide_text_are_taken_out():
    assert parse_name("\u202eИва\u200bнов Иван\u2069").text == "Иванов Иван"
    assert parse_name("Иванов\u2028Иван\r\nИванович").text == "Иванов Иван Иванович"


@pytest.mark.parametrize("text", ["null", "Robert'); DROP TABLE prisoners", "=cmd()", "%s%n"])
def test_odd_names_do_no_harm(text):
    assert parse_name(text).text


def test_parts_in_cells_of_their_own_are_joined():
    name = join_name("ІВАНОЎ", "Іван", "")
    assert (name.family, name.given, name.language) == ("Іваноў", "Іван", "be")
    assert name_key(name) == name_key(parse_name("Іван Іваноў"))


@pytest.mark.parametrize(
    ("cell", "language", "script"),
    [
        ("Сяргей Ціханоўскі", "be", "Cyrl"),
        ("Сергей Тихановский", "ru", "Cyrl"),
        ("Наталья Неманчук", "ru", "Cyrl"),
        ("Віталій Кличко", "uk", "Cyrl"),
        ("Siarhei Tsikhanouski", "en", "Latn"),
        ("Uładzimir Makranosaŭ", "be", "Latn"),
    ],
)
def test_script_and_language_are_guessed_from_letters(cell, language, script):
    name = parse_name(cell)
    assert (name.language, name.script) == (language, script)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@given(TEXT)
def test_tidying_twice_changes_nothing(text):
    assert tidy(tidy(text)) == tidy(text)


@given(TEXT)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(TEXT)
def test_any_text_is_parsed_without_an_error(text):
    name = parse_name(text)
    assert not name_key(name) or not name.placeholder


WORD = st.text("абвгдеёжзіклмнопрстуўфхцчшыэюя", min_size=3, max_size=9).map(str.capitalize)


@given(WORD, st.sampled_from(["Сяргей", "Ганна", "Зміцер", "Вольга"]))
def test_the_key_is_the_same_in_either_order(family, given_name):
    one, other = parse_name(f"{family} {given_name}"), parse_name(f"{given_name} {family}")
    assert name_key(one) == name_key(other)
