"""Made-up people for trials and benchmarks: names that nobody bears on purpose.

Family names are grown from plants, birds and tools of the region with the endings that names have
there, so that searching and sorting meet what they meet in real lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from casetracker.domain.fold import fold
from casetracker.domain.given_names import drawer_of
from casetracker.domain.skeleton import bones, initial_class


def _words(text: str) -> list[str]:
    return text.split()


_ROOTS = _words(
    "Азярык Барсучын Бузінаў Бусляў Бярозаў Валошкаў Верасаў Вербаў Вожыкаў Вольхаў Гарнастаў"
    " Грабаў Дзятлаў Драздоў Дубняк Жураўлёў Жытняк Заранкаў Званоч Зубраў Зялёнкаў Зярнят"
    " Іваўн Кавылёў Казельч Калінаў Каляндзёр Канюшын Капялюш Касарыч Клёнаў Ключнік Кмінаў"
    " Копрын Кошыкаў Крапіўн Кулікоў Курапат Ластаўк Лісічын Лугавік Лясняк Макаўк Малінаў"
    " Мурашкаў Мятлік Наперстач Асінаў Аблепіх Палыноў Папарацін Перапёлк Пеўнік Пралескаў"
    " Рамонкаў Рачнік Рысін Рэпнік Рабінаў Савін Салаўёў Сасноў Снягір Стрыжаў Сунічн Сыраваж"
    " Трысцін Туравец Цецеруч Чабаров Чарацін Чарнічын Чачотк Шалфеяў Шыпшын Шчыглоў Явараў"
    " Ядлаўцоў Ялінаў Ясенеў Яшчарк"
)
_ENDINGS = ("", "скі", "іч", "енка", "ук", "чык", "ец", "эвіч")
_GIVEN_M = _words(
    "Алесь Андрэй Антон Арцём Багдан Вадзім Васіль Віктар Віталь Глеб Дзмітрый Дзяніс Зміцер"
    " Ігар Ілья Кастусь Кірыл Максім Мікіта Мікола Павел Пётр Раман Рыгор Сяргей Уладзімір"
    " Юрась Ягор Яўген Янка"
)
_GIVEN_F = _words(
    "Аксана Алена Алеся Алла Ангеліна Ганна Дар’я Ева Жанна Зінаіда Ірына Кацярына Ларыса"
    " Людміла Марына Марыя Надзея Наталля Ніна Паліна Рагнеда Святлана Соф’я Таццяна Ульяна"
    " Юлія Яніна"
)
_FATHERS = _words(
    "Алег Андрэ Антон Барыс Вадзім Віктар Генадзь Дзяніс Ігар Кірыл Леанід Максім Міхал Павел"
    " Пятр Раман Сцяпан Тарас Фёдар Яўген"
)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A made-up person's name, with what exact and rough comparison find it by."""

    text: str
    family: str
    given: str
    patronymic: str
    sex: str
    key: str
    rough: str


def make_up(random: Random) -> MadeUp:
    """A person drawn from `random`; equal seeds make equal people."""
    is_woman = random.random() < 0.25
    root, ending = random.choice(_ROOTS), random.choice(_ENDINGS)
    given = random.choice(_GIVEN_F if is_woman else _GIVEN_M)
    family = _family(root, ending, is_woman)
    patronymic = random.choice(_FATHERS) + ("аўна" if is_woman else "авіч")
    return MadeUp(
        text=f"{family} {given} {patronymic}",
        family=family,
        given=given,
        patronymic=patronymic,
        sex="f" if is_woman else "m",
        key=" ".join(sorted(f"{_folded(family)} {_folded(given)}".split())),
        rough=f"{bones(family)}|{_initial(given)}",
    )


@lru_cache(maxsize=4096)
def _family(root: str, ending: str, is_woman: bool) -> str:
    if not ending:
        return root + ("а" if is_woman and root[-1] in "ўн" else "")
    stem = root.rstrip("ўаеёоыі")
    if is_woman and ending == "скі":
        ending = "ская"
    return stem + ending


@lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    return fold(word)


@lru_cache(maxsize=1024)
def _initial(word: str) -> str:
    return initial_class(drawer_of(word))
