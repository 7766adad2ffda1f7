"""Refusals: what a person or program is told when something cannot be done.

Every refusal names the field, the value and what is allowed. Doors translate them: the API to
RFC 9457 problems with the `status` below, pages to form errors, commands to one sentence, exit 1.
"""

from __future__ import annotations


class Refused(Exception):
    """Something was asked for that is not allowed; nothing was changed."""

    status = 400

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        value: object = None,
        allowed: object = None,
    ) -> None:
        self.message = message
        self.field = field
        self.value = value
        self.allowed = allowed
        super().__init__(message)


class Forbidden(Refused):
    """The object is visible, the verb is not this person's."""

    status = 403


class Missing(Refused):
    """No such object, or none that this person may see: the two are never told apart."""

    status = 404


class Conflict(Refused):
    """The object's present state does not allow it, or someone else was faster."""

    status = 409


class Stale(Conflict):
    """The caller acted on an older version of the object."""

    status = 412
