"""Where Celery itself would end over what a broker does: a message of no shape, a Redis that is
full or was away. See `tests/config/test_forged_messages.py`, `tests/faults/test_redis.py`."""

from __future__ import annotations

import logging
from typing import Any

from celery import Task
from celery.beat import PersistentScheduler, SchedulingError
from celery.exceptions import InvalidTaskError
from celery.worker import consumer, request
from kombu.exceptions import ContentDisallowed, DecodeError

logger = logging.getLogger(__name__)


class Request(request.Request):
    """A message that cannot be taken apart is refused; Celery would end the worker, and the next
    one that takes the same message. One whose connection was lost before it is answered is left
    to be handed out again: kombu has forgotten by then where it came from (AttributeError)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["connection_errors"] = (*kwargs.get("connection_errors", ()), AttributeError)
        try:
            super().__init__(*args, **kwargs)
        except (InvalidTaskError, ContentDisallowed, DecodeError):
            raise
        except Exception as error:
            raise InvalidTaskError(type(error).__name__) from error


class Job(Task):
    """Celery's task, whose messages may be forged."""

    Request = "config.toughness:Request"


class Consumer(consumer.Consumer):
    """What listens to the broker, and connects anew where the connection was lost. Taking it apart
    while Redis is away, kombu stops half way, and closing what is left asks for what is gone."""

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        try:
            super().on_connection_error_after_connected(exc)
        except AttributeError:
            logger.warning("A lost connection could not be taken apart; a new one is made.")


class Scheduler(PersistentScheduler):
    """Beat, which connects anew where it could not send: a Redis that was full leaves the producer
    without a connection for ever."""

    def apply_async(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().apply_async(*args, **kwargs)
        except SchedulingError:
            for kept in ("producer", "connection"):
                self.__dict__.pop(kept, None)
            raise
