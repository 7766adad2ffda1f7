"""The rule of the doors, as a function over source text.

A door (api, web, jobs, management) reads only through a selector or `.objects.visible_to(…)`, and
never writes a model or a queryset. Django's writing methods take keywords only, while methods of
the same name on dictionaries, caches, files and storages take a positional argument: that tells
`case.delete()` from `cache.delete(key)` without knowing any type.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

DOORS = ("api", "web", "jobs", "management")
MANAGERS = {"objects", "_default_manager", "_base_manager"}
ALLOWED_AFTER_MANAGER = {"visible_to", "none"}
KEYWORD_WRITES = {"save", "create", "update", "delete"}
WRITES = {
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    *(f"a{name}" for name in ("save", "create", "update", "delete", "bulk_create", "bulk_update")),
    "aget_or_create",
    "aupdate_or_create",
}
#: Dictionaries that Django itself names.
DICTIONARIES = {"session", "attrs"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}


def door_faults(source: str) -> list[str]:
    """What the door does that only a selector or a service may do; one sentence per line."""
    tree = ast.parse(source)
    parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    found = {fault for node in ast.walk(tree) for fault in _faults_of(node, parents)}
    return [f"line {line}: {words}" for line, words in sorted(found)]


def files_of_doors(root: Path) -> list[Path]:
    """Every Python file behind which someone outside stands."""
    return sorted(file for door in DOORS for file in (root / "casetracker" / door).rglob("*.py"))


def _faults_of(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
        parent = parents[node]
        if not (isinstance(parent, ast.Attribute) and parent.attr in ALLOWED_AFTER_MANAGER):
            yield node.lineno, f"reads .{node.attr} without .visible_to(…)"
    if isinstance(node, ast.Call):
        yield from _faults_of_call(node)


def _faults_of_call(call: ast.Call) -> Iterator[tuple[int, str]]:
    name = _name(call.func)
    if name in SHORTCUTS and isinstance(call.args[0], ast.Name) and call.args[0].id[:1].isupper():
        yield call.lineno, f"{name} reads a model without .visible_to(…)"
    if not isinstance(call.func, ast.Attribute) or _name(call.func.value) in DICTIONARIES:
        return
    if name in WRITES or (name in KEYWORD_WRITES and not call.args):
        yield call.lineno, f"writes with .{name}(…)"
    if name == "cursor" and not call.args:
        yield call.lineno, "speaks SQL of its own"


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
