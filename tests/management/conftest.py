"""Commands as an operator calls them, without the cost of a process each."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def run() -> Any:
    """`run("dispatch", "--once")`: the answer that `--json` gives as its last line."""

    def run(*words: str) -> dict[str, Any]:
        out = io.StringIO()
        call_command(*words, "--json", stdout=out, stderr=io.StringIO())
        return json.loads(out.getvalue().splitlines()[-1])

    return run


@pytest.fixture
def say() -> Any:
    """`say("doctor")`: what the command prints for people."""

    def say(*words: str) -> str:
        out = io.StringIO()
        call_command(*words, stdout=out, stderr=io.StringIO())
        return out.getvalue()

    return say


@pytest.fixture
def refusal() -> Any:
    """`refusal("freeze", "nobody@example.org")`: the sentence with which it ends with exit 1."""

    def refusal(*words: str) -> str:
        with pytest.raises(CommandError) as error:
            call_command(*words, stdout=io.StringIO(), stderr=io.StringIO())
        assert error.value.returncode == 1
        sentence = str(error.value)
        assert "\n" not in sentence
        return sentence

    return refusal


@pytest.fixture
def time_travel(settings: Any) -> None:
    """As if CASETRACKER_ALLOW_TIME_TRAVEL were 1."""
    settings.TIME_TRAVEL = True


@pytest.fixture
def mail_folder(settings: Any, tmp_path: Any) -> Any:
    """Where letters land; one file each."""
    folder = tmp_path / "mail"
    settings.EMAIL_URL = f"filemail:///{str(folder).lstrip('/')}"
    return folder
