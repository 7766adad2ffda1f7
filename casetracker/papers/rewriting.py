"""Runs the rewriting program beside this process: limited, without its environment, in time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from casetracker.papers.rewriter import REFUSED, SECONDS

_PROGRAM = Path(__file__).with_name("rewriter.py")


class CannotRewrite(Exception):
    """The file is not taken; the text is one of the words of `rewriter.py`."""


def rewritten(kind: str, data: bytes) -> bytes:
    """The file written again as plain as it can be. Raises `CannotRewrite`.

    The file goes through pipes: no plain copy ever lies on a disk.
    """
    try:
        done = subprocess.run(  # noqa: S603  our own program, by its path
            [sys.executable, "-I", str(_PROGRAM), kind],
            input=data,
            capture_output=True,
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            timeout=SECONDS + 10,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotRewrite("too_long") from None
    if done.returncode == REFUSED:
        # Libraries may have complained before: the last word is the program's.
        raise CannotRewrite(done.stderr.decode("ascii", "replace").split()[-1])
    if done.returncode != 0:
        # Killed by one of its limits, or by something in the file that nobody thought of.
        raise CannotRewrite("unreadable")
    return done.stdout
