"""SMTP in one file, no signals, no clock below the doors, no import inside a function: by ruff."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIGURED = [
    "pyproject.toml",
    ".ruff-doors.toml",
    *(f"casetracker/{door}/ruff.toml" for door in ("api", "web", "jobs", "management")),
    "config/ruff.toml",
]
RUFF = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=json"]
CLOCKS = [
    "from django.utils import timezone\ntimezone.now()",
    "import datetime\ndatetime.datetime.now(tz=datetime.UTC)",
    "from datetime import date\ndate.today()",
    "import time\ntime.time()",
]
NOWHERE = [
    "import smtplib\nsmtplib.SMTP()",
    "from django.core.mail import send_mail\nsend_mail()",
    "from django.core import mail\nmail.send_mail()",
    "from django.dispatch import receiver\nreceiver()",
    "from django.dispatch import Signal\nSignal()",
    "from django.db.models.signals import post_save\npost_save.connect()",
    "from django.db.models import signals\nsignals.post_save.connect()",
]
INSIDE = ["casetracker/services/cases.py", "casetracker/models/case.py", "casetracker/domain/x.py"]
DOORS = ["casetracker/api/cases.py", "casetracker/web/cases.py", "casetracker/jobs/mail.py"]
OPERATORS = ["casetracker/management/commands/dispatch.py", "config/urls.py"]
TRANSPORT = "casetracker/mail/transport.py"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A folder with the project's ruff configuration and nothing else."""
    folder = tmp_path_factory.mktemp("house")
    for file in CONFIGURED:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, folder / file)
    return folder


def findings(house: Path, file: str, source: str) -> list[str]:
    """The rules of the house that ruff finds broken in `source`, were it to lie at `file`."""
    result = subprocess.run(
        [*RUFF, "--stdin-filename", str(house / file), "-"],
        input=source,
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )
    codes = [finding["code"] for finding in json.loads(result.stdout)]
    return [code for code in codes if code in {"TID251", "PLC0415"}]


@pytest.mark.parametrize("source", CLOCKS)
def test_the_clock_is_read_at_the_doors_and_nowhere_below(house, source):
    assert [findings(house, file, source) for file in INSIDE] == [["TID251"]] * len(INSIDE)
    doors = DOORS + OPERATORS
    assert [findings(house, file, source) for file in doors] == [[]] * len(doors)


@pytest.mark.parametrize("source", NOWHERE)
def test_neither_mail_nor_signals_are_used_anywhere(house, source):
    files = INSIDE[:1] + DOORS[:1] + OPERATORS
    assert [findings(house, file, source) for file in files] == [["TID251"]] * len(files)


def test_only_the_transport_speaks_smtp(house):
    assert findings(house, TRANSPORT, NOWHERE[0]) == []
    assert findings(house, "casetracker/mail/messages.py", NOWHERE[0]) == ["TID251"]


def test_an_import_inside_a_function_is_reported(house):
    source = "def open_case():\n    import json\n    return json\n"
    files = [*INSIDE, *DOORS, *OPERATORS, TRANSPORT]
    assert [findings(house, file, source) for file in files] == [["PLC0415"]] * len(files)


def test_no_line_excuses_itself_from_these_rules():
    excuses = re.compile(r"#\s*(ruff:\s*)?noqa(?!:)|#\s*(ruff:\s*)?noqa:.*(TID251|PLC0415)")
    assert excuses.search("import smtplib  # noqa: E501, TID251")
    assert excuses.search("import smtplib  # noqa")
    assert excuses.search("# ruff: noqa: TID251")
    assert not excuses.search("print()  # noqa: T201")
    files = [*(ROOT / "casetracker").rglob("*.py"), *(ROOT / "config").rglob("*.py")]
    assert [str(file) for file in files if excuses.search(file.read_text())] == []
