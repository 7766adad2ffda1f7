"""What the documents promise exists: commands, targets, files, a reason for each dependency."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OURS = {name for name, app in get_commands().items() if app == "casetracker"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_a_document_names_is_there(document):
    named = re.findall(r"manage\.py ([a-z_]+)", document.read_text())
    assert set(named) <= set(get_commands()) | {"help"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_option_that_a_document_gives_to_a_command_is_there(document):
    for name, rest in re.findall(r"manage\.py ([a-z_]+)([^\n`]*)", document.read_text()):
        if name in OURS:
            parser = load_command_class("casetracker", name).create_parser("manage.py", name)
            known = set(parser._option_string_actions)
            assert set(re.findall(r"(?<=\s)--[a-z-]+", rest.split("#")[0])) <= known, (name, rest)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_target_and_file_that_a_document_names_is_there(document):
    text = document.read_text()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert (
        set(re.findall(r"(?<![\w.])make ([a-z]+)\b", text)) & {"demo", "test", "check"} <= targets
    )
    for path in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (document.parent / path).exists(), path
    for path in re.findall(r"`((?:casetracker|config|docs|tests)/[\w./-]+)`", text):
        assert (ROOT / path).exists(), path


def test_every_dependency_has_its_reason():
    listed = [
        re.split(r"[\[>=<]", line)[0]
        for line in (ROOT / "requirements.in").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    decide = (ROOT / "docs" / "decide.md").read_text()
    assert [name for name in listed if f"| {name}" not in decide] == []


def test_documents_are_short():
    lengths = {path.name: len(path.read_text().splitlines()) for path in DOCUMENTS}
    assert {name: lines for name, lines in lengths.items() if lines > 170} == {}
