"""Names beside titles, suffixes, particles, nicknames and other names, in any script."""

import pytest

from casetracker.domain.dates import parse_date
from casetracker.domain.doubts import Entry, Verdict, judge
from casetracker.domain.likeness import Likeness, asked_skeletons, compare_names
from casetracker.domain.names import name_key, parse_name


@pytest.mark.parametrize(
    ("cell", "family", "given_name", "patronymic"),
    [
        ("Dr. Ivan Ivanov", "Ivanov", "Ivan", ""),
        ("Prof. Hanna Kavalenka", "Kavalenka", "Hanna", ""),
        ("Mr Ivan Ivanov", "Ivanov", "Ivan", ""),
        ("г-н Иванов Иван", "Иванов", "Иван", ""),
        ("отец Александр Шрамко", "Шрамко", "Александр", ""),
        ("айцец Генрых Акалатовіч", "Акалатовіч", "Генрых", ""),
        ("кс. Генрых Акалатовіч", "Акалатовіч", "Генрых", ""),
        ("Father Henryk Akalatovich", "Akalatovich", "Henryk", ""),
        ("ks. Henryk Okołotowicz", "Okołotowicz", "Henryk", ""),
        ("Rev. Ivan Ivanov", "Ivanov", "Ivan", ""),
        ("Иванов И.И. мл.", "Иванов", "И.", "И."),
        ("Иванов Иван Иванович младший", "Иванов", "Иван", "Иванович"),
        ("Ivan Ivanov Jr.", "Ivanov", "Ivan", ""),
        ("Ivan Ivanov, Jr.", "Ivanov", "Ivan", ""),
        ("van der Berg, Jan", "van der Berg", "Jan", ""),
        ("Jan van der Berg", "van der Berg", "Jan", ""),
        ("Charles de Gaulle", "de Gaulle", "Charles", ""),
        ("Jean-Pierre de la Croix", "de la Croix", "Jean-Pierre", ""),
        ("Ludwig van Beethoven", "van Beethoven", "Ludwig", ""),
        ("Ахмед ибн Саид", "ибн Саид", "Ахмед", ""),
        ("Mohammed bin Salman", "bin Salman", "Mohammed", ""),
        ("محمد بن سلمان", "بن سلمان", "محمد", ""),
        ("Даніла Ганчароў aka Danik", "Ганчароў", "Даніла", ""),
        ("Даніла Ганчароў, ён жа Данік", "Ганчароў", "Даніла", ""),
        ("Иванов Иван (он же Петров)", "Иванов", "Иван", ""),
        ("Иванов Иван, он же Петров Пётр", "Иванов", "Иван", ""),
        ("Алесь «Сталкер» Пушкін", "Пушкін", "Алесь", ""),
        ('Aliaksandr "Stalker" Pushkin', "Pushkin", "Aliaksandr", ""),
        ('"Иванов Иван"', "Иванов", "Иван", ""),
        ("Anžalika Borys", "Borys", "Anžalika", ""),
        ("Łukašenka Alaksandr", "Łukašenka", "Alaksandr", ""),
        ("Отец Сергий Дмитриев", "Дмитриев", "Сергий", ""),
        ("ბაქრაძე, გიორგი", "ბაქრაძე", "გიორგი", ""),
        ("محمدی، نرگس", "محمدی", "نرگس", ""),
        ("刘，晓波", "刘", "晓波", ""),
        ("Մելքոնյան, Արամ", "Մելքոնյան", "Արամ", ""),
    ],
)
def test_the_name_is_found_among_other_words(cell, family, given_name, patronymic):
    name = parse_name(cell)
    assert (name.family, name.given, name.patronymic) == (family, given_name, patronymic)
    assert not name.several_people
    assert not name.placeholder


@pytest.mark.parametrize(
    "cell",
    [
        "Невядомая жанчына, каля 40 гадоў",
        "Неизвестный мужчина 1985 г.р.",
        "Unknown woman (about 30)",
        "unknown, 2 persons",
    ],
)
def test_nobody_with_an_age_is_still_nobody(cell):
    assert parse_name(cell).placeholder


