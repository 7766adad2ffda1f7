import pkgutil

from casetracker import jobs
from config.celery import BEAT, TASK_TIME_LIMIT, VISIBILITY_TIMEOUT, app, configuration
from tests.house.beat import beat_faults


def registered() -> set[str]:
    app.loader.import_default_modules()
    return {name for name in app.tasks if name.startswith("casetracker.")}


def test_every_entry_of_beat_is_a_sentence_that_names_a_job_and_expires():
    assert beat_faults(BEAT, registered()) == []


def test_every_file_of_jobs_is_known_to_celery_and_names_its_jobs_after_itself():
    files = {f"casetracker.jobs.{file.name}" for file in pkgutil.iter_modules(jobs.__path__)}
    assert files == set(configuration()["include"])
    assert {name.rsplit(".", 1)[0] for name in registered()} == files


def test_every_job_is_on_beat():
    assert {entry["task"] for entry in BEAT.values()} == registered()


def test_an_entry_that_breaks_the_rules_is_reported_for_each():
    bad = {
        "sweep": {"task": "casetracker.jobs.gone", "schedule": 15.0, "args": ("name",)},
        "Every minute: send again and again": {
            "task": "known",
            "schedule": 60.0,
            "options": {"expires": 90},
        },
    }
    assert beat_faults(bad, {"known"}) == [
        "'sweep' is not a sentence",
        "'sweep' names no registered job: casetracker.jobs.gone",
        "'sweep' never expires: a stopped worker would find a heap",
        "'sweep' carries arguments: a job reads rows",
        "'Every minute: send again and again' outlives its next turn",
    ]


def test_a_job_is_killed_before_redis_hands_it_to_another_worker():
    assert TASK_TIME_LIMIT < VISIBILITY_TIMEOUT


def test_celery_takes_its_settings_from_here(settings):
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_ignore_result
    assert app.conf.accept_content == ["json"]
    assert app.conf.beat_schedule == BEAT


def test_redis_is_the_broker_where_it_is_named_and_a_folder_otherwise(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.REDIS_URL = None
    assert configuration()["broker_url"] == "folder://localhost"
    assert configuration()["broker_transport_options"]["polling_interval"] <= 0.1
    settings.REDIS_URL = "redis://broker:6379/1"
    assert configuration()["broker_url"] == "redis://broker:6379/1"
    assert configuration()["broker_transport_options"]["unacked_restore_throttle"] == 1
