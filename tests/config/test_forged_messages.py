"""Whoever writes to the broker makes a worker look now, and nothing else."""

from __future__ import annotations

import base64
import inspect
import json
import pickle
import threading
from collections.abc import Iterator
from importlib import import_module

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker

from config.celery import JOB, configuration
from config.celery import app as product
from tests.patience import PATIENCE

for module in product.conf.include:
    import_module(module)
JOBS = sorted(name for name in product.tasks if name.startswith("casetracker."))
HARM: list[str] = []


class Harm:
    """Unpickling this calls `HARM.append`."""

    def __reduce__(self):
        return HARM.append, ("unpickled",)


def message(
    *, task="look", body=None, kind="application/json", encoding="utf-8", **headers
) -> dict[str, object]:
    body = json.dumps([[], {}, {}]) if body is None else body
    return {
        "body": base64.b64encode(body if isinstance(body, bytes) else body.encode()).decode(),
        "content-encoding": encoding,
        "content-type": kind,
        "headers": {"lang": "py", "task": task, "id": "1", "argsrepr": "", **headers},
        "properties": {
            "delivery_mode": 2,
            "body_encoding": "base64",
            "delivery_tag": "1",
            "delivery_info": {"exchange": "", "routing_key": "casetracker"},
            "priority": 0,
        },
    }


CHAINED = {"task": "os.system", "args": ["id"], "kwargs": {}, "options": {}}
FORGED = {
    "unknown job": message(task="os.system", body=json.dumps([["id"], {}, {}])),
    "no job": message(task=None),
    "arguments": message(body=json.dumps([["x"], {"now": "1970"}, {}])),
    "chain of jobs": message(body=json.dumps([[], {}, {"chain": [CHAINED]}])),
    "pickle": message(
        body=pickle.dumps(Harm()), kind="application/x-python-serialize", encoding="binary"
    ),
    "yaml": message(body="!!python/object/apply:os.system [id]", kind="application/x-yaml"),
    "no JSON": message(body="{"),
    "another shape": message(body='{"a": 1}'),
    "deep nesting": message(body="[" * 100_000),
    "another encoding": message(encoding="no-such"),
    "an old protocol": message(body=json.dumps({"task": "os.system", "args": ["id"]}), task=None),
}


@pytest.mark.parametrize("name", JOBS)
def test_a_job_takes_nothing_from_its_message(name):
    assert list(inspect.signature(product.tasks[name].run).parameters) == []


def test_only_json_is_read():
    assert len(JOBS) >= len(product.conf.beat_schedule)
    assert product.conf.accept_content == ["json"]
    assert product.conf.task_serializer == "json"


@pytest.fixture(scope="module")
def worker() -> Iterator[tuple[Celery, threading.Event]]:
    """The settings of the product over a broker in memory, with a job that only says it ran."""
    app, ran = Celery("forged", set_as_current=False, task_cls=JOB), threading.Event()
    app.add_defaults(configuration())
    app.conf.update(
        broker_url="memory://",
        broker_transport_options={"polling_interval": 0.05},
        include=[],
        beat_schedule={},
    )

    @app.task(name="look", shared=False)
    def look() -> None:
        """What a forged message asks for, with more than it takes."""

    @app.task(name="done", shared=False)
    def done() -> None:
        ran.set()

    with start_worker(app, pool="solo", perform_ping_check=False, loglevel="CRITICAL"):
        yield app, ran


@pytest.mark.xdist_group("forged")
@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_message_is_put_aside_and_the_worker_goes_on(worker, forged):
    app, ran = worker
    ran.clear()
    with app.connection_for_write() as connection:
        connection.default_channel._put("casetracker", FORGED[forged])
    app.tasks["done"].apply_async()
    assert ran.wait(timeout=PATIENCE), forged
    assert HARM == []
