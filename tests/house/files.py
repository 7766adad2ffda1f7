"""Rules of files: none over 400 lines, none named after nothing in particular."""

from collections.abc import Iterator
from pathlib import Path

LIMIT = 400
WRITTEN = {".py", ".html", ".txt", ".css", ".js", ".toml", ".yml", ".md", ".sh"}
#: Made by tools, brought from elsewhere, or data.
NOT_WRITTEN_HERE = {".venv", ".git", "var", "vendor", "locale", "data", "migrations"}
NAMES_OF_NOTHING = {"utils", "common", "core", "helpers", "managers", "handlers", "misc", "tools"}


def written_files(root: Path) -> Iterator[Path]:
    """The files that people write, below `root`."""
    for path in sorted(root.iterdir()):
        if path.name in NOT_WRITTEN_HERE or path.name.startswith("requirements"):
            continue
        if path.is_dir():
            yield from written_files(path)
        elif path.suffix in WRITTEN and ".min." not in path.name:
            yield path


def long_files(root: Path) -> list[str]:
    """Each file over the limit, with its number of lines."""
    lengths = {path: len(path.read_text().splitlines()) for path in written_files(root)}
    return [
        f"{path.relative_to(root)}: {lines}" for path, lines in lengths.items() if lines > LIMIT
    ]


def names_of_nothing(root: Path) -> list[str]:
    """Files and folders whose name does not say what lives there."""
    return [
        str(path.relative_to(root))
        for path in written_files(root)
        if NAMES_OF_NOTHING & {path.stem, *path.relative_to(root).parts}
    ]
