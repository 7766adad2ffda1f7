"""Cells that hold no name of one person: placeholders, several people, remarks."""

from __future__ import annotations

import re

from casetracker.domain.fold import fold, folded_words

#: Words for somebody whose name is not known or not said.
_UNKNOWN = folded_words("""невядомы невядомая невядомыя невядома неизвестный неизвестная неизвестные
    неизвестно неизвестна неизвестен невідомий невідома невідомо unknown unnamed anonymous
    undisclosed
    аноним ананім анонім анонимно ананімна anonim anonimas nieznany nieznana nežinomas nežinoma
    неустановленный неустановленная неустановленное неустановлено неназванный неназванная
    невстановлений невстановлена невстановлена няўстаноўлены няўстаноўленая нераскрыто
    unidentified нет няма немає brak n/a н/д xxx test тест""")
#: Those that only stand for somebody together.
_NOBODY = frozenset({("john", "doe"), ("jane", "doe")})
#: Words that say what somebody is, or whose they are: "Житель Гомеля", "Сын Иванова".
_ROLE = folded_words("""житель жительница жыхар жыхарка мешканець мешканка resident mieszkaniec
    mieszkanka gyventojas студент студентка student studentka пенсионер пенсионерка пенсіянер
    пенсіянерка пенсіонер пенсіонерка сын син дочь дачка донька жена жонка дружина муж чоловік
    мать маці отец бацька батько брат сестра сястра мальчик хлопчик девочка дзяўчынка юноша
    юнак врач лекар лікар учитель настаўнік вчитель журналист журналістка журналист журналистка
    сотрудник сотрудница супрацоўнік супрацоўніца співробітник рабочий работник работница работнік
    работніца водитель вадзіцель кіроўца водій блогер блогерка админ админка администратор
    адміністратар активист активистка актывіст актывістка активіст employee worker driver blogger
    admin administrator activist wife husband son daughter brother
    sister mother father teacher doctor journalist""")
#: What people are called by, before the name; the second ones are family names in capitals.
_HONORIFIC = folded_words("""г-н г-жа гн гр гр-н гр-ка frau herr mme сп sp сп-р сп-ня д-р проф dr
    prof mr mrs ms rev кс ks св father""")
_SMALL_HONORIFIC = folded_words("""отец айцец отче ксёндз ксендз протоиерей протаіерэй иерей іерэй
    пастор пастар священник святар святник пан пані господин госпожа спадар спадарыня доктор доктар
    майор маёр полковник палкоўнік подполковник падпалкоўнік капитан капітан лейтенант лейтэнант
    адвокат адвокатка адвакат адвакатка журналист журналистка журналіст журналістка правозащитник
    правозащитница праваабаронца активист активистка актывіст актывістка блогер блогерка
    генерал сержант сяржант прапорщик прапаршчык ksiądz pan pani ojciec pastor doctor kunigas""")
#: A small letter before a name: отец, пан.
_SHORT_HONORIFIC = frozenset({"о.", "п.", "а."})
_TOWNS = folded_words("""минск мінск minsk гомель гродно гродна grodno hrodna брест брэст берасце
    brest витебск віцебск vitebsk могилев магілёў mogilev бобруйск бабруйск барановичи
    баранавічы пинск пінск орша ворша мозырь мазыр солигорск салігорск новополоцк наваполацк
    полоцк полацк жодино жодзіна слуцк речица рэчыца светлогорск светлагорск
    молодечно маладзечна""")
