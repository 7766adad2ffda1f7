"""Words that tell what a column holds where its header is none that is known letter by letter.

A header fits a rule if it holds a word of every needed line and none of the barred ones. Words
are given by their beginnings, whole words with a point behind; all are folded. The first rule
that fits decides. Headers of two languages in one cell ("Прозвішча / Surname") fit like any other.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from casetracker.domain.fold import fold

LONGEST_HEADER = 80
_PLACE = "мест месц місц place where miejsc viet горад город city. town адрас адрес address"
_DATE = "дат год день. дзень. рік. date year day. when data. rok. dzien. met. metai. diena kada"
_NAMES = "фаміл фамил прозв прізв surname name nazwisk pavard"
_BORN = (
    "рожд родил нараджэн нарадз нар. народж народив народил birth born dob. urodz ur. gim гр. др."
)
_TERM = (
    "years months prison годы лет месяц мес. гадоў гады роки років lat. lata metai metu menes mies"
)
_ARRESTED = (
    "затрым задерж арест арышт затрим арешт arrest detain detention zatrzym aresztow sulaik suem "
    "suim arest"
)
#: Who else a list names, and where: a column of these names nobody of the list.
_OTHERS = (
    "суддз судд судьи. судья. judge lawyer attorney адвокат абаронц защитник захисник adwokat "
    "advokat teisej sedzi прокур prokur следоват следч investigator контакт contact родственник "
    "родственниц родич сваяк court courts куратор caseworker волонт валанц volunteer"
)


class _Rule(NamedTuple):
    field: str
    needed: tuple[str, ...]
    barred: str = ""


_RULES = (
    _Rule(
        "spelling",
        (
            "вариант варыянт варіант написан напісан pisown spelling латини лацін transliter "
            "транслит трансліт alias aka.",
        ),
        "дат date",
    ),
    _Rule("spelling", ("known",), "arrest crim"),
    _Rule("observed", ("обновл абноўл абнаўл оновл updated aktualiz atnaujin",)),
    _Rule("birth", (_BORN, "дат date data.", _PLACE), _NAMES),
    _Rule("age", ("возраст узрост вік. age. aged wiek. amzius",), _ARRESTED),
    _Rule("birth", (_BORN,), f"{_PLACE} {_NAMES}"),
    _Rule("release", (_DATE, "освобожд вызвал звільн releas freed zwoln paleid"), _PLACE),
    _Rule(
        "release", ("конец канец кінець end. koniec pabaiga", "срок тэрмін термін sentence term")
    ),
    _Rule("", ("начал пачат початок start begin", "срок тэрмін термін sentence term.")),
    _Rule("verdict", ("sentenced convicted осужд асудж засудж skazan", "on. when когда калі коли")),
    _Rule(
        "sentence",
        (
            "sentence term. срок тэрмін термін наказан пакаран покаран вирок вырак прысуд пригов "
            "bausm wyrok kara.",
            f"{_TERM} jail",
        ),
    ),
    _Rule("verdict", (_DATE, "прысуд пригов вирок суд verdict sentenc wyrok nuospr"), _PLACE),
    _Rule(
        "arrest",
        (_ARRESTED,),
        f"{_PLACE} статус status причин прычын reason centre center facility who. кто. хто. by. "
        "order warrant возраст узрост вік. age. aged wiek. amzius",
    ),
    _Rule("arrest", (_DATE, "страж варт custody зад. затр."), _PLACE),
    _Rule("arrest", ("страж варт custody", "с. з. від. since into")),
    _Rule(
        "articles",
        (
            "артык стать статт статей articl charge artyk paragraf straipsn обвинен абвінавач "
            "звинувач zarzut kaltinim кваліфік квалифик",
        ),
        "дат date. text текст",
    ),
    _Rule(
        "facility",
        (
            "учрежд установ устанаўл колони колоні калоні тюрьм турм вязниц сизо сіза сізо prison. "
            "colony jail facility detention wiezien zaklad kaleji ikalinim",
        ),
        f"адрас адрес address дат date. {_NAMES} прич",
    ),
    _Rule(
        "facility",
        (
            "мест месц місц place where miejsc viet дзе. где. де. gdzie. kur.",
            "зняв ўтрым утрым адбыв заключ содерж отбыв нахожд утрим відбув imprison detention "
            "held laiko laikym тримання osadz pobyt odbyw laisv перебув przebyw сядз сидит",
        ),
    ),
    _Rule("articles", ("art. арт. ст.", "кк. ук. kk. cc. code bk.")),
    _Rule("articles", ("podstawa", "prawna")),
    _Rule(
        "facility",
        ("prison. facility colony jail учрежден установ колони колоні калоні", "name назв"),
        "person prisoner detainee заключ зняв ув'язн",
    ),
    _Rule("facility", ("held kept imprisoned", "at. in.")),
    _Rule("facility", ("отбыв адбыв відбув", "в. у. где. дзе. де.")),
    _Rule("where", ("знаходз находит перебув перебыва location whereabout",), "дат date"),
    _Rule("where", ("где. дзе. де. where gdzie. kur.", "сейчас цяпер зараз now. teraz dabar")),
    _Rule("regime", ("рэжым режим regime rezim rezym",)),
    _Rule("sentence", ("асудж осужд засудж sentenced skazan", "на. to. na.")),
    _Rule(
        "sentence",
        (
            "прысуд пригов срок строк. тэрмін вирок вырак термін покаран наказан пакаран sentence "
            "term. punish назначен wyrok kara. wymiar bausm nuospr",
        ),
        f"{_DATE} {_PLACE} артык стат articl",
    ),
    _Rule(
        "status",
        ("статус стан. состояни status state. bukle busena stan. sytuacj situation ситуац сітуац",),
        "дат date",
    ),
    _Rule("sex", ("пол. стать. sex. gender plec. lytis.",)),
    _Rule("given", ("имя. first given", "отчеств middle patronym"), _NAMES),
    _Rule("given", ("імя.", "бацьк батьк", "і. й. та."), _NAMES),
    _Rule(
        "patronymic",
        ("отчеств бацьк батьк patronym middle father otczestw tevav",),
        f"{_NAMES} бацька. бацькі. батько. батьки.",
    ),
    _Rule("", (_OTHERS,)),
    _Rule("given", ("imie. imiona vardas.", "i. ir.", "ojca tevo"), "nazwisk pavard"),
    _Rule(
        "",
        (
            "mother father. maiden brother spouse wife husband relative маці мать матери. матері. "
            "маты матк ojca matki tevo бацька. бацькі. батько. батьки. отец. parents",
        ),
    ),
    _Rule(
        "name",
        ("фио. піб. фіа. имя. імя. name. imie vardas given first", _NAMES),
        "date. mother father maiden",
    ),
    _Rule(
        "family",
        ("прозвішч фамил прізв surname family last nazwisk pavard",),
        f"{_DATE} девич дзяв maiden",
    ),
    _Rule(
        "name",
        (
            "фио. піб. фіа. full names. заключенн палітзняв палітвяз политзак політв "
            "prisoner person detainee kalinys kaliniai wieznio wiezniowie",
        ),
        "дат date. id. номер number колич",
    ),
    _Rule(
        "given",
        ("given first forename имя. імя. imie. imion vardas.",),
        "отц бацьк батьк father",
    ),
    _Rule("address", ("адрас адрес address adres",), "mail почт"),
    _Rule(
        "notes",
        (
            "заўваг примеч замет нататк приміт коммент каментар notes note. remark comment uwag "
            "pastab опис апіс descript opis. подробн дэтал details info",
        ),
    ),
    _Rule(
        "url",
        ("ссылк спасылк посилан link url. source источник крыніц джерел zrodl nuorod saltin",),
    ),
    _Rule("source_key", ("id. ид. uid.",), "national passport паспорт card"),
    _Rule("number", ("no. nr. пп. lp. eil.",), "телеф phone tel паспорт passport дел спр case"),
)


@lru_cache(maxsize=4096)
def guessed_field(header: str) -> str:
    """The field whose words a header holds; '' if it holds none, or is too long for a header."""
    words = fold(header).split()
    if not words or len(header) > LONGEST_HEADER:
        return ""
    for rule in _RULES:
        if all(_holds(words, line) for line in rule.needed) and not _holds(words, rule.barred):
            return rule.field
    return ""


def _holds(words: list[str], line: str) -> bool:
    return any(_is_one(word, wanted) for wanted in line.split() for word in words)


def _is_one(word: str, wanted: str) -> bool:
    return word == wanted[:-1] if wanted.endswith(".") else word.startswith(wanted)
