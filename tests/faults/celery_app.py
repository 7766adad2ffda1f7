"""The product's Celery application, whose beat ticks every second instead of every fifteen."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")

from config.celery import app

SECOND = 1.0
for entry in app.conf.beat_schedule.values():
    if isinstance(entry["schedule"], float):
        entry["schedule"] = SECOND
