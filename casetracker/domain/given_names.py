"""Given names of the region: which spellings are one name, and whose name it is.

Used to tell the given name from the family name, to guess sex and language, and to see that
Зміцер and Дмитрий may be one man. Each line: sex, Cyrillic forms in be, ru, uk, then Latin forms.
The first Russian form is the name's id.
"""
# ruff: noqa: E501

from __future__ import annotations

from casetracker.domain.fold import fold

_TABLE = """
m|Аляксандр Алесь Лесь|Александр Саша|Олександр Олесь|Aliaksandr Alaksandr Alyaksandr Alexander Aleksandr Aleksander Alex Ales Aleś
m|Аляксей Алексій|Алексей|Олексій|Aliaksei Alaksiej Aliaksiej Alyaksey Alexey Alexei Aleksei Aleksey Oleksii
m|Анатоль|Анатолий|Анатолій|Anatol Anatoli Anatoly Anatolii Anatoliy
m|Андрэй|Андрей|Андрій|Andrei Andrej Andrey Andrzej Andrii Andrew
m|Антон Антось|Антон|Антін|Anton Antoni
m|Арцём|Артём Артем|Артем|Artsiom Arciom Artyom Artem Artiom Artsem
m|Арсень Арсеній|Арсений Арсен|Арсеній|Arsien Arsen Arseni Arseniy Arsenii
m|Артур|Артур|Артур|Artur Arthur
m|Багдан|Богдан|Богдан|Bahdan Bogdan Bohdan
m|Барыс|Борис|Борис|Barys Boris Borys
m|Вадзім|Вадим|Вадим|Vadzim Vadim Vadym
m|Валерый|Валерий|Валерій|Valery Valeryi Valeri Valeriy Valerii
m|Валянцін|Валентин|Валентин|Valiantsin Valancin Valentin Valentyn
m|Васіль|Василий|Василь|Vasil Vasiĺ Vasily Vasili Vasiliy Vasyl
m|Віктар|Виктор|Віктор|Viktar Viktor Victor Wiktor
m|Віталь Віталій|Виталий|Віталій|Vital Vitali Vitaly Vitalii Vitaliy Witalij
m|Уладзімір Уладзь|Владимир|Володимир|Uladzimir Uladzimier Vladimir Volodymyr Wladimir Uladz
m|Уладзіслаў|Владислав|Владислав|Uladzislau Uladzisłaŭ Uladzislaŭ Vladislav Vladyslav Wladyslaw
m|Вячаслаў|Вячеслав|В'ячеслав|Viachaslau Viačasłaŭ Viačaslaŭ Vyacheslav Viacheslav
m|Генадзь|Геннадий Генадий|Геннадій|Henadz Gennady Gennadi Gennadiy Hienadź
m|Георгій Юры|Георгий|Георгій|Heorhi Georgy Georgi Georgiy Heorhii
m|Глеб|Глеб|Гліб|Hleb Chleb Gleb Hlib
m|Рыгор|Григорий|Григорій|Ryhor Grigory Grigori Grigoriy Hryhorii Hryhoriy
m|Данііл Даніла|Даниил Данила|Данило|Daniil Danil Danila Daniel Danylo
m|Дзяніс Дзеніс|Денис|Денис|Dzianis Denis Denys Dzyanis
m|Дзмітрый Зміцер Зьміцер|Дмитрий|Дмитро|Dzmitry Dzmitryi Dzmitryj Zmitser Źmicier Zmicier Dmitry Dmitri Dmitriy Dmytro Dmitrij
m|Яўген|Евгений|Євген Євгеній|Yauhen Jaŭhien Jauhien Iauhen Yevgeny Evgeny Yevgeniy Evgeniy Eugene Yevhen
m|Ягор|Егор|Єгор|Yahor Jahor Iahor Yegor Egor
m|Жан|Жан|Жан|Zhan Jean
m|Іван Янка Ян|Иван Ян|Іван|Ivan Iwan Janka Yan Jan
m|Ігар|Игорь|Ігор|Ihar Igor Ihor
m|Ілья Ілля|Илья|Ілля|Illia Ilya Ilia Iłła
m|Язэп Іосіф Восіп|Иосиф Осип|Йосип|Yazep Iosif Joseph
m|Кірыл|Кирилл|Кирило|Kiryl Kirył Kirill Kyrylo
m|Канстанцін Кастусь|Константин|Костянтин|Kanstantsin Kanstancin Kastus Kastuś Konstantin Constantine Kostiantyn
m|Леанід|Леонид|Леонід|Leanid Leonid
m|Леў|Лев|Лев|Leu Leŭ Lev
m|Макар|Макар|Макар|Makar
m|Максім Максім|Максим|Максим|Maksim Maxim Maksym Max
m|Марк|Марк|Марк|Mark Marek
m|Мацвей Матвей|Матвей|Матвій|Matsvei Matvei Matvey Matvii
m|Міхаіл Міхась|Михаил|Михайло|Mikhail Michaił Michail Mikhas Mykhailo Michael
m|Мікалай Мікола|Николай|Микола|Mikalai Mikałaj Mikalaj Mikalay Nikolai Nikolay Mykola Mikola
m|Мікіта|Никита|Микита|Mikita Nikita Mykyta
m|Алег|Олег|Олег|Aleh Oleg Oleh
m|Павел Павал Паўло|Павел|Павло|Pavel Paviel Pavlo Pawel Paweł Paul
m|Пётр Пятро|Пётр Петр|Петро|Piotr Petr Pyotr Peter Petro
m|Радзівон Радзіён|Родион|Родіон|Radzivon Rodion
m|Раман|Роман|Роман|Raman Roman
m|Расціслаў|Ростислав|Ростислав|Rastsislau Rascisłaŭ Rostislav Rostyslav
m|Руслан|Руслан|Руслан|Ruslan Rusłan
m|Сяргей Сергій Сяржук|Сергей|Сергій|Siarhei Siarhiej Syarhei Siarhey Sergei Sergey Serhii Serhiy Siarzhuk Sergej
m|Станіслаў|Станислав|Станіслав|Stanislau Stanisłaŭ Stanislaŭ Stanislav Stanislaw
m|Сцяпан|Степан|Степан|Stsiapan Sciapan Stepan
m|Святаслаў|Святослав|Святослав|Sviataslau Sviatoslav Svyatoslav
m|Тарас|Тарас|Тарас|Taras
m|Цімафей|Тимофей|Тимофій|Tsimafei Cimafiej Timofey Timofei Tymofii
m|Цімур|Тимур|Тимур|Tsimur Cimur Timur Tymur
m|Фёдар|Фёдор Федор|Федір|Fiodar Fyodor Fedor Fedir
m|Філіп|Филипп|Пилип|Filip Philip Philipp Pylyp
m|Эдуард|Эдуард|Едуард|Eduard Edward
m|Юрый Юры Юрась|Юрий|Юрій|Yury Yuri Jury Juryj Iuryi Yuriy Yurii Yuryi
m|Якаў Якуб|Яков|Яків|Yakau Yakov Jakub Yakiv
m|Яраслаў|Ярослав|Ярослав|Yaraslau Jarasłaŭ Yaroslav Jaroslav
m|Мікалай|Микола|Микола|Nikolaj
m|Юзаф|Юзеф|Юзеф|Jozef Józef
m|Анджэй|Анджей|Анджей|Anzhei
f|Аксана|Оксана|Оксана|Aksana Oksana Oxana
f|Алена Лена|Елена|Олена|Alena Elena Yelena Helena Olena
f|Алеся Леся|Алеся Олеся|Олеся|Alesia Alesya Olesya Olesia Alesja
f|Аліна|Алина|Аліна|Alina
f|Аляксандра|Александра|Олександра|Aliaksandra Alaksandra Aleksandra Alexandra Oleksandra
f|Ала|Алла|Алла|Ala Alla
f|Настасся Настассья Анастасія Наста|Анастасия|Анастасія|Nastassia Nastasia Anastasia Anastasiia Anastasiya Nastassja
f|Ганна Ана|Анна Аня|Ганна Анна|Hanna Anna Ganna
f|Антаніна|Антонина|Антоніна|Antanina Antonina
f|Вольга|Ольга|Ольга|Volha Olga Olha Volga
f|Валерыя|Валерия|Валерія|Valeryia Valeria Valeriya
f|Валянціна|Валентина|Валентина|Valiantsina Valancina Valentina Valentyna
f|Варвара|Варвара|Варвара|Varvara Barbara
f|Вераніка Вероніка|Вероника|Вероніка|Veranika Veronika Veronica
f|Вера|Вера|Віра|Vera Viera Vira
f|Вікторыя|Виктория|Вікторія|Viktoryia Viktoria Viktoriya Victoria Viktoriia
f|Віялета|Виолетта|Віолетта|Vialeta Violetta
f|Галіна|Галина|Галина|Halina Galina Halyna
f|Дар'я Дарія|Дарья Дария|Дар'я Дарія|Darya Daria Darja Dariya
f|Дзіяна|Диана|Діана|Dziyana Diana Dzijana
f|Кацярына|Екатерина Катерина|Катерина|Katsiaryna Kaciaryna Ekaterina Yekaterina Katerina Kateryna Catherine
f|Лізавета Елізавета|Елизавета|Єлизавета|Lizaveta Elizaveta Yelizaveta Elizabeth
f|Яўгенія|Евгения|Євгенія|Yauheniya Jaŭhienija Yevgenia Evgenia Yevgeniya Evgeniya Yevheniia
f|Ева|Ева|Єва|Eva Ewa
f|Іна|Инна|Інна|Ina Inna
f|Ірына Ірина|Ирина|Ірина|Iryna Irina
f|Карына|Карина|Карина|Karyna Karina
f|Крысціна Хрысціна|Кристина|Христина|Krystsina Kryscina Kristina Khrystyna Christina
f|Ксенія|Ксения Аксинья|Ксенія|Ksenia Kseniya Xenia Ksenija
f|Ларыса|Лариса|Лариса|Larysa Larisa
f|Лідзія|Лидия|Лідія|Lidziya Lidzija Lidia Lidiya
f|Любоў|Любовь|Любов|Liubou Luboŭ Lyubov Liubov
f|Людміла|Людмила|Людмила|Liudmila Ludmiła Ludmila Lyudmila Liudmyla
f|Маргарыта|Маргарита|Маргарита|Marharyta Margarita
f|Марына|Марина|Марина|Maryna Marina
f|Марыя Марыйка|Мария|Марія|Maryia Marya Maria Mariya Mariia Mary Marija
f|Мілана|Милана|Мілана|Milana
f|Надзея|Надежда|Надія|Nadzeya Nadzieja Nadezhda Nadiia
f|Наталля|Наталья Наталия|Наталія|Natallia Natalla Natalia Natalya Nataliia Natallja
f|Ніна|Нина|Ніна|Nina
f|Паліна|Полина|Поліна|Palina Polina
f|Раіса|Раиса|Раїса|Raisa
f|Рэгіна|Регина|Регіна|Rehina Regina
f|Святлана|Светлана|Світлана|Sviatlana Śviatłana Sviatłana Svetlana Svitlana
f|Сафія Соф'я|София Софья|Софія|Safia Sofia Sofya Sophia Sofiia
f|Тамара|Тамара|Тамара|Tamara
f|Таццяна|Татьяна|Тетяна|Tatsiana Tacciana Tatiana Tatyana Tetiana
f|Ульяна|Ульяна|Уляна|Ulyana Uliana
f|Юлія|Юлия|Юлія|Yulia Yuliya Julija Iuliia Julia Yuliia
f|Яна Яніна|Яна Янина|Яна|Yana Jana Yanina
"""

