"""Column headers: which field a column holds, as is known, by its words, as a person said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from casetracker.domain.errors import Refused
from casetracker.domain.fold import fold, folded_words
from casetracker.domain.header_words import LONGEST_HEADER, guessed_field
from casetracker.domain.scripts import fix_look_alikes
from casetracker.domain.texts import has_letter

#: Field → how lists head it, in any language.
_HEADERS: dict[str, str] = {
    "source_key": "id|record id|ид|uid",
    "number": "№|no|nr|n|п/п|№ п/п|#|lp|l.p.|eil. nr.",
    "url": "url|link|спасылка|ссылка",
    "name": "прозвішча, імя, імя па бацьку|прозвішча і імя|піб|фіа|імя|имя|фио|ф.и.о.|"
    "прозвішча, імя|прозвішча імя|фамилия, имя|фамилия имя|прізвище, ім'я|surname, name|"
    "фамилия, имя, отчество|фамилия имя отчество|фамилия и имя|name|full name|person|"
    "хто|кто|who|osoba|асоба|особа|чалавек|человек|людина|asmuo|"
    "imię i nazwisko|nazwisko i imię|vardas, pavardė|vardas pavardė|vardas ir pavardė",
    "spelling": "name in latin|latin name|name (latin)|other names|other name|other spelling|"
    "also known as|aka|alias|aliases|transliteration|имя латиницей|фио латиницей|латиницей|"
    "латиница|транслитерация|другое написание|варианты имени|другие имена|лацінка|лацінкай|"
    "імя лацінкай|іншае напісанне|латинка|латиницею|транслітерація|pisownia|inne nazwiska",
    "family": "прозвішча|фамилия|прізвище|surname|family name|last name|nazwisko|pavardė",
    "given": "given name|first name|imię|imiona|vardas",
    "patronymic": "імя па бацьку|отчество|по батькові|patronymic|middle name",
    "birth": "дата нараджэння|год нараджэння|дата рождения|год рождения|дата народження|"
    "д.р.|г.р.|д.н.|г.н.|р.н.|р. нар.|d.o.b.|yob|год рожд.|"
    "birthday|born|date of birth|birth date|dob|data urodzenia|gimimo data",
    "age": "узрост|возраст|вік|age|wiek|amžius",
    "sex": "пол|полу|стать|gender|sex|płeć|lytis",
    "arrest": "дата затрымання|дата ареста|дата арышту|дата задержания|дата затримання|"
    "arrested|arrest date|date of arrest|data zatrzymania|sulaikymo data",
    "articles": "артыкулы кк|артыкулы|артыкул|статьи|статьи ук|статья|статті|articles|article|"
    "charges|artykuły|straipsniai|"
    "ст.|арт.|art.|за что|за што|за що",
    "sentence": "прысуд|тэрмін|срок|приговор|термін|вирок|decision|sentence|term|wyrok|bausmė|"
    "verdict|вердикт|вырак|сколько дали|колькі далі|скільки дали|jail term|prison term",
    "regime": "рэжым|режим|penalty|regime",
    "facility": "месца зняволення|месца ўтрымання|учреждение|место заключения|колония|"
    "місце ув'язнення|prison|facility|place of detention|więzienie|kalėjimas|ик|пк",
    "where": "где|дзе|де|where|месца|место|місце|place|location|current location|miejsce|vieta",
    "status": "статус|стан|status|statusas",
    "release": "дата вызвалення|дата освобождения|дата звільнення|release_date|release date|"
    "released|released on|release|"
    "вызвалены|вызвалена|освобождён|освобождена|звільнений|звільнена|zwolniony|zwolniona",
    "verdict": "дата прысуду|дата приговора|verdict_date|verdict date",
    "died": "died",
    "observed": "дата обновления|дата абнаўлення|updated|last updated",
    "notes": "заўвагі|примечания|заметки|примітки|description|notes|remarks|uwagi",
    "address": "адрас для лістоў|адрес для писем|адрес|address",
}
FIELDS = tuple(_HEADERS)
_FIELDS = {
    fold(text) or text: field for field, many in _HEADERS.items() for text in many.split("|")
}
#: What a person said of the headers of one source: folded header → field, '' for a column that
#: is not read. It goes before everything that is known here.
Mapped = Mapping[str, str]

#: Lists that are known, by the headers that only they have together; named in refusals.
LAYOUTS: dict[str, tuple[str, ...]] = {
    "Belarusian table": (
        "Прозвішча, імя, імя па бацьку",
        "Дата нараджэння",
        "Дата затрымання",
        "Артыкулы КК",
        "Прысуд",
        "Месца зняволення",
        "Статус",
    ),
    "machine list of 23 columns": (
        "id",
        "name",
        "status",
        "gender",
        "birthday",
        "arrested",
        "articles",
        "prison",
        "decision",
        "release_date",
    ),
    "Russian table": (
        "ФИО",
        "Дата рождения",
        "Дата задержания",
        "Статьи",
        "Срок",
        "Учреждение",
        "Статус",
    ),
}
#: Layout of a list that is names only, one a line, without any header.
BARE_NAMES = "names, one a line"
#: The columns that are made of such lines.
BARE_HEADERS = ("name", "birthday", "age", "notes")
_NAMES = frozenset({"name", "family"})
#: Of these a list may have one column for each language: the first is read.
_PARTS = frozenset({"name", "family", "given", "patronymic"})
#: What stands in rows, not in headers.
_DATED = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d{4}")
#: What explains a header behind it: "D.O.B. (DD/MM/YYYY)", "Name[1]".
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_DIGIT = re.compile(r"\d")
#: A column of what was before: "Previous prison".
_OF_BEFORE = re.compile(
    r"папярэдн|предыдущ|попередн|\bprevious|\bformer\b|\bearlier\b|poprzedni|ankstesn|\bпрежн|\bраней|"
    r"\bранее",
    re.IGNORECASE,
)
#: Folded headers that mean the given name where the family name has a column of its own.
_FIRST_NAME = folded_words("імя имя name")
#: Folded headers of a column that names people.
NAME_HEADERS = frozenset(folded for folded, field in _FIELDS.items() if field in _NAMES)
_FACTS = frozenset(_HEADERS) - _PARTS - {"spelling", "number", "url", "notes"}


@lru_cache(maxsize=1 << 12)
def known_field(header: str) -> str:
    """The field of a header that is known letter by letter; '' if it is not."""
    return _FIELDS.get(fold(fix_look_alikes(header)) or header.strip(), "")


def field_of(header: str, mapped: Mapped | None = None) -> str:
    """The field that a column of this header holds; '' if it is not known."""
    folded = fold(header) or header.strip()
    if mapped is not None and folded in mapped:
        return mapped[folded]
    known = known_field(header)
    if not known and _OF_BEFORE.search(header):
        return ""
    known = known or guessed_field(fix_look_alikes(header))
    if known or not header.rstrip().endswith((")", "]")):
        return known
    return known_field(_IN_BRACKETS.sub("", header))


def is_header(cells: Sequence[str], mapped: Mapped | None = None) -> bool:
    """True if a row names a name column and another one, in short cells that are mostly known.

    A cell of a person's row that happens to hold a header's word does not make it a header.
    """
    filled = [cell for cell in cells if cell.strip()]
    if not filled or any(len(cell) > LONGEST_HEADER for cell in filled):
        return False
    fields = [field_of(cell, mapped) for cell in filled]
    if not _NAMES & set(fields):
        return False
    if len(filled) == 1:
        return bool(known_field(filled[0]) or mapped)
    named = sum(bool(field) for field in fields)
    return bool(_FACTS & set(fields) or "given" in fields) and (
        2 * named >= len(filled) or named >= 4
    )


def in_two_rows(
    above: Sequence[str], below: Sequence[str], mapped: Mapped | None = None
) -> list[str] | None:
    """The header of a table that has it in two rows, "Дата" above "рождения" and "задержания";
    None if `below` is no second row of `above`."""
    under = [index for index, cell in enumerate(below) if cell.strip()]
    if len(under) < 2 or not any(cell.strip() for cell in above):
        return None
    cells = [below[index] for index in under]
    if any(len(c) > LONGEST_HEADER or not has_letter(c) or _DIGIT.search(c) for c in cells):
        return None
    joined: list[str] = []
    group = ""
    for index in range(max(len(above), len(below))):
        own = above[index].strip() if index < len(above) else ""
        group = own or group
        said = below[index].strip() if index < len(below) else ""
        joined.append(f"{group} {said}".strip() if said else own)
    if any(field_of(above[i], mapped) in _NAMES for i in under if i < len(above)):
        return None
    if not is_header(joined, mapped) or sum(bool(field_of(joined[i], mapped)) for i in under) < 2:
        return None
    try:
        more = len(columns_of(joined, mapped)) > len(columns_of(above, mapped))
    except Refused:
        return None
    return joined if more else None


def may_be_header(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True if a row may be a header that nobody knows: words, each once, no dates, above rows of
    no more cells."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 2 or not below or len({fold(cell) for cell in filled}) < len(filled):
        return False
    if any(len(cell) > LONGEST_HEADER or not has_letter(cell) for cell in filled):
        return False
    if any(_DATED.search(cell) for cell in filled):
        return False
    return all(len(row) <= len(cells) and sum(bool(c.strip()) for c in row) > 1 for row in below)


def columns_of(cells: Sequence[str], mapped: Mapped | None = None) -> dict[str, int]:
    """Field → index of its column.

    Of two columns whose words hold the same field, the one that is known letter by letter is
    read, else the first; of names in two languages the first, and a second whole name is another
    spelling. Raises `Refused` if two columns are known to hold the same field.
    """
    sure: set[str] = set()
    columns: dict[str, int] = {}
    names: list[int] = []
    for index, cell in enumerate(cells):
        field = field_of(cell, mapped)
        if not field:
            continue
        said = (mapped or {}).get(fold(cell))
        if field == "name" and not said:
            names.append(index)
        is_sure = known_field(cell) == field or said == field
        if field in sure and is_sure and field not in ("number", "url", "notes"):
            first = cells[columns[field]]
            if said or field not in _PARTS or fold(first) == fold(cell):
                raise _twice(first, cell)
            continue
        if field not in columns or (is_sure and field not in sure):
            columns[field] = index
        if is_sure:
            sure.add(field)
    _settle_names(columns, cells, names)
    return columns


def _settle_names(columns: dict[str, int], cells: Sequence[str], names: Sequence[int]) -> None:
    """Of columns that name people, which is the whole name, which a part, which a spelling."""
    first = "name" in columns and fold(cells[columns["name"]]) in _FIRST_NAME
    if first and "family" in columns and columns["name"] < columns.get("given", len(cells)):
        # Beside a column of family names, "Імя" is the given name only.
        columns["given"] = columns.pop("name")
    elif "name" in columns and {"family", "given"} <= set(columns):
        columns.setdefault("spelling", columns.pop("name"))
    elif "name" in columns and "family" not in columns and "given" in columns:
        # Beside whole names, "Имя латиницей" is no part of one.
        columns.setdefault("spelling", columns.pop("given"))
    for index in names:
        if "name" in columns and index != columns["name"]:
            columns.setdefault("spelling", index)


def _twice(first: str, second: str) -> Refused:
    return Refused(
        f"Two columns hold the same field: {first!r} and {second!r}. Rename or remove one.",
        field="header",
        value=second,
        allowed="one column per field",
    )


def layout_of(cells: Sequence[str]) -> str:
    """The known list whose headers these are, most of them; '' if it is none of them."""
    found = {fold(cell) for cell in cells}
    best, share = "", 0.5
    for name, headers in LAYOUTS.items():
        hit = sum(fold(header) in found for header in headers) / len(headers)
        if hit > share:
            best, share = name, hit
    return best


def check_mapped(mapped: Mapping[str, str]) -> dict[str, str]:
    """A person's answer, folded, as it is kept. Raises `Refused` for a field that is none."""
    for header, field in mapped.items():
        if field and field not in _HEADERS:
            raise Refused(
                f"{header[:40]!r}: there is no field {field[:40]!r}.",
                field="columns",
                value=field[:40],
                allowed=list(FIELDS),
            )
    return {fold(header) or header.strip(): field for header, field in mapped.items()}


def unknown_layout(cells: Sequence[str]) -> Refused:
    """What is said of a file whose headers are not known."""
    seen = ", ".join(cell.strip()[:30] for cell in cells if cell.strip())[:300] or "no text"
    return Refused(
        f"No row of column headers that is known was found; the file begins with: {seen}.",
        field="header",
        value=seen,
        allowed=[f"{name} ({', '.join(heads[:4])} …)" for name, heads in LAYOUTS.items()],
    )
