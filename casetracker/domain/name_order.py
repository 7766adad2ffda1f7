"""Which word of a name is the family name: given and family names come in either order."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from casetracker.domain.fold import folded_words
from casetracker.domain.given_names import given_ids, is_given_name, is_said_as_given, sex_of_given
from casetracker.domain.scripts import script_of

_PATRONYMIC = re.compile(
    r"(?:[оеёаяій]ви[чц]|[аеёяо]ві[чц]|л[ьл][иі]ч|[кмт][иі]ч|йович|"
    r"[оеё]вна|[аеёоя]ўна|[иі]чна|[іїï]вна|инишна|[іы]нічна|"
    r"[oeay]v[iy]t?ch|[oeai]vič|[oe]wicz|[oe]vna|[aeo]u?na(?<=[auo]una)|[aeoi]ŭna|[iy]vna|[iy]chna|"
    r"[\s-](?:оглы|огли|кызы|кизи|гызы|қизи|угли|ўғли|уулу|"
    r"o[gğ]l[uyi]|o['ʻ‘’]g['ʻ‘’]li|q[iı]z[iı]|[kg]yzy))$",
    re.IGNORECASE,
)
_FAMILY = re.compile(
    r"(?:[оеёє]в|[аеёо]ў|[иі]н|ын|[сц]к[иі]й?|[сц]кая|[оеёєа]ва|[иі]на|ына|[ае]нк[оа]|чук|[юяу]к|"
    r"[иі]к|в[иі]ч|ко|ец|дзе|швили|ян|юн|ель|аль|"
    r"[sc]k[iy]|[sc]ka(?:ya|ia|ja)?|[oeay]v|[aeo]u|[aeo]ŭ|[iy]n|[iy]na|[oeay]va|[ae]nk[oa]|"
    r"[cč]h?uk|[iyj]u[kc]h?|niuk|v[iy]t?ch|vič|wicz|ko|ec|dze|shvili|[iy]an)$",
    re.IGNORECASE,
)
_SUFFIX = folded_words("оглы огли кызы кизи гызы қизи угли ўғли уулу oglu ogly qizi kyzy gyzy") | {
    "oğlu",
    "qızı",
}
_LETTER = re.compile(r"[^\W\d_]\.?")
#: Small words that are part of the family name behind them.
_PARTICLES = folded_words("""van von der den de di du dos das del della la le al el bin ibn bint ben
    af av zu zur ter ван фон де дер ден дю ла ле аль эль бин ибн бен بن ابن بنت آل""")


def with_particles(words: list[str]) -> list[str]:
    """Particles joined to the word behind them: van der Berg is one family name."""
    joined: list[str] = []
    for word in reversed(words):
        if word in _PARTICLES and joined:
            joined[-1] = f"{word} {joined[-1]}"
        else:
            joined.append(word)
    return joined[::-1]


def has_particle(words: str) -> bool:
    """True for a family name that `with_particles` has joined."""
    return words.partition(" ")[0] in _PARTICLES


def is_initial(word: str) -> bool:
    """True for a letter with or without a point, in a script that has capitals."""
    return len(word) < 3 and bool(_LETTER.fullmatch(word)) and word[0].upper() != word[0].lower()


@lru_cache(maxsize=1 << 14)
def is_patronymic(word: str) -> bool:
    """True if the ending is a patronymic's; some family names (Волошкевич) end alike."""
    return bool(_PATRONYMIC.search(word))


def sex_of_patronymic(word: str) -> str:
    """`f`, `m` or '' by the ending of a patronymic."""
    if not is_patronymic(word):
        return ""
    return (
        "f"
        if re.search(r"(?:на|na|[кг]ызы|[кқ]изи|[kg]yzy|q[iı]z[iı])$", word, re.IGNORECASE)
        else "m"
    )


def sounds_given(word: str) -> bool:
    """True for a given name of the table, also in an unknown spelling, unless it ends as family
    names do."""
    return is_given_name(word) or (bool(given_ids(word)) and not _FAMILY.search(word))


