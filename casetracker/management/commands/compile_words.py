"""`compile_words`: translations from .po to .mo, and what is missing in them."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casetracker.management.msgids import Msgid, used_msgids

try:
    import polib
except ImportError:  # the running system needs only the .mo files, which are committed
    polib = None

ROOT = Path(__file__).resolve().parents[2]
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")


class Command(BaseCommand):
    help = (
        "Write locale/*/LC_MESSAGES/django.mo from django.po and name every word that is missing "
        "or untranslated; exit 1 where there is one."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; compare")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if polib is None:
            raise CommandError("compile_words needs polib: install requirements-dev.txt")
        used = used_msgids(ROOT)
        faults = 0
        for path in sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po")):
            for fault in catalogue_faults(path, used):
                faults += 1
                self.stderr.write(f"{path.relative_to(ROOT)}: {fault}")
            if not check:
                polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
            elif not is_compiled(path):
                faults += 1
                self.stderr.write(f"{path.relative_to(ROOT)}: django.mo is older; compile_words")
        if faults:
            raise CommandError(f"{faults} faults in the translations")


def catalogue_faults(path: Path, used: Mapping[Msgid, str]) -> Iterator[str]:
    """Yield a sentence for every msgid that is missing, untranslated, unsure or wrong."""
    catalogue = polib.pofile(str(path), check_for_duplicates=True)
    forms = _plural_forms(catalogue)
    known = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    for msgid, where in used.items():
        if msgid not in known:
            yield (
                f"missing {msgid.text!r} ({where})"
                + (f", plural {msgid.plural!r}" if msgid.plural else "")
                + (f", context {msgid.context!r}" if msgid.context else "")
            )
    for msgid, entry in known.items():
        texts = list(entry.msgstr_plural.values()) if msgid.plural else [entry.msgstr]
        if not all(texts) or (msgid.plural and len(texts) != forms):
            yield f"untranslated {msgid.text!r}"
        elif entry.fuzzy:
            yield f"fuzzy {msgid.text!r}"
        elif any(_placeholders(text) != _placeholders(msgid.text) for text in texts):
            yield f"other placeholders than {msgid.text!r}"


def is_compiled(path: Path) -> bool:
    """Return whether the .mo beside `path` says what the .po says."""
    compiled = path.with_suffix(".mo")
    if not compiled.exists():
        return False
    return _contents(polib.pofile(str(path))) == _contents(polib.mofile(str(compiled)))


def _contents(catalogue: Any) -> dict[Msgid, Any]:
    texts = {_key(entry): entry.msgstr_plural or entry.msgstr for entry in catalogue}
    said = {key: text for key, text in texts.items() if text}
    return {**said, Msgid(""): catalogue.metadata}


def _key(entry: Any) -> Msgid:
    return Msgid(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def _plural_forms(catalogue: Any) -> int:
    found = re.match(r"nplurals=(\d+);", catalogue.metadata.get("Plural-Forms", ""))
    return int(found[1]) if found else 0


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))
