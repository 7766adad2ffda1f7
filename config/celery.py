"""Celery: the application, its settings, and beat as one dictionary of sentences.

Redis when REDIS_URL is set, otherwise a folder under VAR_DIR. Nothing here carries truth: the row
is the message, a job only says "look now". So a job may be lost, late or doubled without harm.
"""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

from config import embedded_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

BEAT = {
    "Every 15 seconds: find the clocks that have run out and note who must be told": {
        "task": "casetracker.jobs.reminders.sweep_clocks",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "Every 15 seconds: pack what must be told into one letter per person": {
        "task": "casetracker.jobs.reminders.pack_notices",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "Every 15 seconds: deliver the letters whose hour has come": {
        "task": "casetracker.jobs.mail.deliver_due",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "Every 5 seconds: seal what was written into the audit chain": {
        "task": "casetracker.jobs.audit.seal_events",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "Every 15 seconds: take a check of the audit chain further; a new one begins every day": {
        "task": "casetracker.jobs.audit.check_chain",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "Every 5 seconds: work on the lists that wait to be planned, taken in or taken back": {
        "task": "casetracker.jobs.lists.work_on_lists",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "Every minute: release the floods of letters that nobody has decided on for 12 hours": {
        "task": "casetracker.jobs.reminders.release_holds",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "Every minute: ask the next volunteer where an offer has run out": {
        "task": "casetracker.jobs.reminders.pass_on_offers",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "Every minute: end the proposals that nobody has decided on in time": {
        "task": "casetracker.jobs.reminders.expire_approvals",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "Every minute: open the needs of freed people whose next phase has come": {
        "task": "casetracker.jobs.reminders.open_phases",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "Every 15 seconds: take a search for duplicates further, if one was started": {
        "task": "casetracker.jobs.matching.scan_on",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "Every 5 seconds: try out the changed rules that somebody wants to propose": {
        "task": "casetracker.jobs.rules.run_simulations",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "Every 5 seconds: build the exports that two people agreed on, delete those of yesterday": {
        "task": "casetracker.jobs.exports.work_on_exports",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "Every night: remove told notices, sent letters and finished idempotency keys by age": {
        "task": "casetracker.jobs.reminders.prune",
        "schedule": crontab(hour="2", minute="40"),
        "options": {"expires": 3600},
    },
}

JOB = "config.toughness:Job"
TASK_TIME_LIMIT = 300  # seconds, after which a job's process is killed
VISIBILITY_TIMEOUT = 600  # seconds, after which Redis hands out an unacknowledged job again


def broker() -> dict[str, Any]:
    """Where messages go: Redis where REDIS_URL names it, otherwise a folder on this machine."""
    if settings.REDIS_URL:
        return {
            "broker_url": settings.REDIS_URL,
            "broker_transport_options": {
                "visibility_timeout": VISIBILITY_TIMEOUT,
                "unacked_restore_throttle": 1,
                "socket_timeout": 30,
                "socket_connect_timeout": 5,
                "socket_keepalive": True,
            },
        }
    return {
        "broker_url": embedded_broker.URL,
        "broker_transport_options": embedded_broker.broker_options(settings.VAR_DIR / "broker"),
        "worker_concurrency": 2,
        "worker_enable_remote_control": False,  # its reply queues would only litter the folder
    }


def configuration() -> dict[str, Any]:
    """Every setting of Celery that differs from its default. Why: docs/decide.md."""
    return broker() | {
        "include": [
            "casetracker.jobs.audit",
            "casetracker.jobs.exports",
            "casetracker.jobs.lists",
            "casetracker.jobs.mail",
            "casetracker.jobs.matching",
            "casetracker.jobs.reminders",
            "casetracker.jobs.rules",
        ],
        "task_default_queue": "casetracker",
        # Delivered at least once: acknowledged after the work, given back when the process dies.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "task_time_limit": TASK_TIME_LIMIT,
        "task_soft_time_limit": TASK_TIME_LIMIT - 30,
        "worker_soft_shutdown_timeout": 10.0,
        # Ids only, as JSON; nobody asks for a result.
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        # A Redis that is full says so as an error of the channel; it ends no worker.
        "broker_channel_error_retry": True,
        "enable_utc": True,
        "timezone": "UTC",
        "beat_schedule": BEAT,
        "beat_scheduler": "config.toughness:Scheduler",
        "beat_schedule_filename": str(settings.VAR_DIR / "celerybeat-schedule"),
        "worker_consumer": "config.toughness:Consumer",
        "worker_hijack_root_logger": False,
    }


app = Celery("casetracker", task_cls=JOB)
app.add_defaults(configuration)
