"""Nothing that is sealed is left anywhere in clear: broker, Redis, logs, letters, files, rows,
error pages, the database itself.

Searched after every journey (`conftest.py`), each of which runs beside rows with a text of their
own in every sealed column; after the demo (`test_demo.py`); and here after a day on which every
sealed column is filled by services, pages and the API. That it is found where it is shows
`test_left_behind.py`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import redis
from django.core.cache import cache
from django.utils import timezone
from kombu import Connection

from casetracker.models import Team
from config import embedded_broker
from config.celery import BEAT, app
from tests.canaries import MARK
from tests.conftest import NOW
from tests.filled import Cast, fill
from tests.journeys.canary_day import Day
from tests.journeys.left_behind import Left, in_redis, say_what_is_empty

pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "canary"


@pytest.fixture
def cast(team: Team, other_team: Team, make_user: Any) -> Cast:
    roles = ("caseworker", "coordinator", "coordinator", "volunteer")
    staff = (make_user(role, team) for role in roles)
    return Cast(team, *staff, outsider=make_user("caseworker", other_team), mark="Прыклад")


def live(left: Left, cast: Cast, remind: Any) -> None:
    """A whole day: a file filled by services, the same by pages and by the API, what is refused
    and what breaks, letters sent, jobs run."""
    day = Day(cast, left.canaries, fill(cast, left.canaries.say, NOW))
    day.by_pages()
    day.by_api()
    day.refused()
    day.broken()
    for hours in (1, 20, 30, 24 * 40):
        remind(NOW + timedelta(hours=hours))
    for entry in BEAT.values():
        app.tasks[entry["task"]].apply(throw=True)


def publish(url: str, **options: Any) -> None:
    """Every message that beat sends, left lying in the broker."""
    with Connection(url, **options) as broker:
        for entry in BEAT.values():
            app.send_task(entry["task"], connection=broker, queue=QUEUE)


def test_nothing_that_is_sealed_is_left_anywhere_in_clear(left, cast, remind, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    live(left, cast, remind)
    options = embedded_broker.broker_options(left.folder / "var" / "broker")
    publish(embedded_broker.URL, transport_options=options)
    say_what_is_empty(left.canaries)
    assert any(path.suffix == ".eml" for path in left.folder.rglob("*"))
    assert "broken on purpose" in left.log.getvalue()
    assert any(name.startswith("var/broker/") for name in left.files())
    assert any(" 500 " in name for name in left.errors)
    assert left.elsewhere() == []
    assert left.hits() == []


@pytest.mark.redis
def test_redis_holds_nothing_of_it_either(left, cast, remind, monkeypatch, settings, redis_url):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    place = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}
    settings.CACHES = settings.CACHES | {"default": place | {"KEY_PREFIX": QUEUE}}
    live(left, cast, remind)
    publish(redis_url)
    cache.set("in_use", "yes", 60)
    say_what_is_empty(left.canaries)
    held = in_redis(redis_url)
    assert any(QUEUE in key for key in held)
    assert any("in_use" in key for key in held)
    assert left.hits(held) == []
    cache.set("note", f"{MARK}9999", 60)
    assert left.hits(in_redis(redis_url)) != []
    with redis.Redis.from_url(redis_url) as client:
        patterns = (QUEUE, f"{QUEUE}:*", f"_kombu.binding*.{QUEUE}")
        client.delete(*[key for pattern in patterns for key in client.keys(pattern)])
