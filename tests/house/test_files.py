import re
import tomllib
import warnings
from pathlib import Path

import pytest

from tests.house.files import long_files, names_of_nothing

ROOT = Path(__file__).parents[2]


def test_no_file_is_over_400_lines():
    assert long_files(ROOT) == []


def test_a_file_of_401_lines_is_reported(tmp_path):
    (tmp_path / "long.py").write_text("pass\n" * 401)
    (tmp_path / "short.py").write_text("pass\n" * 400)
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "brought.js").write_text("\n" * 9000)
    assert long_files(tmp_path) == ["long.py: 401"]


def test_every_file_is_named_after_what_lives_in_it():
    assert names_of_nothing(ROOT) == []


def test_a_file_named_after_nothing_is_reported(tmp_path):
    (tmp_path / "helpers").mkdir()
    for name in ("utils.py", "cases.py", "helpers/dates.py"):
        (tmp_path / name).touch()
    assert names_of_nothing(tmp_path) == ["helpers/dates.py", "utils.py"]


def test_warnings_are_errors():
    with pytest.raises(UserWarning, match="careful"):
        warnings.warn("careful", stacklevel=1)


def listed(file: str) -> set[str]:
    lines = (ROOT / file).read_text().splitlines()
    return {line for line in lines if line and not line.startswith(("#", "-"))}


def pinned(file: str) -> set[str]:
    return set(re.findall(r"^[a-z0-9][\w.-]*(?===)", (ROOT / file).read_text(), re.M))


def test_pyproject_and_requirements_in_name_the_same_dependencies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert set(project["dependencies"]) == listed("requirements.in")


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_dependency_is_pinned_with_hashes_and_no_index_is_named(name):
    wanted = {re.split(r"[\[<>=]", line)[0].lower() for line in listed(f"{name}.in")}
    text = (ROOT / f"{name}.txt").read_text()
    assert wanted <= pinned(f"{name}.txt")
    assert text.count("==") <= text.count("\\\n    --hash=sha256:")
    assert not re.search(r"://|index-url|find-links|trusted-host", text)


def test_the_lock_for_tests_pins_what_the_product_runs_on():
    assert pinned("requirements.txt") <= pinned("requirements-dev.txt")
