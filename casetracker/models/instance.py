"""Which installation this is, when its jobs last ran, and what a program already asked for."""

from __future__ import annotations

from django.db import models
from knox.models import AbstractAuthToken

from casetracker.models.base import Row, RowQuerySet
from casetracker.models.user import User


class Instance(models.Model):
    """The name of this installation, bound to the identity of its database.

    A copy that was restored elsewhere does not match and sends nothing until it is named.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=60)
    #: PostgreSQL: system identifier and database oid; SQLite: a nonce that also lies in a file.
    identity = models.CharField(max_length=120)
    named_at = models.DateTimeField()

    objects: models.Manager[Instance] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="instance_only_one")]


class Heartbeat(models.Model):
    """When a recurring job last completed."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    objects: models.Manager[Heartbeat] = models.Manager()


class IdempotencyKeyQuerySet(RowQuerySet["IdempotencyKey"]):
    def visible_to(self, user: User) -> IdempotencyKeyQuerySet:
        return self.filter(user=user)


class IdempotencyKey(Row):
    """A POST that was answered: same key and body get the same object, never a second one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    #: SHA-256 over method, path and body, hexadecimal; the body itself is not kept.
    body_hash = models.CharField(max_length=64)
    #: Empty while the first request is still at work.
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    object_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = IdempotencyKeyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotencykey_once")]


class ApiToken(AbstractAuthToken):
    """A program's token: hashed, scoped, expiring."""

    #: Names such as cases:read, tasks:write; ["all"] for what the owner's roles may do.
    scopes = models.JSONField(default=list)

    class Meta:
        verbose_name = "API token"
