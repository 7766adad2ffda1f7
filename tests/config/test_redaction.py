"""No token of a path stands in a log, whoever writes the line."""

from __future__ import annotations

import logging
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from config.redaction import RedactingLogger, Redaction, redact
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
TOKEN = "01a214dc3685762e9b6b3b2831f3d5bb01a214dc373d727f8f1fe116d07b4948"


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        (f"POST /m/stop/{TOKEN}/ HTTP/1.1", "POST /m/stop/…/ HTTP/1.1"),
        (f'"https://x.example/m/stop/{TOKEN}/"', '"https://x.example/m/stop/…/"'),
        (f"Not Found: /m/stop/{TOKEN}", "Not Found: /m/stop/…"),
        ("GET /desk/enter/ABCDE23456/ HTTP/1.1", "GET /desk/enter/…/ HTTP/1.1"),
        (
            f"GET /accounts/set-password/MDE4/{TOKEN}/?a=b",
            "GET /accounts/set-password/MDE4/…/?a=b",
        ),
        ("GET /m/ HTTP/1.1", "GET /m/ HTTP/1.1"),
        ("GET /settings/mails/stop/ HTTP/1.1", "GET /settings/mails/stop/ HTTP/1.1"),
    ],
)
def test_tokens_are_taken_out_of_lines(line, clean):
    assert redact(line) == clean


def test_the_filter_takes_them_out_of_the_arguments_of_a_record():
    record = logging.makeLogRecord({"msg": "Not Found: %s", "args": (f"/m/stop/{TOKEN}/",)})
    assert Redaction().filter(record)
    assert record.getMessage() == "Not Found: /m/stop/…/"


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("a\nERROR forged", "a\\nERROR forged"),
        ("a\r\nb", "a\\r\\nb"),
        ("\x1b[2J\x1b[31mred", "\\x1b[2J\\x1b[31mred"),
        ("\x9b31m\x85b", "\\x9b31m\\x85b"),
        ("a\u2028b\u202ec", "a\\u2028b\\u202ec"),
        ("Ада\tПрыклад – ok", "Ада\tПрыклад – ok"),
    ],
)
def test_nobody_writes_a_second_line_into_a_log_or_paints_over_it(said, line):
    record = logging.makeLogRecord({"msg": "Not Found: %s", "args": (said,)})
    assert Redaction().filter(record)
    assert record.getMessage() == f"Not Found: {line}"


def test_what_django_logs_of_such_a_path_passes_the_filter(settings):
    handler = settings.LOGGING["handlers"]["stderr"]
    assert handler["filters"] == ["redaction"]
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]


def test_gunicorns_access_log_holds_no_token():
    logger = RedactingLogger(Config())
    request = SimpleNamespace(
        method="POST",
        uri=f"/m/stop/{TOKEN}/",
        path=f"/m/stop/{TOKEN}/",
        query="",
        version=(1, 1),
        headers=[("REFERER", f"https://x.example/m/stop/{TOKEN}/")],
    )
    environ = {
        "REQUEST_METHOD": "POST",
        "RAW_URI": f"/m/stop/{TOKEN}/",
        "PATH_INFO": f"/m/stop/{TOKEN}/",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://x.example/m/stop/{TOKEN}/",
    }
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
    atoms = logger.atoms(answer, request, environ, timedelta(seconds=1))
    assert atoms["r"] == "POST /m/stop/…/ HTTP/1.1"
    assert not [name for name, value in atoms.items() if TOKEN in str(value)]


def test_gunicorn_reads_its_configuration_where_it_is_started():
    shown = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--print-config", "config.wsgi:application"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert "config.redaction.RedactingLogger" in shown.stdout, shown.stderr