@pytest.mark.parametrize(
    "cell", ["Фамилия неизвестна Иван", "Прозвішча невядома, Іван", "имя неизвестно Иванов"]
)
def test_half_a_name_is_never_a_whole_one(cell):
    name = parse_name(cell)
    assert not name.is_whole
    assert name_key(name) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("отец Александр Шрамко", "Аляксандр Шрамко"),
        ("Dr. Ivan Ivanov", "Ivanov Ivan"),
        ("Алесь «Сталкер» Пушкін", "Ales Pushkin"),
        ("van der Berg, Jan", "Jan van der Berg"),
        ("Mohammed bin Salman", "Мохаммед бин Салман"),
        ("Anžalika Borys", "Анжаліка Борыс"),
        ("გიორგი ბაქრაძე", "Giorgi Bakradze"),
        ("نرگس محمدی", "Narges Mohammadi"),
        ("Նիկոլ Փաշինյան", "Nikol Pashinyan"),
        ("Даніла Ганчароў aka Danik", "Danila Hancharou"),
    ],
)
def test_a_name_meets_itself_among_other_words_and_in_other_scripts(one, other):
    names = [parse_name(one), parse_name(other)]
    born = parse_date("1980-05-05")
    alone, dated = (
        judge(*(Entry(name, name.sex, birth) for name in names)) for birth in (parse_date(""), born)
    )
    assert alone.verdict is Verdict.REVIEW
    assert dated.verdict >= Verdict.REVIEW


@pytest.mark.parametrize("other", ["Liu Xiaobo", "刘霞"])
def test_a_name_without_spaces_is_never_taken_for_another_by_a_machine(other):
    one, two = (parse_name(cell) for cell in ("刘晓波", other))
    born = parse_date("1955-12-28")
    assert judge(Entry(one, "", born), Entry(two, "", born)).verdict is not Verdict.SAME


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("Kowalska A.", "Kowalska Janina", False),
        ("Ivanov A.", "Ян Иванов", False),
        ("Ivanov U.", "Владимир Иванов", True),
        ("Іваноў У.", "Владимир Иванов", True),
        ("Ivanov V.", "Уладзімір Іваноў", True),
        ("Ivanov Y.", "Яўген Іваноў", True),
        ("Ivanov E.", "Яўген Іваноў", True),
        ("Ivanova H.", "Галина Иванова", True),
        ("Ivanova O.", "Алена Іванова", True),
        ("Ivanova A.", "Елена Иванова", True),
        ("Иванов Ю.", "Юрась Іваноў", True),
        ("Иванов Ю.", "Ivan Ivanov", False),
        ("Иванов Я.", "Jan Ivanov", True),
        ("Ivanov Z.", "Дмитрий Иванов", True),
        ("Ivanov K.", "Дмитрий Иванов", False),
        ("Ivanov R.", "Григорий Иванов", True),
    ],
)
def test_an_initial_stands_for_the_forms_of_a_name_and_no_other(one, other, agree):
    found = compare_names(parse_name(one), parse_name(other))
    assert (found.alike is Likeness.INITIALS) is agree


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Евгения Долгая", "Яўгенія Доўгая"),
        ("Yauheniya Douhaya", "Evgenia Dolgaya"),
        ("Волков Иван", "Воўкаў Іван"),
        ("Ivan Voukau", "Ivan Volkov"),
        ("Толстой Пётр", "Тоўсты Пётр"),
        ("Георгий Рубашевский", "Jury Rubaševski"),
        ("Гжегож Кузнецов", "Рыгор Кузняцоў"),
    ],
)
def test_letters_that_change_between_the_languages_are_asked_about_and_never_merged(one, other):
    names = [parse_name(one), parse_name(other)]
    born = parse_date("1980-05-05")
    for birth in (parse_date(""), born):
        found = judge(*(Entry(name, name.sex, birth) for name in names))
        assert found.verdict >= Verdict.REVIEW
    ways = [asked_skeletons(name) for name in names]
    assert not ways[0].isdisjoint(ways[1])


@pytest.mark.parametrize("other", ["Довгаль Евгения", "Палая Евгения", "Долина Евгения"])
def test_and_others_are_others(other):
    names = [parse_name("Долгая Евгения"), parse_name(other)]
    birth = parse_date("")
    found = judge(*(Entry(name, name.sex, birth) for name in names))
    assert found.verdict is Verdict.DIFFERENT


@pytest.mark.parametrize(
    "cell", ["Иванов Иван 1985", "Иванов Иван, 12.05.1985", "Иванов Иван 5/85"]
)
def test_a_year_or_a_date_behind_a_name_is_none_of_it(cell):
    assert parse_name(cell).text == "Иванов Иван"


def test_another_figure_behind_a_name_stays_for_a_person_to_look_at():
    assert parse_name("Иванов Иван 2").text == "Иванов Иван 2"
