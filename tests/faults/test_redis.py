"""D3: Redis flushed, restarted empty, full, stopped, its clients killed. D4: Redis absent
for long."""

from __future__ import annotations

from itertools import pairwise
from queue import Empty
from types import SimpleNamespace

import pytest
from kombu import Connection, Queue

from casetracker.models import Clock, Heartbeat
from config.celery import app as product
from config.toughness import Consumer, Request
from tests.faults.installation import TALLY, pause
from tests.faults.invariants import at_rest
from tests.faults.servers import wait_until
from tests.patience import PATIENCE

pytestmark = pytest.mark.servers


def urgent(number=0, of=1):
    """The files at risk, or one part of them in several."""
    rows = list(Clock.objects.filter(case__stage="reception").order_by("pk").values("pk"))
    return Clock.objects.filter(pk__in=[row["pk"] for row in rows[number::of]])


def test_whatever_becomes_of_redis_the_worker_and_beat_go_on_by_themselves(place, is_long):
    """Without the loop: what Celery alone does once Redis is back."""
    redis = place.redis
    running = [place.worker(), place.beat()]
    due = set()

    def flush():
        redis.flush()

    def kill_clients():
        redis.kill_clients()

    def start_empty():
        redis.stop()
        redis.start()

    def stay_away():
        redis.stop()
        pause(60 if is_long else 3)
        redis.start()

    def full():
        redis.fill_up()
        pause(10 if is_long else 2)
        redis.make_room()

    happenings = (lambda: None, flush, kill_clients, start_empty, full, stay_away)
    for number, happens in enumerate(happenings):
        happens()
        due |= place.make_due(urgent(number, len(happenings)))
        place.settles(due)
    TALLY.restarts += 2
    assert [process.poll() for process in running] == [None, None], place.said()
    assert at_rest(place, due).repeats == 0


def test_while_redis_is_absent_reminders_are_at_most_two_periods_of_the_loop_late(place, is_long):
    """An hour of the loop's minutes, each of them shortened by `--every`."""
    period, periods = 2.0, 60 if is_long else 5
    place.redis.stop()
    place.worker()
    place.beat()
    place.loop(every=period)
    wait_until(lambda: place.look(has_swept), what="the loop's first round")
    clocks = urgent()
    due = place.make_due(clocks, over=period * periods)
    due_at = {clock.owner.email: clock.due_at.timestamp() for clock in clocks.all()}
    rounds: set[float] = set()

    def all_are_told() -> bool:
        rounds.add(Heartbeat.objects.get(name="sweep").at.timestamp())
        return place.is_at_rest(due)

    wait_until(lambda: place.look(all_are_told), what="rest")
    late = {
        letter.recipient: letter.at - due_at[letter.recipient] for letter in place.journal.taken
    }
    assert late.keys() == due_at.keys()
    # A machine that does ten things at once goes its rounds more slowly than it was told.
    longest = max(after - before for before, after in pairwise(sorted(rounds)))
    assert max(late.values()) <= 2 * max(period, longest), (sorted(late.values()), longest)
    assert min(late.values()) >= 0
    assert at_rest(place, due).repeats == 0


def test_who_answers_a_message_whose_connection_is_gone_ends_no_worker(running_redis):
    """What kombu forgets of a lost connection, an answer that comes late still asks for. Celery
    would end over it, as a worker did once in some thirty runs of the first test above."""
    with Connection(running_redis.url) as connection:
        queue = connection.SimpleQueue("late")
        queue.put([[], {}, {}])
        message = queue.get(timeout=PATIENCE)
        errors, transport = connection.connection_errors, connection.transport
        request = Request(
            message,
            on_ack=message.ack_log_error,
            on_reject=message.reject_log_error,
            connection_errors=errors,
            app=product,
            task=product.tasks["celery.backend_cleanup"],
            headers={"id": "1", "task": "celery.backend_cleanup"},
        )
        transport.client = None
        message.channel._disconnect_pools()
        with pytest.raises(AttributeError, match="hostname"):
            message.ack_log_error(None, errors)
        request.acknowledge()
        transport.client = connection


@pytest.mark.filterwarnings("ignore::celery.exceptions.CPendingDeprecationWarning")
def test_a_redis_that_goes_while_a_job_is_under_way_ends_no_worker(running_redis):
    """kombu takes the connection apart and fails half way, Celery closes it once more."""
    connection = Connection(running_redis.url)
    queue = connection.SimpleQueue("under way")
    queue.put([[], {}, {}])
    queue.put([[], {}, {}])
    assert queue.get(timeout=PATIENCE)
    assert Queue("under way")(connection.channel()).get()
    with pytest.raises(Empty):
        queue.get(timeout=0.1)  # and waits for the next one
    running_redis.stop()
    consumer = Consumer.__new__(Consumer)
    consumer.app, consumer.connection, consumer.qos_global = product, connection, False
    consumer.initial_prefetch_count = consumer.prefetch_multiplier = 1
    consumer.pool = SimpleNamespace(num_processes=2)
    consumer.on_connection_error_after_connected(ConnectionError("gone"))
    assert consumer.connection is None


def has_swept():
    return Heartbeat.objects.filter(name="sweep").exists()