def in_order(words: list[str]) -> tuple[str, str, str]:
    """(family, given, patronymic) of words in whatever order, as far as the words tell.

    Where they do not, Cyrillic lists put the family name first and Latin texts put it last.
    """
    words = _with_suffix(words)
    noble = [word for word in words if has_particle(word)]
    if len(noble) == 1 and len(words) > 1:
        rest = [word for word in words if word not in noble]
        return (noble[0], *_given_then_patronymic(rest))
    if any(is_initial(word) for word in words):
        return _with_initials(words)
    shouted = [w for w in words if len(w) > 1 and w.isupper()]
    if shouted and len(shouted) < len(words):
        rest = [w for w in words if w not in shouted]
        return (" ".join(shouted), *_given_then_patronymic(rest))
    if len(words) == 1:
        return ("", words[0], "") if is_given_name(words[0]) else (words[0], "", "")
    if len(words) == 2:
        return _two(*words)
    return _many(words)


def after_comma(family: list[str], rest: list[str]) -> tuple[str, str, str]:
    """(family, given, patronymic) of "Family, Given Patronymic"."""
    return (" ".join(family), *_given_then_patronymic(_with_suffix(rest)))


def _with_suffix(words: list[str]) -> list[str]:
    """Ogly and its like joined to the father's name before them."""
    joined: list[str] = []
    for word in words:
        if joined and word.lower() in _SUFFIX:
            joined[-1] = f"{joined[-1]} {word}"
        else:
            joined.append(word)
    return joined


def _given_then_patronymic(words: list[str]) -> tuple[str, str]:
    if len(words) > 1 and (is_patronymic(words[-1]) or script_of(words[-1]) == "Cyrl"):
        return " ".join(words[:-1]), words[-1]
    return " ".join(words), ""


def _with_initials(words: list[str]) -> tuple[str, str, str]:
    """Ляснеўскі П. П., П. П. Ляснеўскі, Иван И. Иванов."""
    initials = [w for w in words if is_initial(w)]
    rest = [w for w in words if not is_initial(w)]
    if len(rest) > 1:
        family, given, patronymic = in_order(rest)
        return family, given, patronymic or initials[0]
    return " ".join(rest), initials[0], " ".join(initials[1:2])


def _two(first: str, second: str) -> tuple[str, str, str]:
    # A given name of the table before one that only sounds so: Siarhei, not Salavei.
    # Latin spellings are many: that the table has one of them tells nothing more.
    cyrillic = script_of(first) == "Cyrl"
    if is_given_name(first) and is_given_name(second):
        # A woman may have a man's name for a family name, as Мария Гордей: a man hardly the other.
        sexes = sex_of_given(first), sex_of_given(second)
        if sexes in (("f", "m"), ("m", "f")):
            return (second, first, "") if sexes[0] == "f" else (first, second, "")
    order: tuple[tuple[Callable[[str], object], bool], ...] = (
        (sounds_given, False),
        (is_said_as_given, False),
        *([(is_given_name, False)] if cyrillic else []),
        (_FAMILY.search, True),
    )
    for looks_like, family_first in order:
        a, b = bool(looks_like(first)), bool(looks_like(second))
        if a != b:
            return (first, second, "") if a is family_first else (second, first, "")
    return (first, second, "") if cyrillic else (second, first, "")


def _many(words: list[str]) -> tuple[str, str, str]:
    first, last = words[0], words[-1]
    if len(words) == 3 and _is_between(first, words[1], last):
        return words[1], first, last
    family_first = (
        2 * sounds_given(words[1]) + 2 * is_patronymic(last) + bool(_FAMILY.search(first))
    )
    given_first = (
        2 * sounds_given(first) + 2 * is_patronymic(words[-2]) + bool(_FAMILY.search(last))
    )
    cyrillic = script_of(first) == "Cyrl"
    if family_first == given_first and sounds_given(first):
        given_first += not (sounds_given(last) or is_patronymic(last))
    if family_first > given_first or (family_first == given_first and cyrillic):
        if is_patronymic(last) or cyrillic:
            return " ".join(words[:-2]), words[-2], last
        return first, " ".join(words[1:]), ""
    if is_patronymic(words[-2]):
        return last, " ".join(words[:-2]), words[-2]
    return last, " ".join(words[:-1]), ""


def _is_between(given: str, family: str, patronymic: str) -> bool:
    """Whether the family name stands in the middle: Иван Иванов Петрович."""
    if is_given_name(family) or not is_patronymic(patronymic) or is_patronymic(family):
        return False
    if sounds_given(family) or not _FAMILY.search(family):
        return False
    return sex_of_patronymic(patronymic) == sex_of_given(given)
