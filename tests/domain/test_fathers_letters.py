"""Which first letters tell two patronymics apart: a quick look that never loses a likely one."""

import pytest

from casetracker.domain.fathers import fathers_clash, letters_apart

WORDS = """
Віктаравіч Викторович Viktaravich Wiktorowicz Уладзіміравіч Владимирович Uladzimiravich
Vladimirovich Мікалаевіч Николаевич Mikalaevich Nikolaevich Миколайович Рыгоравіч Григорьевич
Ryhoravich Grigorievich Григорович Юр'евіч Юрьевич Георгиевич Yur'evich Heorhievich Яўгенавіч
Евгеньевич Yauhenavich Evgenievich Євгенович Аляксандравіч Александрович Aliaksandravich
Олександрович Сцяпанавіч Степанович Stsiapanavich Іосіфавіч Иосифович Язэпавіч Осипович
Фёдаравіч Фёдорович Теодорович Хведаравіч Fiodaravich Дзмітрыевіч Дмитриевич Зміцеравіч
Dzmitryevich Чеславович Czesławowicz Чаславович Эдуардавіч Эдуардович Eduardavich Ігаравіч
Игоревич Іванаўна Ивановна Ivanauna Паўлаўна Павловна Анатольевич Анатолевіч
Генадзьевіч Геннадьевич Hienadzievich Канстанцінавіч Константинович Kanstantsinavich Кириллович
Кірылавіч Харитонович Charytonavich Цімафеевіч Тимофеевич Tsimafeevich Абдуллаевич Хасанович
"""
PATRONYMICS = WORDS.split()


@pytest.mark.parametrize("one", PATRONYMICS)
def test_a_letter_tells_apart_only_who_is_another_father_s_child(one):
    lost = [
        other
        for other in PATRONYMICS
        if other[0] in letters_apart(one) and not fathers_clash(one, other)
    ]
    assert lost == []


def test_a_known_father_s_name_tells_most_letters_apart():
    apart = letters_apart("Віктаравіч")
    assert set("АДМСПADMSP") <= set(apart)
    assert set("ВVW").isdisjoint(apart)


@pytest.mark.parametrize("one", ["", "В", "В.", "Ззыхович"])
def test_what_is_short_or_unknown_tells_nothing_apart(one):
    assert letters_apart(one) == ""


def test_a_father_whom_nobody_knows_is_told_by_the_letter_though_the_rest_is_alike():
    assert not fathers_clash("Мечыслававіч", "Течиславович")
    assert "Т" in letters_apart("Мечыслававіч")