#: Folded spelling → id of the name; folded spelling → sex; folded spelling → languages.
_IDS: dict[str, str] = {}
_SEXES: dict[str, set[str]] = {}
_LANGUAGES: dict[str, set[str]] = {}


def _load() -> None:
    for line in _TABLE.strip().splitlines():
        sex, *groups = line.split("|")
        name_id = fold(groups[1].split()[0])
        for language, forms in zip(("be", "ru", "uk", "en"), groups, strict=True):
            for form in forms.split():
                key = fold(form)
                _IDS.setdefault(key, name_id)
                _SEXES.setdefault(key, set()).add(sex)
                _LANGUAGES.setdefault(key, set()).add(language)


_load()


def is_given_name(word: str) -> bool:
    return fold(word) in _IDS


def given_id(word: str) -> str:
    """What all spellings of one given name share; the folded word itself if it is not known."""
    key = fold(word)
    return _IDS.get(key, key)


def forms_starting(letter: str) -> set[str]:
    """Ids of the given names of which a form begins with `letter`."""
    return {name_id for form, name_id in _IDS.items() if form.startswith(fold(letter))}


def sex_of_given(word: str) -> str:
    """`f`, `m`, or '' if the name is not known or is borne by both."""
    found = _SEXES.get(fold(word), set())
    return next(iter(found)) if len(found) == 1 else ""


def languages_of_given(word: str) -> frozenset[str]:
    """Languages whose spelling of a given name this is."""
    return frozenset(_LANGUAGES.get(fold(word), ()))
