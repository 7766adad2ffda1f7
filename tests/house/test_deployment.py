"""Django's own deployment check, in an environment like production's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "PATH": os.environ["PATH"],
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "Zq3-vT8_kLw0-pXr7_mBn5-cYd1_hGf9-sJa2_uEo4-iQy6-xxK",
    "CASETRACKER_KEYS": "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "CASETRACKER_INSTANCE": "production",
    "CASETRACKER_ALLOW_TIME_TRAVEL": "0",
    "CASETRACKER_NO_SSL_REDIRECT": "0",
    "BASE_URL": "https://cases.example",
    "ALLOWED_HOSTS": "cases.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "REDIS_URL": "redis://localhost:6379/1",
    "DATABASE_URL": "sqlite://:memory:",
    "DEBUG": "0",
}


def check_deploy(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def production(tmp_path):
    return PRODUCTION | {"CASETRACKER_VAR": str(tmp_path)}


def test_nothing_is_wrong_with_a_production_environment(production):
    result = check_deploy(production)
    assert result.returncode == 0, result.stderr


def test_debugging_in_production_is_reported(production):
    result = check_deploy(production | {"DEBUG": "1"})
    assert result.returncode == 1
    assert "security.W018" in result.stderr
