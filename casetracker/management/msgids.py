"""Which words the code and the templates ask translations for."""

import ast
import re
from collections.abc import Iterable, Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize


class Msgid(NamedTuple):
    """One translatable text as a catalogue knows it; '' where it has no context or plural."""

    text: str
    plural: str = ""
    context: str = ""


# What each marking function takes, in order.
_TAKES = {
    "gettext": ("text",),
    "ngettext": ("text", "plural"),
    "pgettext": ("context", "text"),
    "npgettext": ("context", "text", "plural"),
}
_STRING = r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\""""
_CALL_IN_TEMPLATE = re.compile(
    rf"\b(npgettext|pgettext|ngettext|gettext|_)\(\s*((?:u?(?:{_STRING})\s*,?\s*)+)", re.DOTALL
)
_ANY_STRING = re.compile(_STRING, re.DOTALL)


@cache
def used_msgids(root: Path) -> Mapping[Msgid, str]:
    """Return every msgid below `root` with the first file that uses it; read once a process."""
    found: dict[Msgid, str] = {}
    for path in sorted(root.rglob("*.py")):
        if "migrations" not in path.parts:
            for msgid in in_python(path.read_text("utf-8")):
                found.setdefault(msgid, str(path.relative_to(root)))
    for path in sorted((root / "templates").rglob("*.*")):
        for msgid in in_template(path.read_text("utf-8")):
            found.setdefault(msgid, str(path.relative_to(root)))
    return found


class _Silence(NullTranslations):
    """Says nothing, where a catalogue would say the source's words."""

    def gettext(self, message: str) -> str:
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return ""

    def pgettext(self, context: str, message: str) -> str:
        return ""

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return ""


def missing_words(compiled: Path, used: Iterable[Msgid]) -> list[Msgid]:
    """Those of `used` that a compiled catalogue does not say; all if there is no such file."""
    if not compiled.exists():
        return list(used)
    with compiled.open("rb") as file:
        catalogue = GNUTranslations(file)
    catalogue.add_fallback(_Silence())
    return [msgid for msgid in used if not _said(catalogue, msgid)]


def _said(catalogue: GNUTranslations, msgid: Msgid) -> str:
    if msgid.context and msgid.plural:
        return catalogue.npgettext(msgid.context, msgid.text, msgid.plural, 1)
    if msgid.context:
        return catalogue.pgettext(msgid.context, msgid.text)
    if msgid.plural:
        return catalogue.ngettext(msgid.text, msgid.plural, 1)
    return catalogue.gettext(msgid.text)


def in_python(source: str) -> list[Msgid]:
    """Return the msgids that `source` marks, under whatever name it imports the function."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = names.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if isinstance(node.func, ast.Attribute):
            called = node.func.attr
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        found += _msgid(called or "", [text for text in texts if isinstance(text, str)])
    return found


def in_template(source: str) -> list[Msgid]:
    """Return the msgids of a Django template."""
    found = []
    for called, arguments in _CALL_IN_TEMPLATE.findall(templatize(source)):
        texts = [ast.literal_eval(text) for text in _ANY_STRING.findall(arguments)]
        found += _msgid("gettext" if called == "_" else called, texts)
    return found


def _msgid(called: str, texts: list[str]) -> list[Msgid]:
    takes = _TAKES.get(called.removesuffix("_lazy").removesuffix("_noop"))
    if takes is None or len(texts) < len(takes):
        return []  # another function, or a variable that is marked where it is written
    return [Msgid(**dict(zip(takes, texts, strict=False)))]
