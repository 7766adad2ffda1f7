"""Column headers of known lists: which field a column holds."""

from __future__ import annotations

from collections.abc import Sequence

from casetracker.domain.errors import Refused
from casetracker.domain.fold import fold

#: Field → how lists head it, in any language.
_HEADERS: dict[str, str] = {
    "source_key": "id|record id|ид|uid",
    "number": "№|no|nr|n|п/п|№ п/п|#",
    "url": "url|link|спасылка|ссылка",
    "name": "прозвішча, імя, імя па бацьку|прозвішча і імя|піб|фіа|імя|имя|фио|ф.и.о.|"
    "фамилия, имя, отчество|фамилия имя отчество|фамилия и имя|name|full name|person|"
    "imię i nazwisko|nazwisko i imię|vardas, pavardė|vardas pavardė",
    "family": "прозвішча|фамилия|прізвище|surname|family name|last name|nazwisko|pavardė",
    "given": "given name|first name|imię|vardas",
    "patronymic": "імя па бацьку|отчество|по батькові|patronymic|middle name",
    "birth": "дата нараджэння|год нараджэння|дата рождения|год рождения|дата народження|"
    "birthday|born|date of birth|birth date|dob|data urodzenia|gimimo data",
    "sex": "пол|полу|стать|gender|sex|płeć|lytis",
    "arrest": "дата затрымання|дата ареста|дата арышту|дата задержания|дата затримання|"
    "arrested|arrest date|date of arrest|data zatrzymania|sulaikymo data",
    "articles": "артыкулы кк|артыкулы|артыкул|статьи|статьи ук|статья|статті|articles|article|"
    "charges|artykuły|straipsniai",
    "sentence": "прысуд|тэрмін|срок|приговор|термін|вирок|decision|sentence|term|wyrok|bausmė",
    "regime": "рэжым|режим|penalty|regime",
    "facility": "месца зняволення|месца ўтрымання|учреждение|место заключения|колония|"
    "місце ув'язнення|prison|facility|place of detention|więzienie|kalėjimas",
    "status": "статус|стан|status|statusas",
    "release": "дата вызвалення|дата освобождения|дата звільнення|release_date|release date|"
    "released|released on",
    "verdict": "дата прысуду|дата приговора|verdict_date|verdict date",
    "died": "died",
    "notes": "заўвагі|примечания|заметки|примітки|description|notes|remarks|uwagi",
    "address": "адрас для лістоў|адрес для писем|адрес|address",
}
_FIELDS = {
    fold(text) or text: field for field, many in _HEADERS.items() for text in many.split("|")
}

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
#: Fewer columns than a name and this many others are no list of prisoners.
FEWEST_FACTS = 2
_FACTS = frozenset(_HEADERS) - {"name", "family", "given", "patronymic", "number", "url", "notes"}


def field_of(header: str) -> str:
    """The field that a column of this header holds; '' if it is not known."""
    return _FIELDS.get(fold(header) or header.strip(), "")


def is_header(cells: Sequence[str]) -> bool:
    """True if a row names a name column and enough others."""
    fields = {field_of(cell) for cell in cells}
    return bool(fields & {"name", "family"}) and len(fields & _FACTS) >= FEWEST_FACTS


def columns_of(cells: Sequence[str]) -> dict[str, int]:
    """Field → index of its column. Raises `Refused` if two columns hold the same field."""
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        field = field_of(cell)
        if not field:
            continue
        if field in columns and field != "number":
            raise Refused(
                f"Two columns are headed as {field}: {cells[columns[field]]!r} and {cell!r}. "
                "Rename or remove one.",
                field="header",
                value=cell,
                allowed="one column per field",
            )
        columns.setdefault(field, index)
    if "name" in columns and {"family", "given"} <= set(columns):
        del columns["name"]
    return columns


def layout_of(cells: Sequence[str]) -> str:
    """The known list whose headers these are, most of them; '' if it is none of them."""
    found = {fold(cell) for cell in cells}
    best, share = "", 0.5
    for name, headers in LAYOUTS.items():
        hit = sum(fold(header) in found for header in headers) / len(headers)
        if hit > share:
            best, share = name, hit
    return best


def unknown_layout(cells: Sequence[str]) -> Refused:
    """What is said of a file whose headers are not known."""
    seen = ", ".join(cell.strip()[:30] for cell in cells if cell.strip())[:300] or "no text"
    return Refused(
        f"No row of column headers that is known was found; the file begins with: {seen}.",
        field="header",
        value=seen,
        allowed=[f"{name} ({', '.join(heads[:4])} …)" for name, heads in LAYOUTS.items()],
    )
