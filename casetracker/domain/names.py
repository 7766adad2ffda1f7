"""A person's name as a cell holds it: its parts, what it is worth, and the key of exact repeats."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from casetracker.domain.fold import fold
from casetracker.domain.given_names import is_given_name, languages_of_given, sex_of_given
from casetracker.domain.name_order import (
    after_comma,
    has_particle,
    in_order,
    is_initial,
    is_patronymic,
    sex_of_patronymic,
    with_particles,
)
from casetracker.domain.name_words import (
    is_placeholder,
    is_town,
    means_several,
    without_alias,
    without_father,
    without_generation,
    without_maiden,
    without_nickname,
    without_title,
)
from casetracker.domain.scripts import fix_look_alikes, is_mixed, language_of, script_of
from casetracker.domain.texts import has_letter, tidy

_COMMAS = str.maketrans("،、，", ",,,")
#: Longest name that is kept; what is longer is no name.
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Name:
    """A name as far as its words tell; parts that are not there are ''."""

    #: The whole name, tidied, in the order of the source, without remarks in brackets.
    text: str
    family: str = ""
    given: str = ""
    patronymic: str = ""
    #: A family name in brackets: the maiden name, or another one.
    maiden: str = ""
    #: ISO 15924: Cyrl, Latn …; '' if mixed or without letters.
    script: str = ""
    #: ISO 639-1, a guess: be, ru, uk, en; '' if the letters do not tell.
    language: str = ""
    #: Only an initial stands for the given name.
    initials_only: bool = False
    #: Names nobody: Невядомы, Гражданин К., unknown. Never matches anything.
    placeholder: bool = False
    #: The cell speaks of more than one person.
    several_people: bool = False
    #: A word is written in two alphabets and could not be put right.
    mixed: bool = False

    @property
    def sex(self) -> str:
        """`f`, `m` or '', as the patronymic or the given name tell."""
        return sex_of_patronymic(self.patronymic) or sex_of_given(self.given)

    @property
    def is_whole(self) -> bool:
        """A family and a given name of one person."""
        usable = not (self.placeholder or self.several_people or self.mixed or self.initials_only)
        return usable and bool(self.family and self.given)


def parse_name(cell: str) -> Name:
    """What a cell with a person's name says.

    Raises `UnreadableText` for control characters. Never guesses a person out of a placeholder.
    """
    text = fix_look_alikes(tidy(cell).translate(_COMMAS))
    text, alias = without_alias(without_nickname(text))
    plain, maiden = _without_brackets(_without_marks(text))
    plain, born = without_maiden(without_generation(plain))
    plain, father = without_father(plain)
    name = Name(
        text=plain or text,
        maiden=maiden or born or alias,
        script=script_of(plain),
        several_people=means_several(text),
        mixed=is_mixed(text),
    )
    words = plain.replace(",", " ").split()
    if not has_letter(plain) or is_placeholder(words):
        return replace(name, placeholder=True)
    sides, several = _sides(plain)
    family, given, patronymic = after_comma(*sides) if len(sides) == 2 else in_order(sides[0])
    if father:
        # "Ivan, son of Piotr Kavalenka": the family name may stand with the father's only.
        if father[1] and not (family and given):
            family, given = father[1], family or given
        patronymic = patronymic or father[0]
    return _finished(name, family, given, patronymic, several=several)


#: What databases and people write where there is no patronymic.
_NO_PATRONYMIC = frozenset(("null", "none", "nan", "n/a", "нет", "няма", "немає", "brak"))


def join_name(family: str, given: str, patronymic: str = "") -> Name:
    """A name whose parts come in cells of their own. Raises `UnreadableText`."""
    cells = [fix_look_alikes(tidy(part)) for part in (family, given, patronymic)]
    bare, bracketed = _without_brackets(cells[0])
    bare, born = without_maiden(bare)
    parts = [bare, *cells[1:]]
    if parts[2].strip(" -–—").lower() in _NO_PATRONYMIC:
        parts[2] = ""
    first, _, last = parts[1].rpartition(" ")
    if first and not parts[2] and is_patronymic(last):
        parts[1:] = [first, last]  # "Имя Отчество" in one cell
    text = " ".join(part for part in parts if part)
    name = Name(
        text=text,
        maiden=bracketed or born,
        script=script_of(text),
        several_people=means_several(text),
        mixed=is_mixed(text),
    )
    if not has_letter(text) or is_placeholder(text.split()):
        return replace(name, placeholder=True)
    return _finished(name, *parts)


def stored_name(
    text: str, family: str, given: str, patronymic: str, script: str, language: str, key: str
) -> Name:
    """A name as it was parsed when its spelling was stored."""
    return Name(
        text=text,
        family=family,
        given=given,
        patronymic=patronymic,
        script=script,
        language=language,
        initials_only=is_initial(given),
        placeholder=not (family or given or key),
    )


def name_key(name: Name) -> str:
    """What exact repeats of a name share: its family and given words, in any order, folded.

    '' for what must never match: placeholders, several people, initials, mixed alphabets.
    Only names in one script share a key. A lone word is its own key.
    """
    if name.placeholder or name.several_people or name.mixed or name.initials_only:
        return ""
    return key_of(name.family, name.given)


# A row asks for the key of its name again and again while it is looked at.
@lru_cache(maxsize=1 << 13)
def key_of(family: str, given: str) -> str:
    return " ".join(sorted(fold(f"{family} {given}").split()))[:LONGEST]


def _finished(
    name: Name, family: str, given: str, patronymic: str, *, several: bool = False
) -> Name:
    whisper = not any(c.isupper() for c in name.text if c.isalpha())

    def cased(words: str) -> str:
        return " ".join([_cased(word, also_small=whisper) for word in words.split()])

    parts = [cased(part) for part in (family, given, patronymic)]
    text = " ".join([part for part in parts if part]) if "," in name.text else cased(name.text)
    return Name(
        text=text,
        family=parts[0],
        given=parts[1],
        patronymic=parts[2],
        maiden=cased(name.maiden),
        script=name.script,
        language=_language(name.text, given),
        initials_only=is_initial(given),
        several_people=name.several_people or several,
        mixed=name.mixed,
    )


def _language(text: str, given: str) -> str:
    sure = language_of(text) or ("ru" if re.search(r"[оеё]вна\b", text) else "")
    spelt = languages_of_given(given)
    if len(spelt) == 1 and script_of(text) == "Cyrl" and (not sure or sure not in spelt):
        return next(iter(spelt))
    return sure


def _without_marks(text: str) -> str:
    """Without the row's number, quotation marks and footnote stars; initials apart."""
    if not _MARK.search(text):
        return text
    text = re.sub(r"^\W*\d+(?:\s*[.)]\s*|[-‐-―]\w{4,}[-\w]*\s+)(?=[^\W\d_])", "", text)
    text = _DATED.sub("", _without_dash(text))
    text = re.sub(r"[\"«»„“”]|[*†]+(?=\s|$)", " ", text)
    text = re.sub(r"(?<![^\W\d_])([^\W\d_])\.\s*(?=[^\W\d_])", r"\1. ", text)
    return " ".join(text.split()).strip(" ,;:")


