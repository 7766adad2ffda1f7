"""The verbs that services leave in the audit record, read off their source text."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path


def verbs_recorded(sources: Iterable[str]) -> set[str]:
    """Every verb that these modules hand to `record` or `record_many`, or to a function of theirs
    that has a parameter `verb`, or name in an assignment to `verb` or `verbs`."""
    trees = [ast.parse(source) for source in sources]
    shared = {name: place for tree in trees for name, place in _takers(tree)}
    return {
        verb
        for tree in trees
        for node in ast.walk(tree)
        for value in _given(node, shared | dict(_takers(tree)))
        for verb in _texts(value)
    }


def files_that_record(root: Path) -> list[Path]:
    """Where writes are recorded: the services, and commands that write by themselves."""
    folders = (root / "casetracker" / name for name in ("services", "management"))
    return sorted(file for folder in folders for file in folder.rglob("*.py"))


def _takers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Functions that take a verb by position, and at which."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args]
            if "verb" in names:
                yield node.name, names.index("verb")


def _given(node: ast.AST, takers: Mapping[str, int]) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        yield from (word.value for word in node.keywords if word.arg == "verb")
        place = takers.get(getattr(node.func, "id", ""), len(node.args))
        yield from node.args[place : place + 1]
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("verb", "verbs"):
        yield node.value


def _texts(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    if isinstance(value, ast.IfExp):
        yield from (*_texts(value.body), *_texts(value.orelse))
    if isinstance(value, ast.Dict):
        for inner in value.values:
            yield from _texts(inner)
