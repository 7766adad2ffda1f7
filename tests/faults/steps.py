"""One step of the pipeline as a process of its own: `python -m tests.faults.steps STEP ISO GO`.

Starts up, says that it is ready, and takes the step once the file GO exists, so that many
processes begin at the same moment.
"""

import sys
import time
from datetime import datetime
from pathlib import Path

import django

django.setup()

from casetracker.services.emails import deliver_due  # noqa: E402
from casetracker.services.notices import pack  # noqa: E402
from casetracker.services.sweep import sweep  # noqa: E402

STEPS = {"sweep": sweep, "pack": pack, "deliver": deliver_due}


def main(step: str, now: str, go: str) -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not Path(go).exists():
        time.sleep(0.005)
    STEPS[step](now=datetime.fromisoformat(now))


if __name__ == "__main__":
    main(*sys.argv[1:])