_GENERATION = re.compile(
    r"(?<=\w|\.)[\s,]+(?:мл|мал|младш|ст|jr|sr|junior|senior|младший|младшая|старший|старшая|малодшы|"
    r"малодшая|старэйшы|старэйшая|молодший|молодша|starszy|młodszy)\.?$",
    re.IGNORECASE,
)
_ALIAS = re.compile(
    r"[\s,;]+(?:a\.?k\.?a\.?|alias|also\s+known\s+as|known\s+as|(?:он|она)\s+же|(?:ён|яна)\s+жа|"
    r"(?:він|вона)\s+ж|псевдоним|псеўданім|псевдонім|pseud\.|ps\.)\s+(\S.*)$",
    re.IGNORECASE,
)
_NICKNAME = re.compile(r"\s*[\"«“„][^\"«»“”„]{1,40}[\"»”“]")
#: What a part of a name is called; beside a word for unknown, that part is not there.
_LABELS = folded_words("фамилия имя имени отчество прозвішча імя прізвище імʼя surname name")
#: Words for a person that stand before a name or instead of one.
_TITLE = folded_words("""гражданин гражданка грамадзянін грамадзянка громадянин громадянка obywatel
    obywatelka citizen мужчина мужчына чоловік женщина жанчына жінка man woman person человек
    чалавек людина подросток падлетак девушка дзяўчына парень хлопец osoba asmuo лицо асоба
    особа фио name""")
_PERSON = _TITLE | folded_words("""имя імя імʼя фамилия прозвішча прізвище без не указано названо
    называется разглашается скрыто nn нн no not given identity личность установлен установлена
    установлено известно известна известен
    рб рф беларуси беларусі білорусі россии расіі росії украины украіны україни польши польшчы літвы
    минчанин минчанка мінчанін мінчанка гомельчанин гомельчанка гамяльчанін гамяльчанка
    брестчанин брестчанка берасцеец гродненец гродненка гродзенец гродзенка могилевчанин
    могилевчанка витебчанин витебчанка віцяблянін""")
_SEVERAL = re.compile(
    r"\b(двое|двух|трое|трох|троє|четверо|чацвёра|пятеро|некалькі|несколько|декілька|several|"
    r"супруги|супругі|сужэнцы|семья|сям['’]?я|сім['’]?я|братья|браты|брати|сёстры|сестры|сестри|"
    r"brothers|sisters|family|spouses|bracia|siostry|rodzina|rodzeństwo|małżeństwo|małżonkowie|"
    r"(?:с|со|з|са|with|z)\s+(?:женой|мужем|сыном|дочерью|братом|сестрой|матерью|отцом|жонкай|"
    r"мужам|сынам|дачкой|сястрой|маці|бацькам|дружиною|чоловіком|сином|донькою|wife|husband|son|"
    r"daughter|brother|sister|żoną|mężem|synem|córką)|группа|група|group|"
    r"и\s+др|і\s+інш|и\s+другие|і\s+іншыя|and\s+others|et\s+al|"
    r"муж\s+(и|і)\s+жена|муж\s+і\s+жонка|"
    r"(и|і|й|та|and|i|ir)\s+(сын|син|дочь|дачка|донька|жена|жонка|дружина|брат|сестра|сястра|"
    r"son|daughter|wife|brother|sister|syn|córka|żona)|"
    r"two\s+\w+|three\s+\w+|[2-9]\d*\s*(чел|чал|человека?|чалавека?|people|persons|men|women))\b",
    re.IGNORECASE,
)
#: A joining word between two capitalised words: "Іван Іваноў і Пётр Пятроў".
_JOINED = re.compile(
    r"\w{2,}\s*(?:\+\s*\d|(?:\s(?:и|і|й|та|and|i|ir|oraz)\s|[&/;+])\s*[^\W\d_a-zа-яёіўїєґ]\w+)"
)


