"""Which languages this installation speaks: English, and one for each catalogue."""

from pathlib import Path

from django.conf.locale import LANG_INFO

SOURCE = "en"


def found_languages(folder: Path) -> list[tuple[str, str]]:
    """(code, the language's own name), English first: a catalogue is all that a language needs.

    What a catalogue does not say is said in English; `doctor` names it.
    """
    codes = sorted(path.parts[-3] for path in folder.glob("*/LC_MESSAGES/django.po"))
    return [(code, own_name(code)) for code in [SOURCE, *codes]]


def own_name(code: str) -> str:
    """The language's name in itself; its code where Django does not know it."""
    name = LANG_INFO.get(code, {}).get("name_local", code)
    return str(name[:1].upper() + name[1:])
