"""All factories: every `nouns*.py` beside this file is read, and registers its own."""

from importlib import import_module
from pathlib import Path

from tests.rights.nouns import FACTORIES

for file in sorted(Path(__file__).parent.glob("nouns*.py")):
    import_module(f"tests.rights.{file.stem}")

__all__ = ["FACTORIES"]
