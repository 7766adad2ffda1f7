"""The real settings over an environment of their own: no test reads the developer's `.env`.

DATABASE_URL is taken from the environment when it is set there (`make test` against PostgreSQL);
everything else is fixed here. Processes that a test starts inherit it.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "CASETRACKER_TEST_FOLDER" not in os.environ:
    os.environ["CASETRACKER_TEST_FOLDER"] = tempfile.mkdtemp(prefix="casetracker-tests-")
    atexit.register(shutil.rmtree, os.environ["CASETRACKER_TEST_FOLDER"], ignore_errors=True)
folder = Path(os.environ["CASETRACKER_TEST_FOLDER"], os.environ.get("PYTEST_XDIST_WORKER", "main"))

os.environ.update(
    SECRET_KEY="only-for-tests-only-for-tests-only-for-tests",
    CASETRACKER_KEYS="test:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    CASETRACKER_VAR=str(folder),
    CASETRACKER_INSTANCE="",
    CASETRACKER_ALLOW_TIME_TRAVEL="0",
    EMAIL_URL=f"filemail:///{str(folder / 'mail').lstrip('/')}",
    BASE_URL="http://localhost:8000",
    ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    DEBUG="0",
    LOG_LEVEL="WARNING",
)
os.environ["DATABASE_URL"] = (
    os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'casetracker.sqlite3'}"
)
# The cache is in the database, which every test gets fresh; tests that need Redis ask backends.py.
os.environ.setdefault("TEST_REDIS_URL", os.environ.get("REDIS_URL", ""))
os.environ["REDIS_URL"] = ""

from config.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    # Two runs on one server do not take each other's database.
    DATABASES["default"]["TEST"] = {  # noqa: F405
        "NAME": Path(os.environ["CASETRACKER_TEST_FOLDER"]).name.replace("-", "_")
    }
else:
    # A file, as in use: in memory, whoever reads while another connection writes is refused at
    # once instead of waiting, and a test with a live server has both.
    DATABASES["default"]["TEST"] = {"NAME": str(folder / "tests.sqlite3")}  # noqa: F405
PASSWORD_HASHERS = ["tests.hashers.QuickArgon2", *PASSWORD_HASHERS]  # noqa: F405
BANNER_AGE = 0  # every page looks for itself, so that a test may count its statements
# WhiteNoise warns about a folder that is not there, and warnings are errors here.
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # noqa: F405
