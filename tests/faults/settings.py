"""The settings of processes under test: the product's own, and what a test changes in them.

FAULTS_MUTANT names one mistake to make on purpose (`mutants.py`). FAULTS_PACE makes leases and
the limits of a conversation with the mail server that many times shorter, all by one factor. The
product reads neither.
"""

import os

from config.settings import *  # noqa: F403
from config.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.switches.Switches"]

_options = DATABASES["default"]["OPTIONS"]
_stall = f"{120_000 / float(os.environ.get('FAULTS_PACE', '1')):.0f}ms"
assert "session_timeout=120s" in _options["options"]
_options["options"] = _options["options"].replace("120s", _stall)
