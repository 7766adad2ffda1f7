"""The real settings over an environment of their own, on PostgreSQL, in a folder that goes."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.backends import postgres_url

if "CASETRACKER_BENCH_FOLDER" not in os.environ:
    os.environ["CASETRACKER_BENCH_FOLDER"] = tempfile.mkdtemp(prefix="casetracker-bench-")
    os.environ["DATABASE_URL"] = postgres_url()
    atexit.register(shutil.rmtree, os.environ["CASETRACKER_BENCH_FOLDER"], ignore_errors=True)
folder = Path(os.environ["CASETRACKER_BENCH_FOLDER"])

os.environ.update(
    SECRET_KEY="only-for-benchmarks-only-for-benchmarks",
    CASETRACKER_KEYS="bench:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    CASETRACKER_VAR=str(folder),
    CASETRACKER_INSTANCE="bench",
    CASETRACKER_ALLOW_TIME_TRAVEL="1",
    EMAIL_URL=f"filemail:///{str(folder / 'mail').lstrip('/')}",
    BASE_URL="http://localhost:8000",
    ALLOWED_HOSTS="localhost,testserver",
    DEBUG="0",
    LOG_LEVEL="WARNING",
    REDIS_URL="",
)

from config.settings import *  # noqa: E402, F403

Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # noqa: F405
