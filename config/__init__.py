"""Settings, URLs, Celery: what sits on top of all floors. Casetracker never imports it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