_CHILD_OF = re.compile(
    r"(?<=\w)[,\s]+(?:(?:the\s+)?(?:son|daughter)\s+of|[sd]/o|сын|дачка|дочь|дочка|син|донька|"
    r"syn|córka|sūnus|duktė|fils\s+de|fille\s+de|sohn\s+des|tochter\s+des)\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"(?<=\w),?\s+(?:née?|nee|born|z\s+domu|z\s+d\.|урожд\w*\.?|уродж\w*\.?|у\s+дзявоцтве|"
    r"в\s+девичестве|дев\.|дзяв\.|девичья\s+фамилия|"
    r"дзявочае\s+прозвішча|дівоче(?:\s+прізвище)?|народжан\w+|до\s+шлюбу|geb\.|geborene)\s+([^\W\d_][\w'’-]+)$",
    re.IGNORECASE,
)


def without_father(text: str) -> tuple[str, tuple[str, str] | None]:
    """(name, (given name, family name) of the father) of "Іван Іваноў, сын Пятра"; the father's
    family name may be ''."""
    parts = _CHILD_OF.split(text, maxsplit=1)
    words = parts[1].split() if len(parts) == 2 else []
    if not words or not all(word[:1].isupper() for word in words[:1]) or len(words) > 3:
        return text, None
    return parts[0].strip(" ,"), (words[0].strip(",."), words[-1] if len(words) > 1 else "")


def without_maiden(text: str) -> tuple[str, str]:
    """(name, maiden name) of "Hanna Kavalenka née Petrova"."""
    found = _BORN.search(text)
    return (text[: found.start()].strip(" ,"), found.group(1)) if found else (text, "")


def is_town(word: str) -> bool:
    """True for a town that stands in brackets behind a name, where a maiden name might."""
    return fold(word) in _TOWNS


def means_several(text: str) -> bool:
    """True if a cell speaks of more than one person."""
    return bool(_SEVERAL.search(text) or _JOINED.search(text))


def is_placeholder(words: list[str]) -> bool:
    """True if `words` (without brackets) name nobody: Невядомы, Гражданин К., unknown, N. N.

    Unlike Неизвестный Эрнст Иосифович, whose other words are names.
    """
    folded = [fold(word) for word in words]
    if _LABELS.intersection(folded) and _UNKNOWN.intersection(folded):
        return True
    if all(len(word) < 2 for word in folded) or tuple(folded) in _NOBODY:
        return True
    if folded[0] in _ROLE and len(folded) < 3:
        return True
    if folded[0] not in _UNKNOWN | _PERSON:
        return False
    return all(
        len(word) < 2 or word in _UNKNOWN | _PERSON or not original[:1].isupper()
        for word, original in zip(folded, words, strict=True)
    )


def without_title(words: list[str]) -> list[str]:
    """`words` without leading words such as Гражданин, Dr., отец."""
    rest = list(words)
    while len(rest) > 1 and (fold(rest[0]) in _TITLE or _is_honorific(rest)):
        rest = rest[1:]
    return rest


def _is_honorific(words: list[str]) -> bool:
    """True for a word before a name by which people are called, but nobody is named."""
    first = fold(words[0])
    if words[0] in _SHORT_HONORIFIC:
        return words[1][:1].isupper() and not len(words[1].strip(".")) < 2
    if first in _SMALL_HONORIFIC:
        return words[0].islower() or (len(words) > 2 and words[0].istitle() and first in _CLERGY)
    return first in _HONORIFIC


_CLERGY = folded_words("отец айцец ксёндз ксендз протоиерей священник святар ksiądz ojciec kunigas")


def without_generation(text: str) -> str:
    """A name without "мл." or "Jr." behind it."""
    shorter = _GENERATION.sub("", text)
    return shorter if " " in shorter else text


def without_alias(text: str) -> tuple[str, str]:
    """(name, another name by which the person goes, where it is one word) of "… aka Danik"."""
    found = _ALIAS.search(text)
    if found is None or len(text[: found.start()].split()) < 2:
        return text, ""
    return text[: found.start()], found[1] if len(found[1].split()) == 1 else ""


def without_nickname(text: str) -> str:
    """A name without what stands in quotation marks inside it, if a whole name is left."""
    if not _NICKNAME.search(text):
        return text
    plain = " ".join(_NICKNAME.sub(" ", text).split())
    return plain if len(plain.split()) > 1 else text
