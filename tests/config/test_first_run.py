"""The `.env` of a fresh clone: secrets of its own, for its owner alone, and good settings."""

import os
import subprocess
import sys
from pathlib import Path

from config.first_run import write_env

ROOT = Path(__file__).parents[2]


def read(file: Path) -> dict[str, str]:
    lines = file.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def test_each_first_run_writes_other_secrets_for_their_owner_alone(tmp_path):
    for name in ("one", "two"):
        assert write_env(tmp_path / name, {})
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    one, two = read(tmp_path / "one"), read(tmp_path / "two")
    for secret in ("SECRET_KEY", "CASETRACKER_KEYS", "CASETRACKER_DEMO_PASSWORD"):
        assert one[secret] != two[secret]


def test_the_settings_start_with_what_it_writes(tmp_path):
    write_env(tmp_path / "env", {})
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "CASETRACKER_VAR": str(tmp_path / "var"),
            **read(tmp_path / "env"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_an_env_that_exists_is_never_touched(tmp_path):
    file = tmp_path / "env"
    file.write_text("SECRET_KEY=mine\n")
    assert not write_env(file, {})
    assert file.read_text() == "SECRET_KEY=mine\n"


def test_secrets_in_the_environment_need_no_file(tmp_path):
    assert not write_env(tmp_path / "env", {"SECRET_KEY": "x", "CASETRACKER_KEYS": "y"})
    assert not (tmp_path / "env").exists()


def test_it_runs_without_anything_installed():
    source = (ROOT / "config" / "first_run.py").read_text()
    imported = {line.split()[1].split(".")[0] for line in source.splitlines() if "import " in line}
    assert imported & {"django", "environ", "celery", "config", "casetracker"} == set()
