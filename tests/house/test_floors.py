"""Imports only go down: import-linter over the project, and over small houses that break in."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOORS = ["api", "web", "jobs", "management"]
FLOORS = [*DOORS, "services", "selectors", "models", "mail", "papers", "vault", "domain"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter with the configuration that lies in `folder`."""
    lint_imports = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [lint_imports, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house with every floor, that keeps every rule."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("config", "casetracker", *(f"casetracker/{floor}" for floor in FLOORS)):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    write(tmp_path, "casetracker/api/cases.py", "import rest_framework, drf_spectacular\n")
    write(tmp_path, "casetracker/jobs/mail.py", "import celery, kombu\n")
    write(tmp_path, "casetracker/services/cases.py", "from casetracker.models import case\n")
    write(tmp_path, "casetracker/models/case.py", "import django\n")
    write(tmp_path, "config/urls.py", "import casetracker.api.cases\n")
    return tmp_path


def write(house: Path, file: str, source: str) -> None:
    (house / file).parent.mkdir(exist_ok=True)
    (house / file).write_text(source)


def test_the_project_keeps_every_rule_of_imports():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_a_house_that_keeps_the_rules_passes(house):
    result = lint(house)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "source", "rule"),
    [
        ("models/case.py", "import casetracker.services.cases", "Imports only go down"),
        ("web/cases.py", "import casetracker.api.cases", "Imports only go down"),
        ("models/mail.py", "import casetracker.mail", "Imports only go down"),
        ("utils/__init__.py", "", "Imports only go down"),
        ("services/needs.py", "import casetracker.services.cases", "No cycle between rooms"),
        ("domain/clocks.py", "import django.utils.timezone", "The domain is plain Python"),
        ("domain/clocks.py", "import smtplib", "The domain is plain Python"),
        ("services/cases.py", "import rest_framework.serializers", "REST framework only in api"),
        ("web/cases.py", "from drf_spectacular import views", "REST framework only in api"),
        ("services/cases.py", "from celery import shared_task", "Celery only in jobs"),
        ("models/case.py", "from config import settings", "Casetracker never imports config"),
    ],
)
def test_an_import_that_breaks_a_rule_is_reported(house, file, source, rule):
    if file == "services/needs.py":
        write(house, "casetracker/services/cases.py", "import casetracker.services.needs")
    write(house, f"casetracker/{file}", source)
    if file == "utils/__init__.py":
        assert "casetracker.utils" in lint(house).stdout
    result = lint(house)
    assert result.returncode == 1
    broken = [line for line in result.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(line.startswith(rule) for line in broken), result.stdout