def _without_dash(text: str) -> str:
    """A family name of two words about a dash joined, a remark behind a dash left out."""
    found = _DASH.search(text)
    if found is None:
        return text
    before, after = text[: found.start()], text[found.end() :]
    left, right = before.split()[-1], after.split()[0]
    if len(before.split()) > 1 and (after[:1].islower() or found[1] != "-" or is_given_name(left)):
        return before
    joint = " " if is_given_name(left) or is_given_name(right) else "-"
    return f"{before}{joint}{after}"


#: A year or a date behind a name; another figure there may tell two people apart.
_DATED = re.compile(r"(?<=\w{2})[\s,;]+(?:(?:18|19|20)\d\d|\d{1,4}[./-]\d[\d./-]*)$")
_DASH = re.compile(r"(?<=\w)\s+([-‐-―])\s+(?=\w)")
#: What is no letter, space, hyphen inside a word or apostrophe.
_MARK = re.compile(r"[^\w\s'’‐-―-]|[\d_]|\s[-‐-―]\s")
_LETTERS = re.compile(r"[^\W\d_][^\W\d_'’]*")


def _without_brackets(text: str) -> tuple[str, str]:
    """(text without brackets, the one family name in them or '')."""
    if "(" not in text and "[" not in text:
        return text.strip(" ,;:"), ""
    found = re.findall(r"[(\[]([^()\[\]]*)[)\]]", text)
    plain = " ".join(re.sub(r"[(\[][^()\[\]]*[)\]]?", " ", text).split()).strip(" ,;:")
    for inside in found:
        words = [w for w in inside.split() if w[:1].isupper()]
        said = len(inside.split()) - len(words)
        if len(words) == 1 and said <= 2 and has_letter(words[0]) and not means_several(inside):
            if is_town(words[0]):
                return plain, ""
            return plain, words[0].strip(".,")
    return plain, ""


def _sides(text: str) -> tuple[list[list[str]], bool]:
    """Words before and after the comma, or all words; and whether two people are named."""
    if "," not in text:
        return [with_particles(without_title(text.split()))], False
    parts = [with_particles(without_title(p.split())) for p in text.split(",") if has_letter(p)]
    # What follows a name in small letters or figures is a remark: "…, 1985 г.р., Минск".
    names = [p for p in parts if _begins_name(p[0]) and not any(c.isdigit() for c in " ".join(p))]
    names = names or parts[:1]
    if len(names) == 1:
        return [names[0]], False
    first, second = names[0], names[1]
    several = len(names) > 2 or (len(first) > 1 and len(second) > 1)
    if len(first) > 1 and len(second) == 1 and not is_given_name(second[0]):
        return [first], several
    return [first, second], several


def _begins_name(word: str) -> bool:
    """Whether a word may stand at the beginning of a name. Georgian letters count as small ones
    though nobody writes its capitals; other scripts have neither."""
    small = word[:1].islower() and word[:1] < "\u10d0"
    return not small or has_particle(word)


@lru_cache(maxsize=1 << 14)
def _cased(word: str, *, also_small: bool) -> str:
    """A word in capitals (or in small letters, if so told) as a name is written: Кара-Мурза."""
    letters = [c for c in word if c.isalpha()]
    if len(letters) < 2 or "." in word or not (word.isupper() or (also_small and word.islower())):
        return word
    return _LETTERS.sub(lambda m: m.group().capitalize(), word.lower())
