"""Every test that `docs/hostile.md` names is there, and every line names one."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "hostile.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[f"{p}::{n}" for p, n in NAMED])
def test_a_test_that_is_named_is_there(path, name):
    text = (ROOT / path).read_text()
    assert not name or f"def {name}(" in text


def test_every_line_names_a_test():
    lines = [line for line in PAGE.splitlines() if line.startswith("|")]
    rows = [line for line in lines if not line.startswith(("| sent", "| happens", "|---"))]
    assert len(rows) > 50
    assert [row for row in rows if "`tests/" not in row.split("|")[2]] == []
