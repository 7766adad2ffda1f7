"""A bad environment stops the start, naming the variable and what is allowed."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import environ
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

ROOT = Path(__file__).parents[2]
GOOD = {
    "SECRET_KEY": "0123456789-0123456789-0123456789-0123456789",
    "CASETRACKER_KEYS": "a1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "CASETRACKER_INSTANCE": "vilnius",
    "CASETRACKER_ALLOW_TIME_TRAVEL": "0",
    "DATABASE_URL": "sqlite://:memory:",
    "REDIS_URL": "redis://localhost:6379/1",
    "EMAIL_URL": "smtp+tls://user:password@localhost:587",
    "BASE_URL": "https://cases.example",
    "ALLOWED_HOSTS": "cases.example",
    "DEBUG": "0",
}
BAD = [
    ("SECRET_KEY", "short", "at least 32"),
    ("SECRET_KEY", "", "at least 32"),
    ("CASETRACKER_KEYS", "", "id:key"),
    ("CASETRACKER_KEYS", "a1:tooshort", "32 bytes"),
    ("CASETRACKER_INSTANCE", "Our Office!", "small letters"),
    ("HOME_COUNTRY", "Belarus", "two capitals"),
    ("CASETRACKER_ALLOW_TIME_TRAVEL", "maybe", "1 or 0"),
    ("CASETRACKER_ALLOW_TIME_TRAVEL", "1", "https"),
    ("DATABASE_URL", "mysql://user:password@host/name", "postgres://"),
    ("DATABASE_URL", "nonsense", "postgres://"),
    ("REDIS_URL", "localhost:6379", "redis://"),
    ("EMAIL_URL", "mailto:me@example.org", "smtp+tls://"),
    ("BASE_URL", "cases.example", "https://"),
    ("ALLOWED_HOSTS", "https://cases.example/", "host names"),
    ("DEBUG", "perhaps", "1 or 0"),
    ("LOG_LEVEL", "loud", "DEBUG, INFO"),
]
#: Variables that have a default, and what they are read into.
OPTIONAL = {
    "DATABASE_URL": "DATABASES",
    "REDIS_URL": "REDIS_URL",
    "EMAIL_URL": "EMAIL_URL",
    "BASE_URL": "BASE_URL",
    "ALLOWED_HOSTS": "ALLOWED_HOSTS",
    "CASETRACKER_INSTANCE": "INSTANCE",
    "CASETRACKER_VAR": "VAR_DIR",
    "CASETRACKER_ALLOW_TIME_TRAVEL": "TIME_TRAVEL",
    "HOME_COUNTRY": "HOME_COUNTRY",
    "MAIL_FROM": "MAIL_FROM",
    "MAIL_HOURLY_CAP": "MAIL_HOURLY_CAP",
    "LOG_LEVEL": "LOG_LEVEL",
    "STATIC_ROOT": "STATIC_ROOT",
    "DEBUG": "DEBUG",
}


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """A good environment; `environment(NAME="value")` changes it and returns what is set."""
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CASETRACKER_VAR", str(tmp_path))
    return monkeypatch.setenv


def read_settings() -> dict[str, object]:
    return runpy.run_path(str(ROOT / "config" / "settings.py"))


def test_a_good_environment_is_read(environment):
    assert read_settings()["INSTANCE"] == "vilnius"


def test_passwords_are_hashed_at_the_cost_that_django_sets(environment):
    """The hasher of tests costs nothing; in use, whoever steals a database must pay."""
    first = read_settings()["PASSWORD_HASHERS"][0]
    assert import_string(first) is Argon2PasswordHasher


@pytest.mark.parametrize(("name", "setting"), OPTIONAL.items())
def test_a_variable_that_is_set_to_nothing_is_not_set(environment, monkeypatch, name, setting):
    """Compose files and unit files hand on empty variables."""
    monkeypatch.setattr(environ.Env, "read_env", lambda *a, **k: None)
    environment(name, " ")
    empty = read_settings()[setting]
    monkeypatch.delenv(name)
    assert empty == read_settings()[setting]


@pytest.mark.parametrize(("name", "value", "allowed"), BAD)
def test_a_bad_value_is_refused_with_the_name_and_what_is_allowed(
    environment, name, value, allowed
):
    environment(name, value)
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_settings()
    assert name in str(refusal.value)
    assert allowed in str(refusal.value)


def test_a_refusal_never_repeats_a_secret(environment):
    environment("CASETRACKER_KEYS", "a1:hunter2hunter2")
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_settings()
    assert "hunter2" not in str(refusal.value)


def test_production_wants_cookies_and_redirects_over_https(environment):
    settings = read_settings()
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SECURE_SSL_REDIRECT"]
    assert settings["SECURE_HSTS_SECONDS"] >= 31_536_000


@pytest.fixture
def start(tmp_path):
    """A program in a good environment but for its broker."""

    def run(*words):
        return subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "DJANGO_SETTINGS_MODULE": "config.settings",
                **GOOD,
                "CASETRACKER_VAR": str(tmp_path),
                "REDIS_URL": "localhost",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_a_program_that_starts_with_a_bad_value_ends_with_that_sentence(start):
    result = start("-c", "import django; django.setup()")
    assert result.returncode != 0
    assert "REDIS_URL is not usable. Allowed: redis://host:6379/1" in result.stderr


@pytest.mark.parametrize("command", ["migrate", "dispatch"])
def test_a_command_says_that_sentence_and_nothing_else(start, command):
    result = start("manage.py", command)
    assert result.returncode == 1
    assert result.stderr == (
        "manage.py: REDIS_URL is not usable. Allowed: redis://host:6379/1, or nothing.\n"
    )
